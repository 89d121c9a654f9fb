import { type Kysely, sql } from "kysely";

/**
 * Which record an activity stands on, why, and which others there were; where it is to stand; consent as one more row
 * of the outbox; what was moved from where; and whom nobody had when the phone rang.
 */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.activities
      add column connector text,
      add column matched_by text,
      add column others jsonb not null default '[]',
      -- Not null: it stands on record_id and is to be moved there.
      add column wanted_record_id text,
      add column discard_reason text,
      drop constraint activities_kind_check,
      add constraint activities_kind_check check (kind in ('call', 'text', 'consent'));

    -- What a caller has said so far has been told nowhere: connecting a CRM anew tells it.
    insert into ${s}.activities (id, business_id, phone, kind, source_id, state, may_create, occurred_at)
      select 'act_' || replace(gen_random_uuid()::text, '-', ''), business_id, phone, 'consent', phone, 'done', false, now()
      from ${s}.callers where consent <> 'unknown';

    alter table ${s}.records
      add column others jsonb not null default '[]',
      -- Of a nameless record that we made: when the CRM is next asked whether somebody else has the number.
      add column look_again_at timestamptz;
    update ${s}.records set look_again_at = now() + random() * interval '1 day'
      where matched_by = 'created' and record_name is null;
    create index records_to_look_at on ${s}.records (look_again_at) where look_again_at is not null;

    -- A record of the CRM has this number now, as it was typed.
    alter table ${s}.crm_events
      add column phone text,
      drop constraint crm_events_kind_check,
      add constraint crm_events_kind_check
        check (kind in ('record_merged', 'record_deleted', 'privacy_deletion', 'phone_given'));

    create table ${s}.record_lookups (
      business_id text not null,
      connector text not null,
      phone text not null,
      nobody_at timestamptz not null,
      primary key (business_id, connector, phone)
    );

    create table ${s}.record_moves (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      phone text not null,
      connector text not null,
      why text not null check (why in ('chosen', 'healed')),
      -- What was remembered before; null: no record was known.
      from_record jsonb,
      to_record_id text not null,
      occurred_at timestamptz not null,
      undone_at timestamptz,
      -- When the record that was emptied is looked at, to be retired if nobody touched it.
      retire_at timestamptz,
      retirement text check (retirement in ('retired', 'kept')),
      kept_because text
    );
    create index record_moves_of_caller on ${s}.record_moves (business_id, phone, occurred_at desc);
    create index record_moves_newest on ${s}.record_moves (business_id, occurred_at desc, id desc);
    create index record_moves_to_retire on ${s}.record_moves (retire_at) where retire_at is not null;

    create table ${s}.record_move_items (
      business_id text not null,
      move_id text not null references ${s}.record_moves on delete cascade,
      activity_id text not null references ${s}.activities on delete cascade,
      from_record_id text not null,
      primary key (move_id, activity_id)
    );
    create index record_move_items_of_activity on ${s}.record_move_items (activity_id);
  `.execute(db);
}
