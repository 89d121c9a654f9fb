import { type Kysely, sql } from "kysely";

/** What waited long is told to a CRM of many callers at once, beside the drains of single callers. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.activities
      -- In whose hands it is while it is tried: its caller's drain, or the business's back-fill.
      add column taken_by text check (taken_by in ('drain', 'backfill')),
      -- A back-fill has left it to its caller's drain.
      add column alone boolean not null default false;
    create index activities_to_backfill on ${s}.activities (business_id, occurred_at, id)
      where state = 'pending' and external_id is null;
  `.execute(db);
}
