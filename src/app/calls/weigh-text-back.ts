/** Gathers what the decision about a missed call needs to know, and asks for it. Nothing is read that the line's settings leave out. */
import { isOpen } from "../../domain/business-hours.ts";
import { HOUR_MS, type Policy, reasonsAgainst, weighMissedCall } from "../../domain/missed-call.ts";
import { REPEAT_COUNT_HOURS } from "../../domain/repeat-window.ts";
import type { Receipt } from "../../domain/text-back.ts";
import { nextTextingState, type TextingState, textingWords } from "../../domain/texting-state.ts";
import type { Untextable } from "../../domain/who-can-be-texted.ts";
import type { App } from "../context.ts";
import type { Call, Caller, LineInUse, Tx } from "../ports/index.ts";

const DAY_MS = 24 * HOUR_MS;
/** A number seldom changes from landline to mobile. */
export const LINE_TYPE_KEPT_MS = 180 * DAY_MS;

export const policyOf = ({ line, business }: Pick<LineInUse, "line" | "business">): Policy => ({
  settings: line,
  timeZone: business.timeZone,
  country: business.country,
});

/** What speaks against texting this caller, beyond who they are; the weightiest first. */
export async function weighCaller(
  app: App,
  tx: Tx,
  lineInUse: LineInUse,
  call: Call,
  caller: Caller | null,
): Promise<readonly Untextable[]> {
  const now = app.clock.now();
  const counts = call.standing === "textable" && lineInUse.line.spamGuard.maxCallsPerHour !== null;
  const otherCalls =
    call.phone === null || !counts
      ? []
      : await tx.calls.timesOf(call.businessId, call.phone, new Date(now.getTime() - HOUR_MS), call.callSid);
  return reasonsAgainst(policyOf(lineInUse), call, caller, otherCalls, now);
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
  const now = app.clock.now();
  const { texting, repeatWindowMinutes } = lineInUse.line;
  const [lastTextAt, otherCalls] =
    repeatWindowMinutes === 0 || call.phone === null
      ? [null, []]
      : await Promise.all([
          tx.texts.lastSentAt(call.businessId, call.phone),
          tx.calls.timesOf(
            call.businessId,
            call.phone,
            new Date(now.getTime() - REPEAT_COUNT_HOURS * HOUR_MS),
            call.callSid,
          ),
        ]);
  const lineCannotText = texting === null ? null : whyNotTexting(texting, now);
  return {
    ...weighMissedCall(policyOf(lineInUse), call, caller, against, {
      now,
      lastTextAt,
      otherCalls,
      lineCannotText,
      availableCredits,
      corrected,
    }),
    decidedAt: now.toISOString(),
  };
}

function whyNotTexting(texting: TextingState, now: Date): string | null {
  const state = nextTextingState(texting, { kind: "tick", at: now });
  if (state.status === "ready") return null;
  const { headline, whatToDo } = textingWords(state);
  return `${headline} ${whatToDo}`;
}

/** The template for this moment: the business may greet differently when it is closed. */
export const messageFor = ({ line, business }: LineInUse, at: Date): string =>
  line.afterHoursMessage !== null && line.hours !== null && !isOpen(line.hours, business.timeZone, at)
    ? line.afterHoursMessage
    : line.message;
