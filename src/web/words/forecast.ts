import { credits } from "./en/credits.ts";

/** How long the credits last, in words. */
export function daysLeftWords(days: number | null): string {
  if (days === null) return credits("forecast.none");
  if (days === 0) return credits("forecast.today");
  return days > 365 ? credits("forecast.long") : credits("forecast.days", { days });
}
