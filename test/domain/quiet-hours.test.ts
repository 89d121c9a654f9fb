import fc from "fast-check";
import parsePhoneNumber from "libphonenumber-js/max";
import { describe, expect, it } from "vitest";
import type { E164 } from "../../src/domain/phone.ts";
import { zonesOfPhone } from "../../src/domain/phone-zones.ts";
import {
  checkQuietHours,
  MAX_QUIET_HOURS,
  quietUntil,
  USUAL_QUIET_HOURS,
} from "../../src/domain/quiet-hours.ts";
import { isTimeZone, wallClock } from "../../src/domain/zoned-time.ts";

const zones = (phone: string) => zonesOfPhone(phone as E164);

describe("the zones of a number", () => {
  it.each([
    ["New York", "+12125550142", ["America/New_York"]],
    ["Orlando's overlay", "+16895550142", ["America/New_York"]],
    ["Austin", "+15125550142", ["America/Chicago"]],
    ["Peoria's overlay", "+18615550142", ["America/Chicago"]],
    ["Denver", "+13035550142", ["America/Denver"]],
    ["Phoenix, without summer time", "+16025550142", ["America/Phoenix"]],
    ["Los Angeles", "+12135550142", ["America/Los_Angeles"]],
    ["Honolulu", "+18085550142", ["Pacific/Honolulu"]],
    ["Alaska with its islands", "+19075550142", ["America/Anchorage", "America/Adak"]],
    ["Florida's panhandle", "+18505550142", ["America/Chicago", "America/New_York"]],
    ["South Dakota", "+16055550142", ["America/Chicago", "America/Denver"]],
    ["Idaho", "+12085550142", ["America/Boise", "America/Los_Angeles"]],
    ["Toronto", "+14165550142", ["America/Toronto"]],
    ["Newfoundland and Labrador", "+17095550142", ["America/St_Johns", "America/Halifax"]],
    ["Puerto Rico", "+17875550142", ["America/Puerto_Rico"]],
    ["Jamaica", "+18765550142", ["America/Jamaica"]],
    ["Great Britain", "+442079460958", ["Europe/London"]],
    ["Germany", "+4930123456", ["Europe/Berlin"]],
    ["a toll-free number", "+18005550142", []],
    ["a country with several zones", "+61291234567", []],
  ])("%s", (_name, phone, expected) => expect(zones(phone)).toEqual(expected));

  it("are known for every area code of the US and Canada that belongs to a place", () => {
    const unknown: number[] = [];
    for (let areaCode = 200; areaCode <= 999; areaCode++) {
      const number = parsePhoneNumber(`+1${areaCode}2345678`);
      const ofPlace = number?.isValid() && number.getType() === "FIXED_LINE_OR_MOBILE";
      if (ofPlace && zones(`+1${areaCode}2345678`).length === 0) unknown.push(areaCode);
    }
    expect(unknown).toEqual([]);
  });
  it("are zones that the runtime knows", () => {
    const samples = Array.from({ length: 800 }, (_, index) => `+1${index + 200}5550142`);
    const abroad = Array.from({ length: 800 }, (_, index) => `+${index + 200}123456789`);
    const all = new Set([...samples, ...abroad].flatMap((phone) => zones(phone)));
    expect([...all].filter((zone) => !isTimeZone(zone))).toEqual([]);
    expect(all.size).toBeGreaterThan(100);
  });
});

