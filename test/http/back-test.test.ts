import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Behaviour } from "../../src/sandbox/twilio/scripts.ts";
import { TestClock } from "../support/clock.ts";
import { CALLER, FORWARD, LINE, type Service, startService } from "../support/service.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const path = `/lines/${encodeURIComponent(LINE)}`;
/** Friday, 11:00 in Chicago. */
const clock = new TestClock(Date.parse("2026-02-06T17:00:00Z"));
const [ANN, BOB, EVE, PAT] = ["+15125550143", "+15125550144", "+15125550145", "+15125550146"];

let service: Service;
let calls = 0;
const call = async (from: string, behaviour: Behaviour = { kind: "no_answer" }) => {
  await service.carrier.placeCall({ from, to: LINE, behaviour });
  await service.settled();
  calls += 1;
  clock.pass(MINUTE);
};
const test = async (settings: object, query = "") => {
  const { status, body } = await service.own("POST", `${path}/back-test${query}`, settings);
  expect([status, body.code]).toEqual([200, undefined]);
  return body;
};

beforeAll(async () => {
  service = await startService({
    clock,
    carrierClock: clock,
    credits: 9,
    line: { repeatWindowMinutes: 10, minAnsweredSeconds: 5, quietHours: { from: "21:00", to: "08:00" } },
  });
  // Skipped: Ann again within the window, somebody without a number, the owner's own phone, Bob after STOP, Eve.
  await call(ANN);
  await call(ANN);
  await call("anonymous");
  await call(FORWARD);
  await call(BOB, { kind: "busy" });
  await service.carrier.text({ from: BOB, to: LINE, body: "STOP" });
  await service.settled();
  clock.pass(HOUR);
  await call(BOB);
  await service.own("PUT", `/blocked/${encodeURIComponent(EVE)}`);
  await call(EVE);
  await service.own("DELETE", `/blocked/${encodeURIComponent(EVE)}`);
  // Answered for a minute, and for three seconds, which counts as missed.
  await call(PAT, { kind: "answered", talkSeconds: 60 });
  await call(CALLER, { kind: "answered", talkSeconds: 3 });
  // Switched off, the text refused by the carrier, and after 21:00.
  await service.own("PUT", path, { enabled: false });
  await call("+15125550150");
  await service.own("PUT", path, { enabled: true });
  service.carrier.faults.rest = ({ path: asked }) =>
    asked.endsWith("/Messages.json") ? { kind: "error", status: 400, code: 21211, message: "no" } : undefined;
  await call("+15125550151");
  service.carrier.faults.rest = () => undefined;
  clock.pass(11 * HOUR);
  await call("+15125550152");
  // Until there are no credits left.
  for (let each = 0; each < 6; each++) await call(`+1512555016${each}`);
});
afterAll(() => service.stop());

