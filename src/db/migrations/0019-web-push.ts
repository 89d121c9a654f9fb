import { type Kysely, sql } from "kysely";

/** Alerts on people's own devices: where each device is reached, and the key pair by which we are known there. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    -- One pair for the service: a device that subscribed under another is deaf to us.
    create table ${s}.push_keys (
      one boolean primary key default true check (one),
      public_key text not null,
      sealed_private_key text not null
    );
    create table ${s}.push_devices (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      user_id text not null references ${s}.users on delete cascade,
      -- Of the endpoint: a device that subscribes again is the same.
      endpoint_hash bytea not null,
      session_hash bytea,
      sealed text not null,
      created_at timestamptz not null,
      unique (business_id, endpoint_hash)
    );
    create index push_devices_of_user on ${s}.push_devices (user_id);
    alter table ${s}.alerts drop constraint alerts_channel_check;
    alter table ${s}.alerts add constraint alerts_channel_check
      check (channel in ('email', 'webhook', 'text', 'push'));
  `.execute(db);
}
