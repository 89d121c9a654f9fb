/** The settings of a line. With only the first four the product behaves exactly as its page says. */
import type { AnswerConfirmation } from "./answered-by.ts";
import type { BusinessHours } from "./business-hours.ts";
import type { ForwardTarget } from "./phone.ts";
import type { QuietHours } from "./quiet-hours.ts";
import { DEFAULT_MESSAGE } from "./template.ts";

export const MIN_RING_SECONDS = 10;
export const MAX_RING_SECONDS = 60;
export const DEFAULT_RING_SECONDS = 20;

/** Twilio rings at most ten at once or in turn (docs/voice/twiml/dial). */
export const MAX_FORWARD_TARGETS = 10;
export const MAX_MIN_ANSWERED_SECONDS = 60;
export const MAX_TEXT_AGE_MINUTES = 24 * 60;
export const MAX_CALLS_PER_HOUR = 1_000;
export const MIN_VOICEMAIL_SECONDS = 10;
export const MAX_VOICEMAIL_SECONDS = 300;
export const MAX_GREETING_CHARACTERS = 480;

export interface LineSettings extends LineOptions {
  /** Off: calls are still forwarded and logged; the line only never texts. */
  readonly enabled: boolean;
  /** Where calls go. Empty: nowhere yet, so every call is missed at once. */
  readonly forwardTo: readonly ForwardTarget[];
  /** Real seconds of ringing before a call counts as missed; with phones in turn, of each. */
  readonly ringTimeoutSeconds: number;
  /** The template of the text-back. */
  readonly message: string;
}

/** Everything beyond the four: off unless the owner wants it. */
export interface LineOptions {
  /** How several phones ring. */
  readonly ring: "together" | "in_turn";
  /** A caller whom we texted within so many minutes gets no second text-back. 0: every missed call is texted. */
  readonly repeatWindowMinutes: number;
  readonly answerConfirmation: AnswerConfirmation;
  /** An answered call shorter than this counts as missed. 0: off. */
  readonly minAnsweredSeconds: number;
  /** A text-back that could not leave within so many minutes of the call is not sent: it would puzzle its reader. */
  readonly maxTextAgeMinutes: number;
  /** When the business is open, in its time zone. `null`: always. */
  readonly hours: BusinessHours | null;
  /** The text-back outside those hours. `null`: the same as inside. */
  readonly afterHoursMessage: string | null;
  /** Whether the phone rings outside those hours. */
  readonly ringAfterHours: boolean;
  /** By the caller's clock: the text waits until they are over. `null`: none. */
  readonly quietHours: QuietHours | null;
  /** Further countries that may be texted, ISO 3166; the business's own always may. */
  readonly allowedCountries: readonly string[];
  /** Whether an unknown caller's number is looked up, and a landline spared a text. */
  readonly lookUpLandlines: boolean;
  readonly spamGuard: SpamGuard;
  readonly voicemail: Voicemail | null;
}

export interface SpamGuard {
  /** Whether a caller of whom the carrier knows that the number is not theirs is left alone. */
  readonly refuseSpoofed: boolean;
  /** More calls of one number within an hour are a machine's. `null`: no limit. */
  readonly maxCallsPerHour: number | null;
}

export interface Voicemail {
  /** Said before the beep; plain text. */
  readonly greeting: string;
  readonly maxSeconds: number;
}

/** Suggested when somebody switches it on. The voice that says it is an English one. */
export const USUAL_VOICEMAIL: Voicemail = {
  greeting: "Sorry, nobody can answer right now. Leave a message after the tone.",
  maxSeconds: 120,
};

export const DEFAULT_OPTIONS: LineOptions = {
  ring: "together",
  repeatWindowMinutes: 0,
  answerConfirmation: "off",
  minAnsweredSeconds: 0,
  maxTextAgeMinutes: 30,
  hours: null,
  afterHoursMessage: null,
  ringAfterHours: true,
  quietHours: null,
  allowedCountries: [],
  lookUpLandlines: false,
  spamGuard: { refuseSpoofed: false, maxCallsPerHour: null },
  voicemail: null,
};

/** What a new line starts with; its number and its phones are always its own. */
export interface LineDefaults extends LineOptions {
  readonly enabled: boolean;
  readonly ringTimeoutSeconds: number;
  readonly message: string;
}

export const OUR_LINE_DEFAULTS: LineDefaults = {
  ...DEFAULT_OPTIONS,
  enabled: true,
  ringTimeoutSeconds: DEFAULT_RING_SECONDS,
  message: DEFAULT_MESSAGE,
};

export const optionsOf = (settings: LineOptions): LineOptions => ({
  ring: settings.ring,
  repeatWindowMinutes: settings.repeatWindowMinutes,
  answerConfirmation: settings.answerConfirmation,
  minAnsweredSeconds: settings.minAnsweredSeconds,
  maxTextAgeMinutes: settings.maxTextAgeMinutes,
  hours: settings.hours,
  afterHoursMessage: settings.afterHoursMessage,
  ringAfterHours: settings.ringAfterHours,
  quietHours: settings.quietHours,
  allowedCountries: settings.allowedCountries,
  lookUpLandlines: settings.lookUpLandlines,
  spamGuard: settings.spamGuard,
  voicemail: settings.voicemail,
});

/** Twilio adds about 5 s of its own to `<Dial timeout>`, and takes no less than 5 (docs/voice/twiml/dial). */
const CARRIER_EXTRA_SECONDS = 5;
const CARRIER_MIN_SECONDS = 5;

/** The setting means real seconds, so what we ask the carrier for is less by what it adds. */
export const dialTimeoutSeconds = (ringTimeoutSeconds: number): number =>
  Math.max(CARRIER_MIN_SECONDS, ringTimeoutSeconds - CARRIER_EXTRA_SECONDS);
