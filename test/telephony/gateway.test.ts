import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseE164 } from "../../src/domain/phone.ts";
import { twilioGateway } from "../../src/telephony/gateway.ts";
import { twilioUrls } from "../../src/telephony/urls.ts";

const accountSid = `AC${"a".repeat(32)}`;
const gateway = twilioGateway({
  accountOf: async () => ({ accountSid, authToken: "token" }),
  urls: twilioUrls("https://textback.example.com"),
  apiUrl: null,
});
const phone = (text: string) => {
  const parsed = parseE164(text);
  if (parsed === null) throw new Error(`a test's number is wrong: ${text}`);
  return parsed;
};
const text = {
  businessId: "biz_1",
  textId: "text_1",
  from: phone("+15550100001"),
  to: phone("+15125550142"),
  body: "Sorry we missed you",
};

describe("the gateway to Twilio's own address", () => {
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });

  it("sends a text in one request, from the line, with an address for reports that carries the text's id", async () => {
    let form: Record<string, string> = {};
    nock("https://api.twilio.com")
      .post(`/2010-04-01/Accounts/${accountSid}/Messages.json`, (body) => {
        form = body;
        return true;
      })
      .basicAuth({ user: accountSid, pass: "token" })
      .reply(201, { sid: `SM${"1".repeat(32)}`, status: "queued" });
    expect(await gateway.sendText(text)).toEqual({ kind: "accepted", messageSid: `SM${"1".repeat(32)}` });
    expect(form).toEqual({
      From: text.from,
      To: text.to,
      Body: text.body,
      StatusCallback:
        "https://textback.example.com/webhooks/twilio/texts/status?business=biz_1&text=text_1#rc=5&rp=5xx,ct,rt&ct=2000&rt=5000",
    });
  });

  it.each([
    [400, { code: 21610, message: "unsubscribed" }, { kind: "refused", code: 21610, optedOut: true }],
    [429, { code: 20429, message: "Too Many Requests" }, { kind: "throttled" }],
    [503, "<h1>Service Unavailable</h1>", { kind: "unclear" }],
    [201, '{"sid": "SM', { kind: "unclear" }],
  ])("reads an answer %i %o", async (status, body, meaning) => {
    nock("https://api.twilio.com")
      .post(/Messages/)
      .reply(status, body);
    expect(await gateway.sendText(text)).toMatchObject(meaning);
  });

  it("never asks twice on its own: a create that was cut off is unclear after one request", async () => {
    const once = nock("https://api.twilio.com")
      .post(/Messages/)
      .replyWithError(Object.assign(new Error("reset"), { code: "ECONNRESET" }));
    expect(await gateway.sendText(text)).toMatchObject({ kind: "unclear" });
    expect(once.isDone()).toBe(true);
  });
});
