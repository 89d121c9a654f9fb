/**
 * What became of a call: a pure function of the set of facts that reached us, so that neither the order
 * nor the number of deliveries matters (Twilio promises neither).
 */
import { assertNever } from "./errors.ts";

export type CallDirection = "in" | "out";
export type CallOutcome = "answered" | "missed";
export type MissedReason = "no_answer" | "busy" | "failed" | "caller_hung_up";

/** How one forwarded leg stands. `answered` is in conversation, `completed` was in conversation. */
export type LegState = "ringing" | "answered" | "completed" | "no_answer" | "busy" | "failed" | "canceled";

/** How the dialling as a whole ended, as the carrier's dial action reports it. */
export type DialResult = "bridged" | "no_answer" | "busy" | "failed" | "canceled";

/** One thing that we were told about a call. Durations are whole seconds of conversation. */
export type CallFact =
  /** The call reached the line, and `legs` phones were rung for it; 0 when it was not forwarded at all. */
  | { readonly kind: "incoming"; readonly legs: number }
  | {
      readonly kind: "leg";
      readonly legSid: string;
      readonly state: LegState;
      readonly durationSeconds: number | null;
    }
  | {
      readonly kind: "dial_ended";
      readonly result: DialResult;
      /** The caller was no longer there when the dialling ended. */
      readonly callerGone: boolean;
      readonly durationSeconds: number | null;
    }
  /** The caller's own leg is over. This alone proves nothing about the other side. */
  | { readonly kind: "caller_leg_ended"; readonly connected: boolean }
  /** We asked the carrier for the legs after the end; what it listed stands beside this as `leg` facts. */
  | { readonly kind: "legs_listed"; readonly count: number };

export interface CallState {
  /** `null`: nobody can tell yet. */
  readonly outcome: CallOutcome | null;
  /** Only when missed. */
  readonly reason: MissedReason | null;
  /** Seconds of conversation; only when answered, and `null` until the carrier has said it. */
  readonly durationSeconds: number | null;
  /** Nothing more can change but by late evidence. */
  readonly ended: boolean;
  /** The caller is gone and nothing is known about the other side: the carrier must be asked for the legs. */
  readonly needsLegs: boolean;
}

const isOpen = (state: LegState): boolean => state === "ringing";
const isBridge = (state: LegState): boolean => state === "answered" || state === "completed";

/** Later states of one leg replace earlier ones; between two ends the bridge wins, so that order cannot matter. */
const legRank: Readonly<Record<LegState, number>> = {
  ringing: 0,
  canceled: 1,
  failed: 2,
  no_answer: 3,
  busy: 4,
  answered: 5,
  completed: 6,
};

const missedReasonOf = (state: LegState | DialResult): MissedReason => {
  switch (state) {
    case "busy":
      return "busy";
    case "failed":
      return "failed";
    case "canceled":
      return "caller_hung_up";
    case "no_answer":
    case "ringing":
      return "no_answer";
    case "answered":
    case "completed":
    case "bridged":
      throw new Error(`A bridged leg has no missed reason: ${state}`);
    default:
      return assertNever(state);
  }
};

/** When several facts name a reason, the one that says most about what the owner could have done. */
const reasonRank: Readonly<Record<MissedReason, number>> = {
  failed: 0,
  no_answer: 1,
  busy: 2,
  caller_hung_up: 3,
};

/**
 * Evidence of a bridge always beats evidence of a miss, whatever came first. A miss is certain when the
 * dialling ended without a bridge, or every rung leg ended without one. The end of the caller's own leg
 * decides nothing by itself: Twilio calls it `completed` also when a voicemail or nobody answered.
 */
export function settleCall(facts: readonly CallFact[]): CallState {
  const legs = new Map<string, LegState>();
  const durations: number[] = [];
  const reasons: MissedReason[] = [];
  let rung: number | null = null;
  let dialEnded = false;
  let bridged = false;
  let callerGone = false;
  let callerLegEnded = false;
  let listed: number | null = null;

  for (const fact of facts) {
    switch (fact.kind) {
      case "incoming":
        rung = Math.max(rung ?? 0, fact.legs);
        break;
      case "leg": {
        const before = legs.get(fact.legSid);
        if (before === undefined || legRank[fact.state] > legRank[before]) legs.set(fact.legSid, fact.state);
        if (isBridge(fact.state)) bridged = true;
        if (fact.state === "completed" && fact.durationSeconds !== null) durations.push(fact.durationSeconds);
        break;
      }
      case "dial_ended":
        dialEnded = true;
        if (fact.result === "bridged") {
          bridged = true;
          if (fact.durationSeconds !== null) durations.push(fact.durationSeconds);
        } else {
          reasons.push(missedReasonOf(fact.result));
          if (fact.callerGone) callerGone = true;
        }
        break;
      case "caller_leg_ended":
        callerLegEnded = true;
        if (!fact.connected) callerGone = true;
        break;
      case "legs_listed":
        listed = Math.max(listed ?? 0, fact.count);
        break;
      default:
        return assertNever(fact);
    }
  }

  const legStates = [...legs.values()];
  const talkIsOver = dialEnded || callerLegEnded || legStates.some((state) => state === "completed");

  if (bridged) {
    return {
      outcome: "answered",
      reason: null,
      durationSeconds: durations.length > 0 ? Math.max(...durations) : null,
      ended: talkIsOver,
      needsLegs: false,
    };
  }

  const everyLegEnded =
    legStates.length > 0 && legStates.length >= (rung ?? 1) && !legStates.some((state) => isOpen(state));
  const neverRung = rung === 0;
  const nothingListed = listed === 0 && callerLegEnded;
  const listedAllEnded =
    listed !== null && listed > 0 && callerLegEnded && !legStates.some((state) => isOpen(state));

  if (dialEnded || everyLegEnded || neverRung || nothingListed || listedAllEnded) {
    // With several phones a leg is also "canceled" when another one ends the dialling: the dial result then says more.
    const soleLeg = legStates.length === 1 ? legStates[0] : undefined;
    if (soleLeg !== undefined) reasons.push(missedReasonOf(soleLeg));
    else for (const state of legStates) if (state !== "canceled") reasons.push(missedReasonOf(state));
    if (callerGone && !neverRung) reasons.push("caller_hung_up");
    if (nothingListed && legStates.length === 0) reasons.push("caller_hung_up");
    if (reasons.length === 0) reasons.push(legStates.length > 0 ? "caller_hung_up" : "no_answer");
    const reason = reasons.reduce((a, b) => (reasonRank[b] > reasonRank[a] ? b : a));
    return { outcome: "missed", reason, durationSeconds: null, ended: true, needsLegs: false };
  }

  return {
    outcome: null,
    reason: null,
    durationSeconds: null,
    ended: false,
    needsLegs: callerLegEnded && listed === null,
  };
}
