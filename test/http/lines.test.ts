import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TestClock } from "../support/clock.ts";
import { CALLER, FORWARD, LINE, OPERATOR, type Service, startService } from "../support/service.ts";

const OWN = { accountSid: `AC${"b".repeat(32)}`, authToken: "the-business's-own-token" };
const SPARE = "+15550100077";

let service: Service;
let clock: TestClock;
beforeEach(async () => {
  clock = new TestClock();
  service = await startService({ clock });
});
afterEach(() => service.stop());

const asBusiness = (method: string, path: string, body?: unknown) =>
  service.api(method, `/businesses/${service.businessId}${path}`, body, { key: service.apiKey });
const line = (number: string, what = "") => `/lines/${encodeURIComponent(number)}${what}`;
const purchases = () =>
  service.carrier.numbers.filter(({ accountSid }) => accountSid === OPERATOR.sid).length - 1;
const available = async () =>
  (await service.own("GET", "/carrier/available-numbers?areaCode=512")).body.items[0].phoneNumber as string;

describe("the numbers of a carrier account", () => {
  it("are listed with where their calls and texts go", async () => {
    service.carrier.addNumber({
      phoneNumber: SPARE,
      accountSid: OPERATOR.sid,
      voiceUrl: "https://old.example",
    });
    const { items } = (await service.own("GET", "/carrier/numbers")).body;
    const of = (number: string) => items.find((each: { phoneNumber: string }) => each.phoneNumber === number);
    expect(of(LINE)).toMatchObject({ isLine: true, pointsHere: true, overriddenBy: null });
    expect(of(SPARE)).toMatchObject({
      isLine: false,
      pointsHere: false,
      webhooks: { voice: "https://old.example" },
    });
  });

  it.each([
    ["GET", "/carrier/numbers", undefined],
    ["GET", "/carrier/available-numbers", undefined],
    ["POST", "/carrier/numbers", { phoneNumber: "+15125550150" }],
    ["POST", line(SPARE, "/connect"), undefined],
  ])("are the operator's own: a business may not %s %s there", async (method, path, body) => {
    const answer = await asBusiness(method, path, body);
    expect([answer.status, answer.body.code]).toEqual([403, "own_carrier_needed"]);
  });

  it("a token that Twilio does not take is said, in words", async () => {
    await service.own("PUT", "/carrier", OWN);
    const { status, body } = await asBusiness("GET", "/carrier/numbers");
    expect([status, body.code]).toEqual([422, "carrier_refused"]);
  });

  it("while Twilio is away, that is said too", async () => {
    service.carrier.faults.rest = () => ({ kind: "error", status: 503 });
    const { status, body } = await service.own("GET", "/carrier/numbers");
    expect([status, body.code]).toEqual([502, "carrier_away"]);
  });
});

describe("connecting a number", () => {
  it("sets its webhooks, so that the next call to it is a line's", async () => {
    service.carrier.addNumber({ phoneNumber: SPARE, accountSid: OPERATOR.sid });
    expect((await service.own("POST", line(SPARE, "/connect"))).status).toBe(201);
    await service.carrier.placeCall({ from: CALLER, to: SPARE, behaviour: { kind: "no_answer" } });
    await service.settled();
    expect((await service.own("GET", "/calls")).body.items).toMatchObject([
      { line: SPARE, outcome: "missed" },
    ]);
    expect((await service.own("POST", line(SPARE, "/connect"))).status).toBe(200);
  });

  it.each([
    ["a SIP trunk", { trunkSid: `TK${"1".repeat(32)}` }, "SIP trunk"],
    ["an application for calls", { voiceApplicationSid: `AP${"1".repeat(32)}` }, "takes its calls"],
    ["an application for texts", { smsApplicationSid: `AP${"1".repeat(32)}` }, "takes its texts"],
    ["a messaging service", { messagingServiceSid: `MG${"1".repeat(32)}` }, "messaging service"],
  ])("refuses one that %s handles, saying so, and leaves it as it is", async (_name, handled, words) => {
    service.carrier.quirks.servicesTakeTexts = true;
    service.carrier.addNumber({ phoneNumber: SPARE, accountSid: OPERATOR.sid, ...handled });
    const { status, body } = await service.own("POST", line(SPARE, "/connect"));
    expect([status, body.code]).toEqual([409, "number_overridden"]);
    expect(body.detail).toContain(words);
    expect(service.carrier.numbers.find(({ phoneNumber }) => phoneNumber === SPARE)?.voiceUrl).toBe("");
    expect((await service.own("GET", line(SPARE))).status).toBe(404);
  });

  it("refuses one of another account, and one that is another business's line", async () => {
    expect((await service.own("POST", line(SPARE, "/connect"))).body.code).toBe("number_not_found");
    const other = (await service.api("POST", "/businesses", { name: "Other" })).body;
    const taken = await service.api("POST", `/businesses/${other.id}${line(LINE, "/connect")}`);
    expect(taken.body.code).toBe("line_taken");
  });
});

