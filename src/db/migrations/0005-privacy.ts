import { type Kysely, sql } from "kysely";

/** How long what people said and wrote is kept, what is to be erased at the carrier too, and links to it that can be called back. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.businesses
      -- In days; null: for ever.
      add column retention_days jsonb not null default '{"bodies": null, "recordings": null}',
      -- Links that stand in a CRM carry it: a new version makes the old ones useless.
      add column media_link_version integer not null default 0;

    alter table ${s}.texts add column body_erased_at timestamptz;

    -- What is gone here and still has to go at the carrier. It stays until the carrier has said so.
    create table ${s}.carrier_erasures (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      kind text not null check (kind in ('recording', 'media')),
      -- Of a recording its sid, of a picture its address.
      target text not null,
      attempts integer not null default 0,
      problem text,
      next_attempt_at timestamptz not null,
      recorded_at timestamptz not null default now(),
      unique (business_id, kind, target)
    );
    create index carrier_erasures_due on ${s}.carrier_erasures (next_attempt_at);

    -- An erased caller who had opted out: nothing but a keyed hash of the number, so that it is never texted again.
    create table ${s}.opt_out_hashes (
      business_id text not null references ${s}.businesses on delete cascade,
      phone_hash text not null,
      recorded_at timestamptz not null default now(),
      primary key (business_id, phone_hash)
    );
  `.execute(db);
}
