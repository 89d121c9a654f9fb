/**
 * All that bears on one missed call, put to the rules in their order. The call that has just come and the
 * back-test of past ones both go through here, so that a back-test says what production would have done.
 */
import type { Consent } from "./consent.ts";
import { CREDITS_PER_TEXT } from "./credits.ts";
import type { E164 } from "./phone.ts";
import { quietUntil } from "./quiet-hours.ts";
import { checkRepeatWindow, durationWords, type RepeatDecision, repeatWords } from "./repeat-window.ts";
import type { LineSettings } from "./settings.ts";
import { type CallerStanding, decideTextBack, type Receipt } from "./text-back.ts";
import { type LineType, type Untextable, whyNotTextable } from "./who-can-be-texted.ts";

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
/** A call that turns out as missed later than this after its end earns no text: the moment is over. */
const CORRECTION_WITHIN_MS = 5 * MINUTE_MS;

/** A line's settings, with what of its business they are read by. */
export interface Policy {
  readonly settings: LineSettings;
  /** IANA name. */
  readonly timeZone: string;
  /** ISO 3166, two letters. */
  readonly country: string;
}

/** What is known of the caller when the call is decided. */
export interface CallerFacts {
  readonly consent: Consent;
  readonly blocked: boolean;
  /** `null`: not looked up. */
  readonly lineType: LineType | null;
  /** A text to it met an error that only landlines give. */
  readonly landline: boolean;
}

export interface WeighedCall {
  readonly phone: E164 | null;
  readonly standing: CallerStanding;
  /** `StirVerstat` as the carrier gave it. */
  readonly stirVerdict: string | null;
  readonly occurredAt: Date;
  /** Seconds of conversation, if there was one. */
  readonly durationSeconds: number | null;
}

/** How things stand at the moment of the decision. */
export interface Circumstances {
  readonly now: Date;
  /** When we last texted this caller; not looked at without a repeat window. */
  readonly lastTextAt: Date | null;
  /** This caller's other calls of the last day, in any order; not looked at without a repeat window. */
  readonly otherCalls: readonly Date[];
  /** Why the carriers do not let this line text now, in words; `null` when they do. */
  readonly lineCannotText: string | null;
  readonly availableCredits: number;
  /** The call had counted as answered until now. */
  readonly corrected: boolean;
}

/**
 * What speaks against texting this caller, beyond who they are; the weightiest first.
 *
 * @param otherCalls this caller's other calls, in any order; those of the hour before `now` count
 */
export function reasonsAgainst(
  { settings, country }: Policy,
  call: WeighedCall,
  caller: CallerFacts | null,
  otherCalls: readonly Date[],
  now: Date,
): readonly Untextable[] {
  if (call.phone === null || caller === null || call.standing !== "textable") return [];
  const { maxCallsPerHour, refuseSpoofed } = settings.spamGuard;
  const hourAgo = now.getTime() - HOUR_MS;
  return whyNotTextable({
    caller: { kind: "known", phone: call.phone },
    // Who they are was settled when the call came in: their standing.
    ownLines: new Set(),
    forwardNumbers: new Set(),
    country,
    allowedCountries: settings.allowedCountries,
    lineType: settings.lookUpLandlines ? caller.lineType : null,
    knownLandline: caller.landline,
    blocklisted: caller.blocked,
    stirVerdict: refuseSpoofed ? call.stirVerdict : null,
    callsInLastHour: otherCalls.filter((at) => at.getTime() >= hourAgo).length + 1,
    maxCallsPerHour,
  });
}

/** The receipt of a missed call. */
export function weighMissedCall(
  policy: Policy,
  call: WeighedCall,
  caller: CallerFacts | null,
  against: readonly Untextable[],
  circumstances: Circumstances,
): Receipt {
  const { settings, timeZone } = policy;
  const { now, lineCannotText, availableCredits } = circumstances;
  return decideTextBack({
    lineEnabled: settings.enabled,
    caller: call.standing,
    against,
    consent: caller?.consent ?? "unknown",
    lineCannotText,
    repeat: weighRepetition(settings, call, circumstances),
    tooLate: tooLateWords(settings, call, circumstances),
    quietUntil:
      settings.quietHours === null || call.phone === null
        ? null
        : quietUntil(call.phone, settings.quietHours, timeZone, now),
    availableCredits,
    price: CREDITS_PER_TEXT,
  });
}

function weighRepetition(
  { repeatWindowMinutes }: LineSettings,
  { phone }: WeighedCall,
  { now, lastTextAt, otherCalls }: Circumstances,
): RepeatDecision {
  if (repeatWindowMinutes === 0 || phone === null) return checkRepeatWindow(0, null, now);
  const decision = checkRepeatWindow(repeatWindowMinutes, lastTextAt, now);
  const count = repeatWords(otherCalls, now);
  return decision.skip && count !== null
    ? { ...decision, detail: `${decision.detail} This was the ${count}.` }
    : decision;
}

/** How long ago the call ended, by what is known of it. */
function tooLateWords(
  { ringTimeoutSeconds, maxTextAgeMinutes }: LineSettings,
  call: WeighedCall,
  { now, corrected }: Circumstances,
): string | null {
  const lastedMs = (ringTimeoutSeconds + (call.durationSeconds ?? 0)) * 1_000;
  const age = now.getTime() - call.occurredAt.getTime() - lastedMs;
  const limit = corrected ? CORRECTION_WITHIN_MS : maxTextAgeMinutes * MINUTE_MS;
  if (age <= limit) return null;
  return corrected
    ? `It turned out only ${durationWords(age)} later that nobody had taken the call; a text would puzzle the caller by now.`
    : `We heard of this call ${durationWords(age)} late; a text would puzzle the caller by now.`;
}
