import { type Kysely, sql } from "kysely";

/** Up to when the carrier's own lists have been compared with our books, for each account at the carrier. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    create table ${s}.sweep_points (
      -- The business whose account it is, or 'operator'.
      account text not null,
      business_id text references ${s}.businesses on delete cascade,
      list text not null check (list in ('messages', 'calls')),
      swept_to timestamptz not null,
      primary key (account, list)
    );
  `.execute(db);
}
