import { type Kysely, sql } from "kysely";

/**
 * Everything lives in one schema of ours, so that a host application can keep its own tables beside them.
 * Every table carries business_id. `occurred_at` is when a thing happened, `recorded_at` when we wrote it.
 */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    create table ${s}.businesses (
      id text primary key,
      name text not null,
      time_zone text not null,
      country text not null,
      lead_for_answered_callers boolean not null default false,
      created_at timestamptz not null default now()
    );

    create table ${s}.api_keys (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      hash bytea not null unique,
      label text not null,
      hint text not null,
      created_at timestamptz not null default now(),
      revoked_at timestamptz
    );
    create index api_keys_of_business on ${s}.api_keys (business_id);

    -- The business's own Twilio account; without a row the operator's is used.
    create table ${s}.carriers (
      business_id text primary key references ${s}.businesses on delete cascade,
      account_sid text not null,
      sealed_auth_token text not null,
      updated_at timestamptz not null default now()
    );
    create index carriers_by_account on ${s}.carriers (account_sid);

    create table ${s}.lines (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      number text not null unique,
      enabled boolean not null,
      forward_to text,
      ring_timeout_seconds integer not null check (ring_timeout_seconds between 10 and 60),
      message text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index lines_of_business on ${s}.lines (business_id);

    -- One row per phone number that a business ever dealt with. It is the lock under which everything about
    -- this caller happens: new activities, consent, the start of a send, the reading of what is pending.
    create table ${s}.callers (
      business_id text not null references ${s}.businesses on delete cascade,
      phone text not null,
      name text,
      consent text not null default 'unknown' check (consent in ('unknown', 'opted_in', 'opted_out')),
      first_seen_at timestamptz not null,
      last_activity_at timestamptz not null,
      primary key (business_id, phone)
    );
    create index callers_newest on ${s}.callers (business_id, last_activity_at desc, phone);

    create table ${s}.calls (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      line_id text references ${s}.lines on delete set null,
      line text not null,
      phone text,
      caller_kind text not null check (caller_kind in ('known', 'withheld', 'malformed')),
      caller_name text,
      standing text not null,
      direction text not null check (direction in ('in', 'out')),
      call_sid text not null,
      outcome text check (outcome in ('answered', 'missed')),
      reason text check (reason in ('no_answer', 'busy', 'failed', 'caller_hung_up')),
      duration_seconds integer check (duration_seconds >= 0),
      ended boolean not null default false,
      receipt jsonb,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null default now(),
      unique (business_id, call_sid),
      constraint reason_only_when_missed check ((reason is not null) = (outcome is not distinct from 'missed'))
    );
    create index calls_newest on ${s}.calls (business_id, occurred_at desc, id desc);
    create index calls_of_caller on ${s}.calls (business_id, phone, occurred_at desc);

    -- What the carrier told us, each delivery once. Kept apart from calls because a leg's report may come first.
    create table ${s}.call_events (
      business_id text not null references ${s}.businesses on delete cascade,
      call_sid text not null,
      delivery_key text not null,
      fact jsonb not null,
      recorded_at timestamptz not null default now(),
      primary key (business_id, call_sid, delivery_key)
    );

    create table ${s}.texts (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      line_id text references ${s}.lines on delete set null,
      line text not null,
      phone text not null,
      direction text not null check (direction in ('in', 'out')),
      purpose text not null check (purpose in ('text_back', 'api', 'inbound')),
      call_id text references ${s}.calls on delete set null,
      body text not null,
      state text not null check (state in ('queued', 'sending', 'unclear', 'sent', 'unconfirmed', 'delivered',
                                           'undelivered', 'failed', 'cancelled', 'received')),
      message_sid text,
      error_code integer,
      error_message text,
      segments integer not null,
      media jsonb not null default '[]',
      attempts integer not null default 0,
      absences integer not null default 0,
      next_look_at timestamptz,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null default now()
    );
    create unique index one_text_back_per_call on ${s}.texts (call_id) where purpose = 'text_back';
    create unique index texts_by_sid on ${s}.texts (business_id, message_sid) where message_sid is not null;
    create index texts_newest on ${s}.texts (business_id, occurred_at desc, id desc);
    create index texts_of_caller on ${s}.texts (business_id, phone, occurred_at desc);
    create index texts_to_look_at on ${s}.texts (next_look_at) where next_look_at is not null;

    -- Written before the request leaves: after a crash this row is how we know that one may have left.
    create table ${s}.text_attempts (
      text_id text not null references ${s}.texts on delete cascade,
      business_id text not null references ${s}.businesses on delete cascade,
      number integer not null,
      started_at timestamptz not null,
      ended_at timestamptz,
      outcome text check (outcome in ('accepted', 'refused', 'throttled', 'not_sent', 'unclear')),
      message_sid text,
      detail text,
      primary key (text_id, number)
    );

    create table ${s}.consent_events (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      phone text not null,
      consent text not null check (consent in ('opted_in', 'opted_out')),
      source text not null check (source in ('inbound_text', 'carrier_refusal', 'operator')),
      body text,
      message_sid text,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null default now()
    );
    create index consent_of_caller on ${s}.consent_events (business_id, phone, occurred_at desc);
    create unique index consent_event_once on ${s}.consent_events (business_id, message_sid) where message_sid is not null;

    create table ${s}.connections (
      business_id text primary key references ${s}.businesses on delete cascade,
      connector text not null,
      sealed_credentials text,
      settings jsonb not null default '{}',
      health text not null default 'ok' check (health in ('ok', 'degraded', 'needs_reconnect')),
      health_detail text,
      updated_at timestamptz not null default now()
    );

    -- Which record of the CRM a phone number belongs to: found or made once, then remembered.
    create table ${s}.records (
      business_id text not null references ${s}.businesses on delete cascade,
      connector text not null,
      phone text not null,
      record_id text not null,
      record_name text,
      matched_by text not null,
      updated_at timestamptz not null default now(),
      primary key (business_id, connector, phone)
    );

    -- The outbox to the CRM: one row per call or text. wanted_version counts its changes, logged_version
    -- what the CRM has; the content is read from the call or text when it is sent, so it is never stale.
    create table ${s}.activities (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      phone text not null,
      kind text not null check (kind in ('call', 'text')),
      source_id text not null,
      state text not null check (state in ('pending', 'waiting', 'done', 'parked', 'dead', 'discarded')),
      wanted_version integer not null default 1,
      logged_version integer not null default 0,
      record_id text,
      external_id text,
      attempted_at timestamptz,
      attempts integer not null default 0,
      next_attempt_at timestamptz,
      problem text,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null default now(),
      unique (business_id, kind, source_id)
    );
    create index activities_of_caller on ${s}.activities (business_id, phone, occurred_at);
    create index activities_by_state on ${s}.activities (business_id, state, occurred_at desc);
    create index activities_to_log on ${s}.activities (next_attempt_at) where state = 'pending';

    -- The built-in connector's own store.
    create table ${s}.leads (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      phone text not null,
      name text,
      stage text not null,
      source text not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      unique (business_id, phone)
    );
    create index leads_newest on ${s}.leads (business_id, created_at desc, id desc);
    create table ${s}.lead_activities (
      business_id text not null references ${s}.businesses on delete cascade,
      lead_id text not null references ${s}.leads on delete cascade,
      activity_id text not null,
      kind text not null,
      title text not null,
      body text not null,
      occurred_at timestamptz not null,
      primary key (business_id, activity_id)
    );
    create index lead_timeline on ${s}.lead_activities (lead_id, occurred_at);

    create table ${s}.idempotency_keys (
      scope text not null,
      key text not null,
      request_hash text not null,
      status integer not null,
      body jsonb not null,
      created_at timestamptz not null,
      primary key (scope, key)
    );
    create index idempotency_keys_by_age on ${s}.idempotency_keys (created_at);

    create table ${s}.audit (
      id bigint generated always as identity primary key,
      business_id text references ${s}.businesses on delete cascade,
      actor text not null,
      action text not null,
      detail jsonb not null default '{}',
      occurred_at timestamptz not null
    );
    create index audit_newest on ${s}.audit (business_id, id desc);
  `.execute(db);

  await sql`
    create table ${s}.credit_accounts (
      id text primary key,
      business_id text references ${s}.businesses on delete cascade,
      kind text not null check (kind in ('available', 'held', 'spent', 'issued')),
      balance bigint not null default 0,
      unique (business_id, kind),
      constraint issued_is_the_systems check ((kind = 'issued') = (business_id is null)),
      constraint never_overdrawn check (kind = 'issued' or balance >= 0)
    );
    insert into ${s}.credit_accounts (id, business_id, kind) values ('issued', null, 'issued');

    create table ${s}.credit_transfers (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      -- The same key twice is the same transfer; with another body it is an error.
      key text not null,
      kind text not null check (kind in ('grant', 'hold', 'post', 'void', 'refund', 'revoke')),
      source text not null references ${s}.credit_accounts,
      target text not null references ${s}.credit_accounts,
      credits bigint not null check (credits > 0),
      text_id text,
      reason text not null,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null default now(),
      unique (business_id, key),
      check (source <> target)
    );
    create index transfers_newest on ${s}.credit_transfers (business_id, recorded_at desc, id desc);
    -- A text is paid for by one hold; the hold is settled once, by a post or by a void; a post is refunded once.
    create unique index one_hold_per_text on ${s}.credit_transfers (text_id) where kind = 'hold';
    create unique index one_end_per_hold on ${s}.credit_transfers (text_id) where kind in ('post', 'void');
    create unique index one_refund_per_text on ${s}.credit_transfers (text_id) where kind = 'refund';

    create function ${s}.refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'credit_transfers is append-only';
    end $$;
    create trigger append_only before update or delete or truncate on ${s}.credit_transfers
      for each statement execute function ${s}.refuse_change();
  `.execute(db);

  // The one way credits move. Returns 'done', 'replayed' (same key, same body), 'conflict' (same key, other
  // body), 'insufficient', 'nothing' (no hold to settle, or no post to refund) or 'settled' (already ended).
  await sql`
    create function ${s}.transfer_credits(
      p_id text, p_business text, p_key text, p_kind text, p_credits bigint, p_text text, p_reason text,
      p_occurred_at timestamptz
    ) returns text language plpgsql set search_path = ${s} as $$
    declare
      from_kind text := case p_kind when 'grant' then 'issued' when 'hold' then 'available' when 'post' then 'held'
                                    when 'void' then 'held' when 'refund' then 'spent' when 'revoke' then 'available' end;
      to_kind text := case p_kind when 'grant' then 'available' when 'hold' then 'held' when 'post' then 'spent'
                                  when 'void' then 'available' when 'refund' then 'available' when 'revoke' then 'issued' end;
      source_id text := case from_kind when 'issued' then 'issued' else p_business || ':' || from_kind end;
      target_id text := case to_kind when 'issued' then 'issued' else p_business || ':' || to_kind end;
      earlier credit_transfers;
      amount bigint := p_credits;
    begin
      -- Both accounts in id order, so that two transfers that cross never deadlock. Everything below is
      -- decided under these locks, so a second settlement sees the first.
      perform 1 from credit_accounts where id in (source_id, target_id) order by id for update;

      select * into earlier from credit_transfers where business_id = p_business and key = p_key;
      if found then
        if earlier.kind = p_kind and earlier.text_id is not distinct from p_text
           and (p_credits is null or earlier.credits = p_credits) and earlier.reason = p_reason then
          return 'replayed';
        end if;
        return 'conflict';
      end if;

      if p_kind in ('post', 'void') then
        select credits into amount from credit_transfers
          where text_id = p_text and business_id = p_business and kind = 'hold';
        if not found then return 'nothing'; end if;
        if exists (select 1 from credit_transfers where text_id = p_text and kind in ('post', 'void')) then
          return 'settled';
        end if;
      elsif p_kind = 'refund' then
        select credits into amount from credit_transfers
          where text_id = p_text and business_id = p_business and kind = 'post';
        if not found then return 'nothing'; end if;
        if exists (select 1 from credit_transfers where text_id = p_text and kind = 'refund') then
          return 'settled';
        end if;
      end if;

      update credit_accounts set balance = balance - amount
        where id = source_id and (kind = 'issued' or balance >= amount);
      if not found then return 'insufficient'; end if;
      update credit_accounts set balance = balance + amount where id = target_id;
      insert into credit_transfers (id, business_id, key, kind, source, target, credits, text_id, reason, occurred_at)
        values (p_id, p_business, p_key, p_kind, source_id, target_id, amount, p_text, p_reason, p_occurred_at);
      return 'done';
    end $$;
  `.execute(db);
}