describe("buying a number", () => {
  it("makes it a line with its webhooks", async () => {
    const phoneNumber = await available();
    const { status, body } = await service.own("POST", "/carrier/numbers", { phoneNumber });
    expect([status, body.number]).toEqual([201, phoneNumber]);
    expect(purchases()).toBe(1);
  });

  it.each(["drop_after", "truncated"] as const)("buys once, though the answer is lost (%s)", async (kind) => {
    const phoneNumber = await available();
    service.carrier.faults.rest = ({ method, path }) =>
      method === "POST" && path.endsWith("/IncomingPhoneNumbers.json") ? { kind } : undefined;
    const { status, body } = await service.own("POST", "/carrier/numbers", { phoneNumber });
    expect([status, body.number]).toEqual([201, phoneNumber]);
    expect((await service.own("POST", "/carrier/numbers", { phoneNumber })).status).toBe(200);
    expect(purchases()).toBe(1);
  });

  it("buys once when asked twice at the same moment, and answers a repeated key as before", async () => {
    const phoneNumber = await available();
    const headers = { "idempotency-key": "buy-1" };
    const path = `/businesses/${service.businessId}/carrier/numbers`;
    const answers = await Promise.all(
      [1, 2].map(() => service.api("POST", path, { phoneNumber }, { headers })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(purchases()).toBe(1);
  });

  it("says Twilio's own words when somebody else was quicker", async () => {
    const { status, body } = await service.own("POST", "/carrier/numbers", { phoneNumber: "+15125559999" });
    expect([status, body.code]).toEqual([422, "carrier_refused"]);
    expect(body.detail).toContain("not available");
  });
});

describe("a live test", () => {
  const ring = async (from = FORWARD) => {
    const call = await service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
    await service.settled();
    return call;
  };
  const start = () => asBusiness("POST", line(LINE, "/live-test"));
  const progress = async () => (await asBusiness("GET", line(LINE, "/live-test"))).body;

  it("misses the owner's own call at once, and texts it free of charge, without a lead", async () => {
    expect((await start()).body).toMatchObject({ state: "waiting", steps: { called: null } });
    const call = await ring();
    expect(call.webhooks[0]?.body).not.toContain("<Dial");
    expect(await progress()).toMatchObject({
      state: "passed",
      steps: {
        called: expect.any(String),
        missed: expect.any(String),
        texted: expect.any(String),
        delivered: expect.any(String),
      },
      problem: null,
    });
    expect(service.carrier.handset(FORWARD)).toHaveLength(1);
    expect((await service.own("GET", "/credits")).body).toEqual({ available: 100, held: 0, spent: 0 });
    expect((await service.own("GET", "/leads")).body.items).toEqual([]);
    expect((await service.own("GET", "/conversations")).body.items).toEqual([]);
    expect((await service.own("GET", "/calls")).body.items).toMatchObject([
      { test: true, outcome: "missed" },
    ]);
    expect((await service.own("GET", "/reports/calls")).body.total.calls).toBe(0);
  });

  it("is one call: the next one from that phone is treated as ever", async () => {
    await start();
    await ring();
    await ring();
    expect(service.carrier.handset(FORWARD)).toHaveLength(1);
    expect((await service.own("GET", "/calls?limit=1")).body.items[0].receipt.reason).toBe(
      "caller_is_forward_number",
    );
  });

  it("leaves customers' calls alone", async () => {
    await start();
    await ring(CALLER);
    expect((await service.own("GET", "/calls")).body.items).toMatchObject([{ test: false }]);
    expect((await progress()).state).toBe("waiting");
  });

  it("is over after ten minutes", async () => {
    await start();
    clock.pass(10 * 60_000);
    await ring();
    expect(service.carrier.handset(FORWARD)).toEqual([]);
    expect((await progress()).state).toBe("expired");
  });

  it("says why the text did not arrive", async () => {
    service.carrier.faults.rest = ({ path }) =>
      path.endsWith("/Messages.json")
        ? { kind: "error", status: 400, code: 21610, message: "unsubscribed" }
        : undefined;
    await start();
    await ring();
    expect(await progress()).toMatchObject({
      state: "failed",
      steps: { texted: null, delivered: null },
      problem: { whatToDo: expect.any(String) },
    });
  });

  it("needs a forward phone, a line of the business's, and some patience", async () => {
    await service.own("PUT", line(LINE), { forwardTo: null });
    expect((await start()).body.code).toBe("no_forward_phone");
    expect((await progress()).code).toBe("live_test_not_found");
    expect((await asBusiness("POST", line(SPARE, "/live-test"))).body.code).toBe("line_not_found");
    await service.own("PUT", line(LINE), { forwardTo: FORWARD });
    for (let i = 0; i < 20; i++) await start();
    expect((await start()).status).toBe(429);
  });
});
