/** What would have become of a past call under other settings, and what of that nobody can know. */
import { factsOf, type PastCall } from "./back-test-history.ts";
import {
  ANY_ANSWER,
  type AnswerTerms,
  type CallFact,
  type CallOutcome,
  type CallState,
  type MissedReason,
  settleCall,
} from "./call.ts";
import type { Policy } from "./missed-call.ts";
import { phonesToRing } from "./ringing.ts";
import type { LineSettings } from "./settings.ts";

/** What the books cannot tell of a call. It is then taken to have gone as it went. */
export const UNKNOWNS = [
  /** Missed when the time was up: with more of it somebody might have answered, or the caller hung up. */
  "longer_ring",
  /** It would have rung at other phones. */
  "other_phones",
  /** It rang nowhere, and would have rung. */
  "newly_rung",
  /** Answered, and nobody noted after how much ringing. */
  "ring_time",
  /** Answered by somebody or something that was not asked for a key. */
  "key_not_asked",
  /** Answered, and nobody listened whether by a machine. */
  "not_listened",
  /** Nobody looked up whether the number is a landline. */
  "not_looked_up",
] as const;
export type Unknown = (typeof UNKNOWNS)[number];

export interface ReplayedOutcome {
  readonly outcome: CallOutcome;
  readonly reason: MissedReason | null;
  /** In words, when it is not what it was. */
  readonly why: string | null;
  /** When the rules would have been asked; `null`: when they were. */
  readonly decidedAt: Date | null;
  readonly unknown: Unknown | null;
}

export interface Comparison {
  /** The line as it stands. What it was when a call came is not kept, except what counts as an answer. */
  readonly before: LineSettings;
  readonly after: Policy;
  /** When the forward phone's voicemail starts, as learned by now. */
  readonly learnedVoicemailSeconds: number | null;
}

const asItWas = (
  { outcome, reason }: PastCall,
  unknown: Unknown | null,
  why: string | null = null,
): ReplayedOutcome => ({ outcome, reason, why, decidedAt: null, unknown });

export function replayOutcome(call: PastCall, comparison: Comparison): ReplayedOutcome {
  const { before, after } = comparison;
  const rung = rungPhones(factsOf(call));
  const targets = phonesToRing(after, new Set([call.phone ?? ""]), call.occurredAt);
  if (ringsElsewhere(before, after, call)) {
    if (targets.length === 0)
      return {
        outcome: "missed",
        reason: "no_answer",
        why: "No phone would have rung.",
        decidedAt: call.occurredAt,
        unknown: null,
      };
    return asItWas(call, rung === 0 ? "newly_rung" : "other_phones");
  }
  const answered = underTerms(call, comparison);
  const isInTurn = after.settings.ring === "in_turn" && targets.length > 1;
  return underRingTimeout(call, answered, comparison, isInTurn);
}

const rungPhones = (facts: readonly CallFact[]): number | null => {
  const rung = facts.flatMap((fact) => (fact.kind === "incoming" ? fact.legs : []));
  return rung.length === 0 ? null : Math.max(...rung);
};

/** Whether the two settings ring different phones for this call. */
function ringsElsewhere(before: LineSettings, after: Policy, { phone, occurredAt }: PastCall): boolean {
  const notThese = new Set([phone ?? ""]);
  const of = (settings: LineSettings) =>
    JSON.stringify(phonesToRing({ ...after, settings }, notThese, occurredAt));
  return of(before) !== of(after.settings);
}

const termsOf = (facts: readonly CallFact[]): AnswerTerms =>
  facts.flatMap((fact) => (fact.kind === "incoming" ? (fact.terms ?? []) : []))[0] ?? ANY_ANSWER;

/** The call settled anew by what would count as an answer. */
function underTerms(
  call: PastCall,
  { after: { settings }, learnedVoicemailSeconds }: Comparison,
): ReplayedOutcome {
  const facts = factsOf(call);
  const had = termsOf(facts);
  const { answerConfirmation: wanted, minAnsweredSeconds } = settings;
  if (had.confirmation === wanted && had.minAnsweredSeconds === minAnsweredSeconds)
    return asItWas(call, null);
  const wasAsked = facts.some(({ kind }) => kind === "key_asked") || had.confirmation === "press_key";
  const wasHeard = facts.some(({ kind }) => kind === "machine_detected");
  // Nobody was asked for a key; what a machine could not have pressed is then judged by the other signs.
  const confirmation = wanted === "press_key" && !wasAsked ? "detect_machine" : wanted;
  const state = settleCall(withTerms(facts, { confirmation, minAnsweredSeconds, learnedVoicemailSeconds }));
  if (state.outcome === null) return asItWas(call, null);
  const isUnsure = state.answer?.counts === true && state.answer.verdict === "unsure";
  const unknown = !isUnsure
    ? null
    : wanted === "press_key" && !wasAsked
      ? "key_not_asked"
      : wanted === "detect_machine" && !wasHeard
        ? "not_listened"
        : null;
  return state.outcome === call.outcome
    ? asItWas(call, unknown)
    : {
        outcome: state.outcome,
        reason: state.reason,
        why: state.answer?.why ?? null,
        decidedAt: endOf(call, state),
        unknown,
      };
}

const withTerms = (facts: readonly CallFact[], terms: AnswerTerms): readonly CallFact[] =>
  facts.map((fact) => (fact.kind === "incoming" ? { ...fact, terms } : fact));

function underRingTimeout(
  call: PastCall,
  replayed: ReplayedOutcome,
  { before, after: { settings } }: Comparison,
  isInTurn: boolean,
): ReplayedOutcome {
  const [had, wanted] = [before.ringTimeoutSeconds, settings.ringTimeoutSeconds];
  const rung = rungPhones(factsOf(call));
  if (wanted > had && replayed.outcome === "missed" && rung !== 0) {
    const rangOut = replayed.reason === "no_answer" && call.verdict === null;
    return rangOut ? { ...replayed, unknown: "longer_ring" } : replayed;
  }
  if (wanted >= had || replayed.outcome === "missed") return replayed;
  const rang = call.verdict?.rangSeconds ?? null;
  // Of phones that ring in turn nobody noted which one answered.
  if (rang === null || isInTurn) return { ...replayed, unknown: "ring_time" };
  if (rang <= wanted) return replayed;
  return {
    outcome: "missed",
    reason: "no_answer",
    why: `It was answered after ${rang} s of ringing; after ${wanted} s it would have been missed.`,
    decidedAt: new Date(call.occurredAt.getTime() + wanted * 1_000),
    unknown: null,
  };
}

/** When the call would have been known to be missed: at its end, by what was noted of it. */
export function endOf(call: PastCall, { answer }: Pick<CallState, "answer">): Date {
  const facts = factsOf(call);
  const noted = facts.flatMap((fact) =>
    (fact.kind === "leg" || fact.kind === "incoming") && fact.at !== undefined ? Date.parse(fact.at) : [],
  );
  const talked = facts.flatMap((fact) =>
    fact.kind === "leg" || fact.kind === "dial_ended" ? (fact.durationSeconds ?? []) : [],
  );
  const lastedSeconds = (answer?.rangSeconds ?? 0) + Math.max(0, ...talked);
  return new Date(Math.max(call.occurredAt.getTime() + lastedSeconds * 1_000, ...noted));
}

/** Whether it counted as answered before it counted as missed, by the order in which things were told. */
export function hadCountedAsAnswered({ told }: PastCall): boolean {
  for (let known = 1; known < told.length; known++) {
    const { outcome } = settleCall(told.slice(0, known).flat());
    if (outcome !== null) return outcome === "answered";
  }
  return false;
}
