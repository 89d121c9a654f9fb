/**
 * Did a person answer? A carrier calls a leg completed also when a voicemail or a call-screening phone
 * picked it up (docs/voice/twiml/dial), so the verdict rests on what else is known, and names its evidence.
 */
import { assertNever } from "./errors.ts";
import { MAX_RING_SECONDS, MIN_RING_SECONDS } from "./settings.ts";

/** `screener`: the phone itself answers and asks who is calling, as iOS 26 does for unknown numbers. */
export type AnswerVerdict = "human" | "voicemail" | "screener" | "unsure";

/** The carrier's machine detection, as it spells its results (docs/voice/answering-machine-detection). */
export const ANSWERED_BY = [
  "human",
  "machine_start",
  "machine_end_beep",
  "machine_end_silence",
  "machine_end_other",
  "fax",
  "unknown",
] as const;
export type AnsweredBy = (typeof ANSWERED_BY)[number];

/** How a line makes sure of a person. `off`: whatever answers counts. */
export type AnswerConfirmation = "off" | "press_key" | "detect_machine";

/** What is known about one answered leg. Seconds are whole or broken, never negative; `null` is not known. */
export interface AnswerFacts {
  /** Whether the answering side was asked to press a key. */
  readonly confirmationAsked: boolean;
  /** Whether it did. `null`: not asked, or the leg ended before we heard. */
  readonly pressedKey: boolean | null;
  readonly machineDetection: AnsweredBy | null;
  /** How long the two sides were connected. */
  readonly answeredSeconds: number | null;
  /** The line's setting: shorter answers count as missed. `null`: off. */
  readonly minAnsweredSeconds: number | null;
  /** From the phone's first ring to its answer. */
  readonly ringSecondsBeforeAnswer: number | null;
  /** When the forward phone's voicemail starts, as learned from earlier calls. */
  readonly learnedVoicemailSeconds: number | null;
}

/** One sign, what it speaks for, and the words for the owner. */
export interface AnswerEvidence {
  readonly sign: "key" | "machine_detection" | "ring_time" | "length";
  readonly says: AnswerVerdict;
  readonly detail: string;
}

export interface AnswerJudgement {
  readonly verdict: AnswerVerdict;
  readonly evidence: readonly AnswerEvidence[];
}

/** A voicemail's start wanders this much between calls. */
const VOICEMAIL_SPREAD_SECONDS = 2;

/** Nobody reaches a phone and answers it faster; a phone that screens its calls does. Our estimate, no vendor's number. */
const SCREENER_MAX_RING_SECONDS = 2;

/** Longer than carriers' mailboxes record (commonly three minutes): two people talked. Our estimate. */
const LONG_TALK_SECONDS = 200;

const seconds = (value: number): string => `${Math.round(value)} s`;

function machineEvidence(detected: AnsweredBy): AnswerEvidence | null {
  const of = (says: AnswerVerdict, detail: string): AnswerEvidence => ({
    sign: "machine_detection",
    says,
    detail,
  });
  switch (detected) {
    case "human":
      return of("human", "The carrier heard a person's voice.");
    case "machine_start":
    case "machine_end_beep":
    case "machine_end_silence":
    case "machine_end_other":
      return of("voicemail", "The carrier heard a recorded greeting.");
    case "fax":
      return of("voicemail", "The carrier heard a fax machine.");
    case "unknown":
      return of("unsure", "The carrier could not tell a person from a machine.");
    default:
      return assertNever(detected);
  }
}

function ringEvidence(facts: AnswerFacts): AnswerEvidence | null {
  const { ringSecondsBeforeAnswer: rang, learnedVoicemailSeconds: learned } = facts;
  if (rang === null) return null;
  if (learned !== null && Math.abs(rang - learned) <= VOICEMAIL_SPREAD_SECONDS)
    return {
      sign: "ring_time",
      says: "voicemail",
      detail: `It was answered after ${seconds(rang)} of ringing, just when this phone's voicemail starts.`,
    };
  if (rang <= SCREENER_MAX_RING_SECONDS)
    return {
      sign: "ring_time",
      says: "screener",
      detail: `It was answered after ${seconds(rang)}, faster than a person reaches a phone: phones that screen calls do that.`,
    };
  return null;
}

/**
 * The verdict on one answered leg. A pressed key settles it. Else the signs are weighed: two that agree or
 * one alone decide, a machine's voice at once after the first ring is a screener, and signs that
 * contradict each other leave it `unsure`. Machine detection is right in 85-90 % of calls, so it never
 * stands against the clock.
 */
export function judgeAnswer(facts: AnswerFacts): AnswerJudgement {
  const evidence: AnswerEvidence[] = [];
  if (facts.pressedKey === true)
    evidence.push({ sign: "key", says: "human", detail: "A key was pressed to take the call." });
  const ring = ringEvidence(facts);
  const machine = facts.machineDetection === null ? null : machineEvidence(facts.machineDetection);
  if (facts.confirmationAsked && facts.pressedKey === false)
    evidence.push({
      sign: "key",
      says: "unsure",
      detail: "No key was pressed when the phone asked for one, as a person would have.",
    });
  if (machine !== null) evidence.push(machine);
  if (ring !== null) evidence.push(ring);
  const talked = facts.answeredSeconds;
  if (talked !== null && talked >= LONG_TALK_SECONDS)
    evidence.push({
      sign: "length",
      says: "human",
      detail: `The call lasted ${seconds(talked)}, longer than a voicemail records.`,
    });
  return { verdict: weigh(evidence), evidence };
}

