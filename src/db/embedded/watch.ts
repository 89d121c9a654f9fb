/** A connection that does nothing but be there: when it goes, so has the server. */
import pg from "pg";
import { type Cluster, urlOf } from "./cluster.ts";
import { readPidFile } from "./pid-file.ts";

export interface Watch {
  /** Resolves, with the reason, when the server is gone or goes; also after `close`. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

const CONNECT_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 1_000;

export async function watchServer(cluster: Cluster, port: number): Promise<Watch> {
  const client = new pg.Client({
    connectionString: urlOf(cluster, port, "postgres"),
    application_name: `textback, process ${process.pid}`,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    keepAlive: true,
  });
  let why = "its connection was closed";
  client.on("error", (error) => {
    why = error.message;
  });
  const ended = new Promise<void>((resolve) => client.once("end", resolve));
  await client.connect();
  const close = () => client.end().catch(() => {});
  // Told to stop "smartly" (SIGTERM), a server takes no more connections, but waits for all it has; ours too.
  const look = setInterval(async () => {
    const file = await readPidFile(cluster.data).catch(() => null);
    if (file === null || file === "torn" || !file.stopping) return;
    why = "it was told to stop";
    await close();
  }, LOOK_EVERY_MS);
  const lost = ended.then(() => {
    clearInterval(look);
    return why;
  });
  return { lost, close };
}
