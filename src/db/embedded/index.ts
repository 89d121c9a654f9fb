/**
 * A real PostgreSQL 18 from npm, for when no DATABASE_URL is set. `pg_ctl` leaves the server running by
 * itself, so a service that was killed finds its database alive and adopts it. One process at a time has the
 * data directory (lock.ts); while it lives it starts a server that dies again, on the same port (keeper.ts).
 */
import { mkdir } from "node:fs/promises";
import { setTimeout as timeout } from "node:timers/promises";
import type { Logger } from "../../app/ports/index.ts";
import { findBinaries } from "./binaries.ts";
import { ensureDatabase, othersGone } from "./client.ts";
import { type Cluster, DATABASE, openCluster, urlOf } from "./cluster.ts";
import { type Keeper, type KeeperClock, keepRunning } from "./keeper.ts";
import { type Lock, lockDataDir } from "./lock.ts";
import { choosePort } from "./port.ts";
import { type Server, serverOf } from "./server.ts";
import { watchServer } from "./watch.ts";

export { EmbeddedPostgresError } from "./errors.ts";

export interface EmbeddedOptions {
  /** DATA_DIR; the cluster lives in its folder `postgres`. */
  readonly dataDir: string;
  /** More settings for the server, such as `fsync: "off"` for a throw-away one. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Hears when the server went and was started again, or could not be. Without one nobody does. */
  readonly log?: Logger;
}

export interface EmbeddedPostgres {
  /** Of the database `textback`; 127.0.0.1 only, with its password. It stays the same over restarts. */
  readonly url: string;
  /** The server was already running: its service had been killed. */
  readonly adopted: boolean;
  /** Also while a restart is under way. */
  stop(): Promise<void>;
}

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

const CLOCK: KeeperClock = {
  now: () => performance.now(),
  pause: (ms, signal) => timeout(ms, undefined, { signal }).catch(() => {}),
};

export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dataDir, settings = {}, log = SILENT } = options;
  const binaries = await findBinaries();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockDataDir(dataDir);
  try {
    const cluster = await openCluster(binaries, dataDir, log);
    return await run(cluster, serverOf(binaries, cluster, settings), lock, log);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function run(cluster: Cluster, server: Server, lock: Lock, log: Logger): Promise<EmbeddedPostgres> {
  const found = await server.find();
  const port = found ?? (await choosePort(cluster.home));
  try {
    if (found === null) await server.start(port);
    await ensureDatabase(cluster, port);
    const keeper = keepRunning(await watchServer(cluster, port), {
      revive: (signal) => revive(cluster, server, port, signal),
      log,
      clock: CLOCK,
    });
    let stopped: Promise<void> | null = null;
    const stop = () => {
      stopped ??= shutDown(cluster, server, port, keeper).finally(() => lock.release());
      return stopped;
    };
    return { url: urlOf(cluster, port, DATABASE), adopted: found !== null, stop };
  } catch (error) {
    await server.stop().catch((err: unknown) => log.warn({ err }, "while giving up"));
    throw error;
  }
}

/** It may be back by itself: PostgreSQL sees to the death of any process but its first. */
async function revive(cluster: Cluster, server: Server, port: number, signal: AbortSignal) {
  const found = await server.find(signal);
  // Somebody started it by hand, where nobody who holds our URL would find it.
  if (found !== null && found !== port) await server.stop();
  signal.throwIfAborted();
  if (found !== port) await server.start(port);
  return watchServer(cluster, port);
}

/** How long a restart that is under way may take to end by itself. */
const PATIENCE_MS = 2_000;

async function shutDown(cluster: Cluster, server: Server, port: number, keeper: Keeper): Promise<void> {
  let over = false;
  const ended = keeper.stop().then(() => {
    over = true;
  });
  await Promise.race([ended, timeout(PATIENCE_MS, undefined, { ref: false })]);
  // A server that is still reading its log after a crash is told to stop, as soon as it can be told.
  while (!over) {
    await server.stop();
    await Promise.race([ended, timeout(100)]);
  }
  await othersGone(cluster, port);
  await server.stop();
}
