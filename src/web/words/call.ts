/** Calls in the owner's words. */
import type { CallDirection, CallOutcome, MissedReason } from "../../domain/call.ts";
import { assertNever } from "../../domain/errors.ts";
import { calls } from "./en/calls.ts";
import { lengthWords } from "./time.ts";

export type Tone = "good" | "bad" | "wait" | "plain";

export interface CallWords {
  readonly title: string;
  readonly detail: string | null;
  readonly tone: Tone;
}

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
        ? { title: calls("notAnswered"), detail: null, tone: "plain" }
        : {
            title: calls("missed.title"),
            detail: call.reason === null ? null : calls(`missed.${call.reason}`),
            tone: "bad",
          };
    case "answered":
      return { title: calls(out ? "youCalled" : "answered"), detail: length, tone: "good" };
    case null:
      return { title: calls(out ? "calling" : "underWay"), detail: null, tone: "wait" };
    default:
      return assertNever(call.outcome);
  }
}
