import { type Kysely, sql } from "kysely";

/** What the board of leads needs to answer at once, and the notes that people write on a lead. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.leads
      -- Where it stands in its stage: when it last called, texted, or came to the stage.
      add column moved_at timestamptz;
    update ${s}.leads l set moved_at = greatest(l.created_at,
      (select max(occurred_at) from ${s}.lead_activities where lead_id = l.id));
    alter table ${s}.leads alter column moved_at set not null;
    create index leads_by_stage on ${s}.leads (business_id, stage, moved_at desc, id desc);

    create table ${s}.lead_notes (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      lead_id text not null references ${s}.leads on delete cascade,
      body text not null,
      -- As they were called when they wrote it: a note outlives its author's place here.
      author text not null,
      created_at timestamptz not null
    );
    create index lead_notes_of_lead on ${s}.lead_notes (lead_id, created_at, id);
  `.execute(db);
}
