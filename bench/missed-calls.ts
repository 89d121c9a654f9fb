/**
 * How fast is a missed call texted back? The service in a process of its own, the simulated carrier in this one.
 * Usage: npm run bench [calls per second] [seconds]; see startBench for what else can be asked for.
 */
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { account, adminKey, pause, percentile, say, startBench, steadily } from "./support.ts";

const rate = Number(process.argv[2] ?? 100);
const seconds = Number(process.argv[3] ?? 10);
const BUSINESSES = 10;
const WARM_UP = 200;
const BURST = 2_000;
const BURST_AT = 1_000_000;

const bench = await startBench(3999);
const { url, carrier } = bench;

const api = async (method: string, path: string, body: unknown) => {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return (await response.json()) as { id: string };
};
/** @returns milliseconds until the answer */
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
const lineOf = (i: number) => `+1555010${String(1_000 + (i % BUSINESSES))}`;
const callOf = (i: number) => ({
  AccountSid: account.sid,
  CallSid: `CA${i.toString(16).padStart(32, "0")}`,
  From: `+1512${String(5_000_000 + i)}`,
  To: lineOf(i),
});
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
async function openBusinesses(): Promise<void> {
  for (let i = 0; i < BUSINESSES; i++) {
    const { id } = await api("POST", "/businesses", { name: `Bench ${i}` });
    await api("PUT", `/businesses/${id}/lines/${encodeURIComponent(lineOf(i))}`, {
      enabled: true,
      forwardTo: "+15125550100",
    });
    await api("POST", `/businesses/${id}/credits/grants`, { credits: 100_000, reason: "bench" });
    carrier.addNumber({ phoneNumber: lineOf(i), accountSid: account.sid });
  }
}

async function steady(): Promise<void> {
  const count = rate * seconds;
  const endedAt = new Map<string, number>();
  const delays: number[] = [];
  carrier.faults.rest = ({ method, form }) => {
    const at = endedAt.get(form.To ?? "");
    if (method === "POST" && at !== undefined) delays.push(performance.now() - at);
    return undefined;
  };
  await ring(0, count);
  const answers = await steadily(rate, count, (i) => {
    endedAt.set(callOf(i).From, performance.now());
    return end(i);
  });
  while (delays.length < count) await pause(20);
  say(`${rate} missed calls/s for ${seconds} s, with the carrier's delivery reports`);
  say(`  dial ended → SMS request   p50 ${percentile(delays, 50)}, p99 ${percentile(delays, 99)}`);
  say(`  webhook answer             p50 ${percentile(answers, 50)}, p99 ${percentile(answers, 99)}`);
}

async function burst(): Promise<void> {
  await bench.drained();
  await bench.statements?.forget();
  const before = await bench.processorTime();
  const texted = carrier.messages.length;
  await ring(BURST_AT, BURST_AT + BURST);
  await bench.drained();
  const start = performance.now();
  for (let i = 0; i < BURST; i += 50)
    await Promise.all(Array.from({ length: 50 }, (_, k) => end(BURST_AT + i + k)));
  while (carrier.messages.length - texted < BURST) await pause(50);
  await bench.drained();
  await carrier.idle();
  const took = (performance.now() - start) / 1_000;
  const after = await bench.processorTime();
  const perCall = (name: keyof typeof after) =>
    `${(((after[name] - before[name]) * 1_000) / BURST).toFixed(1)} ms`;
  say(
    `${BURST} missed calls at once, until all is texted, reported and on its lead: ${(BURST / took).toFixed(0)}/s`,
  );
  say(
    `  processor time per missed call, from its ringing on: service ${perCall("service")}, PostgreSQL ${perCall("postgres")}, callers and carrier ${perCall("bench")}`,
  );
  for (const line of (await bench.statements?.report(BURST)) ?? []) say(line);
}

try {
  await openBusinesses();
  await ring(2 * BURST_AT, 2 * BURST_AT + WARM_UP);
  for (let i = 0; i < WARM_UP; i++) await end(2 * BURST_AT + i);
  await bench.drained();
  await steady();
  await burst();
  say(`Resident: ${await bench.resident()} MB`);
} finally {
  await bench.stop();
}
