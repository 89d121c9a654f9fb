import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestClock } from "../support/clock.ts";
import { ADMIN_KEY, CALLER, LINE, type Service, startService } from "../support/service.ts";

const HOUR = 3_600_000;
/** The night in which Chicago's clocks go forward: 8 March 2026 lasts 23 hours there. */
const clock = new TestClock(Date.parse("2026-03-08T05:30:00Z"));
let service: Service;
beforeAll(async () => {
  service = await startService({ clock });
  const call = async (from: string, kind: "no_answer" | "busy" = "no_answer") => {
    await service.carrier.placeCall({ from, to: LINE, behaviour: { kind } });
    await service.settled();
  };
  // Saturday 23:30 in Chicago.
  await call(CALLER);
  clock.pass(HOUR);
  // Sunday 00:30.
  await call("+15125550177", "busy");
  await call("anonymous");
  clock.pass(22 * HOUR);
  // Sunday 23:30, which is Monday already in UTC.
  await call("+15125550178");
  await service.carrier.text({ from: CALLER, to: LINE, body: "Yes" });
  await service.settled();
  clock.pass(HOUR);
});
afterAll(() => service.stop());

const report = async (query: string) => (await service.own("GET", `/reports/calls?${query}`)).body;

describe("the report of calls", () => {
  it("counts by the days of the business's clock, also on the day that is an hour short", async () => {
    const { periods, total, timeZone } = await report("from=2026-03-07&to=2026-03-09");
    expect(timeZone).toBe("America/Chicago");
    expect(periods).toMatchObject([
      { begins: "2026-03-07", calls: 1, missed: 1, texted: 1, recovered: 1, creditsSpent: 1 },
      {
        begins: "2026-03-08",
        calls: 3,
        missed: 3,
        missedByReason: { no_answer: 2, busy: 1 },
        texted: 2,
        delivered: 2,
        skipped: 1,
        skippedByReason: { caller_withheld: 1 },
        recovered: 0,
        medianSecondsToText: 0,
      },
      { begins: "2026-03-09", calls: 0, medianSecondsToText: null },
    ]);
    expect(total).toMatchObject({ calls: 4, missed: 4, answered: 0, texted: 3, creditsSpent: 3 });
  });

  it("counts by weeks, each named by its Monday", async () => {
    const { periods } = await report("from=2026-03-07&to=2026-03-09&by=week");
    expect(periods).toMatchObject([
      { begins: "2026-03-02", calls: 4 },
      { begins: "2026-03-09", calls: 0 },
    ]);
  });

  it("says at which hours of the week calls are missed", async () =>
    expect((await report("from=2026-03-07&to=2026-03-09")).missedAt).toEqual([
      { weekday: 0, hour: 0, missed: 2 },
      { weekday: 0, hour: 23, missed: 1 },
      { weekday: 6, hour: 23, missed: 1 },
    ]));

  it("says how long the credits last, at the rate of the day since the first text", async () =>
    expect((await report("")).forecast).toEqual({ available: 97, creditsPerDay: 3, daysLeft: 32 }));

  it("of another line has nothing", async () =>
    expect((await report("line=%2B15550100077")).total.calls).toBe(0));

  it.each([
    ["from=2026-02-30", "from"],
    ["from=2026-03-09&to=2026-03-08", "from"],
    ["from=2020-01-01&to=2026-03-08", "from"],
    ["by=year", "by"],
  ])("refuses %s", async (query, field) => {
    const { status, body } = await service.own("GET", `/reports/calls?${query}`);
    expect([status, body.errors[0].field]).toEqual([422, field]);
  });

  it("is a spreadsheet for whoever asks for one", async () => {
    const response = await fetch(
      `${service.url}/api/v1/businesses/${service.businessId}/reports/calls?from=2026-03-08&to=2026-03-08`,
      { headers: { authorization: `Bearer ${ADMIN_KEY}`, accept: "text/csv" } },
    );
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect((await response.text()).split("\r\n").slice(0, 2)).toEqual([
      "day,calls,answered,missed,missed_no_answer,missed_busy,missed_failed,missed_caller_hung_up,texted,delivered,recovered,skipped,skipped_caller_withheld,median_seconds_to_text,credits_spent",
      "2026-03-08,3,0,3,2,1,0,0,2,2,0,1,1,0,2",
    ]);
  });
});
