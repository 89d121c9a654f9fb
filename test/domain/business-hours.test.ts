import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type BusinessHours,
  checkBusinessHours,
  isOpen,
  nextOpening,
  WEEKDAYS,
} from "../../src/domain/business-hours.ts";

const CHICAGO = "America/Chicago";
const weekdays = { from: "08:00", to: "17:00" };
const shop: BusinessHours = {
  weekly: {
    monday: [weekdays],
    tuesday: [weekdays],
    wednesday: [
      { from: "08:00", to: "12:00" },
      { from: "13:00", to: "17:00" },
    ],
    thursday: [weekdays],
    friday: [{ from: "20:00", to: "02:00" }],
    saturday: [{ from: "18:00", to: "24:00" }],
  },
  holidays: ["2026-12-24", { from: "2026-12-28", to: "2027-01-01" }],
};

describe("a business is open", () => {
  it.each([
    ["on a Monday morning", "2026-06-01T09:00:00-05:00", true],
    ["at the minute it opens", "2026-06-01T08:00:00-05:00", true],
    ["not a second before", "2026-06-01T07:59:59-05:00", false],
    ["not at the minute it closes", "2026-06-01T17:00:00-05:00", false],
    ["not at lunch", "2026-06-03T12:30:00-05:00", false],
    ["after lunch", "2026-06-03T13:00:00-05:00", true],
    ["on Friday night", "2026-06-05T23:00:00-05:00", true],
    ["past midnight, which is still Friday's", "2026-06-06T01:59:59-05:00", true],
    ["not when Friday's night is over", "2026-06-06T02:00:00-05:00", false],
    ["until midnight on Saturday", "2026-06-06T23:59:59-05:00", true],
    ["not on Sunday", "2026-06-07T00:00:00-05:00", false],
    ["not on a holiday", "2026-12-24T09:00:00-06:00", false],
    ["not inside a range of holidays", "2026-12-30T09:00:00-06:00", false],
    ["not on the last day of a range", "2027-01-01T23:00:00-06:00", false],
    ["again on the day after", "2027-01-02T19:00:00-06:00", true],
  ])("%s: %s", (_name, at, open) => expect(isOpen(shop, CHICAGO, new Date(at))).toBe(open));

  it("by the clock of its own time zone", () => {
    const at = new Date("2026-06-01T13:30:00Z");
    expect(isOpen(shop, CHICAGO, at)).toBe(true);
    expect(isOpen(shop, "America/Los_Angeles", at)).toBe(false);
  });

  it("past midnight into a holiday, when the evening before was an ordinary one", () => {
    const hours: BusinessHours = {
      weekly: { thursday: [{ from: "20:00", to: "02:00" }], friday: [{ from: "20:00", to: "02:00" }] },
      holidays: ["2026-12-25"],
    };
    expect(isOpen(hours, CHICAGO, new Date("2026-12-25T01:00:00-06:00"))).toBe(true);
    expect(isOpen(hours, CHICAGO, new Date("2026-12-26T01:00:00-06:00"))).toBe(false);
  });
});

describe("when the clocks change", () => {
  const night = (from: string, to: string): BusinessHours => ({
    weekly: { sunday: [{ from, to }] },
    holidays: [],
  });
  it.each([
    ["spring skips the opening: it opens at the change", "02:30", "04:00", "2026-03-08T08:00:00Z", true],
    ["spring skips the opening: not before", "02:30", "04:00", "2026-03-08T07:59:59Z", false],
    ["spring skips the closing: it closes at the change", "01:00", "02:30", "2026-03-08T08:00:00Z", false],
    ["spring skips all of it: it never opens", "02:10", "02:50", "2026-03-08T08:00:00Z", false],
    ["autumn repeats an hour inside: open in the first", "00:30", "03:00", "2026-11-01T06:30:00Z", true],
    ["autumn repeats an hour inside: open in the second", "00:30", "03:00", "2026-11-01T07:30:00Z", true],
    ["autumn repeats the opening: it opens at the first", "01:30", "03:00", "2026-11-01T06:30:00Z", true],
    ["autumn repeats the closing: it closes at the first", "00:30", "01:30", "2026-11-01T06:30:00Z", false],
    ["autumn repeats the closing: and stays closed", "00:30", "01:30", "2026-11-01T07:10:00Z", false],
  ])("%s", (_name, from, to, at, open) => {
    expect(isOpen(night(from, to), CHICAGO, new Date(at))).toBe(open);
  });
  it("an opening that spring swallows is not promised", () => {
    const next = nextOpening(night("02:10", "02:50"), CHICAGO, new Date("2026-03-08T00:00:00Z"));
    expect(next?.toISOString()).toBe("2026-03-15T07:10:00.000Z");
  });
});

