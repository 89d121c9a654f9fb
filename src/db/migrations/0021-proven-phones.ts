import { type Kysely, sql } from "kysely";

/** A phone gets codes to sign in once it is proven. Whoever has nothing else to sign in by stays as they are. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.users add column phone_proven_at timestamptz;
    update ${s}.users set phone_proven_at = created_at where phone is not null and email is null;
  `.execute(db);
}
