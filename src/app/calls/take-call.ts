import { learnVoicemailStart } from "../../domain/answered-by.ts";
import type { AnswerTerms } from "../../domain/call.ts";
import { readCallerId } from "../../domain/caller-id.ts";
import type { E164, ForwardTarget } from "../../domain/phone.ts";
import { phonesToRing } from "../../domain/ringing.ts";
import { dialTimeoutSeconds, type LineSettings, type Voicemail } from "../../domain/settings.ts";
import type { App } from "../context.ts";
import type { Call, KeyedFact, LineInUse } from "../ports/index.ts";
import { takeTestCall } from "./live-test.ts";
import { type CallHeader, recordCall } from "./record-call.ts";
import { policyOf } from "./weigh-text-back.ts";

/** What the caller gets to hear. */
export type CallPlan =
  | {
      readonly do: "forward";
      readonly targets: readonly ForwardTarget[];
      readonly ring: LineSettings["ring"];
      readonly timeoutSeconds: number;
      readonly callerId: E164;
      readonly answerConfirmation: LineSettings["answerConfirmation"];
    }
  /** Our own forwarding came back: it must ring on as busy, or the first call would count as answered. */
  | { readonly do: "refuse_as_busy" }
  | { readonly do: "take_message"; readonly voicemail: Voicemail }
  | { readonly do: "say_missed"; readonly textIsComing: boolean };

/** Stores the incoming call and says what to do with it. The same call again gets the same answer. */
export async function takeCall(
  app: App,
  lineInUse: LineInUse,
  callSid: string,
  header: CallHeader,
): Promise<CallPlan> {
  if ((await takeTestCall(app, lineInUse, callSid, header.from)) !== null)
    return { do: "say_missed", textIsComing: true };
  const now = app.clock.now();
  const targets = targetsFor(lineInUse, header, now);
  const facts = [await incomingFact(app, lineInUse, targets.length, now)];
  const call = await recordCall(app, { lineInUse, callSid, header, facts });
  if (call?.standing === "forwarded_back") return { do: "refuse_as_busy" };
  return targets.length > 0 ? forwardPlan(lineInUse, header, now) : afterMiss(lineInUse, call);
}

/** The call has come, so many phones are rung for it, and this is what counts as an answer. */
export async function incomingFact(
  app: App,
  lineInUse: LineInUse,
  legs: number,
  at: Date,
): Promise<KeyedFact> {
  const terms = await answerTerms(app, lineInUse);
  return {
    key: "incoming",
    fact: { kind: "incoming", legs, at: at.toISOString(), ...(terms === null ? {} : { terms }) },
  };
}

/** For a caller who is still on the line when nobody took the call. */
export function afterMiss({ line }: LineInUse, call: Call | null): CallPlan {
  // A message is for a caller; our own phones ringing in circles leave none.
  const isCaller = call !== null && (call.standing === "textable" || call.standing === "withheld");
  if (line.voicemail !== null && isCaller) return { do: "take_message", voicemail: line.voicemail };
  const { receipt } = call ?? {};
  const textIsComing = receipt?.decision === "text" && receipt.waitsUntil === undefined;
  return { do: "say_missed", textIsComing };
}

/** `null`: whatever answers counts. */
async function answerTerms(app: App, { line, business }: LineInUse): Promise<AnswerTerms | null> {
  const { answerConfirmation: confirmation, minAnsweredSeconds } = line;
  if (confirmation === "off" && minAnsweredSeconds === 0) return null;
  const samples =
    confirmation === "detect_machine"
      ? await app.store.read.calls.answerSamples(business.id, line.number)
      : [];
  return { confirmation, minAnsweredSeconds, learnedVoicemailSeconds: learnVoicemailStart(samples) };
}

/** Never the phone that calls, nor the phone that sent the call to us. */
function targetsFor(lineInUse: LineInUse, header: CallHeader, now: Date): readonly ForwardTarget[] {
  const calling = new Set(
    [header.from, header.forwardedFrom].flatMap((raw) => {
      const id = raw === null ? null : readCallerId(raw, lineInUse.business.country);
      return id?.kind === "known" ? id.phone : [];
    }),
  );
  return phonesToRing(policyOf(lineInUse), calling, now);
}

/**
 * Needs no database, so that callers are connected also while it is down. A withheld or garbled number
 * would be refused as a caller id (docs/api/errors/13214), so the line's own stands in.
 */
export function forwardPlan(lineInUse: LineInUse, header: CallHeader, now: Date): CallPlan {
  const { line, business } = lineInUse;
  const targets = targetsFor(lineInUse, header, now);
  if (targets.length === 0) return { do: "say_missed", textIsComing: false };
  const caller = readCallerId(header.from, business.country);
  return {
    do: "forward",
    targets,
    ring: line.ring,
    timeoutSeconds: dialTimeoutSeconds(line.ringTimeoutSeconds),
    callerId: caller.kind === "known" ? caller.phone : line.number,
    answerConfirmation: line.answerConfirmation,
  };
}
