/** Callers, calls and texts as the promises use them, and what people do to names, numbers and texts. */
import type { E164 } from "../domain/phone.ts";
import type { CallActivity, TextActivity } from "./contract.ts";
import type { World } from "./testkit-world.ts";

export const CALLER = "+15125550142" as E164;
export const OTHER = "+15125550143" as E164;
const LINE = "+15550100001" as E164;

/** Ids as the service makes them; `n` tells them apart. */
export const idOf = (n: number) => `act_0192f1e0c0de7000${n.toString(16).padStart(16, "0")}`;

export const missedCall = (
  world: World,
  n = 1,
  more: Partial<Omit<CallActivity, "kind">> = {},
): CallActivity => ({
  id: idOf(n),
  kind: "call",
  line: LINE,
  phone: CALLER,
  occurredAt: world.clock.now(),
  direction: "in",
  outcome: "missed",
  reason: "no_answer",
  durationSeconds: null,
  title: "Missed call",
  summary: `Missed call to ${LINE}: nobody picked up. The caller was texted back.`,
  ...more,
});

export const textBack = (
  world: World,
  n = 2,
  more: Partial<Omit<TextActivity, "kind">> = {},
): TextActivity => {
  const body = more.body ?? "Sorry we missed your call! Reply here and we'll get back to you shortly.";
  return {
    id: idOf(n),
    kind: "text",
    line: LINE,
    phone: CALLER,
    occurredAt: world.clock.now(),
    direction: "out",
    state: "sent",
    title: "Text sent",
    body,
    summary: body,
    ...more,
  };
};

/** Every way a person, a form or an import may have written a number, and the number it is. */
export const SPELLINGS: readonly (readonly [string, string])[] = [
  ["+15125550101", "+15125550101"],
  ["(512) 555-0102", "+15125550102"],
  ["512-555-0103", "+15125550103"],
  ["512.555.0104", "+15125550104"],
  ["5125550105", "+15125550105"],
  ["1 512 555 0106", "+15125550106"],
  ["15125550107", "+15125550107"],
  ["+1 (512) 555-0108", "+15125550108"],
  ["+44 20 7946 0109", "+442079460109"],
  ["+33 6 55 55 01 10", "+33655550110"],
  ["+39 06 5550 0111", "+390655500111"],
];

export const HOSTILE_NAMES = [
  "Robert'); DROP TABLE leads;--",
  '<script>alert("hi")</script>',
  "Zoë O’Brien & Søns <b>",
  "山田 太郎",
  "عمر الخيام",
  "👩‍🔧 {{name}} %s $(x)",
];
export const HOSTILE_TEXTS = [
  "<img src=x onerror=alert(1)> & &amp; \"quotes\" 'single'",
  "first line\nsecond line\n\nfourth line",
  "[ref 0192f1e0c0de] {{caller}} \\n %00 $(process)",
  "مرحبا 👋🏽 — “curly” … 漢字",
];
