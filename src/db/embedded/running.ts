/** For commands beside a service: its database while it runs, else one that runs as long as the command. */
import { setTimeout as pause } from "node:timers/promises";
import { ask } from "./client.ts";
import { DATABASE, readCluster, urlOf } from "./cluster.ts";
import {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  startEmbeddedPostgres,
} from "./index.ts";
import { readPidFile } from "./pid-file.ts";

/** So long a service may take to start, to stop, or to start its server again. */
const JOIN_WITHIN_MS = 15_000;
const TRY_EVERY_MS = 250;

export async function joinEmbeddedPostgres(
  options: EmbeddedOptions,
): Promise<Pick<EmbeddedPostgres, "url" | "stop">> {
  const until = performance.now() + JOIN_WITHIN_MS;
  for (;;) {
    const url = await runningDatabaseUrl(options.dataDir);
    if (url !== null) return { url, stop: async () => {} };
    try {
      return await startEmbeddedPostgres(options);
    } catch (error) {
      const taken = error instanceof EmbeddedPostgresError && error.code === "data_dir_in_use";
      if (!taken || performance.now() > until) throw error;
    }
    await pause(TRY_EVERY_MS);
  }
}

/** `null` when no server of this folder runs and lets us in. */
async function runningDatabaseUrl(dataDir: string): Promise<string | null> {
  const cluster = await readCluster(dataDir);
  if (cluster === null) return null;
  const file = await readPidFile(cluster.data);
  if (file === null || file === "torn" || file.stopping) return null;
  // On a first start the server runs a moment before the database is in it.
  const answer = await ask(cluster, file.port, DATABASE);
  return answer.kind === "ours" ? urlOf(cluster, file.port, DATABASE) : null;
}
