import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";

/**
 * Connects to the operator's or the embedded Postgres. Queries are bounded, so that a database that hangs
 * is noticed as trouble instead of filling memory with waiting requests.
 */
export function openPool(databaseUrl: string, max: number): pg.Pool {
  return new pg.Pool({
    connectionString: databaseUrl,
    max,
    application_name: "textback",
    connectionTimeoutMillis: 2_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
  });
}

/** Closing the Kysely would close a pool that may be the host application's, so nobody does. */
export const kyselyOver = (pool: pg.Pool): Kysely<unknown> =>
  new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
