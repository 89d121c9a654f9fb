/** What other settings would have done with the past calls, in words. Counts agree with what stands beside them. */
import type { BackTest, BackTestChange } from "../api/shapes.ts";

type Course = BackTestChange["was"];

const calls = (count: number): string => `${count.toLocaleString("en-US")} ${count === 1 ? "call" : "calls"}`;

/** The one sentence that says it. */
export function backTestHeadline({ calls: count, was, would, changed }: BackTest): string {
  if (count === 0) return "There were no calls in the last 30 days to try this on.";
  const ofCalls = `of the last 30 days’ ${calls(count)}`;
  if (changed === 0)
    return `These settings would have changed nothing for the last 30 days’ ${calls(count)}.`;
  if (would.texted === was.texted)
    return `With these settings, ${ofCalls} as many would have been texted as were: ${was.texted}.`;
  return `With these settings, ${ofCalls} ${would.texted} would have been texted instead of ${was.texted}.`;
}

/** Beside the button that saves. */
export const backTestShort = ({ was, would }: BackTest): string =>
  would.texted === was.texted
    ? `${was.texted} texts in the last 30 days, as now`
    : `${would.texted} texts in the last 30 days instead of ${was.texted}`;

/** What comes with it: credits, and what counts as missed. */
export function backTestDetail({ was, would, changed }: BackTest): string | null {
  if (changed === 0) return null;
  const parts: string[] = [];
  const credits = would.credits - was.credits;
  if (credits !== 0) {
    const words = `${Math.abs(credits)} ${Math.abs(credits) === 1 ? "credit" : "credits"}`;
    parts.push(credits > 0 ? `That would have cost ${words} more.` : `That would have saved ${words}.`);
  }
  if (would.missed !== was.missed)
    parts.push(`${would.missed} would have counted as missed instead of ${was.missed}.`);
  return parts.length === 0 ? null : parts.join(" ");
}

const UNKNOWN: Readonly<Record<string, (count: string, isOne: boolean) => string>> = {
  longer_ring: (count, isOne) =>
    `${count} rang until the time was up. With more of it somebody might have answered, or the caller hung up; nobody can know, so ${isOne ? "it counts" : "they count"} as missed.`,
  other_phones: (count, isOne) =>
    `${count} would have rung at other phones. Who would have answered there nobody can know, so ${isOne ? "it counts" : "they count"} as ${isOne ? "it" : "they"} went.`,
  newly_rung: (count, isOne) =>
    `${count} rang nowhere and would have rung. Whether somebody had answered nobody can know, so ${isOne ? "it counts" : "they count"} as missed.`,
  ring_time: (count, isOne) =>
    `${count} ${isOne ? "was" : "were"} answered, and it was not noted after how much ringing; ${isOne ? "it counts" : "they count"} as answered.`,
  key_not_asked: (count, isOne) =>
    `${count} ${isOne ? "was" : "were"} answered without being asked for a key, perhaps by a machine; ${isOne ? "it counts" : "they count"} as answered.`,
  not_listened: (count, isOne) =>
    `${count} ${isOne ? "was" : "were"} answered, and nobody listened whether by a machine; ${isOne ? "it counts" : "they count"} as answered.`,
  not_looked_up: (count, isOne) =>
    `Of ${count} nobody looked up whether the number is a landline; ${isOne ? "it counts" : "they count"} as texted.`,
};

/** What cannot be known, a sentence for each cause. */
export const backTestUnknowns = ({ unknown }: BackTest): readonly string[] =>
  Object.entries(unknown).flatMap(([cause, count = 0]) => UNKNOWN[cause]?.(calls(count), count === 1) ?? []);

/** "Texted", "Not texted", "Answered" */
export function courseWords({ outcome, decision, waits }: Course): string {
  if (decision === "text") return waits ? "Texted later" : "Texted";
  return outcome === "answered" ? "Answered" : "Not texted";
}

/** Why it would go otherwise: what now stands in the way, or what no longer does. */
export const changeReason = ({ was, would }: BackTestChange): string | null =>
  would.why ?? (was.why === null ? null : `Then: ${was.why}`);
