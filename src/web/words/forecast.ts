/** How long the credits last, in words. */
export function daysLeftWords(days: number | null): string {
  if (days === null) return "No texts sent lately";
  if (days === 0) return "Less than a day left at this rate";
  if (days > 365) return "More than a year at this rate";
  return `About ${days} ${days === 1 ? "day" : "days"} left at this rate`;
}
