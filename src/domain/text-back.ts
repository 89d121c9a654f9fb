/**
 * Does this missed call earn a text? A pure decision, with the ordered checks that led to it: the receipt
 * that the owner reads. The order is policy: a reason that would still hold if the later ones were mended
 * comes first.
 */
import type { Consent } from "./consent.ts";

export type SkipReason =
  | "line_disabled"
  | "caller_withheld"
  | "caller_malformed"
  | "caller_is_own_line"
  | "caller_is_forward_number"
  | "forwarded_back"
  | "caller_opted_out"
  | "no_credits"
  | "call_answered";

export interface Check {
  readonly check: "line_enabled" | "caller_textable" | "consent" | "credits" | "still_missed";
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
}

/** Who called, as far as texting back is concerned. */
export type CallerStanding =
  | "textable"
  | "withheld"
  | "malformed"
  | "own_line"
  | "forward_number"
  /** Our own forwarding sent the call back to us: the first call earns the text, this one none. */
  | "forwarded_back";

export interface TextBackInput {
  readonly lineEnabled: boolean;
  readonly caller: CallerStanding;
  readonly consent: Consent;
  readonly availableCredits: number;
  /** What the text costs, in credits. */
  readonly price: number;
}

const callerWords: Readonly<
  Record<Exclude<CallerStanding, "textable">, { reason: SkipReason; detail: string }>
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

  if (input.caller !== "textable") {
    const { reason, detail } = callerWords[input.caller];
    return skip("caller_textable", reason, detail);
  }
  pass("caller_textable", "The caller's number can be texted.");

  if (input.consent === "opted_out")
    return skip("consent", "caller_opted_out", "The caller has asked not to be texted (STOP).");
  pass("consent", "The caller has not opted out.");

  if (input.availableCredits < input.price)
    return skip(
      "credits",
      "no_credits",
      "There were no credits left. Buy credits and later callers get their text.",
    );
  pass("credits", `${input.price} credit was set aside for the text.`);

  return { decision: "text", reason: null, summary: "The caller was texted back.", checks };
}

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
