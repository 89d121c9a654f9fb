/** What became of a business's calls, counted by day or week of its own calendar. */
import type { MissedReason } from "../../domain/call.ts";
import type { CreditForecast } from "../../domain/credits.ts";
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import type { SkipReason } from "../../domain/text-back.ts";
import { addDays, type IsoDate, instantOf, wallClock, weekdayOf } from "../../domain/zoned-time.ts";
import type { App } from "../context.ts";
import { creditForecast } from "../credits/credit-usage.ts";
import type { Tx } from "../ports/index.ts";

const DEFAULT_DAYS = 28;
export const MAX_REPORT_DAYS = 400;
const DAY_MS = 86_400_000;

export interface ReportQuery {
  /** The first and the last day, both counted; by the business's clock. */
  readonly from: IsoDate | null;
  readonly to: IsoDate | null;
  readonly by: "day" | "week";
  readonly line: E164 | null;
}

export interface CallCounts {
  /** Calls that came in. A call that is under way is neither answered nor missed yet. */
  readonly calls: number;
  readonly answered: number;
  readonly missed: number;
  readonly missedByReason: Readonly<Partial<Record<MissedReason, number>>>;
  /** Missed calls whose text the carrier accepted. */
  readonly texted: number;
  readonly delivered: number;
  /** Missed calls that were not to be texted. */
  readonly skipped: number;
  readonly skippedByReason: Readonly<Partial<Record<SkipReason, number>>>;
  /** Missed calls whose caller wrote within 7 days. */
  readonly recovered: number;
  /** From the end of the call to the carrier's taking the text; those that waited for quiet hours left out. */
  readonly medianSecondsToText: number | null;
  /** Spent on texts of every kind in this time, less what was refunded. */
  readonly creditsSpent: number;
}

export interface CallReport {
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly timeZone: string;
  readonly by: ReportQuery["by"];
  readonly line: E164 | null;
  readonly total: CallCounts;
  /** Every day or week of the time, also those without calls; a week is named by its Monday. */
  readonly periods: readonly ({ readonly begins: IsoDate } & CallCounts)[];
  /** When calls are missed, by the business's clock: `weekday` 0 is Sunday. */
  readonly missedAt: readonly { readonly weekday: number; readonly hour: number; readonly missed: number }[];
  readonly forecast: CreditForecast;
}

/** What the table of calls is asked for. */
export interface ReportSpan {
  readonly since: Date;
  readonly until: Date;
  readonly line: E164 | null;
}

export interface ReportTables {
  /** @param starts when each period begins, in order, the first not after `since`. @returns `periods` one for each */
  counts(
    businessId: string,
    span: ReportSpan,
    starts: readonly Date[],
  ): Promise<{ readonly total: CallCounts; readonly periods: readonly CallCounts[] }>;
  missedAt(businessId: string, span: ReportSpan, timeZone: string): Promise<CallReport["missedAt"]>;
  /** Less what came back; and when the first of it was spent. */
  creditsSpent(
    businessId: string,
    since: Date,
    until: Date,
  ): Promise<{ readonly credits: number; readonly firstAt: Date | null }>;
  /** Takes `starts` as `counts` does. @returns one number for each */
  creditsByPeriod(
    businessId: string,
    span: Pick<ReportSpan, "since" | "until">,
    starts: readonly Date[],
  ): Promise<readonly number[]>;
}

/** @throws Refusal `invalid_input` for a time that ends before it begins or is too long */
export async function reportCalls(
  app: App,
  tx: Tx,
  business: { readonly id: string; readonly timeZone: string },
  query: ReportQuery,
): Promise<CallReport> {
  const { timeZone } = business;
  const to = query.to ?? wallClock(app.clock.now(), timeZone).date;
  const from = query.from ?? addDays(to, 1 - DEFAULT_DAYS);
  checkDates(from, to);
  const span = {
    since: instantOf(from, 0, timeZone),
    until: instantOf(addDays(to, 1), 0, timeZone),
    line: query.line,
  };
  const begins = beginsOf(from, to, query.by);
  const starts = begins.map((day) => instantOf(day, 0, timeZone));
  const [{ total, periods }, missedAt, forecast] = await Promise.all([
    tx.reports.counts(business.id, span, starts),
    tx.reports.missedAt(business.id, span, timeZone),
    creditForecast(app, tx, business.id),
  ]);
  return {
    from,
    to,
    timeZone,
    by: query.by,
    line: query.line,
    total,
    periods: periods.map((counts, index) => ({ begins: begins[index] ?? from, ...counts })),
    missedAt,
    forecast,
  };
}

function checkDates(from: IsoDate, to: IsoDate): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (days >= 1 && days <= MAX_REPORT_DAYS) return;
  const message =
    days < 1 ? "must not be later than to" : `must be at most ${MAX_REPORT_DAYS} days before to`;
  throw new Refusal("invalid_input", `A report covers 1 to ${MAX_REPORT_DAYS} days.`, [
    { field: "from", message },
  ]);
}

function beginsOf(from: IsoDate, to: IsoDate, by: ReportQuery["by"]): readonly IsoDate[] {
  const step = by === "day" ? 1 : 7;
  // 0 is Sunday, the last day of its week.
  let begins = by === "day" ? from : addDays(from, -((weekdayOf(from) + 6) % 7));
  const all: IsoDate[] = [];
  for (; begins <= to; begins = addDays(begins, step)) all.push(begins);
  return all;
}
