/** The hours in which nobody should be texted, by the clock of whoever receives the text. */
import type { FieldProblem } from "./errors.ts";
import type { E164 } from "./phone.ts";
import { zonesOfPhone } from "./phone-zones.ts";
import { addDays, type ClockSpan, clockMinutes, spanMinutes, spanOn, wallClock } from "./zoned-time.ts";

/** Daily and usually over midnight: { from: "21:00", to: "08:00" }. */
export type QuietHours = ClockSpan;

/** What the law of the United States asks of solicitations: none before 8 or after 21 (47 CFR 64.1200(c)(1)). */
export const USUAL_QUIET_HOURS: QuietHours = { from: "21:00", to: "08:00" };

/**
 * The longest quiet that is accepted. The zones of one area code lie at most 4 h apart (867), so that a
 * shared waking hour is always left.
 */
export const MAX_QUIET_HOURS = 18;

/** What is wrong with these quiet hours, by field; empty when they can be used. */
export function checkQuietHours(quiet: QuietHours): readonly FieldProblem[] {
  const from = clockMinutes(quiet.from);
  const to = clockMinutes(quiet.to);
  const problems: FieldProblem[] = [];
  if (from === null || quiet.from === "24:00")
    problems.push({ field: "from", message: "must be a time from 00:00 to 23:59" });
  if (to === null) problems.push({ field: "to", message: "must be a time from 00:00 to 24:00" });
  if (from === null || to === null || problems.length > 0) return problems;
  if (from === to) return [{ field: "to", message: "must differ from the beginning" }];
  return spanMinutes(from, to) > MAX_QUIET_HOURS * 60
    ? [{ field: "to", message: `must leave time for texts: at most ${MAX_QUIET_HOURS} hours may be quiet` }]
    : [];
}

/** When the quiet that holds at that moment in that zone ends; `null` when none holds. */
function quietEnd(quiet: QuietHours, timeZone: string, at: Date): Date | null {
  const { date } = wallClock(at, timeZone);
  for (const day of [addDays(date, -1), date]) {
    const { start, end } = spanOn(day, quiet, timeZone);
    if (start <= at && at < end) return end;
  }
  return null;
}

/** Each step passes the end of quiet in some zone; two days of ends is more than can be needed. */
const MAX_STEPS = 16;

/**
 * Until when a text to this number must wait: the first moment at which it is quiet in none of the zones
 * where the number may be (the business's own zone when its digits do not tell).
 *
 * @param quiet as accepted by `checkQuietHours`
 * @param businessTimeZone an IANA name
 * @returns `null` when the text may go now.
 */
export function quietUntil(phone: E164, quiet: QuietHours, businessTimeZone: string, at: Date): Date | null {
  const guessed = zonesOfPhone(phone);
  const zones = guessed.length > 0 ? guessed : [businessTimeZone];
  let until = at;
  for (let step = 0; step < MAX_STEPS; step++) {
    const moment = until;
    const ends = zones.flatMap((zone) => quietEnd(quiet, zone, moment) ?? []);
    if (ends.length === 0) return until === at ? null : until;
    until = new Date(Math.max(...ends.map((end) => end.getTime())));
  }
  throw new Error(`Quiet hours ${quiet.from} to ${quiet.to} leave no time in ${zones.join(", ")}`);
}
