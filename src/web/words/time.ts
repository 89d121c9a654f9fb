/** Moments in the business's own time, as people write them. */
import { time } from "./en/time.ts";
import { localeNow } from "./language.ts";

const formats = new Map<string, Intl.DateTimeFormat>();
const format = (
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
  locale = localeNow(),
): Intl.DateTimeFormat => {
  const key = locale + timeZone + JSON.stringify(options);
  const kept = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
  formats.set(key, kept);
  return kept;
};
/** What is reckoned with, not read. */
const NUMBERS = "en-US";

const DAY_MS = 86_400_000;

/** "2026-11-24": the day on which it was, there. */
export const dayOf = (at: Date, timeZone: string): string => {
  const parts = format(
    timeZone,
    { year: "numeric", month: "2-digit", day: "2-digit" },
    NUMBERS,
  ).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
};

export const hourOf = (at: Date, timeZone: string): number =>
  Number(format(timeZone, { hour: "2-digit", hourCycle: "h23" }, NUMBERS).format(at));

/** Whole days between two days, whatever the clocks did in between. */
export const daysBetween = (earlier: string, later: string): number =>
  Math.round((Date.parse(later) - Date.parse(earlier)) / DAY_MS);

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** "3:07 PM" */
export const clockWords = (at: Date, timeZone: string): string =>
  format(timeZone, { hour: "numeric", minute: "2-digit" }).format(at);

/** "Today", "Yesterday", "Monday, Nov 16", "Nov 16, 2025": the heading of a day. */
export function dayWords(at: Date, timeZone: string, now: Date): string {
  const away = daysBetween(dayOf(at, timeZone), dayOf(now, timeZone));
  if (away === 0) return time("today");
  if (away === 1) return time("yesterday");
  return capital(
    away > 0 && away < 300
      ? format(timeZone, { weekday: "long", month: "short", day: "numeric" }).format(at)
      : format(timeZone, { month: "short", day: "numeric", year: "numeric" }).format(at),
  );
}

/** Spanish writes its weekdays small, but not at the beginning. */
export const capital = (words: string): string => words.slice(0, 1).toLocaleUpperCase() + words.slice(1);

/** As short as a list needs it: "3:07 PM", "Yesterday", "Mon", "Nov 16", "11/16/25". */
export function shortWhen(at: Date, timeZone: string, now: Date): string {
  const away = daysBetween(dayOf(at, timeZone), dayOf(now, timeZone));
  if (away <= 0) return clockWords(at, timeZone);
  if (away === 1) return time("yesterday");
  if (away < 7) return format(timeZone, { weekday: "short" }).format(at);
  if (away < 300) return format(timeZone, { month: "short", day: "numeric" }).format(at);
  return format(timeZone, { year: "2-digit", month: "numeric", day: "numeric" }).format(at);
}

/** "Nov 24, 3:07 PM" */
export const momentWords = (at: Date, timeZone: string): string =>
  format(timeZone, { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" }).format(at);

/** "Nov 24", from a day. */
export const shortDay = (day: string): string =>
  format("UTC", { month: "short", day: "numeric" }).format(new Date(day));

/** "42 s", "3 min 5 s", "1 h 2 min" */
export function lengthWords(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "7 AM", of the 24 hours of a day. */
export const hourWords = (hour: number): string =>
  format("UTC", { hour: "numeric" }).format(new Date(Date.UTC(2026, 0, 1, hour)));

/** "Monday", "Mon"; 0 is Monday. */
export const weekdayWords = (day: number, length: "long" | "short" = "long"): string =>
  format("UTC", { weekday: length }).format(new Date(Date.UTC(2024, 0, 1 + day)));
