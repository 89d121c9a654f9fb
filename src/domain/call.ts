/**
 * What became of a call: a pure function of the set of facts that reached us, so that neither the order
 * nor the number of deliveries matters (Twilio promises neither).
 */
import {
  type AnswerConfirmation,
  type AnsweredBy,
  type AnswerFacts,
  type AnswerJudgement,
  countAnswer,
  judgeAnswer,
} from "./answered-by.ts";
import { assertNever } from "./errors.ts";

export type CallDirection = "in" | "out";
export type CallOutcome = "answered" | "missed";
export type MissedReason = "no_answer" | "busy" | "failed" | "caller_hung_up";

/** How one forwarded leg stands. `answered` is in conversation, `completed` was in conversation. */
export type LegState = "ringing" | "answered" | "completed" | "no_answer" | "busy" | "failed" | "canceled";

/** It rings, or somebody talks. */
export const isUnderWay = (state: LegState): boolean => state === "ringing" || state === "answered";

/** How the dialling as a whole ended, as the carrier's dial action reports it. */
export type DialResult = "bridged" | "no_answer" | "busy" | "failed" | "canceled";

/** What counts as an answer on this line, as it was when the call came: later settings change no earlier call. */
export interface AnswerTerms {
  readonly confirmation: AnswerConfirmation;
  /** 0: off. */
  readonly minAnsweredSeconds: number;
  /** When the forward phone's voicemail starts, as learned by then. */
  readonly learnedVoicemailSeconds: number | null;
}

export const ANY_ANSWER: AnswerTerms = {
  confirmation: "off",
  minAnsweredSeconds: 0,
  learnedVoicemailSeconds: null,
};

/** One thing that we were told about a call. Durations are whole seconds of conversation. */
export type CallFact =
  /** The call reached the line, and `legs` phones were rung for it; 0 when it was not forwarded at all. */
  | {
      readonly kind: "incoming";
      readonly legs: number;
      /** When the call came, ISO 8601. */
      readonly at?: string;
      /** Absent: whatever answers counts. */
      readonly terms?: AnswerTerms;
    }
  | {
      readonly kind: "leg";
      readonly legSid: string;
      readonly state: LegState;
      readonly durationSeconds: number | null;
      /** When it came to this, ISO 8601. */
      readonly at?: string;
    }
  /** The answering side was asked to press a key, and did or did not. */
  | { readonly kind: "key_asked"; readonly legSid: string; readonly pressed: boolean }
  | { readonly kind: "machine_detected"; readonly legSid: string; readonly answeredBy: AnsweredBy }
  | {
      readonly kind: "dial_ended";
      readonly result: DialResult;
      /** The caller was no longer there when the dialling ended. */
      readonly callerGone: boolean;
      readonly durationSeconds: number | null;
      /** The carrier says in so many words that the two sides were connected. */
      readonly confirmed?: boolean;
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
  /** What answered, when something did, and whether it counts. */
  readonly answer: CallAnswer | null;
}

export interface CallAnswer extends AnswerJudgement {
  /** Whether it makes the call an answered one under the line's terms. */
  readonly counts: boolean;
  /** One sentence for the owner. */
  readonly why: string;
  /** Seconds of ringing before it answered, where known: from them the line learns when a voicemail starts. */
  readonly rangSeconds: number | null;
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
    // Something picked up, but it did not count: nobody took the call.
    case "answered":
    case "completed":
    case "bridged":
      return "no_answer";
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
  const known = gather(facts);
  const answer = answerOf(known);
  if (answer?.counts === true) {
    return {
      outcome: "answered",
      reason: null,
      durationSeconds: talkSeconds(known),
      ended: talkIsOver(known),
      needsLegs: false,
      answer,
    };
  }
  // Something picked up that does not count: missed, whatever goes on between the caller and a machine.
  if (answer !== null && known.bridged) {
    return {
      outcome: "missed",
      reason: "no_answer",
      durationSeconds: null,
      ended: talkIsOver(known),
      needsLegs: false,
      answer,
    };
  }
  if (isOver(known)) {
    return {
      outcome: "missed",
      reason: reasonOf(known),
      durationSeconds: null,
      ended: true,
      needsLegs: false,
      answer,
    };
  }
  return {
    outcome: null,
    reason: null,
    durationSeconds: null,
    ended: false,
    needsLegs: known.callerLegEnded && known.listed === null,
    answer: null,
  };
}

interface Known {
  readonly terms: AnswerTerms;
  readonly legs: ReadonlyMap<string, LegState>;
  /** Of conversations. */
  readonly durations: readonly number[];
  readonly dialReasons: readonly MissedReason[];
  /** How many phones were rung; `null` while we have not heard of the call itself. */
  readonly rung: number | null;
  readonly dialEnded: boolean;
  readonly bridged: boolean;
  readonly callerGone: boolean;
  readonly callerLegEnded: boolean;
  readonly listed: number | null;
  readonly keyAsked: boolean;
  readonly keyPressed: boolean;
  readonly machines: readonly AnsweredBy[];
  readonly rangSeconds: number | null;
}

const of = <K extends CallFact["kind"]>(facts: readonly CallFact[], kind: K) =>
  facts.filter((fact): fact is Extract<CallFact, { kind: K }> => fact.kind === kind);
const largest = (values: readonly number[]): number | null =>
  values.length > 0 ? Math.max(...values) : null;

