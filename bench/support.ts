/** A real service in a process of its own on a throw-away PostgreSQL, and what is measured of it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { startEmbeddedPostgres } from "../src/db/embedded/index.ts";
import { startCarrier } from "../src/sandbox/twilio/index.ts";
import { STATEMENTS_LIBRARY, type Statements, statementsOf } from "./statements.ts";

export const account = { sid: `AC${"a".repeat(32)}`, authToken: "bench-token" };
export const adminKey = "bench-admin-key-1234567890";

export const say = (line: string): void => void process.stdout.write(`${line}\n`);
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** @param p in hundredths: 50 is the median, 100 the worst */
export const percentile = (values: readonly number[], p: number): string =>
  `${(values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor((values.length * p) / 100))] ?? 0).toFixed(1)} ms`;

/** Begins each `start(i)` at its time, however long those before it take. Resolves when all have ended. */
export async function steadily<T>(
  rate: number,
  count: number,
  start: (i: number) => Promise<T>,
): Promise<T[]> {
  const begun = performance.now();
  const running: Promise<T>[] = [];
  for (let i = 0; i < count; i++) {
    const wait = begun + (i * 1_000) / rate - performance.now();
    if (wait > 1) await pause(wait);
    running.push(start(i));
  }
  return Promise.all(running);
}

export interface Bench {
  readonly url: string;
  readonly carrier: Awaited<ReturnType<typeof startCarrier>>;
  /** `null` unless asked for by BENCH_STATEMENTS. */
  readonly statements: Statements | null;
  /** Seconds of processor time so far. */
  processorTime(): Promise<Readonly<Record<"service" | "postgres" | "bench", number>>>;
  /** Resolves when no job is due or under way. */
  drained(): Promise<void>;
  /** Of the service, in megabytes. */
  resident(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * With BENCH_PROFILE=folder the service writes a processor profile there when it ends; with BENCH_STATEMENTS=1
 * PostgreSQL counts what it is asked, which costs it a little.
 */
export async function startBench(port: number, env: Readonly<Record<string, string>> = {}): Promise<Bench> {
  const { BENCH_PROFILE: profile, BENCH_STATEMENTS } = process.env;
  const dataDir = await mkdtemp(join(tmpdir(), "textback-bench-"));
  const postgres = await startEmbeddedPostgres({
    dataDir,
    settings: BENCH_STATEMENTS === undefined ? {} : { shared_preload_libraries: STATEMENTS_LIBRARY },
  });
  const database = new pg.Client({ connectionString: postgres.url });
  await database.connect();
  const statements = BENCH_STATEMENTS === undefined ? null : await statementsOf(database);
  const carrier = await startCarrier({ accounts: [account] });
  const url = `http://127.0.0.1:${port}`;
  const service = spawn(
    process.execPath,
    [fileURLToPath(new URL("../bin/textback.js", import.meta.url)), "serve"],
    {
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        PUBLIC_URL: url,
        DATA_DIR: dataDir,
        DATABASE_URL: postgres.url,
        TEXTBACK_SECRET: "bench secret bench secret bench secret",
        TEXTBACK_ADMIN_KEY: adminKey,
        TWILIO_ACCOUNT_SID: account.sid,
        TWILIO_AUTH_TOKEN: account.authToken,
        TWILIO_API_URL: carrier.baseUrl,
        LOG_LEVEL: "error",
        ...env,
        ...(profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profile}` }),
      },
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  await untilReady(url);
  return {
    url,
    carrier,
    statements,
    async processorTime() {
      const pidFile = await readFile(join(dataDir, "postgres", "data", "postmaster.pid"), "utf8");
      const [postmaster = ""] = pidFile.split("\n");
      return {
        service: await secondsOf(service.pid ?? 0),
        postgres: await secondsOfFamily(postmaster),
        bench: await secondsOf(process.pid),
      };
    },
    async drained() {
      // The queue's own figures, as /metrics shows them, may be a minute old.
      const due =
        "select 1 from textback_jobs.job where state < 'completed' and start_after <= now() limit 1";
      while ((await database.query(due)).rowCount !== 0) await pause(100);
    },
    async resident() {
      const status = await readFile(`/proc/${service.pid}/status`, "utf8").catch(() => "");
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
    },
    async stop() {
      service.kill("SIGTERM");
      await once(service, "exit");
      await carrier.stop();
      await database.end();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const ready = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await pause(50);
  }
}

/** Linux counts in hundredths of a second: fields 14 to 17 of a process's stat, the last two for children that are gone. */
async function ticksOf(pid: number | string): Promise<readonly number[]> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).map(Number);
}
const secondsOf = async (pid: number | string): Promise<number> => {
  const [user = 0, system = 0] = await ticksOf(pid);
  return (user + system) / 100;
};
async function secondsOfFamily(pid: string): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const living = await Promise.all(children.trim().split(" ").map(secondsOf));
  const own = (await ticksOf(pid)).reduce((sum, ticks) => sum + ticks, 0) / 100;
  return living.reduce((sum, seconds) => sum + seconds, own);
}
