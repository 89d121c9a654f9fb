import { type Kysely, sql } from "kysely";

/**
 * Credits bought by card, and what becomes of the books when a payment is taken back after its credits were
 * spent: they are owed. `owed` is one more account of each business, at zero or below, and whatever comes
 * back into `available` pays it first. So nobody has credits and owes credits at once.
 */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.credit_accounts drop constraint credit_accounts_kind_check;
    alter table ${s}.credit_accounts add constraint credit_accounts_kind_check
      check (kind in ('available', 'held', 'spent', 'owed', 'issued'));
    alter table ${s}.credit_accounts drop constraint never_overdrawn;
    alter table ${s}.credit_accounts add constraint never_overdrawn
      check (kind = 'issued' or (kind = 'owed' and balance <= 0) or (kind <> 'owed' and balance >= 0));
    insert into ${s}.credit_accounts (id, business_id, kind)
      select id || ':owed', id, 'owed' from ${s}.businesses;

    alter table ${s}.credit_transfers drop constraint credit_transfers_kind_check;
    alter table ${s}.credit_transfers add constraint credit_transfers_kind_check
      check (kind in ('grant', 'hold', 'post', 'void', 'refund', 'revoke', 'owe', 'repay'));
    -- Movements are listed and added up by when they happened.
    drop index ${s}.transfers_newest;
    create index transfers_newest on ${s}.credit_transfers (business_id, occurred_at desc, id desc);

    create table ${s}.purchases (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      credits integer not null check (credits > 0),
      price_cents integer not null check (price_cents > 0),
      -- 'opening': the payment page may or may not have been made; 'open': it waits for the owner.
      state text not null check (state in ('opening', 'open', 'paid', 'expired', 'failed')),
      session_id text unique,
      url text,
      payment_id text,
      revoked_credits integer not null default 0 check (revoked_credits between 0 and credits),
      problem text,
      next_look_at timestamptz,
      requested_at timestamptz not null,
      settled_at timestamptz
    );
    create index purchases_of_business on ${s}.purchases (business_id, requested_at desc);
    create index purchases_by_payment on ${s}.purchases (payment_id) where payment_id is not null;
    create index purchases_to_look_at on ${s}.purchases (next_look_at) where next_look_at is not null;

    -- Payments taken back, each by one refund or dispute. Word of one may come before word of its payment.
    create table ${s}.payment_reversals (
      id text primary key,
      payment_id text not null,
      cents integer not null check (cents >= 0),
      -- The bank decided for us: nothing was taken back in the end, whatever else is heard of it.
      is_won boolean not null default false,
      occurred_at timestamptz not null
    );
    create index reversals_of_payment on ${s}.payment_reversals (payment_id);
  `.execute(db);

  // As before for hold and post, which are on the way of every text. What comes back into 'available' pays
  // what is owed; a revocation takes what is there and leaves the rest owed.
  await sql`
    create or replace function ${s}.transfer_credits(
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
      owed_id text := p_business || ':owed';
      available_id text := p_business || ':available';
      source_balance bigint;
      owed bigint := 0;
      earlier credit_transfers;
      amount bigint := p_credits;
    begin
      -- The accounts in id order, so that two transfers that cross never deadlock. Everything below is
      -- decided under these locks, so a second settlement sees the first.
      if p_kind in ('hold', 'post') then
        if source_id < target_id then
          select balance into source_balance from credit_accounts where id = source_id for update;
          perform 1 from credit_accounts where id = target_id for update;
        else
          perform 1 from credit_accounts where id = target_id for update;
          select balance into source_balance from credit_accounts where id = source_id for update;
        end if;
      else
        perform 1 from credit_accounts where id in (source_id, target_id, owed_id) order by id for update;
        select balance into source_balance from credit_accounts where id = source_id;
        select -balance into owed from credit_accounts where id = owed_id;
      end if;

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

      if p_kind = 'revoke' and source_balance < amount then
        perform move_credits(p_id || '_o', p_business, p_key || ':owe', 'owe', owed_id, available_id,
          amount - source_balance, p_reason, p_occurred_at);
      elsif from_kind <> 'issued' and source_balance < amount then
        return 'insufficient';
      end if;
      update credit_accounts set balance = balance + case id when source_id then -amount else amount end
        where id in (source_id, target_id);
      insert into credit_transfers (id, business_id, key, kind, source, target, credits, text_id, reason, occurred_at)
        values (p_id, p_business, p_key, p_kind, source_id, target_id, amount, p_text, p_reason, p_occurred_at);
      if to_kind = 'available' and owed > 0 then
        perform move_credits(p_id || '_r', p_business, p_key || ':repay', 'repay', available_id, owed_id,
          least(amount, owed), p_reason, p_occurred_at);
      end if;
      return 'done';
    end $$;
  `.execute(db);

  await sql`
    -- Within transfer_credits alone, which holds the locks.
    create function ${s}.move_credits(
      p_id text, p_business text, p_key text, p_kind text, p_source text, p_target text, p_credits bigint,
      p_reason text, p_occurred_at timestamptz
    ) returns void language plpgsql set search_path = ${s} as $$
    begin
      update credit_accounts set balance = balance + case id when p_source then -p_credits else p_credits end
        where id in (p_source, p_target);
      insert into credit_transfers (id, business_id, key, kind, source, target, credits, text_id, reason, occurred_at)
        values (p_id, p_business, p_key, p_kind, p_source, p_target, p_credits, null, p_reason, p_occurred_at);
    end $$;
  `.execute(db);
}
