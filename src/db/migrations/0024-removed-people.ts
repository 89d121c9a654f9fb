import { type Kysely, sql } from "kysely";

/** Whom a CRM vouches for, and who all the same does not get in: removed here, or by a word that was used already. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    create table ${s}.crm_people_removed (
      connector text not null,
      account_id text not null,
      crm_user_id text not null,
      business_id text not null references ${s}.businesses on delete cascade,
      removed_at timestamptz not null default now(),
      primary key (connector, account_id, crm_user_id, business_id)
    );
    -- Signed requests that count once: a hash of each, for as long as its signature would hold.
    create table ${s}.used_signatures (
      hash bytea primary key,
      expires_at timestamptz not null
    );
    create index used_signatures_by_age on ${s}.used_signatures (expires_at);
  `.execute(db);
}
