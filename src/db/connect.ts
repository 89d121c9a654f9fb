import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";

/**
 * Connects to the operator's or the embedded Postgres. Queries are bounded, so that a database that hangs
 * is noticed as trouble instead of filling memory with waiting requests.
 */
export function openPool(databaseUrl: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    application_name: "textback",
    connectionTimeoutMillis: 2_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    pipeline: true,
  });
  // pool.end() lets go of its connections before they are closed. A server that stops in that moment says so to
  // each, and a connection on which nobody listens for errors would take the process down.
  pool.on("connect", (client) => client.on("error", () => {}));
  pool.on("error", () => {});
  return pool;
}

/** Closing the Kysely would close a pool that may be the host application's, so nobody does. */
export const kyselyOver = (pool: pg.Pool): Kysely<unknown> =>
  new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
