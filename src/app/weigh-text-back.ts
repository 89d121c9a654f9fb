/** Gathers what the decision about a missed call needs to know, and asks for it. Nothing is read that the line's settings leave out. */
import { isOpen } from "../domain/business-hours.ts";
import { CREDITS_PER_TEXT } from "../domain/credits.ts";
import { quietUntil } from "../domain/quiet-hours.ts";
import { checkRepeatWindow, durationWords, repeatWords } from "../domain/repeat-window.ts";
import { decideTextBack, type Receipt } from "../domain/text-back.ts";
import { nextTextingState, textingWords } from "../domain/texting-state.ts";
import { type Untextable, whyNotTextable } from "../domain/who-can-be-texted.ts";
import type { App } from "./context.ts";
import type { Call, Caller, LineInUse, Tx } from "./ports.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A call that turns out as missed later than this after its end earns no text: the moment is over. */
const CORRECTION_WITHIN_MS = 5 * MINUTE_MS;
/** A number seldom changes from landline to mobile. */
export const LINE_TYPE_KEPT_MS = 180 * DAY_MS;

/** What speaks against texting this caller, beyond who they are; the weightiest first. */
export async function weighCaller(
  app: App,
  tx: Tx,
  { line, business }: LineInUse,
  call: Call,
  caller: Caller | null,
): Promise<readonly Untextable[]> {
  if (call.phone === null || caller === null || call.standing !== "textable") return [];
  const { maxCallsPerHour, refuseSpoofed } = line.spamGuard;
  const hourAgo = new Date(app.clock.now().getTime() - HOUR_MS);
  const earlier =
    maxCallsPerHour === null ? [] : await tx.calls.timesOf(business.id, call.phone, hourAgo, call.callSid);
  return whyNotTextable({
    caller: { kind: "known", phone: call.phone },
    // Who they are was settled when the call came in: their standing.
    ownLines: new Set(),
    forwardNumbers: new Set(),
    country: business.country,
    allowedCountries: line.allowedCountries,
    lineType: line.lookUpLandlines ? caller.lineType : null,
    knownLandline: caller.landline,
    blocklisted: caller.blocked,
    stirVerdict: refuseSpoofed ? call.stirVerdict : null,
    callsInLastHour: earlier.length + 1,
    maxCallsPerHour,
  });
}

/** @param corrected the call had counted as answered until now */
export async function weighTextBack(
  app: App,
  tx: Tx,
  lineInUse: LineInUse,
  call: Call,
  caller: Caller | null,
  against: readonly Untextable[],
  availableCredits: number,
  corrected: boolean,
): Promise<Receipt> {
  const { line, business } = lineInUse;
  const now = app.clock.now();
  const texting = line.texting === null ? null : nextTextingState(line.texting, { kind: "tick", at: now });
  return decideTextBack({
    lineEnabled: line.enabled,
    caller: call.standing,
    against,
    consent: caller?.consent ?? "unknown",
    lineCannotText: texting === null || texting.status === "ready" ? null : wordsOf(textingWords(texting)),
    repeat: await weighRepetition(app, tx, lineInUse, call),
    tooLate: tooLateWords(lineInUse, call, now, corrected),
    quietUntil:
      line.quietHours === null || call.phone === null
        ? null
        : quietUntil(call.phone, line.quietHours, business.timeZone, now),
    availableCredits,
    price: CREDITS_PER_TEXT,
  });
}

const wordsOf = ({ headline, whatToDo }: { headline: string; whatToDo: string }): string =>
  `${headline} ${whatToDo}`;

async function weighRepetition(app: App, tx: Tx, { line, business }: LineInUse, call: Call) {
  const now = app.clock.now();
  if (line.repeatWindowMinutes === 0 || call.phone === null) return checkRepeatWindow(0, null, now);
  const since = new Date(now.getTime() - DAY_MS);
  const [lastTextAt, earlier] = await Promise.all([
    tx.texts.lastSentAt(business.id, call.phone),
    tx.calls.timesOf(business.id, call.phone, since, call.callSid),
  ]);
  const decision = checkRepeatWindow(line.repeatWindowMinutes, lastTextAt, now);
  const count = repeatWords(earlier, now);
  return decision.skip && count !== null
    ? { ...decision, detail: `${decision.detail} This was the ${count}.` }
    : decision;
}

/** How long ago the call ended, by what is known of it. */
function tooLateWords({ line }: LineInUse, call: Call, now: Date, corrected: boolean): string | null {
  const lastedMs = (line.ringTimeoutSeconds + (call.durationSeconds ?? 0)) * 1_000;
  const age = now.getTime() - call.occurredAt.getTime() - lastedMs;
  const limit = corrected ? CORRECTION_WITHIN_MS : line.maxTextAgeMinutes * MINUTE_MS;
  if (age <= limit) return null;
  return corrected
    ? `It turned out only ${durationWords(age)} later that nobody had taken the call; a text would puzzle the caller by now.`
    : `We heard of this call ${durationWords(age)} late; a text would puzzle the caller by now.`;
}

/** The template for this moment: the business may greet differently when it is closed. */
export const messageFor = ({ line, business }: LineInUse, at: Date): string =>
  line.afterHoursMessage !== null && line.hours !== null && !isOpen(line.hours, business.timeZone, at)
    ? line.afterHoursMessage
    : line.message;
