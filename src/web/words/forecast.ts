/** How long the credits last, from what was spent lately. */
export interface Spending {
  readonly kind: string;
  readonly credits: number;
  readonly occurredAt: string;
}

const DAY_MS = 86_400_000;
export const FORECAST_DAYS = 14;

/**
 * Days left at the rate of the last two weeks (or of the time since the first text, if that is shorter,
 * but no less than a day).
 *
 * @returns `null` when nothing was spent lately, so that nothing can be foretold.
 */
export function daysLeft(available: number, transfers: readonly Spending[], now: Date): number | null {
  const since = now.getTime() - FORECAST_DAYS * DAY_MS;
  const recent = transfers.filter((each) => Date.parse(each.occurredAt) >= since);
  const sum = (kind: string) =>
    recent.filter((each) => each.kind === kind).reduce((total, { credits }) => total + credits, 0);
  const spent = sum("post") - sum("refund");
  if (spent <= 0) return null;
  // Since the first text of those days, not since their first day: a new business did not spend for two weeks.
  const oldest = Math.min(...recent.map(({ occurredAt }) => Date.parse(occurredAt)));
  const days = Math.min(FORECAST_DAYS, Math.max(1, (now.getTime() - oldest) / DAY_MS));
  return Math.floor(available / (spent / days));
}

export function daysLeftWords(days: number | null): string {
  if (days === null) return "No texts sent lately";
  if (days === 0) return "Less than a day left at this rate";
  if (days > 365) return "More than a year at this rate";
  return `About ${days} ${days === 1 ? "day" : "days"} left at this rate`;
}
