/** The past as the books have it, in the form in which it is replayed, and what a receipt tells of its moment. */
import type { CallAnswer, CallFact, CallOutcome, MissedReason } from "./call.ts";
import type { Consent } from "./consent.ts";
import type { CallerFacts, WeighedCall } from "./missed-call.ts";
import type { Check, Receipt, SkipReason } from "./text-back.ts";
import type { LineType } from "./who-can-be-texted.ts";

/** One call that came in and is over. */
export interface PastCall extends Omit<WeighedCall, "durationSeconds"> {
  readonly id: string;
  readonly outcome: CallOutcome;
  readonly reason: MissedReason | null;
  readonly verdict: CallAnswer | null;
  readonly receipt: Receipt | null;
  /** In the order in which it was told, each group in one delivery. */
  readonly told: readonly (readonly CallFact[])[];
}

export const factsOf = ({ told }: Pick<PastCall, "told">): readonly CallFact[] => told.flat();

/** One text that we sent a caller, or meant to. */
export interface PastText {
  /** The call that it answers; `null` for one that a person wrote. */
  readonly textBackOf: string | null;
  readonly at: Date;
  /** When it turned out that it had not left; its credit came back then. `null`: it left. */
  readonly failedAt: Date | null;
}

export interface PastCaller {
  /** As it is now; what it was is asked of the receipts, then of `consents`. */
  readonly consent: Consent;
  /** Oldest first. */
  readonly consents: readonly { readonly consent: Consent; readonly at: Date }[];
  readonly blocked: boolean;
  readonly lineType: LineType | null;
  readonly landline: boolean;
  /** All their calls to the business in the time and the day before it, also to other lines. */
  readonly calls: readonly { readonly id: string; readonly at: Date }[];
  /** Oldest first, from a week before the time on. */
  readonly texts: readonly PastText[];
}

export interface History {
  readonly calls: readonly PastCall[];
  readonly callers: ReadonlyMap<string, PastCaller>;
  /** What credits there were, and each change since, oldest first. */
  readonly credits: {
    readonly atStart: number;
    readonly changes: readonly { readonly at: Date; readonly credits: number }[];
  };
}

/** The rules in their order, each with the reasons that it gives. */
const ORDER: readonly Check["check"][] = [
  "line_enabled",
  "caller_textable",
  "consent",
  "line_can_text",
  "repeat_window",
  "in_time",
  "credits",
];

/** The rule that refused the text; `null` when none did. What came after the decision does not count. */
export const failedCheck = (receipt: Receipt): Check | null =>
  receipt.checks.find(({ check, passed }) => !passed && ORDER.includes(check)) ?? null;

export const wasAskedFor = (receipt: Receipt | null): boolean =>
  receipt?.checks.some(({ check }) => check === "asked_by_owner") ?? false;

/** Evidence of an answer came when the text had left already. */
export const wasAnsweredLate = (receipt: Receipt | null): boolean =>
  receipt?.decision === "text" && receipt.checks.some(({ check }) => check === "still_missed");

/** What one rule found at the time: `passed`, `failed`, or `unknown` because an earlier one had refused already. */
export function found(receipt: Receipt | null, check: Check["check"]): "passed" | "failed" | "unknown" {
  if (receipt === null) return "unknown";
  const failed = failedCheck(receipt);
  if (failed === null) return "passed";
  const [at, stopped] = [ORDER.indexOf(check), ORDER.indexOf(failed.check)];
  return at < stopped ? "passed" : at === stopped ? "failed" : "unknown";
}

/** A call that was refused for one of these came from nobody who was blocked then. */
const LIGHTER_THAN_BLOCKED: ReadonlySet<SkipReason> = new Set([
  "caller_spoofed",
  "too_many_calls",
  "satellite_number",
  "premium_number",
  "caller_is_landline",
  "other_country",
]);

/**
 * The caller as they stood when the call was decided. The receipt knows best: it was written then. Where it
 * is silent the dated books are asked, and where these are not dated, the present.
 *
 * @param looksUpAnew the number would have been looked up, and was not
 */
export function callerThen(
  { receipt }: PastCall,
  caller: PastCaller,
  at: Date,
  looksUpAnew: boolean,
): CallerFacts {
  const consent = found(receipt, "consent");
  const isTextable = found(receipt, "caller_textable") === "passed";
  const reason: SkipReason | null = receipt?.reason ?? null;
  const isNoLandline = isTextable || reason === "other_country";
  return {
    consent: consent === "failed" ? "opted_out" : consent === "passed" ? "unknown" : consentAt(caller, at),
    blocked:
      reason === "caller_blocked" ||
      (caller.blocked && !isTextable && (reason === null || !LIGHTER_THAN_BLOCKED.has(reason))),
    landline: reason === "caller_is_landline" || (caller.landline && !isNoLandline),
    lineType: isNoLandline && !looksUpAnew ? null : caller.lineType,
  };
}

function consentAt({ consent, consents }: PastCaller, at: Date): Consent {
  if (consents.length === 0) return consent;
  return consents.findLast((each) => each.at <= at)?.consent ?? "unknown";
}

/** Last among those that had not failed by then. */
export function lastTextBefore(texts: readonly PastText[], at: Date): Date | null {
  const counted = texts.filter((text) => text.at <= at && (text.failedAt === null || text.failedAt > at));
  return counted.reduce<Date | null>(
    (last, text) => (last === null || text.at > last ? text.at : last),
    null,
  );
}
