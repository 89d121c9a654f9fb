import { type Kysely, sql } from "kysely";

/**
 * What the inbox needs to answer at once, kept beside the caller as calls and texts come: where the conversation
 * stands in the list and what is still to do in it. Triggers keep it, so that no way of writing a call or a text
 * can forget to; each runs while the caller's row is locked, or locks it in the usual order (call, caller, text).
 */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.callers
      -- Microseconds of the moment at which something last happened; null: nothing to show yet.
      add column position bigint,
      -- Where it stood before, oldest first: a list that is being read goes on as it stood when it was begun.
      add column earlier_positions bigint[] not null default '{}',
      add column last_call_at timestamptz,
      add column last_call_missed boolean not null default false,
      add column caller_spoke_last boolean not null default false,
      add column texted_back boolean not null default false,
      -- The caller has answered our latest text-back.
      add column replied boolean not null default false,
      add column unread boolean not null default false,
      add column handled_at timestamptz;

    -- When the text came to its state, by the database's clock.
    alter table ${s}.texts add column state_at timestamptz;

    alter table ${s}.texts drop constraint texts_purpose_check;
    alter table ${s}.texts add constraint texts_purpose_check
      check (purpose in ('text_back', 'api', 'inbound', 'alert', 'test'));

    update ${s}.callers c set
        position = (extract(epoch from e.at) * 1000000)::bigint,
        last_call_at = l.occurred_at,
        last_call_missed = coalesce(l.outcome = 'missed', false),
        caller_spoke_last = coalesce(e.by_caller, false),
        texted_back = b.at is not null,
        replied = coalesce(r.at > b.at, false)
      from ${s}.callers k
      left join lateral (
        select occurred_at as at, by_caller from (
          (select occurred_at, direction = 'in' and outcome = 'missed' as by_caller from ${s}.calls
            where business_id = k.business_id and phone = k.phone order by occurred_at desc limit 1)
          union all
          (select occurred_at, direction = 'in' from ${s}.texts
            where business_id = k.business_id and phone = k.phone and purpose <> 'alert'
            order by occurred_at desc limit 1)
        ) as both_kinds order by occurred_at desc limit 1
      ) e on true
      left join lateral (
        select occurred_at, outcome from ${s}.calls
          where business_id = k.business_id and phone = k.phone and outcome is not null
          order by occurred_at desc limit 1
      ) l on true
      left join lateral (
        select max(occurred_at) as at from ${s}.texts
          where business_id = k.business_id and phone = k.phone and purpose = 'text_back'
      ) b on true
      left join lateral (
        select max(occurred_at) as at from ${s}.texts
          where business_id = k.business_id and phone = k.phone and direction = 'in'
      ) r on true
      where c.business_id = k.business_id and c.phone = k.phone;

    drop index ${s}.callers_newest;
    create index callers_by_position on ${s}.callers (business_id, position, phone);
    create index callers_missed on ${s}.callers (business_id, position, phone)
      where last_call_missed and handled_at is null;
    create index callers_replied on ${s}.callers (business_id, position, phone) where replied;
    create index callers_waiting on ${s}.callers (business_id, position, phone)
      where caller_spoke_last and handled_at is null;

    -- The words of every text, and whose it is: one index answers for one business without any extension.
    create index texts_words on ${s}.texts
      using gin ((to_tsvector('simple'::regconfig, body) || array_to_tsvector(array['business ' || business_id])));
  `.execute(db);

  await sql`
    -- Strictly later than before, also when the clock was set back.
    create function ${s}.next_position(before bigint) returns bigint language sql volatile as $$
      select greatest((extract(epoch from clock_timestamp()) * 1000000)::bigint, before + 1)
    $$;

    create function ${s}.with_position(earlier bigint[], before bigint) returns bigint[] language sql immutable as $$
      select case when before is null then earlier
        else (earlier || before)[greatest(1, cardinality(earlier) - 22) : cardinality(earlier) + 1] end
    $$;

    create function ${s}.call_moves_conversation() returns trigger language plpgsql set search_path = ${s} as $$
    begin
      update callers set
          earlier_positions = with_position(earlier_positions, position),
          position = next_position(position),
          last_call_missed = case when new.occurred_at >= coalesce(last_call_at, new.occurred_at)
            then new.outcome = 'missed' else last_call_missed end,
          last_call_at = greatest(last_call_at, new.occurred_at),
          caller_spoke_last = new.direction = 'in' and new.outcome = 'missed',
          unread = unread or (new.direction = 'in' and new.outcome = 'missed'),
          handled_at = case when new.direction = 'in' then null else handled_at end
        where business_id = new.business_id and phone = new.phone;
      return null;
    end $$;

    create function ${s}.text_moves_conversation() returns trigger language plpgsql set search_path = ${s} as $$
    begin
      update callers set
          earlier_positions = with_position(earlier_positions, position),
          position = next_position(position),
          caller_spoke_last = new.direction = 'in' and consent <> 'opted_out',
          texted_back = texted_back or new.purpose = 'text_back',
          replied = case when new.direction = 'in' then texted_back
                         when new.purpose = 'text_back' then false else replied end,
          unread = unread or new.direction = 'in',
          handled_at = case when new.direction = 'in' then null else handled_at end
        where business_id = new.business_id and phone = new.phone;
      return null;
    end $$;

    -- A STOP is no reply, and nobody waits for an answer to it.
    create function ${s}.opt_out_ends_waiting() returns trigger language plpgsql as $$
    begin
      new.caller_spoke_last := false;
      new.replied := false;
      return new;
    end $$;

    create function ${s}.text_comes_to_state() returns trigger language plpgsql as $$
    begin
      new.state_at := clock_timestamp();
      return new;
    end $$;

    create trigger call_moves_conversation after update of outcome on ${s}.calls for each row
      when (new.outcome is distinct from old.outcome and new.phone is not null
        and new.standing not in ('forwarded_back', 'live_test'))
      execute function ${s}.call_moves_conversation();
    -- What a restore writes was recorded earlier: it moves nothing, since the caller's row comes with it.
    create trigger text_moves_conversation after insert on ${s}.texts for each row
      when (new.purpose not in ('alert', 'test') and new.recorded_at = now())
      execute function ${s}.text_moves_conversation();
    create trigger opt_out_ends_waiting before update of consent on ${s}.callers for each row
      when (new.consent = 'opted_out')
      execute function ${s}.opt_out_ends_waiting();
    create trigger text_comes_to_state before update of state on ${s}.texts for each row
      when (new.state <> old.state) execute function ${s}.text_comes_to_state();
  `.execute(db);

  await sql`
    -- A call of the owner's own phone that tries everything out, free of charge and without a lead.
    create table ${s}.live_tests (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      line text not null,
      started_at timestamptz not null,
      ends_at timestamptz not null,
      call_id text references ${s}.calls on delete set null
    );
    create index live_tests_of_line on ${s}.live_tests (business_id, line, started_at desc);
  `.execute(db);
}
