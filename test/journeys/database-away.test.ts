import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { expect, it } from "vitest";
import { CALLER, FORWARD, LINE, OPERATOR, startService } from "../support/service.ts";

it("while the database is away callers are still connected, all else answers 503, and afterwards it goes on", async () => {
  const service = await startService({ proxied: true });
  const post = (path: string, params: Record<string, string>, token = OPERATOR.authToken) =>
    fetch(`${service.url}${path}`, {
      method: "POST",
      headers: { "x-twilio-signature": getExpectedTwilioSignature(token, `${service.url}${path}`, params) },
      body: new URLSearchParams(params),
    });
  const params = {
    AccountSid: OPERATOR.sid,
    CallSid: `CA${"1".repeat(32)}`,
    From: CALLER,
    To: LINE,
    CallStatus: "ringing",
  };
  await service.proxy?.cut();
  const answer = await post("/webhooks/twilio/voice", params);
  expect(answer.status).toBe(200);
  const twiml = await answer.text();
  expect(twiml).toContain(`>${FORWARD}</Number>`);
  expect(twiml).toContain('timeout="15"');
  expect((await post("/webhooks/twilio/voice", params, "forged")).status).toBe(403);
  const status = await post("/webhooks/twilio/voice/status", { ...params, CallStatus: "completed" });
  expect([status.status, status.headers.get("retry-after")]).toEqual([503, "2"]);
  expect((await service.own("GET", "/calls")).status).toBe(503);

  await service.proxy?.mend();
  await expect.poll(async () => (await service.own("GET", "/credits")).status).toBe(200);
  const ended = { ...params, CallStatus: "in-progress", DialCallStatus: "no-answer", DialBridged: "false" };
  expect((await post("/webhooks/twilio/voice/dialed", ended)).status).toBe(200);
  await expect.poll(() => service.carrier.handset(CALLER).length, { timeout: 15_000 }).toBe(1);
  await service.stop();
}, 60_000);
