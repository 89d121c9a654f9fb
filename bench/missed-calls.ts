/**
 * How fast is a missed call texted back? A real service in a process of its own on the embedded PostgreSQL, the
 * simulated carrier in this one. Usage: npm run bench [calls per second] [seconds]
 * With BENCH_PROFILE=<folder> the service writes a processor profile there when it ends.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { startCarrier } from "../src/sandbox/twilio/index.ts";

const rate = Number(process.argv[2] ?? 100);
const seconds = Number(process.argv[3] ?? 10);
const BUSINESSES = 10;
const PORT = 3999;
const url = `http://127.0.0.1:${PORT}`;
const account = { sid: `AC${"a".repeat(32)}`, authToken: "bench-token" };
const adminKey = "bench-admin-key-1234567890";
const say = (line: string) => process.stdout.write(`${line}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const dataDir = await mkdtemp(join(tmpdir(), "textback-bench-"));
const carrier = await startCarrier({ accounts: [account] });
const service = spawn(
  process.execPath,
  [fileURLToPath(new URL("../bin/textback.js", import.meta.url)), "serve"],
  {
    env: {
      PATH: process.env.PATH,
      PORT: String(PORT),
      PUBLIC_URL: url,
      DATA_DIR: dataDir,
      TEXTBACK_SECRET: "bench secret bench secret bench secret",
      TEXTBACK_ADMIN_KEY: adminKey,
      TWILIO_ACCOUNT_SID: account.sid,
      TWILIO_AUTH_TOKEN: account.authToken,
      TWILIO_API_URL: carrier.baseUrl,
      LOG_LEVEL: "error",
      ...(process.env.BENCH_PROFILE === undefined
        ? {}
        : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${process.env.BENCH_PROFILE}` }),
    },
    stdio: ["ignore", "inherit", "inherit"],
  },
);

const api = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as { id: string };
};
const post = async (path: string, params: Record<string, string>): Promise<number> => {
  const started = performance.now();
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    headers: { "x-twilio-signature": getExpectedTwilioSignature(account.authToken, `${url}${path}`, params) },
    body: new URLSearchParams(params),
  });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  return performance.now() - started;
};
const percentile = (values: readonly number[], p: number): string =>
  `${(values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor((values.length * p) / 100))] ?? 0).toFixed(1)} ms`;
const lineOf = (i: number) => `+1555010${String(1_000 + (i % BUSINESSES))}`;
const callOf = (i: number) => ({
  AccountSid: account.sid,
  CallSid: `CA${i.toString(16).padStart(32, "0")}`,
  From: `+1512${String(5_000_000 + i)}`,
  To: lineOf(i),
});
const backlog = async (): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^textback_jobs_backlog\S* (\d+)/m.exec(text)?.[1] ?? "0");
};
const ring = async (from: number, to: number) => {
  for (let i = from; i < to; i += 20) {
    const batch = Array.from({ length: Math.min(20, to - i) }, (_, k) => callOf(i + k));
    await Promise.all(
      batch.map((call) => post("/webhooks/twilio/voice", { ...call, CallStatus: "ringing" })),
    );
  }
};
const end = (i: number) =>
  post("/webhooks/twilio/voice/dialed", {
    ...callOf(i),
    CallStatus: "in-progress",
    DialCallStatus: "no-answer",
    DialBridged: "false",
  });

/** Linux counts a process's time in hundredths of a second: fields 14 and 15 of its stat. */
const cpuOf = async (pid: number | string): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
};
const cpuSeconds = async () => {
  const pidFile = join(dataDir, "postgres", "data", "postmaster.pid");
  const postmaster = (await readFile(pidFile, "utf8").catch(() => "")).split("\n")[0] ?? "";
  const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, "utf8").catch(() => "");
  const postgres = await Promise.all([postmaster, ...children.trim().split(" ")].map(cpuOf));
  return {
    service: await cpuOf(service.pid ?? 0),
    postgres: postgres.reduce((sum, each) => sum + each, 0),
    carrier: await cpuOf(process.pid),
  };
};

try {
  while (
    !(await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await pause(50);
  for (let i = 0; i < BUSINESSES; i++) {
    const { id } = await api("POST", "/businesses", { name: `Bench ${i}` });
    await api("PUT", `/businesses/${id}/lines/${encodeURIComponent(lineOf(i))}`, {
      enabled: true,
      forwardTo: "+15125550100",
    });
    await api("POST", `/businesses/${id}/credits/grants`, { credits: 100_000, reason: "bench" });
    carrier.addNumber({ phoneNumber: lineOf(i), accountSid: account.sid });
  }
  const endedAt = new Map<string, number>();
  const delays: number[] = [];
  carrier.faults.rest = ({ method, form }) => {
    const at = endedAt.get(form.To ?? "");
    if (method === "POST" && at !== undefined) delays.push(performance.now() - at);
    return undefined;
  };

  const steady = rate * seconds;
  await ring(0, steady + 200);
  for (let i = steady; i < steady + 200; i++) await end(i);
  await pause(2_000);
  delays.length = 0;
  const answers: number[] = [];
  const start = performance.now();
  const ends: Promise<unknown>[] = [];
  for (let i = 0; i < steady; i++) {
    const wait = start + (i * 1_000) / rate - performance.now();
    if (wait > 1) await pause(wait);
    endedAt.set(callOf(i).From, performance.now());
    ends.push(end(i).then((ms) => answers.push(ms)));
  }
  await Promise.all(ends);
  while (delays.length < steady) await pause(20);
  say(`${rate} missed calls/s for ${seconds} s, with the carrier's delivery reports`);
  say(`  dial ended → SMS request   p50 ${percentile(delays, 50)}, p99 ${percentile(delays, 99)}`);
  say(`  webhook answer             p50 ${percentile(answers, 50)}, p99 ${percentile(answers, 99)}`);

  const burst = 2_000;
  await ring(1_000_000, 1_000_000 + burst);
  while ((await backlog()) > 0) await pause(200);
  const before = carrier.messages.length;
  const cpuBefore = await cpuSeconds();
  const burstStart = performance.now();
  for (let i = 0; i < burst; i += 50)
    await Promise.all(Array.from({ length: 50 }, (_, k) => end(1_000_000 + i + k)));
  while (carrier.messages.length - before < burst || (await backlog()) > 0) await pause(50);
  await carrier.idle();
  const took = (performance.now() - burstStart) / 1_000;
  say(
    `${burst} missed calls at once, until all is texted, reported and on its lead: ${(burst / took).toFixed(0)}/s`,
  );
  const cpu = await cpuSeconds();
  const perCall = (name: keyof typeof cpu) =>
    `${(((cpu[name] - cpuBefore[name]) * 1_000) / burst).toFixed(1)} ms`;
  say(
    `  processor time per missed call: service ${perCall("service")}, PostgreSQL ${perCall("postgres")}, the simulated carrier ${perCall("carrier")}`,
  );
  const status = await readFile(`/proc/${service.pid}/status`, "utf8").catch(() => "");
  say(`Resident: ${Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024)} MB`);
} finally {
  service.kill("SIGTERM");
  await once(service, "exit");
  await carrier.stop();
  await rm(dataDir, { recursive: true, force: true });
}
