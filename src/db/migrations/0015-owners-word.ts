import { type Kysely, sql } from "kysely";

/** What the owner says of a caller's consent, and what the operator starts new lines with. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.consent_events drop constraint consent_events_source_check;
    alter table ${s}.consent_events add constraint consent_events_source_check
      check (source in ('inbound_text', 'carrier_refusal', 'operator', 'owner'));

    -- One row, or none: what a new line starts with where it differs from our own defaults.
    create table ${s}.line_defaults (
      id smallint primary key default 1 check (id = 1),
      settings jsonb not null,
      updated_at timestamptz not null
    );
  `.execute(db);
}
