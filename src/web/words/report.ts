/** What the calls and texts of a stretch of days add up to. The definitions are those shown beside the numbers. */
import { readConsent } from "../../domain/consent.ts";
import { addDays, dayOf, hourOf } from "./time.ts";

export interface ReportCall {
  readonly id: string;
  readonly phone: string | null;
  readonly direction: "in" | "out";
  readonly outcome: "answered" | "missed" | null;
  readonly occurredAt: string;
}
export interface ReportText {
  readonly phone: string;
  readonly direction: "in" | "out";
  readonly purpose: string;
  readonly state: string;
  readonly callId: string | null;
  readonly body: string;
  readonly occurredAt: string;
}

export interface Counts {
  calls: number;
  missed: number;
  texted: number;
  delivered: number;
  replied: number;
}
export interface Bucket extends Counts {
  /** The day, or the Monday of the week. */
  readonly day: string;
}
export interface Report {
  readonly total: Counts;
  /** Callers, not calls: who had missed at least one call, and of these who wrote or was spoken to afterwards. */
  readonly missedCallers: number;
  readonly recoveredCallers: number;
  readonly buckets: readonly Bucket[];
  /** Missed calls by weekday (0 = Monday) and hour. */
  readonly heat: readonly (readonly number[])[];
}

const REPLY_WITHIN_MS = 7 * 86_400_000;
const zero = (): Counts => ({ calls: 0, missed: 0, texted: 0, delivered: 0, replied: 0 });
const NEVER_LEFT = new Set(["failed", "cancelled"]);

/** 0 = Monday. */
export const weekdayOf = (day: string): number => (new Date(day).getUTCDay() + 6) % 7;
export const mondayOf = (day: string): string => addDays(day, -weekdayOf(day));

export interface Range {
  readonly from: string;
  /** Included. */
  readonly to: string;
  readonly by: "day" | "week";
}

export function report(
  calls: readonly ReportCall[],
  texts: readonly ReportText[],
  { from, to, by }: Range,
  timeZone: string,
): Report {
  const bucketOf = (day: string) => (by === "week" ? mondayOf(day) : day);
  const buckets = new Map<string, Counts>();
  for (let day = bucketOf(from); day <= to; day = addDays(day, by === "week" ? 7 : 1))
    buckets.set(day, zero());
  const total = zero();
  const heat = Array.from({ length: 7 }, () => Array<number>(24).fill(0));

  const textBacks = new Map(
    texts
      .filter(
        ({ purpose, callId, state }) => purpose === "text_back" && callId !== null && !NEVER_LEFT.has(state),
      )
      .map((text) => [text.callId, text]),
  );
  // What tells that a missed caller was won back: a text of theirs, or a conversation in either direction.
  const signs = [
    ...texts
      // Whoever says stop has not come back.
      .filter(({ direction, body }) => direction === "in" && readConsent(body, "unknown").kind !== "stop")
      .map(({ phone, occurredAt }) => ({ phone, occurredAt, wrote: true })),
    ...calls.flatMap(({ phone, outcome, occurredAt }) =>
      phone !== null && outcome === "answered" ? [{ phone, occurredAt, wrote: false }] : [],
    ),
  ].map((sign) => ({ ...sign, at: Date.parse(sign.occurredAt) }));
  const signsOf = Map.groupBy(signs, ({ phone }) => phone);

  const missedCallers = new Set<string>();
  const recoveredCallers = new Set<string>();
  for (const call of calls) {
    if (call.direction !== "in") continue;
    const moment = new Date(call.occurredAt);
    const day = dayOf(moment, timeZone);
    if (day < from || day > to) continue;
    const counts = [total, buckets.get(bucketOf(day))].filter((each) => each !== undefined);
    const add = (what: keyof Counts) => {
      for (const each of counts) each[what] += 1;
    };
    add("calls");
    if (call.outcome !== "missed") continue;
    add("missed");
    const row = heat[weekdayOf(day)];
    const hour = hourOf(moment, timeZone);
    if (row !== undefined) row[hour] = (row[hour] ?? 0) + 1;
    const text = textBacks.get(call.id);
    if (text !== undefined) add("texted");
    if (text?.state === "delivered") add("delivered");
    if (call.phone === null) continue;
    missedCallers.add(call.phone);
    const after = (signsOf.get(call.phone) ?? []).filter(
      ({ at }) => at > moment.getTime() && at - moment.getTime() <= REPLY_WITHIN_MS,
    );
    if (text !== undefined && after.some(({ wrote }) => wrote)) add("replied");
    if (after.length > 0) recoveredCallers.add(call.phone);
  }
  return {
    total,
    missedCallers: missedCallers.size,
    recoveredCallers: recoveredCallers.size,
    buckets: [...buckets].map(([day, counts]) => ({ day, ...counts })),
    heat,
  };
}
