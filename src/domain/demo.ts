/**
 * A demo business is there to be shown, such as to a marketplace's reviewers: its line is simulated, and nothing of it
 * ever reaches a carrier, a phone or a card.
 */
import type { Business } from "./business.ts";

export const DEMO_LASTS_MS = 90 * 24 * 3_600_000;
export const DEMO_CREDITS = 100;

/** Twilio's are "AC" and 32 hex digits, so no real account can be called like this. */
const SIMULATED_ACCOUNT = /^ACsim[0-9a-f]{29}$/;
export const isSimulatedAccount = (accountSid: string): boolean => SIMULATED_ACCOUNT.test(accountSid);

/** @param hex at least 29 hex digits that nobody else has */
export const simulatedAccount = (hex: string): string => `ACsim${hex.slice(-29)}`;

/** 555-0100 to 555-0199 of every area are kept for fiction (nationalnanpa.com), and the area 555 is nowhere. */
const FICTIONAL = /^\+1(?:[2-9]\d{2}55501\d{2}|555\d{7})$/;
export const isFictional = (phone: string): boolean => FICTIONAL.test(phone);

export const isDemo = ({ demoEndsAt }: Pick<Business, "demoEndsAt">): boolean => demoEndsAt != null;
