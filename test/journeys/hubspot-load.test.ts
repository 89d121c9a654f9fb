import { expect, it } from "vitest";
import { startHubspot } from "../fakes/hubspot/index.ts";
import { LINE, startService } from "../support/service.ts";

const CALLERS = 100;
const CALLS = 500;
const AT_ONCE = 20;

it("500 missed calls of 100 callers within 20 s: 100 contacts, 500 calls and texts, hardly a request too many", async () => {
  const hubspot = await startHubspot({ limited: true });
  const service = await startService({ hubspot: { apiUrl: hubspot.url }, credits: CALLS });
  await service.own("PUT", "/connection", {
    connector: "hubspot",
    credentials: { accessToken: hubspot.token },
  });
  const waiting = Array.from({ length: CALLS }, (_, i) => `+1512556${String(i % CALLERS).padStart(4, "0")}`);
  const line = async () => {
    for (let from = waiting.shift(); from !== undefined; from = waiting.shift())
      await service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
  // HubSpot allows 5 searches/s and 11 other requests/s, so its side takes longer than the calls.
  const connection = async () => (await service.own("GET", "/connection")).body;
  await expect.poll(connection, { timeout: 150_000, interval: 500 }).toMatchObject({ pending: 0, failed: 0 });

  const { portal, requests } = hubspot;
  expect(portal.living("contacts")).toHaveLength(CALLERS);
  expect(portal.living("calls")).toHaveLength(CALLS);
  expect(portal.living("communications")).toHaveLength(CALLS);
  expect(new Set(portal.living("calls").map(({ properties }) => properties.hs_call_external_id)).size).toBe(
    CALLS,
  );
  const tooMany = requests.filter(({ status }) => status === 429);
  expect(tooMany.length / requests.length).toBeLessThanOrEqual(0.01);
  await service.stop();
  await hubspot.stop();
}, 200_000);
