import { type Kysely, sql } from "kysely";

/** Calls that the business asks for: its own phone rings, then the customer's. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.calls add column hung_up_by text check (hung_up_by in ('owner', 'customer'));

    -- The wish and the attempt. Once the carrier has it, a row of the same id stands among the calls.
    create table ${s}.outbound_calls (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      line_id text,
      line text not null,
      owner_phone text not null,
      phone text not null,
      state text not null check (state in ('queued', 'requesting', 'unclear', 'ringing_owner', 'ringing_customer',
                                           'talking', 'ended', 'failed')),
      call_sid text,
      attempts integer not null default 0,
      absences integer not null default 0,
      attempted_at timestamptz,
      problem text,
      next_look_at timestamptz,
      requested_at timestamptz not null,
      unique (business_id, call_sid)
    );
    create index outbound_calls_newest on ${s}.outbound_calls (business_id, requested_at desc);
    create index outbound_calls_to_look_at on ${s}.outbound_calls (next_look_at) where next_look_at is not null;
    -- A phone rings for one call at a time, whatever the code above it thinks.
    create unique index one_outbound_call_per_phone on ${s}.outbound_calls (business_id, owner_phone)
      where state not in ('ended', 'failed');
  `.execute(db);
}
