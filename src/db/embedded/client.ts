/** What a connection tells about the server at a port. */
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { type Cluster, DATABASE, urlOf } from "./cluster.ts";
import { real } from "./processes.ts";

export type Answer =
  | { readonly kind: "ours" }
  /** A PostgreSQL that does not know our password, or of another folder. */
  | { readonly kind: "stranger"; readonly why: string }
  /** Nobody there, or not yet, or no longer. */
  | { readonly kind: "silent"; readonly why: string };

const ANSWER_WITHIN_MS = 2_000;
/** invalid_authorization_specification and invalid_password; what else it may say is about its own state. */
const REFUSED: ReadonlySet<unknown> = new Set(["28000", "28P01"]);

export async function ask(cluster: Cluster, port: number, database = "postgres"): Promise<Answer> {
  try {
    const folder = await withClient(urlOf(cluster, port, database), async (client) => {
      const { rows } = await client.query("select current_setting('data_directory') as folder");
      return String(rows[0]?.folder);
    });
    // A copy of the folder has the same password.
    if ((await real(folder)) === (await real(cluster.data))) return { kind: "ours" };
    return { kind: "stranger", why: `it serves ${folder}` };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    return { kind: REFUSED.has(code) ? "stranger" : "silent", why: message };
  }
}

export async function ensureDatabase(cluster: Cluster, port: number): Promise<void> {
  await withClient(urlOf(cluster, port, "postgres"), async (client) => {
    const found = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
  });
}

/** A pool that was ended has let go of its connections, but they take a moment to close: at most 2 s are waited. */
export async function othersGone(cluster: Cluster, port: number): Promise<void> {
  await withClient(urlOf(cluster, port, "postgres"), async (client) => {
    for (let tries = 0; tries < 40; tries++) {
      const { rows } = await client.query(
        "select count(*)::int as n from pg_stat_activity where datname = $1",
        [DATABASE],
      );
      if (rows[0]?.n === 0) return;
      await pause(50);
    }
  }).catch(() => {
    // No server to ask is no server to wait for.
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "textback",
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: 15_000,
  });
  // The query that runs is told; a server that goes between two queries must only not take the process down.
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
