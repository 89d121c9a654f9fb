/** Leads in the owner's words. */
import type { Lead } from "../api/shapes.ts";
import { leads } from "./en/leads.ts";
import { time } from "./en/time.ts";
import { saidInSpanish } from "./said.ts";
import { dayOf, daysBetween, momentWords } from "./time.ts";

const SOURCES = ["missed_call", "call", "text", "import"] as const;

export const sourceWords = (source: string): string => {
  const known = SOURCES.find((each) => each === source.replaceAll(" ", "_"));
  return known === undefined ? source.replaceAll("_", " ") : leads(`source.${known}`);
};

/** "Missed call", in words of the service. */
export const activityWords = ({ title }: NonNullable<Lead["lastActivity"]>): string =>
  saidInSpanish()?.activityTitles[title] ?? title;

export const lastActivityWords = (last: NonNullable<Lead["lastActivity"]>, timeZone: string): string =>
  leads("lastActivity", { what: activityWords(last), moment: momentWords(new Date(last.at), timeZone) });

/** How long it has been a lead, as short as a card needs it: "today", "3 d", "5 wk", "7 mo", "2 y". */
export function ageWords(createdAt: Date, timeZone: string, now: Date): string {
  const days = daysBetween(dayOf(createdAt, timeZone), dayOf(now, timeZone));
  if (days <= 0) return time("age.today");
  if (days < 14) return time("age.days", { count: days });
  if (days < 60) return time("age.weeks", { count: Math.floor(days / 7) });
  return days < 730
    ? time("age.months", { count: Math.floor(days / 30.44) })
    : time("age.years", { count: Math.floor(days / 365.25) });
}
