import { type Kysely, sql } from "kysely";

/** Businesses that are there to be shown, for a while. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.businesses
      add column demo_ends_at timestamptz,
      -- Its people and its line are gone; what was said stays, and is nobody's.
      add column demo_ended boolean not null default false;
    create index demos_to_end on ${s}.businesses (demo_ends_at) where demo_ends_at is not null and not demo_ended;
  `.execute(db);
}
