/** A service in a process of its own, which a test may kill; the carrier stays here and remembers everything. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { PgBoss } from "pg-boss";
import { openPool } from "../../src/db/connect.ts";
import { type Carrier, startCarrier } from "../../src/sandbox/twilio/index.ts";
import { freshDatabase } from "./database.ts";
import { ADMIN_KEY, FORWARD, LINE, OPERATOR } from "./service.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/textback.js", import.meta.url));
/** Processes of their own take their time to start on a busy machine. */
const READY_WITHIN_MS = 60_000;

// biome-ignore lint/suspicious/noExplicitAny: what the API answers is looked at, not computed with
type Json = any;

export interface World {
  readonly carrier: Carrier;
  readonly pool: pg.Pool;
  /** Starts the service, at the same address each time; resolves when it is ready. */
  start(): Promise<void>;
  /** SIGKILL, now; `dead` resolves when it is. */
  kill(): void;
  readonly dead: Promise<unknown>;
  own(path: string): Promise<Json>;
  putOwn(path: string, body: unknown): Promise<Json>;
  /** An hour goes by for whatever is due later, for jobs, and for a job whose process has gone silent. */
  anHourPasses(): Promise<void>;
  stop(): Promise<void>;
}

/** @param more of the service's environment */
export async function startWorld(more: Readonly<Record<string, string>> = {}): Promise<World> {
  const database = await freshDatabase();
  const carrier = await startCarrier({ accounts: [OPERATOR] });
  const dataDir = await mkdtemp(join(tmpdir(), "textback-kill-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const pool = openPool(database.url, 4);
  pool.on("error", () => {});
  let child: ChildProcess | null = null;
  let dead: Promise<unknown> = Promise.resolve();
  let boss: PgBoss | null = null;

  const api = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json();
  };

  const start = async (): Promise<void> => {
    child = spawn(process.execPath, [PROGRAM, "serve"], {
      stdio: ["ignore", "ignore", process.env.TEST_LOG === undefined ? "ignore" : "inherit"],
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        PUBLIC_URL: url,
        DATABASE_URL: database.url,
        DATA_DIR: dataDir,
        TEXTBACK_SECRET: "a secret of more than thirty-two characters",
        TEXTBACK_ADMIN_KEY: ADMIN_KEY,
        TWILIO_ACCOUNT_SID: OPERATOR.sid,
        TWILIO_AUTH_TOKEN: OPERATOR.authToken,
        TWILIO_API_URL: carrier.baseUrl,
        LOG_LEVEL: "silent",
        ...more,
      },
    });
    dead = once(child, "exit");
    await eventually(
      async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true,
      READY_WITHIN_MS,
    );
  };

  await start();
  const { id } = await api("POST", "/businesses", { name: "Acme HVAC", timeZone: "America/Chicago" });
  await api("PUT", `/businesses/${id}/lines/${encodeURIComponent(LINE)}`, {
    enabled: true,
    forwardTo: FORWARD,
  });
  await api("POST", `/businesses/${id}/credits/grants`, { credits: 100, reason: "test" });
  carrier.addNumber({
    phoneNumber: LINE,
    accountSid: OPERATOR.sid,
    voiceUrl: `${url}/webhooks/twilio/voice`,
    smsUrl: `${url}/webhooks/twilio/sms`,
    statusCallback: `${url}/webhooks/twilio/voice/status`,
  });

  return {
    carrier,
    pool,
    start,
    kill: () => void child?.kill("SIGKILL"),
    get dead() {
      return dead;
    },
    own: (path) => api("GET", `/businesses/${id}${path}`),
    putOwn: (path, body) => api("PUT", `/businesses/${id}${path}`, body),
    async anHourPasses() {
      boss ??= await new PgBoss({
        connectionString: database.url,
        schema: "textback_jobs",
        max: 2,
        supervise: false,
        schedule: false,
        migrate: false,
      }).start();
      await pool.query("update textback.texts set next_look_at = next_look_at - interval '1 hour'");
      await pool.query(
        "update textback.activities set next_attempt_at = next_attempt_at - interval '1 hour'",
      );
      await pool.query(
        "update textback_jobs.job set heartbeat_on = heartbeat_on - interval '1 hour' where state = 'active'",
      );
      // What every process does once a minute.
      await boss.supervise();
      await pool.query(
        "update textback_jobs.job set start_after = now() where state in ('created', 'retry')",
      );
      await boss.send("sweep");
    },
    async stop() {
      child?.kill("SIGKILL");
      await dead;
      await boss?.stop({ graceful: false });
      await carrier.stop();
      await pool.end();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Until it is so. */
export async function eventually(isSo: () => Promise<boolean>, withinMs = 15_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error("It never came about");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
