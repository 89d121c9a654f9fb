import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlertSettings, channelsFor, NO_ALERTS, nextAlertTryAt } from "../../src/domain/alerts.ts";
import type { E164 } from "../../src/domain/phone.ts";

const all: AlertSettings = {
  email: { to: ["owner@acme.example"] },
  webhook: { url: "https://acme.example" },
  text: { to: "+15125550199" as E164 },
  on: { missedCall: true, reply: true },
};

describe("where news goes", () => {
  it.each([
    ["nowhere, by default", NO_ALERTS, "missed_call", []],
    ["everywhere that is set", all, "missed_call", ["email", "webhook", "text"]],
    [
      "nowhere, when missed calls are not asked for",
      { ...all, on: { missedCall: false, reply: true } },
      "missed_call",
      [],
    ],
    [
      "everywhere, when replies are",
      { ...all, on: { missedCall: false, reply: true } },
      "reply",
      ["email", "webhook", "text"],
    ],
    ["a notice to the mailbox alone", all, "notice", ["email"]],
    ["a notice also when calls and replies are off", { ...all, on: NO_ALERTS.on }, "notice", ["email"]],
    ["a notice nowhere without a mailbox", { ...all, email: null }, "notice", []],
    ["a line that is ready to the mailbox alone", all, "line_ready", ["email"]],
  ] as const)("%s", (_name, settings, about, channels) =>
    expect(channelsFor(settings, about)).toEqual(channels),
  );
});

describe("an alert that did not get through", () => {
  const occurredAt = new Date("2026-03-01T12:00:00Z");
  const later = (ms: number) => new Date(occurredAt.getTime() + ms);

  it.each([
    [1, 10_000],
    [2, 60_000],
    [3, 300_000],
    [4, 1_800_000],
    [5, 7_200_000],
    [6, 21_600_000],
    [60, 21_600_000],
  ])("waits after try %i for %i ms", (attempts, ms) =>
    expect(nextAlertTryAt("webhook", occurredAt, attempts, later(0))).toEqual(later(ms)),
  );

  it.each([
    ["email", 24],
    ["webhook", 72],
    ["text", 1],
  ] as const)("by %s is given up when it would be older than %i h", (channel, hours) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 * 3_600_000 }),
        fc.integer({ min: 1, max: 30 }),
        (age, tries) => {
          const at = nextAlertTryAt(channel, occurredAt, tries, later(age));
          if (at === null) expect(age + 21_600_000).toBeGreaterThan(hours * 3_600_000);
          else {
            expect(at.getTime()).toBeGreaterThan(later(age).getTime());
            expect(at.getTime()).toBeLessThanOrEqual(later(hours * 3_600_000).getTime());
          }
        },
      ),
    );
  });
});
