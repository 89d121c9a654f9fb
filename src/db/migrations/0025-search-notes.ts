import { type Kysely, sql } from "kysely";

/** A search among leads looked through the notes of every business. */
export async function up(db: Kysely<unknown>, schema: string): Promise<void> {
  const s = sql.id(schema);
  await sql`create index lead_notes_of_business on ${s}.lead_notes (business_id)`.execute(db);
}
