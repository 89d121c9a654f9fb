import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  clockMinutes,
  instantOf,
  isIsoDate,
  isTimeZone,
  spanOn,
  wallClock,
  weekdayOf,
} from "../../src/domain/zoned-time.ts";

describe("a wall clock", () => {
  it.each([
    ["in winter", "2026-01-15T14:30:00Z", "America/Chicago", "2026-01-15", 8 * 60 + 30],
    ["in summer", "2026-07-15T14:30:00Z", "America/Chicago", "2026-07-15", 9 * 60 + 30],
    ["at midnight", "2026-01-15T06:00:00Z", "America/Chicago", "2026-01-15", 0],
    ["on the evening before", "2026-01-15T03:00:00Z", "America/Los_Angeles", "2026-01-14", 19 * 60],
    ["at half an hour of offset", "2026-01-15T12:00:00Z", "America/St_Johns", "2026-01-15", 8 * 60 + 30],
    ["on the other side of the date line", "2026-01-15T11:00:00Z", "Pacific/Kiritimati", "2026-01-16", 60],
  ])("%s", (_name, at, zone, date, minutes) =>
    expect(wallClock(new Date(at), zone)).toEqual({ date, minutes }),
  );
});

describe("the moment at which a wall clock shows a time", () => {
  it.each([
    ["an ordinary day", "2026-01-15", "08:30", "America/Chicago", "2026-01-15T14:30:00.000Z"],
    [
      "a time that spring skips is the change itself",
      "2026-03-08",
      "02:30",
      "America/Chicago",
      "2026-03-08T08:00:00.000Z",
    ],
    ["just after the gap", "2026-03-08", "03:00", "America/Chicago", "2026-03-08T08:00:00.000Z"],
    [
      "a time that autumn repeats is the first of the two",
      "2026-11-01",
      "01:30",
      "America/Chicago",
      "2026-11-01T06:30:00.000Z",
    ],
    ["24:00 is the next midnight", "2026-11-01", "24:00", "America/Chicago", "2026-11-02T06:00:00.000Z"],
    ["a gap at midnight", "2018-11-04", "00:00", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"],
    ["half an hour of summer", "2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:30:00.000Z"],
    ["a whole day skipped", "2011-12-30", "12:00", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ])("%s", (_name, date, time, zone, at) =>
    expect(instantOf(date, clockMinutes(time) ?? -1, zone).toISOString()).toBe(at),
  );

  it("is the first at which the clock shows that time or later, in every zone", () => {
    const zones = [
      "America/New_York",
      "Australia/Lord_Howe",
      "Europe/Dublin",
      "America/Havana",
      "Asia/Beirut",
    ];
    const days = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01"];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom(...days),
        fc.integer({ min: 0, max: 1439 }),
        (zone, date, minutes) => {
          const at = instantOf(date, minutes, zone);
          const key = (clock: { date: string; minutes: number }) =>
            `${clock.date} ${String(clock.minutes).padStart(4, "0")}`;
          const wanted = key({ date, minutes });
          expect(key(wallClock(at, zone)) >= wanted).toBe(true);
          for (const back of [1, 5, 29, 31, 59, 61, 120, 600])
            expect(key(wallClock(new Date(at.getTime() - back * 60_000), zone)) < wanted).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a span of the day", () => {
  it.each([
    ["lasts an hour less in spring", "2026-03-08", 23],
    ["lasts an hour more in autumn", "2026-11-01", 25],
    ["lasts a day on other days", "2026-06-01", 24],
  ])("from 00:00 to 24:00 %s", (_name, date, hours) => {
    const { start, end } = spanOn(date, { from: "00:00", to: "24:00" }, "America/New_York");
    expect((end.getTime() - start.getTime()) / 3_600_000).toBe(hours);
  });
  it("that ends before it begins ends on the next day", () => {
    const { start, end } = spanOn("2026-06-01", { from: "21:00", to: "08:00" }, "America/New_York");
    expect([start.toISOString(), end.toISOString()]).toEqual([
      "2026-06-02T01:00:00.000Z",
      "2026-06-02T12:00:00.000Z",
    ]);
  });
});

describe("the words of the calendar", () => {
  it.each([
    ["America/Chicago", true],
    ["UTC", true],
    ["America/Argentina/Buenos_Aires", true],
    ["America/Nowhere", false],
    ["+05:00", false],
    ["", false],
    ["Chicago", false],
  ])("%j is a time zone: %s", (name, is) => expect(isTimeZone(name)).toBe(is));
  it.each([
    ["2026-02-28", true],
    ["2028-02-29", true],
    ["2026-02-29", false],
    ["2026-13-01", false],
    ["26-01-01", false],
    ["2026-1-1", false],
  ])("%j is a date: %s", (text, is) => expect(isIsoDate(text)).toBe(is));
  it.each([
    ["00:00", 0],
    ["08:30", 510],
    ["24:00", 1440],
    ["24:01", null],
    ["12:60", null],
    ["8:30", null],
    ["noon", null],
  ])("%j is %s minutes after midnight", (time, minutes) => expect(clockMinutes(time)).toBe(minutes));
  it("counts days by the calendar", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
    expect(weekdayOf("2026-11-01")).toBe(0);
  });
});