function weigh(evidence: readonly AnswerEvidence[]): AnswerVerdict {
  const says = (sign: AnswerEvidence["sign"]): AnswerVerdict | null =>
    evidence.find((one) => one.sign === sign)?.says ?? null;
  const key = says("key");
  if (key === "human") return "human";
  // Nobody pressed the key, so a voice that sounds human is a recording, or a person who did not want the call.
  const machine =
    key === "unsure" && says("machine_detection") === "human" ? null : says("machine_detection");
  const ring = says("ring_time");
  const long = key === null && says("length") === "human";
  if (machine === "voicemail" && ring === "screener") return long ? "human" : "screener";
  const voices = new Set<AnswerVerdict | null>([machine, ring, long ? "human" : null]);
  voices.delete(null);
  voices.delete("unsure");
  const [only] = voices;
  return voices.size === 1 ? (only ?? "unsure") : "unsure";
}

export interface AnswerCount {
  readonly answered: boolean;
  /** One sentence for the owner. */
  readonly why: string;
}

/**
 * Whether an answered leg counts as an answered call under the line's settings. What cannot be told counts
 * as answered: a text "sorry we missed you" to somebody one has just talked to is the worse mistake.
 *
 * `minAnsweredSeconds` comes first and holds in every mode. With `press_key` a leg that was never asked
 * (the setting is newer than the call) is judged as with `off`.
 */
export function countAnswer(facts: AnswerFacts, mode: AnswerConfirmation): AnswerCount {
  const { answeredSeconds: talked, minAnsweredSeconds: min } = facts;
  if (min !== null && talked !== null && talked < min)
    return {
      answered: false,
      why: `The call was answered for ${seconds(talked)} only; under ${seconds(min)} counts as missed on this line.`,
    };
  switch (mode) {
    case "off":
      return { answered: true, why: "The call was answered." };
    case "press_key":
      if (!facts.confirmationAsked) return { answered: true, why: "The call was answered." };
      return facts.pressedKey === true
        ? { answered: true, why: "A key was pressed to take the call." }
        : { answered: false, why: "The phone was answered, but nobody pressed the key to take the call." };
    case "detect_machine": {
      const { verdict } = judgeAnswer(facts);
      switch (verdict) {
        case "human":
          return { answered: true, why: "A person answered." };
        case "unsure":
          return {
            answered: true,
            why: "Somebody or something answered; as it may have been a person, it counts.",
          };
        case "voicemail":
          return { answered: false, why: "The phone's voicemail answered, not a person." };
        case "screener":
          return { answered: false, why: "The phone answered by itself to screen the call, not a person." };
        default:
          return assertNever(verdict);
      }
    }
    default:
      return assertNever(mode);
  }
}

/** One past answered leg of a phone. */
export interface AnswerSample {
  readonly ringSeconds: number;
  readonly verdict: AnswerVerdict;
}

/** Fewer than this many voicemails at about the same time prove no habit. */
export const MIN_VOICEMAIL_SAMPLES = 3;

/**
 * When a phone's voicemail starts, in whole seconds of ringing: the median of the densest cluster of its
 * voicemails. A call that is declined goes to voicemail early, so of two equal clusters the later counts.
 *
 * @param samples in any order; only verdicts `voicemail` are looked at
 * @returns `null` until at least three lie within 2 s of each other's middle.
 */
export function learnVoicemailStart(samples: readonly AnswerSample[]): number | null {
  const rings = samples
    .filter(({ verdict, ringSeconds }) => verdict === "voicemail" && Number.isFinite(ringSeconds))
    .map(({ ringSeconds }) => ringSeconds)
    .sort((a, b) => a - b);
  let best: readonly number[] = [];
  let from = 0;
  for (let to = 0; to < rings.length; to++) {
    while ((rings[to] ?? 0) - (rings[from] ?? 0) > 2 * VOICEMAIL_SPREAD_SECONDS) from++;
    if (to + 1 - from >= best.length) best = rings.slice(from, to + 1);
  }
  const median = best[Math.floor((best.length - 1) / 2)];
  return best.length >= MIN_VOICEMAIL_SAMPLES && median !== undefined ? Math.floor(median) : null;
}

/** Kept between our giving up and the voicemail: its spread, and a second for the way there. */
export const VOICEMAIL_MARGIN_SECONDS = 3;

export interface RingTimeoutAdvice {
  /** 10..60. */
  readonly ringTimeoutSeconds: number;
  /** Whether the call is taken back before the voicemail starts. */
  readonly safe: boolean;
  /** One or two sentences for the owner. */
  readonly words: string;
}

/**
 * A ring timeout safely below the voicemail's start; the current one, when it is safe already.
 *
 * @param voicemailStartSeconds from `learnVoicemailStart`
 * @param currentSeconds the line's present timeout, 10..60
 * @returns `null` when no start is known.
 */
export function suggestRingTimeout(
  voicemailStartSeconds: number | null,
  currentSeconds: number,
): RingTimeoutAdvice | null {
  if (voicemailStartSeconds === null) return null;
  const latest = Math.floor(voicemailStartSeconds) - VOICEMAIL_MARGIN_SECONDS;
  const start = `This phone's voicemail starts after about ${seconds(voicemailStartSeconds)}.`;
  if (latest < MIN_RING_SECONDS)
    return {
      ringTimeoutSeconds: MIN_RING_SECONDS,
      safe: false,
      words: `${start} That is too early to stay below: let whoever answers press a key, or switch that voicemail off.`,
    };
  if (currentSeconds <= latest)
    return {
      ringTimeoutSeconds: currentSeconds,
      safe: true,
      words: `${start} Your ${seconds(currentSeconds)} of ringing stay safely below.`,
    };
  const ringTimeoutSeconds = Math.min(latest, MAX_RING_SECONDS);
  return {
    ringTimeoutSeconds,
    safe: true,
    words: `${start} Let it ring ${seconds(ringTimeoutSeconds)}, so that we notice a missed call before the voicemail takes it.`,
  };
}
