/** How far a call that the owner asked for has come, in their words. */
import type { MissedReason } from "../../domain/call.ts";
import { assertNever } from "../../domain/errors.ts";
import { isOver, type OutboundCallState, ownerProblemWords } from "../../domain/outbound-call.ts";
import type { Tone } from "./call.ts";
import { calling } from "./en/calling.ts";
import { saidInSpanish } from "./said.ts";
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
  const problem = call.problem === null ? null : problemWords(call.problem);
  const say = (title: string, words: string, tone: Tone): CallProgressWords => ({ title, words, tone, over });
  switch (call.state) {
    case "queued":
    case "requesting":
    case "unclear":
      return say(calling("soon"), calling("pickUp"), "wait");
    case "ringing_owner":
      return say(calling("yours"), calling("pickUp"), "wait");
    case "ringing_customer":
      return say(calling("theirs"), calling("theirsWords"), "wait");
    case "talking":
      return say(calling("talking"), calling("talkingWords"), "good");
    case "failed":
      return say(calling("failed"), problem ?? calling("failedWords"), "bad");
    case "ended":
      if (call.outcome === "answered")
        return say(
          calling("over"),
          call.durationSeconds === null ? "" : lengthWords(call.durationSeconds),
          "good",
        );
      return say(calling("nobody"), problem ?? calling(`missed.${call.reason ?? "no_answer"}`), "bad");
    default:
      return assertNever(call.state);
  }
}

/** The service names what happened at the owner's phone by its sentence. */
function problemWords(problem: string): string {
  const said = saidInSpanish();
  if (said === null) return problem;
  const what = (Object.keys(ownerProblemWords) as (keyof typeof ownerProblemWords)[]).find(
    (each) => ownerProblemWords[each] === problem,
  );
  return what === undefined ? said.callNotPlaced : said.ownersSide[what];
}
