import { createServer, type ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { startSalesforce } from "../fakes/salesforce/index.ts";
import { FORWARD, LINE, OPERATOR, startService } from "../support/service.ts";

const OTHER_LINE = "+15550100009";
const CALLERS = 12;

/** A HubSpot that takes every request and answers none. */
async function startSilence(): Promise<{ url: string; seen: { most: number }; stop(): Promise<void> }> {
  const open = new Set<ServerResponse>();
  const seen = { most: 0 };
  const server = createServer((_req, res) => {
    open.add(res);
    seen.most = Math.max(seen.most, open.size);
    res.on("close", () => open.delete(res));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

it("a CRM that answers nobody holds up its own business, and no other", async () => {
  const silence = await startSilence();
  const salesforce = await startSalesforce();
  const service = await startService({
    hubspot: { apiUrl: silence.url },
    salesforce: { url: salesforce.url },
  });
  await service.own("PUT", "/connection", { connector: "hubspot", credentials: { accessToken: "x" } });
  const { id } = (await service.api("POST", "/businesses", { name: "Beta", timeZone: "UTC" })).body;
  const beta = (method: string, path: string, body: unknown) =>
    service.api(method, `/businesses/${id}${path}`, body);
  await beta("PUT", `/lines/${encodeURIComponent(OTHER_LINE)}`, { enabled: true, forwardTo: FORWARD });
  await beta("POST", "/credits/grants", { credits: 10, reason: "test" });
  const { accessToken } = salesforce.tokens.authorize();
  const credentials = { instanceUrl: salesforce.url, accessToken };
  await beta("PUT", "/connection", { connector: "salesforce", credentials });
  service.carrier.addNumber({
    phoneNumber: OTHER_LINE,
    accountSid: OPERATOR.sid,
    voiceUrl: `${service.url}/webhooks/twilio/voice`,
    smsUrl: `${service.url}/webhooks/twilio/sms`,
    statusCallback: `${service.url}/webhooks/twilio/voice/status`,
  });

  const call = (from: string, to: string) =>
    service.carrier.placeCall({ from, to, behaviour: { kind: "no_answer" } });
  await Promise.all(
    Array.from({ length: CALLERS }, (_, i) => call(`+151255560${String(i).padStart(2, "0")}`, LINE)),
  );
  await call("+15125550142", OTHER_LINE);
  const tasks = () => salesforce.org.living("Task").length;
  await expect.poll(tasks, { timeout: 60_000 }).toBe(2);
  expect((await service.own("GET", "/connection")).body.pending).toBeGreaterThan(0);
  // Two drains, two look-ups, and the question how it is; a fetch in the same moment may add a few.
  expect(silence.seen.most).toBeLessThan(CALLERS);
  await silence.stop();
  await service.stop();
  await salesforce.stop();
}, 120_000);
