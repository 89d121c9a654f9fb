import fc from "fast-check";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FORWARD, LINE, OPERATOR, type Service, startService } from "../support/service.ts";

let service: Service;
beforeAll(async () => {
  service = await startService({ credits: 1_000 });
});
afterAll(() => service.stop());

const sid = (prefix: string, n: number) => `${prefix}${n.toString(16).padStart(32, "0")}`;
const sign = (path: string, params: Record<string, string>) =>
  getExpectedTwilioSignature(OPERATOR.authToken, `${service.url}${path}`, params);
const post = (path: string, params: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${service.url}${path}`, {
    method: "POST",
    headers: { "x-twilio-signature": sign(path, params), ...headers },
    body: new URLSearchParams(params),
  });
const rowsStored = async () =>
  (
    await service.pool.query(
      "select (select count(*) from textback.calls) + (select count(*) from textback.call_events) + (select count(*) from textback.texts) as n",
    )
  ).rows[0].n;

const header = (call: number, from: string) => ({
  AccountSid: OPERATOR.sid,
  CallSid: sid("CA", call),
  From: from,
  To: LINE,
  Direction: "inbound",
});
const voice = "/webhooks/twilio/voice";
const leg = `${voice}/leg?line=${encodeURIComponent(LINE)}`;
type Delivery = readonly [path: string, params: Record<string, string>];
const legOf = (call: number, status: string, seconds?: string): Delivery => [
  leg,
  {
    AccountSid: OPERATOR.sid,
    CallSid: sid("CA", call + 500_000),
    ParentCallSid: sid("CA", call),
    CallStatus: status,
    From: LINE,
    To: FORWARD,
    ...(seconds === undefined ? {} : { CallDuration: seconds }),
  },
];

/** What comes after the first webhook of a call; that one is always first, since nothing rings before it is answered. */
const stories: Record<string, (call: number, from: string) => Delivery[]> = {
  answered: (call, from) => [
    legOf(call, "in-progress"),
    legOf(call, "completed", "42"),
    [
      `${voice}/dialed`,
      {
        ...header(call, from),
        CallStatus: "completed",
        DialCallStatus: "completed",
        DialBridged: "true",
        DialCallDuration: "42",
      },
    ],
    [`${voice}/status`, { ...header(call, from), CallStatus: "completed", CallDuration: "44" }],
  ],
  missed: (call, from) => [
    legOf(call, "no-answer", "0"),
    [
      `${voice}/dialed`,
      { ...header(call, from), CallStatus: "in-progress", DialCallStatus: "no-answer", DialBridged: "false" },
    ],
    [`${voice}/status`, { ...header(call, from), CallStatus: "completed", CallDuration: "2" }],
  ],
};
let calls = 1;

describe("the webhooks of one call", () => {
  it.each(["answered", "missed"] as const)(
    "lead to the same end when %s, each sent 1 to 5 times in any order",
    async (name) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 5 })), { minLength: 5, maxLength: 5 }),
          async (plan) => {
            const call = calls++;
            const from = `+1512555${String(1_000 + call)}`;
            const incoming: Delivery = [voice, { ...header(call, from), CallStatus: "ringing" }];
            const deliveries = [incoming, ...(stories[name]?.(call, from) ?? [])].flatMap((delivery, i) =>
              Array.from({ length: plan[i]?.[1] ?? 1 }, () => ({ delivery, at: plan[i]?.[0] ?? 0 })),
            );
            deliveries.sort((a, b) => a.at - b.at);
            for (const [path, params] of [incoming, ...deliveries.map(({ delivery }) => delivery)]) {
              const response = await post(path, params);
              expect(response.status).toBeLessThan(300);
            }
            await service.settled();
            const stored = (await service.own("GET", `/calls?phone=${encodeURIComponent(from)}`)).body.items;
            expect(stored).toHaveLength(1);
            const texts = (
              await service.pool.query(
                "select state from textback.texts where phone = $1 and state <> 'cancelled'",
                [from],
              )
            ).rows;
            const [row] = stored;
            if (name === "answered") {
              expect(row).toMatchObject({ outcome: "answered", reason: null, durationSeconds: 42 });
              expect(texts).toEqual([]);
            } else {
              expect(row).toMatchObject({ outcome: "missed", reason: "no_answer" });
              expect(texts).toHaveLength(1);
            }
          },
        ),
        { numRuns: 12 },
      );
    },
  );

  it("sent 50 times at the same moment are one call", async () => {
    const call = calls++;
    const params = { ...header(call, "+15125559999"), CallStatus: "ringing" };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post(voice, params).then((response) => response.text())),
    );
    expect(new Set(answers).size).toBe(1);
    expect((await service.own("GET", "/calls?phone=%2B15125559999")).body.items).toHaveLength(1);
  });
});

describe("a webhook that is not Twilio's, or makes no sense", () => {
  const good = () => ({ ...header(calls++, "+15125550142"), CallStatus: "ringing" });
  it.each([
    [
      "has no signature",
      (p: Record<string, string>) => ({ params: p, headers: { "x-twilio-signature": "" } }),
      403,
    ],
    [
      "has a wrong signature",
      (p: Record<string, string>) => ({
        params: p,
        headers: { "x-twilio-signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" },
      }),
      403,
    ],
    [
      "names an account that we do not know",
      (p: Record<string, string>) => ({ params: { ...p, AccountSid: `AC${"b".repeat(32)}` }, headers: {} }),
      403,
    ],
    [
      "lacks the call sid",
      ({ CallSid: _gone, ...p }: Record<string, string>) => ({ params: p, headers: {} }),
      422,
    ],
    [
      "has a malformed call sid",
      (p: Record<string, string>) => ({ params: { ...p, CallSid: "CA1' or 1=1" }, headers: {} }),
      422,
    ],
  ])("is refused and nothing is stored when it %s", async (_name, change, status) => {
    const before = await rowsStored();
    const { params, headers } = change(good());
    const response = await post(voice, params as Record<string, string>, headers as Record<string, string>);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toMatch(/\bat \/|node_modules|select /);
    expect(await rowsStored()).toBe(before);
  });

  it.each([
    ["JSON", "application/json", '{"CallSid":"CA1"}'],
    ["no body", "application/x-www-form-urlencoded", ""],
    ["no content type", "", "CallSid=CA1"],
    [
      "fields sent twice",
      "application/x-www-form-urlencoded",
      "CallSid=a&CallSid=b&AccountSid=c&AccountSid=d",
    ],
    ["arrays", "application/x-www-form-urlencoded", "CallSid[]=a&CallSid[]=b"],
    ["a NUL", "application/x-www-form-urlencoded", `CallSid=%00&AccountSid=${OPERATOR.sid}`],
    ["a lone surrogate", "application/x-www-form-urlencoded", `From=%ED%A0%80&AccountSid=${OPERATOR.sid}`],
    ["1 MB", "application/x-www-form-urlencoded", `Body=${"x".repeat(1_000_000)}`],
    [
      "ten thousand fields",
      "application/x-www-form-urlencoded",
      Array.from({ length: 10_000 }, (_, i) => `a${i}=1`).join("&"),
    ],
    ["__proto__", "application/x-www-form-urlencoded", "__proto__[x]=1&constructor=2"],
  ])("is answered with 4xx and a plain body when it brings %s", async (_name, type, body) => {
    const before = await rowsStored();
    for (const path of [
      voice,
      `${voice}/status`,
      `${voice}/dialed`,
      leg,
      "/webhooks/twilio/sms",
      "/webhooks/twilio/texts/status?business=x&text=y",
    ]) {
      const response = await fetch(`${service.url}${path}`, {
        method: "POST",
        headers: type === "" ? {} : { "content-type": type },
        body: body === "" ? null : new Blob([body]),
      });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(await response.text()).not.toMatch(/\bat \/|node_modules/);
    }
    expect(await rowsStored()).toBe(before);
  });

  it("signed but with a hostile text is stored as harmless text", async () => {
    const params = {
      AccountSid: OPERATOR.sid,
      MessageSid: sid("SM", 1),
      From: "+15125550188",
      To: LINE,
      Body: "a\u0000b\u202Ec {{business_name}}",
      NumMedia: "0",
    };
    expect((await post("/webhooks/twilio/sms", params)).status).toBe(200);
    expect((await post("/webhooks/twilio/sms", params)).status).toBe(200);
    const { items } = (await service.own("GET", "/conversations/%2B15125550188")).body;
    expect(items).toMatchObject([{ type: "text", direction: "in", body: "abc {{business_name}}" }]);
  });

  it("for a line that we do not have is answered politely, with 200", async () => {
    const response = await post(voice, { ...good(), To: "+15550109999" });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<Say>Sorry, this number is not in service.</Say>");
  });
});

describe("a call that would go in circles", () => {
  it("from the forward phone itself is not dialled back, nor texted", async () => {
    const response = await post(voice, { ...header(calls++, FORWARD), CallStatus: "ringing" });
    expect(await response.text()).not.toContain("<Dial");
    const [call] = (await service.own("GET", `/calls?phone=${encodeURIComponent(FORWARD)}`)).body.items;
    expect(call.receipt.reason).toBe("caller_is_forward_number");
  });

  it("that our own forwarding sends back is refused as busy, and the first call is still missed and texted", async () => {
    const first = calls++;
    const from = "+15125550199";
    await post(voice, { ...header(first, from), CallStatus: "ringing" });
    const back = await post(voice, {
      ...header(calls++, from),
      CallStatus: "ringing",
      ForwardedFrom: FORWARD,
    });
    expect(await back.text()).toContain('<Reject reason="busy"/>');
    for (const [path, params] of stories.missed?.(first, from) ?? []) await post(path, params);
    await service.settled();
    expect(service.carrier.handset(from)).toHaveLength(1);
  });
});
