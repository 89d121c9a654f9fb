/**
 * What became of a call that the business asked for: its own phone rings first, a key is pressed there, then
 * the customer's phone rings. As with incoming calls a pure function of the set of facts that reached us.
 */
import type { CallFact, CallOutcome, LegState, MissedReason } from "./call.ts";

/** A person who asked for a call waits at the phone: what could not be started by then is not started at all. */
export const START_WITHIN_MS = 60_000;
/** At the customer's end, real seconds. Long enough for a mailbox: whoever calls out may want to leave a message. */
export const CUSTOMER_RING_SECONDS = 45;
/** Twilio's own limit is four hours; a call that is forgotten off the hook should cost less. */
export const MAX_CALL_SECONDS = 2 * 3_600;

/** Of one business: more is a program, or somebody with a stolen key. */
export const MAX_CALLS_PER_MINUTE = 10;
export const MAX_CALLS_PER_DAY = 200;

export type HungUpBy = "owner" | "customer";

/** Until the carrier has the call: `queued`, `requesting`, `unclear`. `failed`: it never came to a call. */
export type OutboundCallState =
  | "queued"
  | "requesting"
  | "unclear"
  | "ringing_owner"
  | "ringing_customer"
  | "talking"
  | "ended"
  | "failed";

export const isOver = (state: OutboundCallState): boolean => state === "ended" || state === "failed";

/** Why the customer's phone was never rung. */
export type OwnerProblem = "no_answer" | "busy" | "failed" | "no_key";

export interface OutboundProgress {
  readonly state: Extract<OutboundCallState, "ringing_owner" | "ringing_customer" | "talking" | "ended">;
  readonly outcome: CallOutcome | null;
  /** Only when missed. `caller_hung_up`: our side left, or was never there, before the customer picked up. */
  readonly reason: MissedReason | null;
  readonly durationSeconds: number | null;
  readonly ended: boolean;
  readonly hungUpBy: HungUpBy | null;
  /** Whether the customer's phone rang: only then the call belongs into a CRM. */
  readonly reachedCustomer: boolean;
  readonly ownerProblem: OwnerProblem | null;
  /** Our side is gone and nobody said what became of the customer's: the carrier must be asked. */
  readonly needsLegs: boolean;
}

/** A later state of a leg replaces an earlier one; of two ends the one in conversation wins. */
const legRank: Readonly<Record<LegState, number>> = {
  ringing: 0,
  canceled: 1,
  failed: 2,
  no_answer: 3,
  busy: 4,
  answered: 5,
  completed: 6,
};
const strongest = (states: readonly LegState[]): LegState | null =>
  states.reduce<LegState | null>((a, b) => (a === null || legRank[b] > legRank[a] ? b : a), null);

const missedBy: Readonly<Record<LegState, MissedReason>> = {
  ringing: "no_answer",
  no_answer: "no_answer",
  busy: "busy",
  failed: "failed",
  canceled: "caller_hung_up",
  answered: "no_answer",
  completed: "no_answer",
};

const of = <K extends CallFact["kind"]>(facts: readonly CallFact[], kind: K) =>
  facts.filter((fact): fact is Extract<CallFact, { kind: K }> => fact.kind === kind);

/** @param ownSid the leg to the business's own phone, which is the call that we asked for */
export function settleOutboundCall(ownSid: string, facts: readonly CallFact[]): OutboundProgress {
  const legs = of(facts, "leg");
  const own = strongest(legs.filter(({ legSid }) => legSid === ownSid).map(({ state }) => state));
  const customerLegs = legs.filter(({ legSid }) => legSid !== ownSid);
  const customer = strongest(customerLegs.map(({ state }) => state));
  const dials = of(facts, "dial_ended");
  const bridges = dials.filter(({ result }) => result === "bridged");
  const pressed = of(facts, "key_asked").some((fact) => fact.pressed);
  const noLegs = of(facts, "legs_listed").some(({ count }) => count === 0);

  const ownIsOver = own !== null && own !== "ringing" && own !== "answered";
  const reachedCustomer = customerLegs.length > 0 || dials.length > 0;
  const base = {
    durationSeconds: null,
    hungUpBy: null,
    reachedCustomer,
    ownerProblem: null,
    needsLegs: false,
  } as const;

  if (bridges.length > 0 || customer === "answered" || customer === "completed") {
    const ended = dials.length > 0 || ownIsOver || customer === "completed";
    const durations = [
      ...customerLegs.flatMap(({ state, durationSeconds }) =>
        state === "completed" ? (durationSeconds ?? []) : [],
      ),
      ...bridges.flatMap(({ durationSeconds }) => durationSeconds ?? []),
    ];
    return {
      ...base,
      state: ended ? "ended" : "talking",
      outcome: "answered",
      reason: null,
      durationSeconds: durations.length > 0 ? Math.max(...durations) : null,
      ended,
      // Who is still there when the dialling ends did not hang up.
      hungUpBy: bridges.length === 0 ? null : bridges.some((dial) => dial.callerGone) ? "owner" : "customer",
    };
  }
  if (dials.length > 0 || (ownIsOver && customer !== null && customer !== "ringing")) {
    const left = dials.some(({ callerGone, result }) => callerGone || result === "canceled");
    const told = dials.find(({ result }) => result !== "bridged")?.result;
    const state: LegState = told === undefined || told === "bridged" ? (customer ?? "no_answer") : told;
    const reason = left ? "caller_hung_up" : missedBy[state];
    return {
      ...base,
      state: "ended",
      outcome: "missed",
      reason,
      ended: true,
      hungUpBy: reason === "caller_hung_up" ? "owner" : null,
    };
  }
  if (ownIsOver) {
    // The key was pressed, so a phone was dialled: what became of it is on its way, or has to be asked for.
    if (pressed && !noLegs)
      return {
        ...base,
        state: "ringing_customer",
        outcome: null,
        reason: null,
        ended: false,
        needsLegs: true,
      };
    return {
      ...base,
      state: "ended",
      outcome: "missed",
      reason: "caller_hung_up",
      ended: true,
      hungUpBy: pressed ? "owner" : null,
      ownerProblem: pressed ? null : own === "completed" ? "no_key" : problemOf(own),
    };
  }
  return {
    ...base,
    state: pressed || reachedCustomer ? "ringing_customer" : "ringing_owner",
    outcome: null,
    reason: null,
    ended: false,
  };
}

const problemOf = (own: LegState): OwnerProblem => (own === "busy" || own === "failed" ? own : "no_answer");

/** One sentence for the owner. */
export const ownerProblemWords: Readonly<Record<OwnerProblem, string>> = {
  no_answer: "Your phone was not picked up, so the customer was not called.",
  busy: "Your phone was busy, so the customer was not called.",
  failed: "Your phone could not be reached, so the customer was not called.",
  no_key: "Nobody pressed a key on your phone, so the customer was not called.",
};
