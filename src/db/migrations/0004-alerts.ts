import { type Kysely, sql } from "kysely";

/** The owner is told what happened; a line's registration is asked for now and then. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    -- Null: nothing was ever set.
    alter table ${s}.businesses add column alerts jsonb;

    -- Where a business has its alerts posted to; the address is with its settings.
    create table ${s}.alert_webhooks (
      business_id text primary key references ${s}.businesses on delete cascade,
      sealed_secret text not null,
      failing_since timestamptz,
      updated_at timestamptz not null default now()
    );

    -- The outbox to the owner: a row commits with what it tells of. What is said is read from there when it
    -- is sent, so it is never stale.
    create table ${s}.alerts (
      id text primary key,
      business_id text not null,
      channel text not null check (channel in ('email', 'webhook', 'text')),
      about text not null check (about in ('missed_call', 'reply', 'notice', 'line_ready')),
      source_id text not null,
      line text,
      phone text,
      state text not null default 'pending'
        check (state in ('pending', 'sending', 'sent', 'failed', 'unclear', 'cancelled')),
      attempts integer not null default 0,
      unclear integer not null default 0,
      next_attempt_at timestamptz,
      problem text,
      text_id text,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null default now(),
      unique (business_id, about, source_id, channel)
    );
    create index alerts_newest on ${s}.alerts (business_id, occurred_at desc, id desc);
    create index alerts_waiting on ${s}.alerts (next_attempt_at) where state in ('pending', 'sending');

    -- When a caller last was worth an alert. The row is the lock that makes it one in ten minutes.
    create table ${s}.alert_turns (
      business_id text not null,
      caller text not null,
      channel text not null,
      last_at timestamptz not null,
      primary key (business_id, caller, channel)
    );
    create index alert_turns_by_age on ${s}.alert_turns (last_at);

    -- When the carrier was last asked how the line's registration stands.
    alter table ${s}.lines add column registration_asked_at timestamptz;
  `.execute(db);
}