function gather(facts: readonly CallFact[]): Known {
  const incoming = of(facts, "incoming");
  const legFacts = of(facts, "leg");
  const dials = of(facts, "dial_ended");
  const keys = of(facts, "key_asked");
  const callerEnds = of(facts, "caller_leg_ended");
  const terms = incoming.find((fact) => fact.terms !== undefined)?.terms ?? ANY_ANSWER;
  const asksForKey = terms.confirmation === "press_key";

  const legs = new Map<string, LegState>();
  for (const { legSid, state } of legFacts) {
    const before = legs.get(legSid);
    if (before === undefined || legRank[state] > legRank[before]) legs.set(legSid, state);
  }
  const keyPressed = keys.some(({ pressed }) => pressed);
  const dialBridged = dials.filter(({ result }) => result === "bridged");
  // Where a key is asked for, a phone that was picked up is not yet connected.
  const bridged = asksForKey
    ? keyPressed || dialBridged.some(({ confirmed }) => confirmed === true)
    : dialBridged.length > 0 || [...legs.values()].some(isBridge);
  return {
    terms,
    legs,
    durations: [
      ...legFacts.flatMap(({ state, durationSeconds }) =>
        state === "completed" ? (durationSeconds ?? []) : [],
      ),
      ...dialBridged.flatMap(({ durationSeconds }) => durationSeconds ?? []),
    ],
    dialReasons: dials.flatMap(({ result }) => (result === "bridged" ? [] : missedReasonOf(result))),
    rung: largest(incoming.map((fact) => fact.legs)),
    dialEnded: dials.length > 0,
    bridged,
    callerGone:
      dials.some(({ result, callerGone }) => result !== "bridged" && callerGone) ||
      callerEnds.some(({ connected }) => !connected),
    callerLegEnded: callerEnds.length > 0,
    listed: largest(of(facts, "legs_listed").map(({ count }) => count)),
    keyAsked: keys.length > 0 || asksForKey,
    keyPressed,
    machines: of(facts, "machine_detected").map(({ answeredBy }) => answeredBy),
    rangSeconds: rangSeconds(incoming, legFacts),
  };
}

/** From the call's coming to the first answer, both as they were first told to us. */
function rangSeconds(
  incoming: readonly { readonly at?: string }[],
  legs: readonly { readonly state: LegState; readonly at?: string }[],
): number | null {
  const came = incoming.flatMap(({ at }) => (at === undefined ? [] : Date.parse(at)));
  const answered = legs.flatMap(({ state, at }) =>
    state === "answered" && at !== undefined ? Date.parse(at) : [],
  );
  if (came.length === 0 || answered.length === 0) return null;
  return Math.max(0, Math.round((Math.min(...answered) - Math.min(...came)) / 1_000));
}

const talkSeconds = ({ durations }: Known): number | null => largest(durations);
const talkIsOver = ({ dialEnded, callerLegEnded, legs }: Known): boolean =>
  dialEnded || callerLegEnded || [...legs.values()].some((state) => state === "completed");

/** What answered, or `null` when nothing did. */
function answerOf(known: Known): CallAnswer | null {
  const pickedUp = known.bridged || [...known.legs.values()].some(isBridge);
  if (!pickedUp) return null;
  const { terms } = known;
  const facts: AnswerFacts = {
    confirmationAsked: known.keyAsked,
    pressedKey: known.keyPressed || (terms.confirmation === "press_key" && known.bridged),
    machineDetection: strongest(known.machines),
    answeredSeconds: talkIsOver(known) && known.bridged ? talkSeconds(known) : null,
    minAnsweredSeconds: terms.minAnsweredSeconds > 0 ? terms.minAnsweredSeconds : null,
    ringSecondsBeforeAnswer: known.rangSeconds,
    learnedVoicemailSeconds: terms.learnedVoicemailSeconds,
  };
  const { answered, why } = countAnswer(facts, terms.confirmation);
  return { ...judgeAnswer(facts), counts: answered, why, rangSeconds: known.rangSeconds };
}

/** Several phones may have been listened to; a person at one of them decides. */
const strongest = (heard: readonly AnsweredBy[]): AnsweredBy | null =>
  heard.includes("human") ? "human" : ([...heard].sort()[0] ?? null);

function isOver(known: Known): boolean {
  const states = [...known.legs.values()];
  // A phone that was picked up but asked for a key is still open until it is put down.
  const open = states.some((state) => isOpen(state) || state === "answered");
  const everyLegEnded = states.length > 0 && states.length >= (known.rung ?? 1) && !open;
  const nothingListed = known.listed === 0 && known.callerLegEnded;
  const listedAllEnded = known.listed !== null && known.listed > 0 && known.callerLegEnded && !open;
  return known.dialEnded || everyLegEnded || known.rung === 0 || nothingListed || listedAllEnded;
}

function reasonOf(known: Known): MissedReason {
  const states = [...known.legs.values()];
  const reasons: MissedReason[] = [...known.dialReasons];
  // With several phones a leg is also "canceled" when another one ends the dialling: the dial result then says more.
  const soleLeg = states.length === 1 ? states[0] : undefined;
  if (soleLeg !== undefined) reasons.push(missedReasonOf(soleLeg));
  else for (const state of states) if (state !== "canceled") reasons.push(missedReasonOf(state));
  if (known.callerGone && known.rung !== 0) reasons.push("caller_hung_up");
  if (known.listed === 0 && known.callerLegEnded && states.length === 0) reasons.push("caller_hung_up");
  if (reasons.length === 0) reasons.push(states.length > 0 ? "caller_hung_up" : "no_answer");
  return reasons.reduce((a, b) => (reasonRank[b] > reasonRank[a] ? b : a));
}
