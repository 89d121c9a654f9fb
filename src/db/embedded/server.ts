/** The server process of a cluster: found, started and stopped. It runs by itself, and outlives whoever started it. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import { ask } from "./client.ts";
import type { Cluster } from "./cluster.ts";
import { EmbeddedPostgresError, USE_YOUR_OWN } from "./errors.ts";
import { disownPidFile, type PidFile, readPidFile, removeTornPidFile } from "./pid-file.ts";
import { isAlive, serves } from "./processes.ts";
import { runUnprivileged } from "./unprivileged.ts";

export interface Server {
  /** The port of the server that runs; `null`, when none does and one can be started. */
  find(signal?: AbortSignal): Promise<number | null>;
  start(port: number): Promise<void>;
  /** Does nothing when none runs. */
  stop(): Promise<void>;
}

/** After a crash a server first works through its log; a big one takes a while. */
const ANSWER_WITHIN_SECONDS = 60;
const LOOK_EVERY_MS = 100;
const TORN_FOR_MS = 500;
/** A query that outlived its server holds the memory until it ends; the pool lets none run for over 15 s. */
const LAST_QUERIES_MS = 16_000;
const STILL_IN_USE = "pre-existing shared memory block";

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

export function serverOf(
  binaries: Binaries,
  cluster: Cluster,
  settings: Readonly<Record<string, string>>,
): Server {
  const pgCtl = (...args: readonly string[]) =>
    runUnprivileged(binaries.pgCtl, [...args, "-D", cluster.data], cluster.home);

  /** `pg_ctl` would signal whatever process now has the number of a server that died. */
  async function stop(): Promise<void> {
    const file = await readPidFile(cluster.data);
    if (file === null || file === "torn" || (await isOver(file, cluster.data))) return;
    const { code, output } = await pgCtl("stop", "-w", "-m", "fast");
    if (code === 0 || (await isOver(file, cluster.data))) return;
    throw new EmbeddedPostgresError(
      "stop_failed",
      `The embedded PostgreSQL in ${cluster.home} (process ${file.pid}) did not stop: ${output.trim().slice(-600)}`,
    );
  }

  async function find(signal?: AbortSignal): Promise<number | null> {
    const until = performance.now() + ANSWER_WITHIN_SECONDS * 1000;
    for (;;) {
      signal?.throwIfAborted();
      const file = await settledPidFile(cluster.data);
      if (file === null || !isAlive(file.pid)) return null;
      const answer = await ask(cluster, file.port);
      if (answer.kind === "ours") {
        if (!file.stopping) return file.port;
        await stop();
        continue;
      }
      const whose = await serves(file.pid, cluster.data);
      const late = performance.now() > until;
      if (whose === false || (whose === null && (late || answer.kind === "stranger"))) {
        await disownPidFile(cluster.data);
        return null;
      }
      // Told to stop, it may wait for connections that nobody closes.
      if (file.stopping) await stop();
      else if (answer.kind === "stranger" || late) throw doesNotAnswer(cluster, file, answer.why);
      else await pause(LOOK_EVERY_MS);
    }
  }

  async function start(port: number): Promise<void> {
    const flags = Object.entries({ ...SETTINGS, ...settings, port: String(port) }).map(
      ([name, value]) => `-c ${name}='${value}'`,
    );
    const log = join(cluster.home, "start.log");
    const within = ["-w", "-t", String(ANSWER_WITHIN_SECONDS)];
    const until = performance.now() + LAST_QUERIES_MS;
    for (;;) {
      await rm(log, { force: true });
      const { code, output } = await pgCtl("start", ...within, "-l", log, "-o", flags.join(" "));
      if (code === 0) return;
      const said = await readFile(log, "utf8").catch(() => output);
      if (!said.includes(STILL_IN_USE) || performance.now() > until) throw didNotStart(cluster, said);
      await pause(LOOK_EVERY_MS);
    }
  }

  return { find, start, stop };
}

/** Torn is what a file is in the instant of its making; one that stays so was left by a power cut or a full disk. */
async function settledPidFile(data: string): Promise<PidFile | null> {
  const until = performance.now() + TORN_FOR_MS;
  for (;;) {
    const file = await readPidFile(data);
    if (file !== "torn") return file;
    if (performance.now() > until) {
      await removeTornPidFile(data);
      return null;
    }
    await pause(LOOK_EVERY_MS);
  }
}

const isOver = async ({ pid }: PidFile, data: string): Promise<boolean> =>
  !isAlive(pid) || (await serves(pid, data)) === false;

const doesNotAnswer = (cluster: Cluster, { pid, port }: PidFile, why: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    "start_failed",
    `A PostgreSQL (process ${pid}) runs in ${cluster.home} but does not let us in on port ${port}: ${why}. If it hangs, end that process and start textback again. ${USE_YOUR_OWN}`,
  );

const didNotStart = (cluster: Cluster, log: string): EmbeddedPostgresError =>
  new EmbeddedPostgresError(
    "start_failed",
    `The embedded PostgreSQL in ${cluster.home} did not start: ${log.trim().slice(-600)} (more in ${join(cluster.data, "log")}). ${USE_YOUR_OWN}`,
  );
