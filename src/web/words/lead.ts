/** Leads in the owner's words. */
import type { LeadFilter } from "../api/shapes.ts";
import { dayOf, daysBetween } from "./time.ts";

export const LEAD_FILTER_WORDS: Readonly<Record<LeadFilter, string>> = {
  all: "All",
  waiting: "Waiting for you",
  quiet: "Quiet for a week",
};

const SOURCES: Readonly<Record<string, string>> = {
  "missed call": "A missed call",
  call: "A call",
  text: "A text",
  import: "An imported list",
};

export const sourceWords = (source: string): string => {
  const plain = source.replaceAll("_", " ");
  return SOURCES[plain] ?? plain;
};

/** How long it has been a lead, as short as a card needs it: "today", "3 d", "5 wk", "7 mo", "2 y". */
export function ageWords(createdAt: Date, timeZone: string, now: Date): string {
  const days = daysBetween(dayOf(createdAt, timeZone), dayOf(now, timeZone));
  if (days <= 0) return "today";
  if (days < 14) return `${days} d`;
  if (days < 60) return `${Math.floor(days / 7)} wk`;
  return days < 730 ? `${Math.floor(days / 30.44)} mo` : `${Math.floor(days / 365.25)} y`;
}

/** What a screen reader says while a card is carried over the board. */
export const CARRYING = {
  instructions:
    "Press Enter to open the lead. To move it to another stage, press Space, then the left and right arrow keys, and Space again to drop it. Escape puts it back.",
  lifted: (who: string, stage: string) => `${who} is lifted from ${stage}.`,
  over: (who: string, stage: string) => `${who} is over ${stage}.`,
  nowhere: (who: string) => `${who} is over no stage.`,
  dropped: (who: string, stage: string) => `${who} is now in ${stage}.`,
  putBack: (who: string, stage: string) => `${who} stays in ${stage}.`,
} as const;
