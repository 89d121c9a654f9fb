import { type Kysely, sql } from "kysely";

/** Until when the carrier's lists may still tell of what was erased here. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    -- A keyed hash of the number alone: a sweep leaves alone what this caller did before.
    create table ${s}.erased_callers (
      business_id text not null references ${s}.businesses on delete cascade,
      phone_hash text not null,
      erased_at timestamptz not null,
      primary key (business_id, phone_hash)
    );
    create index erased_callers_by_age on ${s}.erased_callers (erased_at);
  `.execute(db);
}
