import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { openPool } from "../db/connect.ts";
import { joinEmbeddedPostgres } from "../db/embedded/running.ts";
import { DEFAULT_SCHEMA } from "../db/migrate.ts";
import { type PostgresStore, postgresStore } from "../db/store.ts";
import { createLogger } from "../ops/logger.ts";

/** Opens the configured database: a running service's, or for the time of the command the embedded one. */
export async function withDatabase(
  config: Config,
  work: (url: string, store: PostgresStore) => Promise<void>,
): Promise<void> {
  const log = createLogger("warn");
  const embedded =
    config.databaseUrl === null ? await joinEmbeddedPostgres({ dataDir: config.dataDir, log }) : null;
  const url = config.databaseUrl ?? embedded?.url ?? "";
  const pool = openPool(url, 2);
  try {
    await work(
      url,
      postgresStore(
        pool,
        DEFAULT_SCHEMA,
        () => Promise.reject(new Error("The command line enqueues no jobs")),
        () => {
          throw new Error("The command line has no dealings with callers");
        },
      ),
    );
  } finally {
    await pool.end();
    await embedded?.stop();
  }
}

/** The secret of the environment, or the one that the sandbox keeps. */
export async function secretOf(config: Config): Promise<string> {
  return config.secret ?? (await readFile(join(config.dataDir, "secret"), "utf8")).trim();
}
