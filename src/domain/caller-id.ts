/** Who rang, as the carrier spells it: a number, a refusal to say, or something that is neither. */
import { type E164, hasDialableShape, normalisePhone, parseE164 } from "./phone.ts";
import { cleanLine, clip } from "./plain-text.ts";

export type CallerId =
  | { readonly kind: "known"; readonly phone: E164 }
  | { readonly kind: "withheld" }
  | { readonly kind: "malformed"; readonly raw: string };

/** `From` may be "anonymous, unknown, or other descriptions" (docs/voice/twiml). */
const WITHHELD_WORDS = new Set([
  "",
  "anonymous",
  "unknown",
  "restricted",
  "blocked",
  "unavailable",
  "private",
  "withheld",
]);

const KEYPAD = ["abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"];
const keypadDigits = (word: string): string =>
  Array.from(word, (letter) => KEYPAD.findIndex((key) => key.includes(letter)) + 2).join("");

/**
 * The words above typed on a keypad, which is how carriers pass them through number fields: 266696687 is
 * ANONYMOUS. Seen with and without the country code 1; +17378742833, RESTRICTED, would else be a valid
 * number in Texas.
 */
const WITHHELD_KEYPAD = new Set([...WITHHELD_WORDS].filter((word) => word !== "").map(keypadDigits));

const MAX_RAW = 64;

/** sip:+15125550142@host;params and tel:+15125550142 carry a number; client:mike does not. */
const ADDRESS = /^(?:sips?|tel):(\+?\d{3,15})(?:[@;].*)?$/i;

/** Digits as people and switches write them. */
const WRITTEN_NUMBER = /^\+?[\d ().-]{7,25}$/;

/**
 * Reads `From`. Numbers come as E.164, but also raw: national, without the plus, inside a SIP address.
 * National reading comes before international, since a switch that drops the plus drops the country too.
 *
 * @param raw `From` as received
 * @param country ISO 3166, the line's, for numbers written without a country code
 */
export function readCallerId(raw: string, country: string): CallerId {
  const text = clip(cleanLine(raw), MAX_RAW);
  if (WITHHELD_WORDS.has(text.toLowerCase())) return { kind: "withheld" };
  const written = ADDRESS.exec(text)?.[1] ?? text;
  const digits = written.replace(/^\+/, "");
  if (WITHHELD_KEYPAD.has(digits) || WITHHELD_KEYPAD.has(digits.replace(/^1/, "")))
    return { kind: "withheld" };
  const phone =
    parseE164(written) ??
    (WRITTEN_NUMBER.test(written) ? (normalisePhone(written, country) ?? parseE164(`+${digits}`)) : null);
  return phone === null || !hasDialableShape(phone)
    ? { kind: "malformed", raw: text }
    : { kind: "known", phone };
}
