import { type Kysely, sql } from "kysely";

/**
 * People and how they sign in. Of whatever lets somebody in only a hash is kept; contacts that nobody here
 * has, and network addresses, are kept only as hashes under a key that is not in the database.
 */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    create table ${s}.users (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      name text not null,
      email text check (email = lower(email)),
      phone text,
      role text not null check (role in ('owner', 'member')),
      created_at timestamptz not null,
      constraint users_email_once unique (business_id, email),
      constraint users_phone_once unique (business_id, phone)
    );
    create index users_by_email on ${s}.users (email);
    create index users_by_phone on ${s}.users (phone);

    create table ${s}.invitations (
      id text primary key,
      business_id text not null references ${s}.businesses on delete cascade,
      hash bytea not null unique,
      name text not null,
      email text,
      phone text,
      role text not null check (role in ('owner', 'member')),
      invited_by text not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      accepted_at timestamptz
    );
    create index invitations_of_business on ${s}.invitations (business_id);

    -- Without a user it is the operator's.
    create table ${s}.sign_in_links (
      hash bytea primary key,
      user_id text references ${s}.users on delete cascade,
      expires_at timestamptz not null
    );

    -- Under the ticket of the browser that asked for it: nobody else can try it.
    create table ${s}.sign_in_codes (
      ticket bytea primary key,
      contact_key bytea not null,
      code_hash bytea not null,
      guesses integer not null default 0,
      expires_at timestamptz not null
    );

    create table ${s}.sign_in_limits (
      bucket text primary key,
      began_at timestamptz not null,
      used integer not null
    );

    create table ${s}.sessions (
      id text primary key,
      hash bytea not null unique,
      operator boolean not null,
      address_key bytea not null,
      created_at timestamptz not null,
      last_seen_at timestamptz not null,
      revoked_at timestamptz
    );
    -- A code proves a contact, and one person may work for several businesses under it.
    create table ${s}.session_users (
      session_id text not null references ${s}.sessions on delete cascade,
      user_id text not null references ${s}.users on delete cascade,
      primary key (session_id, user_id)
    );
    create index session_users_by_user on ${s}.session_users (user_id);
  `.execute(db);
}
