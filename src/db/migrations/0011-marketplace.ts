import { type Kysely, sql } from "kysely";

/** Connections by OAuth: which account of the CRM is whose, who said yes, what is to be given back, what CRMs tell us. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.connections
      add column account_id text,
      add column account_name text;
    create unique index one_business_per_account on ${s}.connections (connector, account_id)
      where account_id is not null;

    -- Of the state only a hash; the code verifier is made from the state and is kept nowhere.
    create table ${s}.install_states (
      hash bytea primary key,
      browser bytea not null,
      connector text not null,
      host text not null,
      business_id text references ${s}.businesses on delete cascade,
      expires_at timestamptz not null
    );

    create table ${s}.crm_users (
      connector text not null,
      account_id text not null,
      crm_user_id text not null,
      business_id text not null references ${s}.businesses on delete cascade,
      user_id text not null references ${s}.users on delete cascade,
      primary key (connector, account_id, crm_user_id)
    );

    -- What a disconnected business had at the vendor. The row goes when the vendor has it back.
    create table ${s}.grant_endings (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      connector text not null,
      sealed_credentials text not null,
      attempts integer not null default 0,
      problem text,
      next_attempt_at timestamptz not null,
      recorded_at timestamptz not null default now()
    );
    create index grant_endings_due on ${s}.grant_endings (next_attempt_at);

    create table ${s}.crm_events (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      connector text not null,
      key text not null,
      kind text not null check (kind in ('record_merged', 'record_deleted', 'privacy_deletion')),
      record_id text not null,
      survivor_id text,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null default now(),
      done_at timestamptz,
      unique (business_id, connector, key)
    );
    create index crm_events_to_do on ${s}.crm_events (recorded_at) where done_at is null;
    create index crm_events_done on ${s}.crm_events (done_at) where done_at is not null;

    create table ${s}.launch_tokens (
      hash bytea primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      user_id text not null references ${s}.users on delete cascade,
      expires_at timestamptz not null
    );

    create index records_by_record on ${s}.records (business_id, connector, record_id);
    create index activities_by_record on ${s}.activities (business_id, record_id) where record_id is not null;
  `.execute(db);
}
