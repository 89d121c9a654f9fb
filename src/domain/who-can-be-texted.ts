/**
 * Which callers may be texted, and which numbers may be dialled for the owner. Reasons come as a list, in
 * an order that is policy: a reason that would still hold if the later ones were mended comes first.
 */
import type { CallerId } from "./caller-id.ts";
import { countryOf, type E164, isInNumberingPlan, tariffOf } from "./phone.ts";

export type UntextableReason =
  | "withheld"
  | "short_code"
  | "malformed"
  | "own_line"
  | "forward_number"
  | "blocklisted"
  | "spoofed"
  | "too_many_calls"
  | "premium_rate"
  | "satellite"
  | "landline"
  | "other_country";

export interface Untextable {
  readonly reason: UntextableReason;
  /** One sentence for the owner. */
  readonly detail: string;
}

/** Line types of Lookup v2 (docs/lookup/v2-api/line-type-intelligence). */
const LINE_TYPES = [
  "mobile",
  "landline",
  "fixedVoip",
  "nonFixedVoip",
  "personal",
  "tollFree",
  "premium",
  "sharedCost",
  "uan",
  "voicemail",
  "pager",
  "unknown",
] as const;
export type LineType = (typeof LINE_TYPES)[number];
export const isLineType = (text: string): text is LineType =>
  (LINE_TYPES as readonly string[]).includes(text);

export interface TextableInput {
  readonly caller: CallerId;
  /** The numbers of all our lines, E.164: texting one starts a loop. */
  readonly ownLines: ReadonlySet<string>;
  /** The phones that this business's calls go to. */
  readonly forwardNumbers: ReadonlySet<string>;
  /** The business's, ISO 3166; its own country is always allowed. */
  readonly country: string;
  /** Further countries that may be texted, ISO 3166. */
  readonly allowedCountries: readonly string[];
  /** As looked up, where the business wants that; `null`: not looked up. */
  readonly lineType: LineType | null;
  /** An earlier text met an error that marks a landline (see delivery-errors). */
  readonly knownLandline: boolean;
  /** The business does not want this caller. */
  readonly blocklisted: boolean;
  /** `StirVerstat` as received (docs/voice/trusted-calling-with-shakenstir); `null`: absent. */
  readonly stirVerdict: string | null;
  /** Calls of this caller to the business in the last 60 minutes, this one included. */
  readonly callsInLastHour: number;
  /** More than this many are a machine's. `null`: no limit. */
  readonly maxCallsPerHour: number | null;
}

/** A handset's short number for services: three to eight digits, five or six in North America. */
const SHORT_CODE = /^\+?\d{3,8}$/;

/** TN-Validation-Failed, with a level and suffixes or without: the carrier knows that this is not who called. */
export const isSpoofed = (stirVerdict: string | null): boolean =>
  stirVerdict?.startsWith("TN-Validation-Failed") ?? false;

const LANDLINES: ReadonlySet<LineType> = new Set(["landline", "pager", "voicemail"]);
const PREMIUM_LINES: ReadonlySet<LineType> = new Set(["premium", "sharedCost"]);

/**
 * Every reason against texting this caller, the weightiest first; empty when nothing speaks against it.
 * Who they are comes before what they did, and that before what their number is.
 */
export function whyNotTextable(input: TextableInput): readonly Untextable[] {
  const { caller } = input;
  if (caller.kind === "withheld")
    return [
      { reason: "withheld", detail: "The caller's number was withheld, so there is no number to text." },
    ];
  if (caller.kind === "malformed")
    return SHORT_CODE.test(caller.raw)
      ? [{ reason: "short_code", detail: "The call came from a short service number, which takes no texts." }]
      : [{ reason: "malformed", detail: "The caller's number is not one that can receive a text." }];

  const { phone } = caller;
  const reasons: Untextable[] = [];
  const add = (reason: UntextableReason, detail: string) => reasons.push({ reason, detail });

  if (input.ownLines.has(phone))
    add("own_line", "The call came from one of our own lines; texting it would start a loop.");
  if (input.forwardNumbers.has(phone))
    add("forward_number", "The call came from a phone that this line forwards to.");
  if (input.blocklisted) add("blocklisted", "This number is on your blocklist.");
  if (isSpoofed(input.stirVerdict))
    add(
      "spoofed",
      "The carrier found that the caller used somebody else's number; a text would reach the wrong person.",
    );
  if (input.maxCallsPerHour !== null && input.callsInLastHour > input.maxCallsPerHour)
    add(
      "too_many_calls",
      `This number called ${input.callsInLastHour} times within an hour, as machines do; ${input.maxCallsPerHour} are let through.`,
    );

  const tariff = tariffOf(phone);
  const lineType = input.lineType;
  if (tariff === "satellite")
    add("satellite", "This is a satellite number, which is costly and seldom takes texts.");
  else if (
    tariff === "premium" ||
    tariff === "shared_cost" ||
    (lineType !== null && PREMIUM_LINES.has(lineType))
  )
    add("premium_rate", "This is a premium-rate number, which costs extra and takes no texts.");
  if (input.knownLandline || (lineType !== null && LANDLINES.has(lineType)))
    add("landline", "This number is a landline, which cannot receive texts.");

  const country = countryOf(phone, input.country);
  if (country !== input.country && (country === null || !input.allowedCountries.includes(country)))
    add(
      "other_country",
      country === null
        ? "This number belongs to no country that you allow texts to."
        : `This number is from another country (${country}), and you allow texts to your own only.`,
    );
  return reasons;
}

/** Nobody wants a spammer among the customers, and without a number there is nothing to make a lead of. */
const WITHOUT_LEAD: ReadonlySet<UntextableReason> = new Set([
  "withheld",
  "short_code",
  "malformed",
  "blocklisted",
  "spoofed",
  "too_many_calls",
]);

/** Whether an unknown caller becomes a lead; else the call is logged without one. */
export const makesLead = (reasons: readonly Untextable[]): boolean =>
  !reasons.some(({ reason }) => WITHOUT_LEAD.has(reason));

export type UndialableReason = "premium_rate" | "satellite" | "not_in_service" | "other_country";

export type DialDecision =
  | { readonly may: true }
  | { readonly may: false; readonly reason: UndialableReason; readonly detail: string };

/**
 * Whether click-to-call may dial this number. Premium and satellite numbers never: calling back a number
 * that rang once is the oldest of toll frauds. Else a number of the business's own country, or one that has
 * called, texted, or stands in its CRM.
 *
 * @param country the business's, ISO 3166
 * @param isKnownCaller the business has a caller or record with this number
 */
export function mayDial(phone: E164, country: string, isKnownCaller: boolean): DialDecision {
  const tariff = tariffOf(phone);
  if (tariff === "satellite")
    return { may: false, reason: "satellite", detail: "Calls to satellite numbers are too costly." };
  if (tariff === "premium" || tariff === "shared_cost")
    return {
      may: false,
      reason: "premium_rate",
      detail: "This is a premium-rate number; calling it costs extra.",
    };
  if (isKnownCaller) return { may: true };
  if (countryOf(phone, country) !== country)
    return {
      may: false,
      reason: "other_country",
      detail: "Abroad you can call those only who have called or texted you, or stand in your CRM.",
    };
  // Made-up numbers of one's own country ring nowhere and cost nothing in North America; elsewhere prefixes differ in price.
  if (!phone.startsWith("+1") && !isInNumberingPlan(phone))
    return {
      may: false,
      reason: "not_in_service",
      detail: "This is not a number that is in service in your country.",
    };
  return { may: true };
}
