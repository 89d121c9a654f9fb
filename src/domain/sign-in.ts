/** Who may sign in, for how long what lets them in lives, and how often anybody may try. */
import { type E164, normalisePhone } from "./phone.ts";

export const ROLES = ["owner", "member"] as const;
/** An owner also changes settings, keys, connections and people; a member works the inbox. */
export type Role = (typeof ROLES)[number];

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const LINK_LIVES_MS = 15 * MINUTE_MS;
export const CODE_LIVES_MS = 10 * MINUTE_MS;
export const INVITATION_LIVES_MS = 7 * DAY_MS;
/** Counted from when it was last used. */
export const SESSION_LIVES_MS = 30 * DAY_MS;
/** What a CRM's page is opened by: it is used within the same second. */
export const LAUNCH_LIVES_MS = 5 * MINUTE_MS;
/** Of a page inside a CRM, from its beginning: it is kept in memory alone, and a reload there makes a new one. */
export const EMBEDDED_SESSION_LIVES_MS = 12 * 60 * MINUTE_MS;
/** Use is noted no more often than this: a write per request would be for nothing. */
export const SESSION_NOTED_EVERY_MS = 60 * MINUTE_MS;

export const CODE_DIGITS = 6;
export const MAX_GUESSES_PER_CODE = 5;

/**
 * How often within a window. One contact's guesses make a chance of 10 in a million each quarter of an hour.
 * An address may be a whole office behind one router, so it gets more.
 */
export const LIMIT_WINDOW_MS = 15 * MINUTE_MS;
export const LIMITS = {
  codesPerContact: 3,
  codesPerAddress: 30,
  guessesPerContact: 10,
  guessesPerAddress: 60,
  /** Codes and invitations by text, which nobody pays for. */
  textsPerBusiness: 10,
} as const;

/** Where a person can be reached, in the one spelling under which they are known. */
export type Contact =
  | { readonly kind: "email"; readonly email: string }
  | { readonly kind: "phone"; readonly phone: E164 };

const EMAIL = /^[^\s@"(),:;<>[\]\\]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/;
const MAX_EMAIL = 254;

/** Case does not tell mailboxes apart in practice, and people type their own address in many ways. */
export function parseEmail(raw: string): string | null {
  const email = raw.trim().toLowerCase();
  return email.length <= MAX_EMAIL && EMAIL.test(email) ? email : null;
}

/** `country` is assumed for a phone written without one. `null`: neither an e-mail address nor a phone. */
export function parseContact(raw: string, country: string): Contact | null {
  const email = parseEmail(raw);
  if (email !== null) return { kind: "email", email };
  const phone = normalisePhone(raw, country);
  return phone === null ? null : { kind: "phone", phone };
}

export const contactText = (contact: Contact): string =>
  contact.kind === "email" ? contact.email : contact.phone;
