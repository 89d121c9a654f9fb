/**
 * How well do HubSpot's webhooks go at the rate that its certification asks for? The service in a process of its own,
 * HubSpot in this one. Usage: npm run bench:hubspot [webhooks per second] [seconds] [events in each]
 */
import { startHubspot } from "../test/fakes/hubspot/index.ts";
import { CLIENT_ID, CLIENT_SECRET } from "../test/fakes/hubspot/oauth.ts";
import { hubspotEvent, sendWebhook } from "../test/support/hubspot-request.ts";
import { walker } from "../test/support/walker.ts";
import { pause, percentile, say, startBench, steadily } from "./support.ts";

const rate = Number(process.argv[2] ?? 150);
const seconds = Number(process.argv[3] ?? 10);
const perWebhook = Number(process.argv[4] ?? 10);
const PORTALS = 20;

const hubspot = await startHubspot();
const bench = await startBench(3998, {
  HUBSPOT_CLIENT_ID: CLIENT_ID,
  HUBSPOT_CLIENT_SECRET: CLIENT_SECRET,
  HUBSPOT_API_URL: hubspot.url,
  LOG_LEVEL: "fatal",
});
const { url } = bench;
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
  const start = performance.now();
  const answers = await steadily(rate, total, send);
  const took = (performance.now() - start) / 1_000;
  const times = answers.map(({ ms }) => ms);
  const failed = answers.filter(({ status }) => status !== 204).length;
  say(`${rate} webhooks/s of ${perWebhook} events each for ${seconds} s, ${PORTALS} portals`);
  say(`  sent at       ${(total / took).toFixed(0)}/s, ${failed} not answered 204`);
  say(
    `  answered      p50 ${percentile(times, 50)}, p99 ${percentile(times, 99)}, worst ${percentile(times, 100)}`,
  );
  say(`  asked back    ${hubspot.requests.length - before} requests to HubSpot`);
  say(`  resident      ${await bench.resident()} MB`);
} finally {
  await bench.stop();
  await hubspot.stop();
}