describe("settings that are tried out on the past", () => {
  const of = (items: readonly { phone: string }[], phone: string) =>
    items.find((each) => each.phone === phone);

  it("when they are those in force, change only what they were not in force for", async () => {
    const { calls: count, was, would, changed, items } = await test({});
    expect(count).toBe(calls);
    expect(was).toEqual({ missed: calls - 1, texted: 10, credits: 9 });
    // The line was off when 0150 called. Their text takes the credit that the last but one had.
    expect(changed).toBe(2);
    expect(of(items, "+15125550150")).toMatchObject({
      was: { decision: "skip", reason: "line_disabled" },
      would: { decision: "text", reason: null },
    });
    expect(of(items, "+15125550164")).toMatchObject({
      was: { decision: "text", waits: true },
      would: { decision: "skip", reason: "no_credits" },
    });
    expect(would).toEqual(was);
  });

  it.each<[string, object, string, object]>([
    [
      "no repeat window",
      { repeatWindowMinutes: 0 },
      ANN,
      { was: { reason: "texted_recently" }, would: { decision: "text" } },
    ],
    [
      "no least length",
      { minAnsweredSeconds: 0 },
      CALLER,
      { was: { decision: "text" }, would: { outcome: "answered" } },
    ],
    [
      "less ringing than somebody took to answer",
      { ringTimeoutSeconds: 10 },
      PAT,
      { was: { outcome: "answered" }, would: { outcome: "answered" } },
    ],
    [
      "no quiet hours",
      { quietHours: null },
      "+15125550152",
      { was: { waits: true }, would: { decision: "text", waits: false } },
    ],
    [
      "nowhere to ring",
      { forwardTo: null },
      PAT,
      { was: { outcome: "answered" }, would: { outcome: "missed" } },
    ],
    [
      "switched off",
      { enabled: false },
      BOB,
      { was: { decision: "text" }, would: { reason: "line_disabled" } },
    ],
  ])("with %s", async (name, settings, phone, expected) => {
    const { items } = await test(settings);
    const found = of(items, phone);
    if (name.startsWith("less ringing")) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
  });

  it("does not text whom somebody blocked, or who had said STOP, then", async () => {
    const { items } = await test({ enabled: true, repeatWindowMinutes: 0 });
    expect(of(items, EVE)).toBeUndefined();
    expect(items.filter((each: { phone: string }) => each.phone === BOB)).toEqual([]);
  });

  it("says of more ringing what nobody can know", async () => {
    const { unknown, changed } = await test({ ringTimeoutSeconds: 40 });
    expect(unknown.longer_ring).toBeGreaterThan(5);
    expect(changed).toBe(2);
  });

  it("pages through what would have gone otherwise, newest first", async () => {
    const settings = { enabled: false };
    const whole = await test(settings);
    const pages: { occurredAt: string }[] = [];
    for (let after = ""; ; ) {
      const { items, next } = await test(settings, `?limit=3${after}`);
      pages.push(...items);
      if (next === null) break;
      after = `&after=${next}`;
    }
    expect(pages).toEqual(whole.items);
    expect(pages.map(({ occurredAt }) => occurredAt)).toEqual(
      pages
        .map(({ occurredAt }) => occurredAt)
        .sort()
        .reverse(),
    );
  });

  it("saves nothing", async () => {
    const before = (await service.own("GET", path)).body;
    await test({ enabled: false, ringTimeoutSeconds: 60 });
    expect((await service.own("GET", path)).body).toEqual(before);
  });

  it.each<[string, string, object, number, string]>([
    ["a line of nobody", "+15550100099", {}, 404, "line_not_found"],
    ["a timeout out of range", LINE, { ringTimeoutSeconds: 9 }, 422, "invalid_input"],
    ["a circle", LINE, { forwardTo: LINE }, 422, "forward_loop"],
  ])("refuses %s", async (_name, number, settings, status, code) => {
    const answer = await service.own("POST", `/lines/${encodeURIComponent(number)}/back-test`, settings);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it("is not for another business", async () => {
    const other = (await service.api("POST", "/businesses", { name: "Other" })).body;
    const answer = await service.api(
      "POST",
      `/businesses/${other.id}${path}/back-test`,
      {},
      { key: other.apiKey },
    );
    expect([answer.status, answer.body.code]).toEqual([404, "line_not_found"]);
  });

  it("of a month with very many calls looks at the newest", async () => {
    await service.pool.query(
      `insert into textback.calls (id, business_id, line, phone, caller_kind, standing, direction, call_sid, outcome,
          reason, ended, receipt, occurred_at)
        select 'many_' || n, $1, $2, '+1512555' || lpad((n % 1000)::text, 4, '0'), 'known', 'textable', 'in', 'CA' || n,
          'missed', 'busy', true, '{"decision":"text","reason":null,"summary":"","checks":[]}', $3::timestamptz - n * interval '1 minute'
        from generate_series(1, 6000) n`,
      [service.businessId, LINE, clock.now()],
    );
    const { calls: count, cut, since } = await test({ repeatWindowMinutes: 60 });
    expect([count, cut]).toEqual([5_000, true]);
    expect(Date.parse(since)).toBeGreaterThan(clock.now().getTime() - 4 * 24 * HOUR);
  });
});
