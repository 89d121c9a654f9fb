/**
 * Does this missed call earn a text? A pure decision, with the ordered checks that led to it: the receipt
 * that the owner reads. The order is policy: a reason that would still hold if the later ones were mended
 * comes first.
 */
import type { Consent } from "./consent.ts";
import type { RepeatDecision } from "./repeat-window.ts";
import type { Untextable, UntextableReason } from "./who-can-be-texted.ts";

export type SkipReason =
  | "line_disabled"
  | "caller_withheld"
  | "caller_malformed"
  | "caller_is_own_line"
  | "caller_is_forward_number"
  | "forwarded_back"
  | "caller_blocked"
  | "caller_spoofed"
  | "too_many_calls"
  | "premium_number"
  | "satellite_number"
  | "caller_is_landline"
  | "other_country"
  | "caller_opted_out"
  | "line_cannot_text"
  | "texted_recently"
  | "too_late"
  | "no_credits"
  | "call_answered";

export interface Check {
  readonly check:
    | "line_enabled"
    | "caller_textable"
    | "consent"
    | "line_can_text"
    | "repeat_window"
    | "in_time"
    | "quiet_hours"
    | "credits"
    | "still_missed"
    | "asked_by_owner"
    | "live_test";
  readonly passed: boolean;
  /** In words that the owner understands. */
  readonly detail: string;
}

/** The decision about one missed call, as stored and shown. */
export interface Receipt {
  readonly decision: "text" | "skip";
  /** Only when skipped. */
  readonly reason: SkipReason | null;
  /** One sentence for the owner: what we did, and why. */
  readonly summary: string;
  readonly checks: readonly Check[];
  /** Only when the text waits for the end of the caller's quiet hours: until then, ISO 8601. */
  readonly waitsUntil?: string;
  /** When the rules were asked, ISO 8601; on receipts that are older than this field it is absent. */
  readonly decidedAt?: string;
}

/** Who called, as far as texting back is concerned. */
export type CallerStanding =
  | "textable"
  | "withheld"
  | "malformed"
  | "own_line"
  | "forward_number"
  /** Our own forwarding sent the call back to us: the first call earns the text, this one none. */
  | "forwarded_back"
  /** The owner tries the line out from the very phone that its calls are forwarded to. */
  | "live_test";

export interface TextBackInput {
  readonly lineEnabled: boolean;
  readonly caller: CallerStanding;
  /** What else speaks against texting this caller, the weightiest first. */
  readonly against: readonly Untextable[];
  readonly consent: Consent;
  /** Why the carriers do not let this line text now, in words; `null` when they do. */
  readonly lineCannotText: string | null;
  readonly repeat: RepeatDecision;
  /** Not `null`: the call is too long ago for a text, in words. */
  readonly tooLate: string | null;
  /** Not `null`: the caller's quiet hours last until then. */
  readonly quietUntil: Date | null;
  readonly availableCredits: number;
  /** What the text costs, in credits. */
  readonly price: number;
}

const callerWords: Readonly<
  Record<Exclude<CallerStanding, "textable" | "live_test">, { reason: SkipReason; detail: string }>
> = {
  withheld: {
    reason: "caller_withheld",
    detail: "The caller's number was withheld, so there is no number to text.",
  },
  malformed: {
    reason: "caller_malformed",
    detail: "The caller's number is not one that can receive a text.",
  },
  own_line: {
    reason: "caller_is_own_line",
    detail: "The call came from one of our own lines; texting it would start a loop.",
  },
  forward_number: {
    reason: "caller_is_forward_number",
    detail: "The call came from the phone that this line forwards to.",
  },
  forwarded_back: {
    reason: "forwarded_back",
    detail: "Your own phone forwarded this call back to us; the first call is the one that counts.",
  },
};

const reasonAgainst: Readonly<Record<UntextableReason, SkipReason>> = {
  withheld: "caller_withheld",
  short_code: "caller_malformed",
  malformed: "caller_malformed",
  own_line: "caller_is_own_line",
  forward_number: "caller_is_forward_number",
  blocklisted: "caller_blocked",
  spoofed: "caller_spoofed",
  too_many_calls: "too_many_calls",
  premium_rate: "premium_number",
  satellite: "satellite_number",
  landline: "caller_is_landline",
  other_country: "other_country",
};

export const liveTestReceipt: Receipt = {
  decision: "text",
  reason: null,
  summary: "This was your live test: its text is free, and it made no lead.",
  checks: [
    {
      check: "live_test",
      passed: true,
      detail: "You called from your own phone while a live test of this line was running.",
    },
  ],
};

export function decideTextBack(input: TextBackInput): Receipt {
  const checks: Check[] = [];
  const skip = (check: Check["check"], reason: SkipReason, detail: string): Receipt => {
    checks.push({ check, passed: false, detail });
    return { decision: "skip", reason, summary: `No text was sent. ${detail}`, checks };
  };
  const pass = (check: Check["check"], detail: string) => checks.push({ check, passed: true, detail });

  if (!input.lineEnabled)
    return skip("line_enabled", "line_disabled", "The text-back is switched off for this line.");
  pass("line_enabled", "The text-back is switched on for this line.");

  // A test is decided when it comes; whatever is heard of it later leaves it as it is.
  if (input.caller === "live_test") return liveTestReceipt;

  if (input.caller !== "textable") {
    const { reason, detail } = callerWords[input.caller];
    return skip("caller_textable", reason, detail);
  }
  const [against] = input.against;
  if (against !== undefined) return skip("caller_textable", reasonAgainst[against.reason], against.detail);
  pass("caller_textable", "The caller's number can be texted.");

  if (input.consent === "opted_out")
    return skip("consent", "caller_opted_out", "The caller has asked not to be texted (STOP).");
  pass("consent", "The caller has not opted out.");

  if (input.lineCannotText !== null) return skip("line_can_text", "line_cannot_text", input.lineCannotText);

  if (input.repeat.skip) return skip("repeat_window", "texted_recently", input.repeat.detail);

  if (input.tooLate !== null) return skip("in_time", "too_late", input.tooLate);

  if (input.availableCredits < input.price)
    return skip(
      "credits",
      "no_credits",
      "There were no credits left. Buy credits and later callers get their text.",
    );
  pass("credits", `${input.price} credit was set aside for the text.`);

  if (input.quietUntil === null)
    return { decision: "text", reason: null, summary: "The caller was texted back.", checks };
  pass("quiet_hours", "The text waits until the caller's quiet hours are over.");
  return {
    decision: "text",
    reason: null,
    summary: "The text waits until the caller's quiet hours are over.",
    checks,
    waitsUntil: input.quietUntil.toISOString(),
  };
}

/** What the receipt becomes when the owner has a text sent that the rules did not send. */
export const textAnyway = (receipt: Receipt): Receipt => ({
  decision: "text",
  reason: null,
  summary: "The caller was texted because you asked for it.",
  checks: [
    ...receipt.checks,
    { check: "asked_by_owner", passed: true, detail: "You had the text sent anyway." },
  ],
});

/** What the receipt becomes when evidence of an answer arrives after the call had counted as missed. */
export const correctToAnswered = (receipt: Receipt, textLeft: boolean): Receipt => ({
  decision: textLeft ? receipt.decision : "skip",
  reason: textLeft ? receipt.reason : "call_answered",
  summary: textLeft
    ? "The call was answered after all, but the text had already left."
    : "No text was sent. The call was answered after all.",
  checks: [
    ...receipt.checks,
    {
      check: "still_missed",
      passed: false,
      detail: "The carrier reported later that the call was answered.",
    },
  ],
});
