/**
 * A real PostgreSQL 18 from npm, for when no DATABASE_URL is set. `pg_ctl` leaves the server running by
 * itself, so a service that was killed finds its database alive and adopts it. Which service owns the data
 * directory is decided by an advisory lock in the database: it goes when its holder goes, however that ends.
 */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { type Binaries, findBinaries } from "./binaries.ts";
import { type Cluster, choosePort, DATABASE, openCluster, SUPERUSER } from "./cluster.ts";
import { EmbeddedPostgresError, USE_YOUR_OWN } from "./errors.ts";
import { runUnprivileged } from "./unprivileged.ts";

export { EmbeddedPostgresError } from "./errors.ts";

export interface EmbeddedOptions {
  /** DATA_DIR; the cluster lives in its folder `postgres`. */
  readonly dataDir: string;
  /** More settings for the server, such as `fsync: "off"` for a throw-away one. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** Of the database `textback`; 127.0.0.1 only, with its password. */
  readonly url: string;
  /** The server was already running: its service had been killed. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

/** Any number will do, as long as it is always the same one: "text" in ASCII. */
const OWNER_LOCK = 0x74657874;
const START_SECONDS = 30;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "64MB",
  max_connections: "60",
  timezone: "UTC",
  // One file a weekday, started anew each week: the log is bounded.
  logging_collector: "on",
  log_directory: "log",
  log_filename: "postgres-%a.log",
  log_truncate_on_rotation: "on",
  log_rotation_age: "1d",
  log_rotation_size: "0",
};

export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const cluster = await openCluster(binaries, options.dataDir);
  const adopted = await ensureRunning(binaries, cluster, options.settings ?? {});
  const url = (database: string, port: number) =>
    `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/${database}`;
  const port = await runningPort(cluster);
  if (port === null) throw notStarted(cluster, "it stopped again at once");
  const owner = await takeOwnership(url("postgres", port), options.dataDir);
  const stop = async () => {
    await othersGone(owner);
    await owner.end();
    await runUnprivileged(binaries.pgCtl, ["stop", "-w", "-m", "fast", "-D", cluster.data], {
      cwd: cluster.home,
      keepOutput: true,
    });
  };
  try {
    const found = await owner.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (found.rowCount === 0) await owner.query(`create database ${DATABASE}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: url(DATABASE, port), adopted, stop };
}

/** A pool that was ended has let go of its connections, but they take a moment to close: at most 2 s are waited. */
async function othersGone(owner: pg.Client): Promise<void> {
  for (let tries = 0; tries < 40; tries++) {
    const { rows } = await owner
      .query("select count(*)::int as n from pg_stat_activity where datname = $1", [DATABASE])
      .catch(() => ({ rows: [{ n: 0 }] }));
    if (rows[0]?.n === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** @returns whether a server was running already. */
async function ensureRunning(
  binaries: Binaries,
  cluster: Cluster,
  more: Readonly<Record<string, string>>,
): Promise<boolean> {
  const status = await runUnprivileged(binaries.pgCtl, ["status", "-D", cluster.data], {
    cwd: cluster.home,
    keepOutput: true,
  });
  if (status.code === 0) return true;
  const port = await choosePort(cluster.home);
  const settings = { ...SETTINGS, ...more, port: String(port) };
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
  const log = join(cluster.home, "start.log");
  await rm(log, { force: true });
  const { code } = await runUnprivileged(
    binaries.pgCtl,
    ["start", "-w", "-t", String(START_SECONDS), "-D", cluster.data, "-l", log, "-o", flags.join(" ")],
    // The server inherits its output: a pipe of ours would never close.
    { cwd: cluster.home, keepOutput: false },
  );
  if (code === 0) return false;
  // Two services may start at the same moment. If the other's server runs now, the lock decides between us.
  if ((await runningPort(cluster)) !== null) return true;
  throw notStarted(cluster, (await readFile(log, "utf8").catch(() => "")).trim().slice(-600));
}

const notStarted = (cluster: Cluster, why: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    "start_failed",
    `The embedded PostgreSQL in ${cluster.home} did not start: ${why} ${USE_YOUR_OWN}`,
  );

/** The fourth line of postmaster.pid is the port (PostgreSQL, src/include/utils/pidfile.h). */
async function runningPort(cluster: Cluster): Promise<number | null> {
  const lines = (await readFile(join(cluster.data, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
  const port = Number.parseInt(lines[3] ?? "", 10);
  return Number.isInteger(port) ? port : null;
}

/** That our password opens it proves that the server is ours; the lock, that no other service has it. */
async function takeOwnership(url: string, dataDir: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `textback owner, process ${process.pid}`,
    keepAlive: true,
  });
  // A lost connection is found out by the queries of the pool; here it must only not crash the process.
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (cause) {
    throw new EmbeddedPostgresError(
      "start_failed",
      `A PostgreSQL runs in ${dataDir} but does not let us in: ${String(cause)}. ${USE_YOUR_OWN}`,
      cause,
    );
  }
  const { rows } = await client.query("select pg_try_advisory_lock($1) as mine", [OWNER_LOCK]);
  if (rows[0]?.mine === true) return client;
  const holder = await client.query(
    `select a.application_name from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.objid = $1::bigint::oid and l.granted limit 1`,
    [OWNER_LOCK],
  );
  await client.end();
  const who =
    String(holder.rows[0]?.application_name ?? "").replace("textback owner, ", "") || "another process";
  throw new EmbeddedPostgresError(
    "data_dir_in_use",
    `Another textback (${who}) is already running on the data directory ${dataDir}. Stop it, or set DATA_DIR to another folder. ${USE_YOUR_OWN}`,
  );
}
