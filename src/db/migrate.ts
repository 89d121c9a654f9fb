import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { kyselyOver, openPool } from "./connect.ts";
import { up as first } from "./migrations/0001-first.ts";
import { up as leanCallPath } from "./migrations/0002-lean-call-path.ts";
import { up as conversation } from "./migrations/0003-conversation.ts";
import { up as alerts } from "./migrations/0004-alerts.ts";
import { up as privacy } from "./migrations/0005-privacy.ts";
import { up as sweepPoints } from "./migrations/0006-sweep-points.ts";
import { up as outboundCalls } from "./migrations/0007-outbound-calls.ts";
import { up as inbox } from "./migrations/0008-inbox.ts";
import { up as signIn } from "./migrations/0010-sign-in.ts";
import { up as marketplace } from "./migrations/0011-marketplace.ts";
import { up as recordCare } from "./migrations/0012-record-care.ts";
import { up as purchases } from "./migrations/0013-purchases.ts";
import { up as leads } from "./migrations/0014-leads.ts";
import { up as ownersWord } from "./migrations/0015-owners-word.ts";
import { up as embedding } from "./migrations/0017-embedding.ts";
import { up as erasedCallers } from "./migrations/0018-erased-callers.ts";
import { up as webPush } from "./migrations/0019-web-push.ts";
import { up as crmSignIn } from "./migrations/0020-crm-sign-in.ts";
import { up as provenPhones } from "./migrations/0021-proven-phones.ts";
import { up as backfill } from "./migrations/0022-backfill.ts";
import { up as demos } from "./migrations/0023-demos.ts";
import { up as removedPeople } from "./migrations/0024-removed-people.ts";
import { up as searchNotes } from "./migrations/0025-search-notes.ts";

export const DEFAULT_SCHEMA = "textback";

/** In order. A migration that has landed is never edited: a new one follows it. */
const migrations: Readonly<Record<string, (db: Kysely<unknown>, schema: string) => Promise<void>>> = {
  "0001-first": first,
  "0002-lean-call-path": leanCallPath,
  "0003-conversation": conversation,
  "0004-alerts": alerts,
  "0005-privacy": privacy,
  "0006-sweep-points": sweepPoints,
  "0007-outbound-calls": outboundCalls,
  "0008-inbox": inbox,
  "0010-sign-in": signIn,
  "0011-marketplace": marketplace,
  "0012-record-care": recordCare,
  "0013-purchases": purchases,
  "0014-leads": leads,
  "0015-owners-word": ownersWord,
  "0017-embedding": embedding,
  "0018-erased-callers": erasedCallers,
  "0019-web-push": webPush,
  "0020-crm-sign-in": crmSignIn,
  "0021-proven-phones": provenPhones,
  "0022-backfill": backfill,
  "0023-demos": demos,
  "0024-removed-people": removedPeople,
  "0025-search-notes": searchNotes,
};

/** The newest migration this code knows: a backup names it, so that a restore can tell what it reads. */
export const newestMigration = (): string => Object.keys(migrations).sort().at(-1) ?? "";

/**
 * Brings our schema up to date. Kysely's migrator holds an advisory lock for the whole run, so several
 * services may start at once.
 */
export async function migrate(db: Kysely<unknown>, schema = DEFAULT_SCHEMA): Promise<void> {
  if (await isUpToDate(db, schema)) return;
  await sql`create schema if not exists ${sql.id(schema)}`.execute(db).catch((error: unknown) => {
    // Two services creating the schema at the same moment: Postgres reports the loser as a duplicate.
    if ((error as { code?: string }).code !== "23505") throw error;
  });
  const migrator = new Migrator({
    db,
    migrationTableSchema: schema,
    // Numbers are given out when work begins, and it lands in another order.
    allowUnorderedMigrations: true,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          Object.entries(migrations).map(([name, migration]): [string, Migration] => [
            name,
            { up: (trx) => migration(trx, schema) },
          ]),
        ),
    },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** The usual start. The migrator itself reads the whole catalogue first, which takes longer than all else of a start. */
async function isUpToDate(db: Kysely<unknown>, schema: string): Promise<boolean> {
  const made = sql.id(schema, "kysely_migration");
  const { rows } = await sql<{
    is: boolean;
  }>`select to_regclass(${`${JSON.stringify(schema)}.kysely_migration`})
    is not null as is`.execute(db);
  if (rows[0]?.is !== true) return false;
  const done = await sql<{ name: string }>`select name from ${made}`.execute(db);
  const names = new Set(done.rows.map(({ name }) => name));
  return (
    names.size === Object.keys(migrations).length && Object.keys(migrations).every((each) => names.has(each))
  );
}

/** The same for a database named by its URL; used by the CLI and by tests. */
export async function migrateToLatest(databaseUrl: string, schema = DEFAULT_SCHEMA): Promise<void> {
  const pool = openPool(databaseUrl, 2);
  try {
    await migrate(kyselyOver(pool), schema);
  } finally {
    await pool.end();
  }
}
