/** How far a call that the owner asked for has come, in their words. */
import type { MissedReason } from "../../domain/call.ts";
import { assertNever } from "../../domain/errors.ts";
import { isOver, type OutboundCallState } from "../../domain/outbound-call.ts";
import type { Tone } from "./call.ts";
import { lengthWords } from "./time.ts";

export interface CallProgressWords {
  readonly title: string;
  readonly words: string;
  readonly tone: Tone;
  readonly over: boolean;
}

export function outboundWords(call: {
  readonly state: OutboundCallState;
  readonly outcome: "answered" | "missed" | null;
  readonly reason: MissedReason | null;
  /** In words already: why it never came to a call. */
  readonly problem: string | null;
  readonly durationSeconds: number | null;
}): CallProgressWords {
  const over = isOver(call.state);
  const say = (title: string, words: string, tone: Tone): CallProgressWords => ({ title, words, tone, over });
  switch (call.state) {
    case "queued":
    case "requesting":
    case "unclear":
      return say("Your phone will ring in a moment", "Pick up and press a key, then we call them.", "wait");
    case "ringing_owner":
      return say("Your phone rings", "Pick up and press a key, then we call them.", "wait");
    case "ringing_customer":
      return say("Their phone rings", "They see the number that they know.", "wait");
    case "talking":
      return say("You are talking", "The call stands on the timeline when it is over.", "good");
    case "failed":
      return say("The call did not come about", call.problem ?? "Try again.", "bad");
    case "ended":
      if (call.outcome === "answered")
        return say(
          "The call is over",
          call.durationSeconds === null ? "" : lengthWords(call.durationSeconds),
          "good",
        );
      return say("Nobody was reached", call.problem ?? missedWords(call.reason), "bad");
    default:
      return assertNever(call.state);
  }
}

function missedWords(reason: MissedReason | null): string {
  switch (reason) {
    case "busy":
      return "Their phone was busy.";
    case "failed":
      return "Their phone could not be reached.";
    case "caller_hung_up":
      return "You hung up before they picked up.";
    case "no_answer":
    case null:
      return "They did not pick up.";
    default:
      return assertNever(reason);
  }
}
