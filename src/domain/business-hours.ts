/** When a business is open, by its own wall clock: weekly hours and the days on which it stays closed. */
import type { FieldProblem } from "./errors.ts";
import {
  addDays,
  type ClockSpan,
  clockMinutes,
  type IsoDate,
  isIsoDate,
  isTimeZone,
  spanMinutes,
  spanOn,
  wallClock,
  weekdayOf,
} from "./zoned-time.ts";

export const WEEKDAYS = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** One day, or all days from the first to the last, both included. */
export type Holiday = IsoDate | { readonly from: IsoDate; readonly to: IsoDate };

export interface BusinessHours {
  /**
   * The hours that begin on each day; a day left out is closed. A span may end at "24:00", or run past
   * midnight ("20:00" to "02:00"): it then belongs to the day on which it begins.
   */
  readonly weekly: Readonly<Partial<Record<Weekday, readonly ClockSpan[]>>>;
  /** Days on which nothing begins. What began the evening before still runs to its end. */
  readonly holidays: readonly Holiday[];
}

export const MAX_SPANS_PER_DAY = 6;
export const MAX_HOLIDAYS = 200;

/** How far ahead an opening is looked for: past the longest holiday that is accepted. */
const MAX_HOLIDAY_DAYS = 366;
const SEARCH_DAYS = 2 * MAX_HOLIDAY_DAYS;

const isHoliday = (hours: BusinessHours, date: IsoDate): boolean =>
  hours.holidays.some((day) => (typeof day === "string" ? day === date : day.from <= date && date <= day.to));

const spansBeginningOn = (hours: BusinessHours, date: IsoDate): readonly ClockSpan[] => {
  const weekday = WEEKDAYS[weekdayOf(date)];
  return weekday === undefined || isHoliday(hours, date) ? [] : (hours.weekly[weekday] ?? []);
};

/**
 * Whether the business is open at that moment. The first moment of a span belongs to it, its last does not.
 * An opening time that the change to summer time skips is the moment of the change.
 *
 * @param hours as accepted by `checkBusinessHours`
 * @param timeZone the business's, an IANA name
 */
export function isOpen(hours: BusinessHours, timeZone: string, at: Date): boolean {
  const { date } = wallClock(at, timeZone);
  return [addDays(date, -1), date].some((day) =>
    spansBeginningOn(hours, day).some((span) => {
      const { start, end } = spanOn(day, span, timeZone);
      return start <= at && at < end;
    }),
  );
}

/**
 * The next moment at which the business is open: `at` itself when it is open already.
 *
 * @returns `null` when it does not open within two years, so never by these hours.
 */
export function nextOpening(hours: BusinessHours, timeZone: string, at: Date): Date | null {
  if (isOpen(hours, timeZone, at)) return at;
  const { date: today } = wallClock(at, timeZone);
  for (let ahead = 0; ahead <= SEARCH_DAYS; ahead++) {
    const day = addDays(today, ahead);
    const starts = spansBeginningOn(hours, day)
      .map((span) => spanOn(day, span, timeZone))
      // A span that begins and ends inside the hour that spring skips never opens.
      .filter(({ start, end }) => start > at && start < end)
      .map(({ start }) => start.getTime());
    if (starts.length > 0) return new Date(Math.min(...starts));
  }
  return null;
}

const MINUTES_PER_DAY = 1440;
const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;

function checkSpan(field: string, span: ClockSpan): FieldProblem[] {
  const from = clockMinutes(span.from);
  const to = clockMinutes(span.to);
  const problems: FieldProblem[] = [];
  if (from === null || from === MINUTES_PER_DAY)
    problems.push({ field: `${field}.from`, message: "must be a time from 00:00 to 23:59" });
  if (to === null) problems.push({ field: `${field}.to`, message: "must be a time from 00:00 to 24:00" });
  if (problems.length === 0 && from === to)
    problems.push({
      field: `${field}.to`,
      message: "must differ from the beginning; a whole day is 00:00 to 24:00",
    });
  return problems;
}

/** Overlaps of spans that are each in order, over the whole week: Saturday night reaches into Sunday. */
function checkOverlaps(weekly: BusinessHours["weekly"]): FieldProblem[] {
  const spans = WEEKDAYS.flatMap((weekday, day) =>
    (weekly[weekday] ?? []).map((span, index) => {
      const from = clockMinutes(span.from) ?? 0;
      const start = day * MINUTES_PER_DAY + from;
      const end = start + spanMinutes(from, clockMinutes(span.to) ?? 0);
      return { field: `weekly.${weekday}.${index}`, start, end };
    }),
  ).sort((a, b) => a.start - b.start);
  const first = spans[0];
  if (first === undefined) return [];
  const problems: FieldProblem[] = [];
  // The week is a circle: its first span follows its last. A lone span is at most a day, so it meets only itself.
  const followers =
    spans.length === 1
      ? []
      : [...spans.slice(1), { ...first, start: first.start + MINUTES_PER_WEEK, end: first.end }];
  for (const [index, next] of followers.entries()) {
    const before = spans[index];
    if (before !== undefined && next.start < before.end)
      problems.push({ field: next.field, message: `overlaps ${before.field}` });
  }
  return problems;
}

function checkHolidays(holidays: readonly Holiday[]): FieldProblem[] {
  if (holidays.length > MAX_HOLIDAYS)
    return [{ field: "holidays", message: `must be at most ${MAX_HOLIDAYS}` }];
  return holidays.flatMap((day, index): FieldProblem[] => {
    const field = `holidays.${index}`;
    const message = "must be a date like 2026-12-25";
    if (typeof day === "string") return isIsoDate(day) ? [] : [{ field, message }];
    const wrong = (["from", "to"] as const).filter((end) => !isIsoDate(day[end]));
    if (wrong.length > 0) return wrong.map((end) => ({ field: `${field}.${end}`, message }));
    if (day.to < day.from)
      return [{ field: `${field}.to`, message: "must not be before the first day of the range" }];
    return addDays(day.from, MAX_HOLIDAY_DAYS) < day.to
      ? [{ field: `${field}.to`, message: `must be within ${MAX_HOLIDAY_DAYS} days of the first` }]
      : [];
  });
}

/**
 * What is wrong with these hours, by field (`weekly.monday.0.from`, `holidays.2.to`, `timeZone`); empty
 * when they can be used. Takes the shape for granted: the edge that parses it checks that.
 */
export function checkBusinessHours(hours: BusinessHours, timeZone: string): readonly FieldProblem[] {
  const zone = isTimeZone(timeZone)
    ? []
    : [{ field: "timeZone", message: "must be an IANA name such as America/Chicago" }];
  const spans = WEEKDAYS.flatMap((weekday) => {
    const list = hours.weekly[weekday] ?? [];
    if (list.length > MAX_SPANS_PER_DAY)
      return [{ field: `weekly.${weekday}`, message: `must have at most ${MAX_SPANS_PER_DAY} spans` }];
    return list.flatMap((span, index) => checkSpan(`weekly.${weekday}.${index}`, span));
  });
  return [
    ...zone,
    ...spans,
    ...(spans.length === 0 ? checkOverlaps(hours.weekly) : []),
    ...checkHolidays(hours.holidays),
  ];
}
