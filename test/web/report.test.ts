import { describe, expect, it } from "vitest";
import { mondayOf, type ReportCall, type ReportText, report } from "../../src/web/words/report.ts";

const CHICAGO = "America/Chicago";
const DAN = "+15125550142";
const EVE = "+15125550143";
let serial = 0;
const call = (occurredAt: string, change: Partial<ReportCall> = {}): ReportCall => ({
  id: `call_${++serial}`,
  phone: DAN,
  direction: "in",
  outcome: "missed",
  occurredAt,
  ...change,
});
const text = (occurredAt: string, change: Partial<ReportText> = {}): ReportText => ({
  phone: DAN,
  direction: "out",
  purpose: "text_back",
  state: "delivered",
  callId: null,
  body: "Can you come today?",
  occurredAt,
  ...change,
});
const WEEK = { from: "2026-11-16", to: "2026-11-22", by: "day" } as const;
const NOON = "2026-11-18T18:00:00Z";
const reply = (occurredAt: string) =>
  text(occurredAt, { direction: "in", purpose: "inbound", state: "received" });

describe("a report", () => {
  it("counts a call on the day that it was there, not in UTC", () => {
    const { buckets } = report([call("2026-11-19T05:30:00Z")], [], WEEK, CHICAGO);
    expect(buckets.filter(({ calls }) => calls > 0).map(({ day }) => day)).toEqual(["2026-11-18"]);
    expect(buckets).toHaveLength(7);
  });

  it("leaves out what is outside its days, and calls that we made", () => {
    const calls = [
      call("2026-11-16T05:59:00Z"),
      call("2026-11-23T06:00:00Z"),
      call(NOON, { direction: "out" }),
    ];
    expect(report(calls, [], WEEK, CHICAGO).total.calls).toBe(0);
  });

  it("a missed call is texted when its own text left, delivered when the phone said so", () => {
    const calls = [call(NOON), call(NOON), call(NOON), call(NOON, { outcome: "answered" })];
    const texts = [
      text(NOON, { callId: calls[0]?.id ?? "" }),
      text(NOON, { callId: calls[1]?.id ?? "", state: "sent" }),
      text(NOON, { callId: calls[2]?.id ?? "", state: "failed" }),
    ];
    expect(report(calls, texts, WEEK, CHICAGO).total).toMatchObject({
      calls: 4,
      missed: 3,
      texted: 2,
      delivered: 1,
    });
  });

  it.each<[rule: string, signs: { calls?: ReportCall[]; texts?: ReportText[] }, recovered: number]>([
    ["nobody wrote", {}, 0],
    ["they wrote an hour later", { texts: [reply("2026-11-18T19:00:00Z")] }, 1],
    [
      "they asked us to stop",
      { texts: [{ ...reply("2026-11-18T19:00:00Z"), body: "please stop texting me" }] },
      0,
    ],
    ["they had written before", { texts: [reply("2026-11-18T17:00:00Z")] }, 0],
    ["they wrote after more than a week", { texts: [reply("2026-11-25T18:00:01Z")] }, 0],
    ["somebody else wrote", { texts: [{ ...reply("2026-11-18T19:00:00Z"), phone: EVE }] }, 0],
    [
      "we spoke with them when we called back",
      { calls: [call("2026-11-18T19:00:00Z", { direction: "out", outcome: "answered" })] },
      1,
    ],
    [
      "we called back and nobody answered",
      { calls: [call("2026-11-18T19:00:00Z", { direction: "out" })] },
      0,
    ],
  ])("won back: %s", (_rule, { calls = [], texts = [] }, recovered) => {
    const result = report([call(NOON), ...calls], texts, WEEK, CHICAGO);
    expect([result.missedCallers, result.recoveredCallers]).toEqual([1, recovered]);
  });

  it("somebody who calls three times in vain is one caller, and three missed calls", () => {
    const result = report(
      [call(NOON), call(NOON), call(NOON), call(NOON, { phone: null })],
      [reply("2026-11-18T19:00:00Z")],
      WEEK,
      CHICAGO,
    );
    expect([result.total.missed, result.missedCallers, result.recoveredCallers]).toEqual([4, 1, 1]);
  });

  it("shows when calls are missed, by weekday and hour there", () => {
    const { heat } = report([call(NOON)], [], WEEK, CHICAGO);
    expect(heat[2]?.[12]).toBe(1);
    expect(heat.flat().reduce((sum, each) => sum + each)).toBe(1);
  });

  it("by week, from Monday", () => {
    expect([mondayOf("2026-11-16"), mondayOf("2026-11-22")]).toEqual(["2026-11-16", "2026-11-16"]);
    const range = { from: "2026-11-05", to: "2026-11-22", by: "week" } as const;
    const { buckets } = report([call(NOON)], [], range, CHICAGO);
    expect(buckets.map(({ day, calls }) => [day, calls])).toEqual([
      ["2026-11-02", 0],
      ["2026-11-09", 0],
      ["2026-11-16", 1],
    ]);
  });
});
