/**
 * Wall clocks: what time it is somewhere, and when a wall clock there shows a given time. `Intl` alone
 * knows the rules of daylight saving; nothing here keeps offsets of its own.
 */
import { remembered } from "./remembered.ts";

/** "2026-12-25". */
export type IsoDate = string;

/** "HH:MM", 00:00 to 23:59; as the end of a span also 24:00. */
export type ClockTime = string;

/** A daily span; `to` at or before `from` means the next day. */
export interface ClockSpan {
  readonly from: ClockTime;
  readonly to: ClockTime;
}

export interface WallClock {
  readonly date: IsoDate;
  /** Since midnight by the clock on the wall, 0..1439. */
  readonly minutes: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MINUTES_PER_DAY = 1440;

/** One per zone, since making a formatter costs a thousand times more than using it. Zone names are few. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const kept = formatters.get(timeZone);
  if (kept !== undefined) return kept;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formatters.set(timeZone, made);
  return made;
}

/** Whether this is an IANA name such as "America/Chicago". Bare offsets ("+05:00") know no summer and are refused. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/.test(name)) return false;
  try {
    formatterFor(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The wall clock as if it were UTC, in ms: comparable with others of the same zone. */
function wallMs(instantMs: number, timeZone: string): number {
  const field = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatterFor(timeZone).formatToParts(instantMs))
    if (Object.hasOwn(field, type)) field[type as keyof typeof field] = Number(value);
  return Date.UTC(field.year, field.month - 1, field.day, field.hour, field.minute, field.second);
}

const offsetMs = (instantMs: number, timeZone: string): number =>
  wallMs(instantMs, timeZone) - Math.floor(instantMs / 1000) * 1000;

/** What a clock on the wall shows there at that moment. */
export function wallClock(at: Date, timeZone: string): WallClock {
  const wall = wallMs(at.getTime(), timeZone);
  return {
    date: new Date(wall).toISOString().slice(0, 10),
    minutes: Math.floor((wall % DAY_MS) / MINUTE_MS),
  };
}

/** A date of the calendar, so not "2026-02-30". */
export function isIsoDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** `days` later by the calendar, which knows no daylight saving. */
export const addDays = (date: IsoDate, days: number): IsoDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** 0 is Sunday. */
export const weekdayOf = (date: IsoDate): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/** "08:30" → 510, "24:00" → 1440; `null` when it is no such time. */
export function clockMinutes(time: ClockTime): number | null {
  const match = /^(\d{2}):(\d{2})$/.exec(time);
  if (match === null) return null;
  const hours = Number(match[1]);
  const minutes = Number(match[2]);
  if (minutes > 59 || hours > 24 || (hours === 24 && minutes > 0)) return null;
  return hours * 60 + minutes;
}

/**
 * The first moment at which a wall clock there shows this time of this date or a later one. So a time that
 * a change to summer time skips is the moment of the change, and of a time that comes twice in autumn it is
 * the first.
 *
 * @param minutes since midnight, 0..1440
 */
export function instantOf(date: IsoDate, minutes: number, timeZone: string): Date {
  return new Date(instantMs(`${date} ${minutes} ${timeZone}`));
}

/** A dozen conversions by `Intl` each; a month of calls asks for the same few moments again and again. */
const instantMs = remembered(1_000, (key) => {
  const [date = "", minutes = "", timeZone = ""] = key.split(" ");
  return findInstantMs(date, Number(minutes), timeZone);
});

function findInstantMs(date: IsoDate, minutes: number, timeZone: string): number {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS;
  // Zones lie within 14 h of UTC, so the moment lies between these two, and no zone changes twice in two days.
  let before = wanted - DAY_MS;
  let after = wanted + DAY_MS;
  const earlier = offsetMs(before, timeZone);
  const later = offsetMs(after, timeZone);
  const hits = [wanted - earlier, wanted - later].filter((ms) => wallMs(ms, timeZone) === wanted);
  if (hits.length > 0) return Math.min(...hits);
  while (after - before > 1000) {
    const middle = before + Math.floor((after - before) / 2000) * 1000;
    if (offsetMs(middle, timeZone) === earlier) before = middle;
    else after = middle;
  }
  return after;
}

/** A span that begins on this date, as moments: `start` belongs to it, `end` does not. */
export function spanOn(date: IsoDate, span: ClockSpan, timeZone: string): { start: Date; end: Date } {
  const from = clockMinutes(span.from);
  const to = clockMinutes(span.to);
  if (from === null || to === null) throw new Error(`Not a span of time: ${span.from} to ${span.to}`);
  const endDate = to <= from ? addDays(date, 1) : date;
  return { start: instantOf(date, from, timeZone), end: instantOf(endDate, to, timeZone) };
}

/** How long a span lasts by the wall clock, in minutes, 1..1440. */
export function spanMinutes(from: number, to: number): number {
  return to <= from ? to + MINUTES_PER_DAY - from : to - from;
}
