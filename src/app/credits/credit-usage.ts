/** Where the credits went, day by day, and how long the rest lasts. */
import { type CreditForecast, FORECAST_DAYS, forecastCredits } from "../../domain/credits.ts";
import { addDays, type IsoDate, instantOf, wallClock } from "../../domain/zoned-time.ts";
import type { App } from "../context.ts";
import type { Tx } from "../ports/index.ts";

export const MAX_USAGE_DAYS = 366;
const DAY_MS = 86_400_000;

export interface CreditUsage {
  readonly timeZone: string;
  /** Every day of the time, oldest first, also those on which nothing was spent. */
  readonly days: readonly { readonly day: IsoDate; readonly spent: number }[];
  readonly forecast: CreditForecast;
}

/** @param days how many, today by the business's clock included; 1..366 */
export async function creditUsage(
  app: App,
  tx: Tx,
  { id, timeZone }: { readonly id: string; readonly timeZone: string },
  days: number,
): Promise<CreditUsage> {
  const today = wallClock(app.clock.now(), timeZone).date;
  const from = addDays(today, 1 - days);
  const dates = Array.from({ length: days }, (_, index) => addDays(from, index));
  const [spent, forecast] = await Promise.all([
    tx.reports.creditsByPeriod(
      id,
      { since: instantOf(from, 0, timeZone), until: instantOf(addDays(today, 1), 0, timeZone) },
      dates.map((day) => instantOf(day, 0, timeZone)),
    ),
    creditForecast(app, tx, id),
  ]);
  return { timeZone, days: dates.map((day, index) => ({ day, spent: spent[index] ?? 0 })), forecast };
}

export async function creditForecast(app: App, tx: Tx, businessId: string): Promise<CreditForecast> {
  const now = app.clock.now();
  const since = new Date(now.getTime() - FORECAST_DAYS * DAY_MS);
  const [available, { credits, firstAt }] = await Promise.all([
    tx.ledger.available(businessId),
    tx.reports.creditsSpent(businessId, since, now),
  ]);
  return forecastCredits(available, credits, firstAt, now);
}
