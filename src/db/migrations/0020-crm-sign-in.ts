import { type Kysely, sql } from "kysely";

/** Who went to a CRM may have gone there to sign in here. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.install_states
      add column purpose text not null default 'install' check (purpose in ('install', 'sign_in')),
      add column return_to text;
  `.execute(db);
}
