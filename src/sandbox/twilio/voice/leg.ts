/** One end of a call, from its first ring to its end, and the reports about it. */
import { twilioDate } from "../dates.ts";
import type { KeyPress } from "../scripts.ts";
import { type Signal, signal } from "../timeline.ts";
import type { CallStatus, CarrierCall, WebhookKind } from "../types.ts";
import { callParams, type Story } from "./story.ts";

export type Source =
  | { readonly twiml: string }
  | { readonly url: string; readonly method: "GET" | "POST"; readonly fallbackUrl?: string };

export interface Leg {
  readonly call: CarrierCall;
  /** This end has hung up, or was hung up on. */
  readonly over: Signal;
  readonly heard: string[];
  /** Fires when the API gives the call other instructions. */
  interrupted: Signal;
  redirectedTo: Source | null;
  /** What this end presses when asked for the nth time. */
  readonly presses: (asked: number, sinceAnswer: number) => KeyPress | null;
  asked: number;
  /** How long this end talks once connected, before it hangs up. */
  readonly talksFor: () => number;
  readonly report: Reporter;
  /** In every request about this leg: what the network says about the caller. */
  readonly extra: Readonly<Record<string, string>>;
}

export type CallEvent = "initiated" | "ringing" | "answered" | "completed";
export type Reporter = (event: CallEvent) => Promise<void>;

export interface ReportOptions {
  readonly url: string | undefined;
  readonly events: ReadonlySet<string>;
  readonly method: "GET" | "POST";
  readonly kind: WebhookKind;
}

export function newLeg(
  story: Story,
  call: CarrierCall,
  options: {
    presses: Leg["presses"];
    talksFor: () => number;
    report: ReportOptions;
    extra?: Readonly<Record<string, string>>;
  },
): Leg {
  const extra = options.extra ?? {};
  const leg: Leg = {
    call,
    over: signal(),
    heard: [],
    interrupted: signal(),
    redirectedTo: null,
    presses: options.presses,
    asked: 0,
    talksFor: options.talksFor,
    report: reporter(story, call, options.report, extra),
    extra,
  };
  story.legs.push(leg);
  story.state.addCall(call);
  story.state.live.set(call.sid, {
    end(status) {
      if (status === "canceled" && call.answeredAt !== null) return;
      const unanswered = call.direction === "inbound" ? "completed" : "canceled";
      endLeg(story, leg, call.answeredAt === null ? unanswered : "completed");
    },
    hangUp: () => hangUp(story, leg, story.state.quirks.callerGone),
    redirect(to) {
      leg.redirectedTo = to;
      leg.interrupted.fire();
    },
  });
  return leg;
}

/** Progress events are numbered from 0, whether asked for or not (docs/voice/twiml/number). */
function reporter(
  story: Story,
  call: CarrierCall,
  { url, events, method, kind }: ReportOptions,
  extra: Readonly<Record<string, string>>,
): Reporter {
  let sequence = 0;
  return async (event) => {
    const number = sequence++;
    if (url === undefined || url === "" || !events.has(event)) return;
    const params: Record<string, string> = {
      ...callParams(call),
      ...extra,
      CallbackSource: "call-progress-events",
      SequenceNumber: String(number),
      Timestamp: twilioDate(story.time.now()),
    };
    if (event === "initiated") params.CallStatus = "initiated";
    // Duration is in billed minutes, CallDuration in seconds.
    if (event === "completed") {
      const seconds = call.durationSeconds ?? 0;
      params.CallDuration = String(seconds);
      params.Duration = String(Math.max(1, Math.ceil(seconds / 60)));
    }
    if (call.answeredBy !== null && event === "completed") params.AnsweredBy = call.answeredBy;
    await story.post(kind, url, params, method);
  };
}

export function answerLeg(story: Story, leg: Leg): void {
  if (leg.over.fired || leg.call.answeredAt !== null) return;
  leg.call.answeredAt = story.time.now();
  leg.call.status = "in-progress";
}

/** The first end counts; a leg ends once. */
export function endLeg(story: Story, leg: Leg, status: CallStatus): void {
  if (leg.over.fired) return;
  const { call } = leg;
  call.endedAt = story.time.now();
  call.status = status;
  call.durationSeconds =
    call.answeredAt === null ? 0 : Math.round((call.endedAt.getTime() - call.answeredAt.getTime()) / 1_000);
  story.state.live.delete(call.sid);
  leg.over.fire();
}

/** Nobody is there any more: what has been answered is completed, what has not is not. */
export const hangUp = (story: Story, leg: Leg, unanswered: CallStatus): void =>
  endLeg(story, leg, leg.call.answeredAt === null ? unanswered : "completed");

export const sinceAnswer = (story: Story, leg: Leg): number =>
  leg.call.answeredAt === null ? 0 : (story.time.now().getTime() - leg.call.answeredAt.getTime()) / 1_000;