describe("the next opening", () => {
  it.each([
    ["is now, when it is open", "2026-06-01T09:00:00-05:00", "2026-06-01T14:00:00.000Z"],
    ["is this morning", "2026-06-01T06:00:00-05:00", "2026-06-01T13:00:00.000Z"],
    ["is after lunch", "2026-06-03T12:30:00-05:00", "2026-06-03T18:00:00.000Z"],
    ["is tomorrow", "2026-06-01T19:00:00-05:00", "2026-06-02T13:00:00.000Z"],
    ["is after a closed Sunday", "2026-06-07T00:00:00-05:00", "2026-06-08T13:00:00.000Z"],
    ["is after the holidays", "2026-12-28T06:00:00-06:00", "2027-01-03T00:00:00.000Z"],
  ])("%s", (_name, at, next) => expect(nextOpening(shop, CHICAGO, new Date(at))?.toISOString()).toBe(next));
  it("is never, without hours", () =>
    expect(nextOpening({ weekly: {}, holidays: [] }, CHICAGO, new Date("2026-06-01T12:00:00Z"))).toBeNull());

  const span = fc
    .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 96 }))
    .filter(([from, to]) => from !== to)
    .map(([from, to]) => {
      const text = (quarter: number) =>
        `${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`;
      return { from: text(from), to: text(to) };
    });
  it("is open, and nothing between now and then is", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...WEEKDAYS), fc.array(span, { maxLength: 2 }), { maxKeys: 4 }),
        fc.constantFrom("2026-03-06T00:00:00Z", "2026-10-30T00:00:00Z"),
        fc.integer({ min: 0, max: 4 * 96 }),
        (weekly, from, quarters) => {
          const hours: BusinessHours = { weekly, holidays: ["2026-03-09"] };
          const at = new Date(Date.parse(from) + quarters * 900_000);
          const next = nextOpening(hours, CHICAGO, at);
          const until = next?.getTime() ?? at.getTime() + 8 * 86_400_000;
          if (next !== null) expect(isOpen(hours, CHICAGO, next)).toBe(true);
          for (let ms = at.getTime(); ms < Math.min(until, at.getTime() + 2 * 86_400_000); ms += 1_800_000)
            expect(isOpen(hours, CHICAGO, new Date(ms))).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("hours that cannot be used are refused by field", () => {
  const monday = (...spans: { from: string; to: string }[]): BusinessHours => ({
    weekly: { monday: spans },
    holidays: [],
  });
  it.each<[string, BusinessHours, string, string]>([
    ["no such time", monday({ from: "8am", to: "17:00" }), "weekly.monday.0.from", "00:00 to 23:59"],
    ["a beginning at 24:00", monday({ from: "24:00", to: "02:00" }), "weekly.monday.0.from", "23:59"],
    ["an end after 24:00", monday({ from: "08:00", to: "24:30" }), "weekly.monday.0.to", "24:00"],
    ["no length", monday({ from: "08:00", to: "08:00" }), "weekly.monday.0.to", "whole day"],
    [
      "two that overlap",
      monday({ from: "08:00", to: "12:00" }, { from: "11:00", to: "17:00" }),
      "weekly.monday.1",
      "overlaps weekly.monday.0",
    ],
    [
      "a night that reaches into the morning's",
      {
        weekly: { monday: [{ from: "20:00", to: "06:00" }], tuesday: [{ from: "05:00", to: "12:00" }] },
        holidays: [],
      },
      "weekly.tuesday.0",
      "overlaps weekly.monday.0",
    ],
    [
      "Saturday's night that reaches into Sunday",
      {
        weekly: { saturday: [{ from: "20:00", to: "06:00" }], sunday: [{ from: "05:00", to: "12:00" }] },
        holidays: [],
      },
      "weekly.sunday.0",
      "overlaps weekly.saturday.0",
    ],
    ["no such date", { weekly: {}, holidays: ["2026-02-30"] }, "holidays.0", "2026-12-25"],
    [
      "a range without a date",
      { weekly: {}, holidays: [{ from: "2026-01-01", to: "soon" }] },
      "holidays.0.to",
      "2026-12-25",
    ],
    [
      "a range that ends before it begins",
      { weekly: {}, holidays: [{ from: "2026-12-31", to: "2026-12-24" }] },
      "holidays.0.to",
      "before the first day",
    ],
    [
      "a range of years",
      { weekly: {}, holidays: [{ from: "2026-01-01", to: "2029-01-01" }] },
      "holidays.0.to",
      "366 days",
    ],
  ])("%s", (_name, hours, field, words) =>
    expect(checkBusinessHours(hours, CHICAGO)).toEqual([{ field, message: expect.stringContaining(words) }]),
  );
  it("a time zone that does not exist", () =>
    expect(checkBusinessHours(shop, "Texas")).toEqual([
      { field: "timeZone", message: "must be an IANA name such as America/Chicago" },
    ]));
  it.each<[string, BusinessHours]>([
    ["ordinary hours", shop],
    ["none at all", { weekly: {}, holidays: [] }],
    ["spans that touch", monday({ from: "08:00", to: "12:00" }, { from: "12:00", to: "24:00" })],
    [
      "around the clock",
      {
        weekly: Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from: "00:00", to: "24:00" }]])),
        holidays: [],
      },
    ],
  ])("but not %s", (_name, hours) => expect(checkBusinessHours(hours, CHICAGO)).toEqual([]));
});
