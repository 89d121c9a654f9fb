/** Who rang, as the carrier spells it: a number, a refusal to say, or something that is neither. */
import { type E164, normalisePhone, parseE164 } from "./phone.ts";
import { cleanLine, clip } from "./plain-text.ts";

export type CallerId =
  | { readonly kind: "known"; readonly phone: E164 }
  | { readonly kind: "withheld" }
  | { readonly kind: "malformed"; readonly raw: string };

const WITHHELD_WORDS = new Set([
  "",
  "anonymous",
  "unknown",
  "restricted",
  "blocked",
  "unavailable",
  "private",
]);

/**
 * The words above typed on a keypad, which is how carriers pass them through number fields:
 * ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE. Seen with and without the country code 1.
 */
const WITHHELD_KEYPAD = new Set(["266696687", "7378742833", "2562533", "8656696", "86282452253"]);

const MAX_RAW = 64;

/** @param raw `From` as received; @param country the line's, for numbers written without a country code. */
export function readCallerId(raw: string, country: string): CallerId {
  const text = clip(cleanLine(raw), MAX_RAW);
  if (WITHHELD_WORDS.has(text.toLowerCase())) return { kind: "withheld" };
  const digits = text.replace(/^\+/, "");
  if (WITHHELD_KEYPAD.has(digits) || WITHHELD_KEYPAD.has(digits.replace(/^1/, "")))
    return { kind: "withheld" };
  const phone = parseE164(text) ?? (/^\d{7,15}$/.test(text) ? normalisePhone(text, country) : null);
  return phone === null ? { kind: "malformed", raw: text } : { kind: "known", phone };
}
