/** Somebody calls one of our numbers: from the first ring to the number's status callback. */

import { twilioDate } from "../dates.ts";
import type { AnsweredBy } from "../scripts.ts";
import {
  type Behaviour,
  type CallerScript,
  callerPresses,
  fromBehaviour,
  type PhoneScript,
  talkSeconds,
} from "../scripts.ts";
import type { CarrierState } from "../state.ts";
import {
  CALL_OVER,
  type CallStatus,
  type CarrierCall,
  type CarrierNumber,
  type CarrierRecording,
  type Step,
  type Webhook,
} from "../types.ts";
import { follow } from "./interpreter.ts";
import { endLeg, hangUp, type Leg, newLeg } from "./leg.ts";
import { callParams, newStory, type OnRing, type Story } from "./story.ts";

export interface CallRequest {
  readonly from: string;
  readonly to: string;
  /** What the phones that we have called do, in that order; `phones` by number comes before it. */
  readonly callee?: readonly PhoneScript[];
  readonly phones?: Readonly<Record<string, PhoneScript>>;
  readonly caller?: CallerScript;
  /** When it began; now when absent. */
  readonly at?: Date;
  readonly callerName?: string;
  /** Such as `TN-Validation-Passed-A` (docs/voice/trusted-calling-with-shakenstir). */
  readonly stirVerstat?: string;
  readonly forwardedFrom?: string;
  /** Whatever else Twilio may send along. */
  readonly params?: Readonly<Record<string, string>>;
  readonly onStep?: (step: Step) => void | Promise<void>;
  /** The phones that are called are in somebody's hand. */
  readonly onRing?: OnRing;
}

/** A call when it is over. */
export interface CallStory {
  readonly callSid: string;
  readonly status: CallStatus;
  readonly durationSeconds: number;
  readonly legs: readonly LegStory[];
  readonly recordings: readonly CarrierRecording[];
  readonly steps: readonly Step[];
  readonly webhooks: readonly Webhook[];
  /** What the caller heard. */
  readonly spoken: readonly string[];
}

export interface LegStory {
  readonly callSid: string;
  readonly to: string;
  readonly status: CallStatus;
  readonly durationSeconds: number;
  readonly answeredBy: AnsweredBy | null;
  readonly heard: readonly string[];
}

/** The short form of a request. */
export interface BehaviourRequest {
  readonly from: string;
  readonly to: string;
  readonly behaviour: Behaviour;
  readonly params?: Readonly<Record<string, string>>;
}

export const playBehaviour = (
  state: CarrierState,
  { behaviour, ...request }: BehaviourRequest,
): Promise<CallStory> => playCall(state, { ...request, ...fromBehaviour(behaviour) });

export async function playCall(state: CarrierState, request: CallRequest): Promise<CallStory> {
  const number = state.number(request.to);
  if (number === undefined) throw new Error(`The carrier has no number ${request.to}`);
  const startedAt = request.at ?? state.now();
  const story = newStory(state, {
    accountSid: number.accountSid,
    startedAt,
    caller: request.caller ?? {},
    ...(request.callee === undefined ? {} : { callee: request.callee }),
    ...(request.phones === undefined ? {} : { phones: request.phones }),
    ...(request.onStep === undefined ? {} : { onStep: request.onStep }),
    ...(request.onRing === undefined ? {} : { onRing: request.onRing }),
  });
  const leg = callerLeg(story, number, request, startedAt);
  await story.step(leg.call.sid, "call_placed", `${leg.call.from} calls ${leg.call.to}`);
  const { hangsUpAfter } = story.caller;
  if (hangsUpAfter !== undefined) story.beside(givesUp(story, leg, hangsUpAfter));
  const source = { url: number.voiceUrl, method: "POST" as const, fallbackUrl: number.voiceFallbackUrl };
  await follow(story, leg, { source, kind: "voice" }, "all");
  endLeg(story, leg, "completed");
  await story.step(leg.call.sid, CALL_OVER, "the call is over");
  await tellEnd(story, leg, number);
  await story.besidesOver();
  return storyOf(story, leg);
}

function callerLeg(story: Story, number: CarrierNumber, request: CallRequest, startedAt: Date): Leg {
  const call: CarrierCall = {
    sid: story.state.newSid("CA"),
    accountSid: number.accountSid,
    parentSid: null,
    direction: "inbound",
    from: request.from,
    to: number.phoneNumber,
    // Looked up only for numbers that pay for it (voice_caller_id_lookup).
    callerName: request.callerName ?? (number.voiceCallerIdLookup ? nameOf(story.state, request.from) : null),
    forwardedFrom: request.forwardedFrom ?? null,
    startedAt,
    answeredAt: null,
    endedAt: null,
    status: "ringing",
    durationSeconds: null,
    answeredBy: null,
  };
  return newLeg(story, call, {
    presses: (asked) => callerPresses(story.caller, asked),
    talksFor: () => talkSeconds(story.caller.talks, Number.POSITIVE_INFINITY),
    // An inbound call's own report is the number's, and it has another form.
    report: { url: undefined, events: new Set(), method: "POST", kind: "status" },
    extra: {
      ...(request.stirVerstat === undefined ? {} : { StirVerstat: request.stirVerstat }),
      ...request.params,
    },
  });
}

const nameOf = (state: CarrierState, from: string): string | null =>
  state.lookups.get(from)?.callerName ?? null;

async function givesUp(story: Story, leg: Leg, after: number): Promise<void> {
  if (!(await story.time.wait(after, leg.over))) return;
  await story.step(leg.call.sid, "hung_up", "the caller hangs up");
  hangUp(story, leg, story.state.quirks.callerGone);
}

/** At the end of every call to the number, answered or not (docs/voice/twiml, statusCallback). */
async function tellEnd(story: Story, leg: Leg, number: CarrierNumber): Promise<void> {
  if (number.statusCallback === "") return;
  const seconds = leg.call.durationSeconds ?? 0;
  await story.post("status", number.statusCallback, {
    ...callParams(leg.call),
    ...leg.extra,
    CallDuration: String(seconds),
    CallbackSource: "call-progress-events",
    Duration: String(Math.max(1, Math.ceil(seconds / 60))),
    SequenceNumber: "0",
    Timestamp: twilioDate(story.time.now()),
  });
}

function storyOf(story: Story, { call }: Leg): CallStory {
  return {
    callSid: call.sid,
    status: call.status,
    durationSeconds: call.durationSeconds ?? 0,
    legs: story.legs
      .filter((leg) => leg.call !== call)
      .map((leg) => ({
        callSid: leg.call.sid,
        to: leg.call.to,
        status: leg.call.status,
        durationSeconds: leg.call.durationSeconds ?? 0,
        answeredBy: leg.call.answeredBy,
        heard: leg.heard,
      })),
    recordings: story.recordings,
    steps: story.steps,
    webhooks: story.webhooks,
    spoken: story.spoken,
  };
}
