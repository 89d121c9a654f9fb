/** Why a missed call got no text, and what the owner can do about it now. */
import type { Check, Receipt, SkipReason } from "../../domain/text-back.ts";
import { receipt } from "./en/receipt.ts";
import { saidInSpanish } from "./said.ts";

export interface SkipWords {
  readonly title: string;
  /** Where the cause can be mended. */
  readonly help: { readonly to: string; readonly label: string } | null;
  /** Whether it may be sent all the same: the server has the last word, the caller's own wish the first. */
  readonly anyway: boolean;
}

const PLACES = { credits: "/credits", settings: "/text-back", test: "/test" } as const;

interface Way {
  readonly help?: keyof typeof PLACES;
  readonly anyway?: true;
}

const WAYS: Readonly<Record<SkipReason, Way>> = {
  line_disabled: { help: "settings", anyway: true },
  caller_withheld: {},
  caller_malformed: {},
  caller_is_own_line: {},
  caller_is_forward_number: { help: "test" },
  forwarded_back: {},
  caller_blocked: {},
  caller_spoofed: { help: "settings" },
  too_many_calls: { help: "settings", anyway: true },
  premium_number: {},
  satellite_number: {},
  caller_is_landline: {},
  other_country: { help: "settings" },
  caller_opted_out: {},
  line_cannot_text: { help: "settings", anyway: true },
  texted_recently: { anyway: true },
  too_late: { anyway: true },
  no_credits: { help: "credits", anyway: true },
  call_answered: {},
};

export function skipWords(reason: SkipReason): SkipWords {
  const { help, anyway = false } = WAYS[reason];
  return {
    title: receipt(`skipped.${reason}`),
    help: help === undefined ? null : { to: PLACES[help], label: receipt(`help.${help}`) },
    anyway,
  };
}

/** One check, in words of the service. */
export function checkWords({ check, passed, detail }: Check, { reason }: Receipt): string {
  const said = saidInSpanish()?.receipt;
  if (said === undefined) return detail;
  if (passed) return said.passed[check];
  // Only a number is refused for more than one reason.
  return check !== "caller_textable" || reason === null || reason === "call_answered"
    ? said.notPassed[check]
    : said.because[reason];
}

/** Of a receipt that gives no reason. */
export const summaryWords = ({ summary }: Receipt): string => saidInSpanish()?.receipt.notSent ?? summary;
