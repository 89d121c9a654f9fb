/** Calls in the owner's words. */
import type { CallDirection, CallOutcome, MissedReason } from "../../domain/call.ts";
import { assertNever } from "../../domain/errors.ts";
import { lengthWords } from "./time.ts";

export type Tone = "good" | "bad" | "wait" | "plain";

export interface CallWords {
  readonly title: string;
  readonly detail: string | null;
  readonly tone: Tone;
}

const missedBecause = (reason: MissedReason | null): string | null => {
  switch (reason) {
    case "no_answer":
      return "Nobody picked up";
    case "busy":
      return "The phone was busy";
    case "failed":
      return "The phone could not be reached";
    case "caller_hung_up":
      return "The caller hung up first";
    case null:
      return null;
    default:
      return assertNever(reason);
  }
};

export function callWords(call: {
  readonly direction: CallDirection;
  readonly outcome: CallOutcome | null;
  readonly reason: MissedReason | null;
  readonly durationSeconds: number | null;
}): CallWords {
  const length = call.durationSeconds === null ? null : lengthWords(call.durationSeconds);
  const out = call.direction === "out";
  switch (call.outcome) {
    case "missed":
      return out
        ? { title: "Call not answered", detail: null, tone: "plain" }
        : { title: "Missed call", detail: missedBecause(call.reason), tone: "bad" };
    case "answered":
      return { title: out ? "You called" : "Answered call", detail: length, tone: "good" };
    case null:
      return { title: out ? "Calling" : "Call under way", detail: null, tone: "wait" };
    default:
      return assertNever(call.outcome);
  }
}
