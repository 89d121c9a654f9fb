import { type Kysely, sql } from "kysely";

/** What the settings beyond the four need, and all that a conversation is besides missed calls. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.lines alter column forward_to type text[]
      using case when forward_to is null then '{}' else array[forward_to] end;
    alter table ${s}.lines alter column forward_to set default '{}', alter column forward_to set not null;
    -- What is not in it has its default.
    alter table ${s}.lines add column options jsonb not null default '{}';
    -- Whether the line may text at all; null: nobody has refused its texts yet.
    alter table ${s}.lines add column texting jsonb;

    alter table ${s}.callers
      add column blocked boolean not null default false,
      add column line_type text,
      add column line_type_at timestamptz,
      -- A text to it met an error that only landlines give.
      add column landline boolean not null default false,
      -- An inbound text may have meant an opt-out; a person must look.
      add column consent_question text;
    create index callers_blocked on ${s}.callers (business_id) where blocked;

    alter table ${s}.calls
      add column stir_verdict text,
      add column verdict jsonb,
      add column recovered_at timestamptz;
    create index calls_of_line on ${s}.calls (business_id, line, occurred_at desc);

    -- A text that could not leave until then is dropped.
    alter table ${s}.texts add column expires_at timestamptz;
    alter table ${s}.texts drop constraint texts_purpose_check;
    alter table ${s}.texts add constraint texts_purpose_check
      check (purpose in ('text_back', 'api', 'inbound', 'alert'));

    -- Whether this call or text is reason enough to make a lead of an unknown number.
    alter table ${s}.activities add column may_create boolean not null default true;
    alter table ${s}.activities alter column may_create drop default;

    -- Messages that callers left. The sound stays at the carrier until it is fetched through our own link.
    create table ${s}.recordings (
      id text primary key,
      business_id text not null,
      call_id text not null references ${s}.calls on delete cascade,
      recording_sid text not null,
      duration_seconds integer,
      occurred_at timestamptz not null,
      unique (business_id, recording_sid)
    );
    create index recordings_of_call on ${s}.recordings (business_id, call_id);

    -- What the owner has to know or do, in plain words. One row per matter: a repetition counts up.
    create table ${s}.notices (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      subject text not null,
      headline text not null,
      what_to_do text not null,
      times integer not null default 1,
      first_at timestamptz not null,
      last_at timestamptz not null,
      resolved_at timestamptz
    );
    create unique index one_open_notice on ${s}.notices (business_id, subject) where resolved_at is null;
    create index notices_newest on ${s}.notices (business_id, last_at desc, id desc);
  `.execute(db);
}
