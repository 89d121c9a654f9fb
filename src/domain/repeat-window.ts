/**
 * One text is enough: a caller who tries again within minutes has our text already. The window counts from
 * any text that we sent them, by hand or by itself.
 */

/** One week, in minutes. */
export const MAX_REPEAT_WINDOW_MINUTES = 10_080;

export interface RepeatDecision {
  /** Whether this missed call earns no text. */
  readonly skip: boolean;
  /** The first moment at which a missed call would earn one; `null` when this one does. */
  readonly until: Date | null;
  /** One sentence for the receipt. */
  readonly detail: string;
}

const MINUTE_MS = 60_000;

/**
 * Whether the last text to this caller is recent enough to do for this call too. A call exactly at the end
 * of the window earns a text. A last text later than the call (the call was recovered, or clocks differ)
 * is recent.
 *
 * @param windowMinutes 0..10080; 0 is off, every missed call earns its text
 * @param lastTextAt when we last sent this caller any text; `null`: never
 * @param at when the call came
 */
export function checkRepeatWindow(windowMinutes: number, lastTextAt: Date | null, at: Date): RepeatDecision {
  if (windowMinutes <= 0) return { skip: false, until: null, detail: "Every missed call is texted back." };
  if (lastTextAt === null)
    return { skip: false, until: null, detail: "We have not texted this caller before." };
  const sinceMs = Math.max(0, at.getTime() - lastTextAt.getTime());
  const window = durationWords(windowMinutes * MINUTE_MS);
  if (sinceMs >= windowMinutes * MINUTE_MS)
    return {
      skip: false,
      until: null,
      detail: `Our last text to this caller is ${durationWords(sinceMs)} old; one is sent every ${window} at most.`,
    };
  return {
    skip: true,
    until: new Date(lastTextAt.getTime() + windowMinutes * MINUTE_MS),
    detail: `We texted this caller ${agoWords(sinceMs)}; one is sent every ${window} at most.`,
  };
}

/** 1 → "1st", 2 → "2nd", 11 → "11th", 23 → "23rd". */
export function ordinalWords(count: number): string {
  const lastTwo = count % 100;
  const ending = lastTwo >= 11 && lastTwo <= 13 ? undefined : { 1: "st", 2: "nd", 3: "rd" }[count % 10];
  return `${count}${ending ?? "th"}`;
}

/** "under a minute", "6 min", "1 h 5 min", "26 h", "4 days"; rounded down. */
export function durationWords(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  if (minutes < 1) return "under a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return minutes % 60 === 0 || hours >= 24 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

const agoWords = (ms: number): string => (ms < MINUTE_MS ? "just now" : `${durationWords(ms)} ago`);

/** Calls that lie further apart are no longer one attempt to reach the business. */
export const REPEAT_COUNT_HOURS = 24;

/**
 * "3rd call in 6 min": how often this caller has tried lately, this call included.
 *
 * @param earlier their earlier calls, in any order; those of the last 24 hours before `at` are counted
 * @returns `null` for a first call, of which there is nothing to say.
 */
export function repeatWords(earlier: readonly Date[], at: Date): string | null {
  const ages = earlier
    .map((call) => at.getTime() - call.getTime())
    .filter((age) => age >= 0 && age <= REPEAT_COUNT_HOURS * 60 * MINUTE_MS);
  if (ages.length === 0) return null;
  return `${ordinalWords(ages.length + 1)} call in ${durationWords(Math.max(...ages))}`;
}
