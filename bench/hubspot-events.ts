/**
 * How well do HubSpot's webhooks go at the rate that its certification asks for? A real service in a process of its own
 * on the embedded PostgreSQL, HubSpot and the carrier in this one. Usage: npm run bench:hubspot [webhooks per second]
 * [seconds] [events in each]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startCarrier } from "../src/sandbox/twilio/index.ts";
import { startHubspot } from "../test/fakes/hubspot/index.ts";
import { CLIENT_ID, CLIENT_SECRET } from "../test/fakes/hubspot/oauth.ts";
import { hubspotEvent, sendWebhook } from "../test/support/hubspot-request.ts";
import { walker } from "../test/support/walker.ts";

const rate = Number(process.argv[2] ?? 150);
const seconds = Number(process.argv[3] ?? 10);
const perWebhook = Number(process.argv[4] ?? 10);
const PORTALS = 20;
const PORT = 3998;
const url = `http://127.0.0.1:${PORT}`;
const account = { sid: `AC${"a".repeat(32)}`, authToken: "bench-token" };
const say = (line: string) => process.stdout.write(`${line}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const percentile = (values: readonly number[], p: number): string =>
  `${(values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor((values.length * p) / 100))] ?? 0).toFixed(1)} ms`;

const dataDir = await mkdtemp(join(tmpdir(), "textback-bench-"));
const carrier = await startCarrier({ accounts: [account] });
const hubspot = await startHubspot();
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
      TEXTBACK_ADMIN_KEY: "bench-admin-key-1234567890",
      TWILIO_ACCOUNT_SID: account.sid,
      TWILIO_AUTH_TOKEN: account.authToken,
      TWILIO_API_URL: carrier.baseUrl,
      HUBSPOT_CLIENT_ID: CLIENT_ID,
      HUBSPOT_CLIENT_SECRET: CLIENT_SECRET,
      HUBSPOT_API_URL: hubspot.url,
      LOG_LEVEL: "fatal",
    },
    stdio: ["ignore", "inherit", "inherit"],
  },
);
const isReady = () =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
const KINDS = ["object.propertyChange", "object.merge", "object.deletion", "contact.privacyDeletion"];
const eventsOf = (webhook: number): object[] =>
  Array.from({ length: perWebhook }, (_, i) => {
    const n = webhook * perWebhook + i;
    return hubspotEvent(1_000 + (webhook % PORTALS), KINDS[n % KINDS.length] ?? "", {
      objectId: 100 + n,
      objectTypeId: "0-1",
      propertyName: "phone",
      propertyValue: `+1512${String(5_000_000 + n)}`,
      primaryObjectId: 100 + n,
      mergedObjectIds: [n],
    });
  });

try {
  while (!(await isReady())) await pause(50);
  for (let i = 0; i < PORTALS; i++) {
    const browser = walker(url);
    const { location } = await browser.go("/install/hubspot");
    await browser.go(hubspot.oauth.consent(location ?? "", { portalId: 1_000 + i, userId: 1 }));
  }
  const send = async (webhook: number): Promise<{ ms: number; status: number }> => {
    const started = performance.now();
    const signing = { secret: CLIENT_SECRET, now: new Date() };
    const { status } = await sendWebhook(url, signing, eventsOf(webhook));
    return { ms: performance.now() - started, status };
  };
  for (let i = 0; i < rate; i++) await send(1_000_000 + i);
  await pause(2_000);

  const before = hubspot.requests.length;
  const total = rate * seconds;
  const sent: Promise<{ ms: number; status: number }>[] = [];
  const start = performance.now();
  for (let i = 0; i < total; i++) {
    const wait = start + (i * 1_000) / rate - performance.now();
    if (wait > 1) await pause(wait);
    sent.push(send(i));
  }
  const answers = await Promise.all(sent);
  const took = (performance.now() - start) / 1_000;
  const times = answers.map(({ ms }) => ms);
  const failed = answers.filter(({ status }) => status !== 204).length;
  say(`${rate} webhooks/s of ${perWebhook} events each for ${seconds} s, ${PORTALS} portals`);
  say(`  sent at       ${(total / took).toFixed(0)}/s, ${failed} not answered 204`);
  say(
    `  answered      p50 ${percentile(times, 50)}, p99 ${percentile(times, 99)}, worst ${percentile(times, 100)}`,
  );
  say(`  asked back    ${hubspot.requests.length - before} requests to HubSpot`);
  const status = await readFile(`/proc/${service.pid}/status`, "utf8").catch(() => "");
  say(`  resident      ${Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024)} MB`);
} finally {
  service.kill("SIGTERM");
  await once(service, "exit");
  await carrier.stop();
  await hubspot.stop();
  await rm(dataDir, { recursive: true, force: true });
}
