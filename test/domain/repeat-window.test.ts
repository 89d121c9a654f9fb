import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkRepeatWindow,
  durationWords,
  MAX_REPEAT_WINDOW_MINUTES,
  ordinalWords,
  repeatWords,
} from "../../src/domain/repeat-window.ts";

const at = new Date("2026-06-01T12:00:00Z");
const ago = (minutes: number): Date => new Date(at.getTime() - minutes * 60_000);

describe("a caller who tries again", () => {
  it.each([
    ["the window is off", 0, ago(1), false, "Every missed call is texted back."],
    ["we never texted them", 60, null, false, "We have not texted this caller before."],
    [
      "we texted them a moment ago",
      60,
      ago(0),
      true,
      "We texted this caller just now; one is sent every 1 h at most.",
    ],
    [
      "we texted them 6 min ago",
      60,
      ago(6),
      true,
      "We texted this caller 6 min ago; one is sent every 1 h at most.",
    ],
    [
      "the window ends in a minute",
      60,
      ago(59),
      true,
      "We texted this caller 59 min ago; one is sent every 1 h at most.",
    ],
    [
      "the window is just over",
      60,
      ago(60),
      false,
      "Our last text to this caller is 1 h old; one is sent every 1 h at most.",
    ],
    [
      "the text is later than the call",
      60,
      ago(-5),
      true,
      "We texted this caller just now; one is sent every 1 h at most.",
    ],
  ])("when %s", (_name, window, last, skip, detail) =>
    expect(checkRepeatWindow(window, last, at)).toMatchObject({ skip, detail }),
  );

  it("is texted again exactly from the moment that the refusal names", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: MAX_REPEAT_WINDOW_MINUTES }),
        fc.integer({ min: 0, max: 20_000 * 60_000 }),
        (window, ageMs) => {
          const last = new Date(at.getTime() - ageMs);
          const { skip, until } = checkRepeatWindow(window, last, at);
          expect(skip).toBe(until !== null);
          if (until === null) return;
          expect(checkRepeatWindow(window, last, until).skip).toBe(false);
          expect(checkRepeatWindow(window, last, new Date(until.getTime() - 1)).skip).toBe(true);
        },
      ),
    );
  });
});

describe("the count of tries", () => {
  it.each([
    ["a first call", [], null],
    ["a second one", [ago(2)], "2nd call in 2 min"],
    ["a third, in any order", [ago(6), ago(1)], "3rd call in 6 min"],
    ["within a minute", [ago(0.5)], "2nd call in under a minute"],
    ["over hours", [ago(65), ago(3)], "3rd call in 1 h 5 min"],
    ["yesterday's calls are another story", [ago(25 * 60)], null],
    ["later ones are not yet", [ago(-3)], null],
  ])("%s", (_name, earlier, words) => expect(repeatWords(earlier, at)).toBe(words));

  it.each([
    [1, "1st"],
    [2, "2nd"],
    [3, "3rd"],
    [4, "4th"],
    [11, "11th"],
    [12, "12th"],
    [13, "13th"],
    [21, "21st"],
    [102, "102nd"],
    [111, "111th"],
  ])("%i is the %s", (count, words) => expect(ordinalWords(count)).toBe(words));

  it.each([
    [0, "under a minute"],
    [1, "1 min"],
    [59.9, "59 min"],
    [60, "1 h"],
    [65, "1 h 5 min"],
    [26 * 60 + 5, "26 h"],
    [100 * 60, "4 days"],
  ])("%s minutes are %s", (minutes, words) => expect(durationWords(minutes * 60_000)).toBe(words));
});