describe("a text waits until", () => {
  const usual = USUAL_QUIET_HOURS;
  it.each([
    ["nothing, in the afternoon", "+12125550142", "2026-06-01T15:00:00-04:00", null],
    ["nothing, at eight sharp", "+12125550142", "2026-06-01T08:00:00-04:00", null],
    [
      "eight, from nine in the evening",
      "+12125550142",
      "2026-06-01T21:00:00-04:00",
      "2026-06-02T12:00:00.000Z",
    ],
    [
      "eight, from just before eight",
      "+12125550142",
      "2026-06-01T07:59:59-04:00",
      "2026-06-01T12:00:00.000Z",
    ],
    [
      "eight in California, while it is eleven in New York",
      "+12135550142",
      "2026-06-01T09:00:00-04:00",
      "2026-06-01T15:00:00.000Z",
    ],
    [
      "eight in the later zone of a split area code",
      "+18505550142",
      "2026-06-01T08:30:00-04:00",
      "2026-06-01T13:00:00.000Z",
    ],
    [
      "morning, once the earlier zone of a split area code is quiet",
      "+18505550142",
      "2026-06-01T21:30:00-04:00",
      "2026-06-02T13:00:00.000Z",
    ],
    [
      "eight by the new time, in the night that spring shortens",
      "+12125550142",
      "2026-03-07T22:00:00-05:00",
      "2026-03-08T12:00:00.000Z",
    ],
    [
      "eight by the new time, in the night that autumn lengthens",
      "+12125550142",
      "2026-10-31T22:00:00-04:00",
      "2026-11-01T13:00:00.000Z",
    ],
    [
      "the business's morning, for a toll-free number",
      "+18005550142",
      "2026-06-01T05:00:00-05:00",
      "2026-06-01T13:00:00.000Z",
    ],
    [
      "London's morning, for a London number",
      "+442079460958",
      "2026-06-01T05:00:00Z",
      "2026-06-01T07:00:00.000Z",
    ],
  ])("%s", (_name, phone, at, until) =>
    expect(quietUntil(phone as E164, usual, "America/Chicago", new Date(at))?.toISOString() ?? null).toBe(
      until,
    ),
  );

  it("it is quiet nowhere that the number may be, and never longer than needed", () => {
    const clock = (quarter: number) =>
      `${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`;
    const isQuiet = (from: string, to: string, zone: string, at: number) => {
      const { minutes } = wallClock(new Date(at), zone);
      const now = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
      return from < to ? from <= now && now < to : from <= now || now < to;
    };
    fc.assert(
      fc.property(
        fc.constantFrom("+12125550142", "+18505550142", "+19075550142", "+18675550142", "+17095550142"),
        fc.integer({ min: 0, max: 95 }),
        fc.integer({ min: 1, max: MAX_QUIET_HOURS * 4 }),
        fc.integer({ min: 0, max: 365 * 96 }),
        (phone, fromQuarter, length, quarters) => {
          const quiet = { from: clock(fromQuarter), to: clock((fromQuarter + length) % 96) };
          expect(checkQuietHours(quiet)).toEqual([]);
          const at = new Date(Date.UTC(2026, 0, 1) + quarters * 900_000);
          const until = quietUntil(phone as E164, quiet, "America/Chicago", at);
          const held = zones(phone).some((zone) => isQuiet(quiet.from, quiet.to, zone, at.getTime()));
          const changing = [2, 3, 10, 11].includes(at.getUTCMonth() + 1);
          if (!changing) expect(until !== null).toBe(held);
          if (until === null) return;
          expect(until.getTime()).toBeGreaterThan(at.getTime());
          expect(quietUntil(phone as E164, quiet, "America/Chicago", until)).toBeNull();
          expect(
            quietUntil(phone as E164, quiet, "America/Chicago", new Date(until.getTime() - 1)),
          ).not.toBeNull();
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("quiet hours that cannot be used", () => {
  it.each([
    ["no time at all", { from: "nine", to: "08:00" }, "from"],
    ["a beginning at 24:00", { from: "24:00", to: "08:00" }, "from"],
    ["an end past midnight's", { from: "21:00", to: "25:00" }, "to"],
    ["no length", { from: "21:00", to: "21:00" }, "to"],
    ["nearly all day", { from: "08:00", to: "07:00" }, "to"],
  ])("%s", (_name, quiet, field) =>
    expect(checkQuietHours(quiet)).toEqual([{ field, message: expect.any(String) }]),
  );
  it("are not the usual ones", () => expect(checkQuietHours(USUAL_QUIET_HOURS)).toEqual([]));
});
