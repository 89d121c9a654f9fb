import { type Kysely, sql } from "kysely";

/** Sessions of pages inside a CRM: they hold for one account there, and end with its connection. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`
    alter table ${s}.sessions
      add column embedded_in text,
      add column account_id text,
      add constraint embedded_for_an_account check ((embedded_in is null) = (account_id is null));

    -- They live for minutes, and nothing made any before.
    delete from ${s}.launch_tokens;
    alter table ${s}.launch_tokens
      add column connector text not null,
      add column account_id text not null;
  `.execute(db);
}
