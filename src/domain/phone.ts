/** Phone numbers. E.164 is the only form inside. */
import parsePhoneNumber, { type CountryCode, isSupportedCountry } from "libphonenumber-js/max";
import { remembered } from "./remembered.ts";

/** "+" and up to 15 digits, of a length that exists in its country. */
export type E164 = string & { readonly __brand: "E164" };

const E164_SHAPE = /^\+[1-9]\d{6,14}$/;

/**
 * Reads text that must be E.164 already. Only the length is checked against the country's plan, not the
 * prefix: fictional numbers (555) are what people try things with, and new prefixes appear before the
 * metadata knows them.
 */
export function parseE164(raw: string): E164 | null {
  if (!E164_SHAPE.test(raw)) return null;
  return parsePhoneNumber(raw)?.isPossible() ? (raw as E164) : null;
}

/** Any human spelling → E.164; `country` (ISO 3166, two letters) is assumed when none is written. */
export function normalisePhone(raw: string, country: string): E164 | null {
  const parsed = parsePhoneNumber(raw, isSupportedCountry(country) ? country : ("US" satisfies CountryCode));
  return parsed?.isPossible() ? parseE164(parsed.number) : null;
}

/** For logs: all but the last two digits are hidden. */
export const maskPhone = (phone: string): string =>
  phone.length <= 2 ? "**" : `${phone.startsWith("+") ? "+" : ""}${"*".repeat(6)}${phone.slice(-2)}`;

/** For people: national form for a number of `country`, international otherwise. */
export function formatPhone(phone: E164, country?: string): string {
  const parsed = parsePhoneNumber(phone);
  if (parsed === undefined) return phone;
  const home =
    parsed.country === undefined
      ? parsed.countryCallingCode === "1" && country === "US"
      : parsed.country === country;
  return home ? parsed.formatNational() : parsed.formatInternational();
}

/** Where a line's calls go: a phone, or a SIP address for hunting groups and VoIP routing. */
export type ForwardTarget =
  | { readonly kind: "phone"; readonly number: E164 }
  | { readonly kind: "sip"; readonly uri: string };

// user@host, an optional port and parameters; no characters that could leave the XML text or the header it ends in.
const SIP_SHAPE =
  /^sips?:[A-Za-z0-9.!~*'()&=+$,?/_-]{1,64}@[A-Za-z0-9.-]{1,128}(:\d{1,5})?(;[A-Za-z0-9=._-]{1,60}){0,5}$/;

/** Reads an E.164 number or a `sip:` address; `null` when it is neither. */
export function parseForwardTarget(raw: string): ForwardTarget | null {
  if (SIP_SHAPE.test(raw)) return { kind: "sip", uri: raw };
  const number = parseE164(raw);
  return number === null ? null : { kind: "phone", number };
}

export const forwardTargetText = (target: ForwardTarget): string =>
  target.kind === "phone" ? target.number : target.uri;

/** The country's calling code, and the digits that follow it. */
export function phoneParts(phone: E164): { readonly callingCode: string; readonly national: string } {
  const callingCode = parsePhoneNumber(phone)?.countryCallingCode ?? "";
  return { callingCode, national: phone.slice(1 + callingCode.length) };
}

/** Is what a person wrote this number? With a country code, with or without its "+", or as in `country`. */
export function isSamePhone(written: string, phone: E164, country: string): boolean {
  return normalisePhone(written, country) === phone || `+${written.replaceAll(/\D/g, "")}` === phone;
}

// North America: no area code begins with 0 or 1. Nor does an exchange, but numbers made up for a trial often break that.
const NANP_NUMBER = /^\+1[2-9]\d{9}$/;

/** Not a placeholder such as +10000000000, which has the length of a number and never was one. */
export const hasDialableShape = (phone: E164): boolean => !phone.startsWith("+1") || NANP_NUMBER.test(phone);

/** Whether the number is assigned by its country's plan, as far as the metadata knows. Fictional mobiles are not. */
export const isInNumberingPlan = (phone: E164): boolean => parsePhoneNumber(phone)?.isValid() ?? false;

/** Each caller is asked about more than once, and reading a number takes longer than all else that is asked. */
const read = remembered(1_000, (phone) => ({ parsed: parsePhoneNumber(phone) }));

/**
 * The country of a number, ISO 3166. A number whose prefix the metadata does not know counts as of `home`
 * when it shares its country code, so that a new area code is no foreign country.
 *
 * @returns `null` for numbers of no country (satellites, international networks).
 */
export function countryOf(phone: E164, home: string): string | null {
  const { parsed } = read(phone);
  if (parsed === undefined) return null;
  if (parsed.country !== undefined) return parsed.country;
  const possible: readonly string[] = parsed.getPossibleCountries();
  return possible.includes(home) ? home : (possible[0] ?? null);
}

/**
 * What a number costs to reach, as far as its digits tell. `premium` also has the personal numbers of other
 * countries (+44 70…), priced like it; `satellite` also the international networks (+881, +882, +883).
 */
export type TariffKind = "ordinary" | "toll_free" | "shared_cost" | "premium" | "satellite";

const SATELLITE = /^\+(?:870|878|88[123])/;
/** Area code 900 and the exchange 976 of any area code bill the caller (North American Numbering Plan). */
const NANP_PREMIUM = /^\+1(?:900|[2-9]\d{2}976)/;

export function tariffOf(phone: E164): TariffKind {
  if (SATELLITE.test(phone)) return "satellite";
  if (phone.startsWith("+979") || NANP_PREMIUM.test(phone)) return "premium";
  switch (read(phone).parsed?.getType()) {
    case "PREMIUM_RATE":
      return "premium";
    case "SHARED_COST":
      return "shared_cost";
    case "TOLL_FREE":
      return "toll_free";
    // In North America these (5XX) cost what any number costs.
    case "PERSONAL_NUMBER":
      return phone.startsWith("+1") ? "ordinary" : "premium";
    default:
      return "ordinary";
  }
}
