/**
 * What other settings would have done with past calls: each is put to the rules again, in the order of time
 * and by the same code as when it came, so that a text that is now sent, or not, bears on the calls after it.
 */
import {
  callerThen,
  failedCheck,
  found,
  type History,
  lastTextBefore,
  type PastCall,
  type PastCaller,
  type PastText,
  wasAnsweredLate,
  wasAskedFor,
} from "./back-test-history.ts";
import {
  type Comparison,
  endOf,
  hadCountedAsAnswered,
  type ReplayedOutcome,
  replayOutcome,
  type Unknown,
} from "./back-test-outcome.ts";
import type { CallOutcome } from "./call.ts";
import { CREDITS_PER_TEXT } from "./credits.ts";
import { reasonsAgainst, type WeighedCall, weighMissedCall } from "./missed-call.ts";
import type { LineSettings } from "./settings.ts";
import { type CallerStanding, type Receipt, type SkipReason, textAnyway } from "./text-back.ts";

/** What became of a call, in so far as settings bear on it. */
export interface Course {
  readonly outcome: CallOutcome;
  /** `null`: the call was answered, so that nothing was decided. */
  readonly decision: Receipt["decision"] | null;
  readonly skipReason: SkipReason | null;
  /** The text did not leave at once. */
  readonly waits: boolean;
  /** One sentence for the owner: why it was missed, or not texted. */
  readonly why: string | null;
}

export interface ReplayedCall {
  readonly call: PastCall;
  readonly was: Course;
  readonly would: Course;
  /** Whether the owner or the caller would have noticed. */
  readonly changed: boolean;
  readonly unknown: Unknown | null;
  /** Its text never left, and the credit came back. */
  readonly cameBack: boolean;
}

export interface Tally {
  readonly missed: number;
  readonly texted: number;
  /** Spent on these texts; what came back for those that never left is not in it. */
  readonly credits: number;
}

export interface BackTest {
  readonly calls: number;
  readonly was: Tally;
  readonly would: Tally;
  readonly changed: readonly ReplayedCall[];
  readonly unknown: Readonly<Partial<Record<Unknown, number>>>;
}

/** Calls of our own: no customer was on the line. */
const NOT_CUSTOMERS: ReadonlySet<CallerStanding> = new Set(["live_test", "forwarded_back"]);

/** @param history read by the caller up to whatever bound it likes; nothing here looks further */
export function backTest(history: History, comparison: Comparison): BackTest {
  return addUp([...replay(history, comparison)]);
}

/** Yields in order of decision, so that whoever shares a thread can pause in between. */
export function* replay(history: History, comparison: Comparison): Generator<ReplayedCall> {
  const books = openBooks(history);
  const turns = history.calls
    .filter(({ standing }) => !NOT_CUSTOMERS.has(standing))
    .map((call) => {
      const replayed = replayOutcome(call, comparison);
      return { call, replayed, at: replayed.decidedAt ?? decidedAt(call, comparison.before) };
    })
    // Of calls decided at one moment the one that was texted came first.
    .sort((a, b) => a.at.getTime() - b.at.getTime() || rank(a.call) - rank(b.call));
  for (const { call, replayed, at } of turns) {
    const was = courseOf(call.outcome, wasAnsweredOnly(call) ? null : call.receipt, null);
    const would = wouldBe(call, replayed, at, comparison, books);
    books.note(call, was, would, at);
    yield {
      call,
      was,
      would,
      changed:
        was.outcome !== would.outcome || isTexted(was) !== isTexted(would) || was.waits !== would.waits,
      unknown: replayed.unknown ?? lookUpUnknown(would, call, comparison, books.caller(call)),
      cameBack: books.cameBack(call),
    };
  }
}

const isTexted = ({ decision }: Course): boolean => decision === "text";
const rank = ({ receipt }: PastCall): number => (receipt?.decision === "text" ? 0 : 1);

/** Answered, and its text, if one was meant, never left. */
const wasAnsweredOnly = ({ outcome, receipt }: PastCall): boolean =>
  outcome === "answered" && !wasAnsweredLate(receipt);

function courseOf(outcome: CallOutcome, receipt: Receipt | null, why: string | null): Course {
  const failed = receipt === null ? null : failedCheck(receipt);
  return {
    outcome,
    decision: receipt?.decision ?? null,
    skipReason: receipt?.decision === "skip" ? receipt.reason : null,
    waits: receipt?.waitsUntil !== undefined,
    why: receipt?.decision === "skip" ? (failed?.detail ?? why) : why,
  };
}

/** When the rules were asked; receipts from before that was noted leave it to be estimated. */
function decidedAt(call: PastCall, { ringTimeoutSeconds }: LineSettings): Date {
  const noted = call.receipt?.decidedAt;
  if (noted !== undefined) return new Date(noted);
  const end = endOf(call, { answer: call.verdict });
  return end > call.occurredAt ? end : new Date(call.occurredAt.getTime() + ringTimeoutSeconds * 1_000);
}

function wouldBe(
  call: PastCall,
  { outcome, why }: ReplayedOutcome,
  at: Date,
  { before, after }: Comparison,
  books: Books,
): Course {
  if (outcome === "answered" && !wasAnsweredLate(call.receipt)) return courseOf(outcome, null, why);
  const weighed = weighedCall(call, before, after.settings);
  const caller = books.caller(call);
  const { settings } = after;
  const facts =
    caller === null
      ? null
      : callerThen(call, caller, at, settings.lookUpLandlines && !before.lookUpLandlines);
  const otherCalls = (caller?.calls ?? []).flatMap((each) =>
    each.id !== call.id && each.at <= at ? each.at : [],
  );
  const against = reasonsAgainst(after, weighed, facts, otherCalls, at);
  const cannotText = found(call.receipt, "line_can_text") === "failed";
  const receipt = weighMissedCall(after, weighed, facts, against, {
    now: at,
    lastTextAt: books.lastTextAt(call, at),
    otherCalls,
    lineCannotText: cannotText && call.receipt !== null ? (failedCheck(call.receipt)?.detail ?? null) : null,
    availableCredits: books.available(call, at),
    corrected: call.outcome === "missed" && hadCountedAsAnswered(call),
  });
  return courseOf(outcome, wasAskedFor(call.receipt) ? textAnyway(receipt) : receipt, why);
}

/** Who they are to the line, where the settings bear on it: whether they are a phone that it forwards to. */
function weighedCall(call: PastCall, before: LineSettings, after: LineSettings): WeighedCall {
  const isForward = ({ forwardTo }: LineSettings) =>
    forwardTo.some((to) => to.kind === "phone" && to.number === call.phone);
  const standing: CallerStanding =
    isForward(before) === isForward(after)
      ? call.standing
      : isForward(after)
        ? "forward_number"
        : call.standing === "forward_number"
          ? "textable"
          : call.standing;
  return { ...call, standing, durationSeconds: null };
}

/** A text would go to a number of which nobody knows whether it is a landline. */
const lookUpUnknown = (
  would: Course,
  { standing }: PastCall,
  { before, after }: Comparison,
  caller: PastCaller | null,
): Unknown | null =>
  after.settings.lookUpLandlines &&
  !before.lookUpLandlines &&
  isTexted(would) &&
  standing === "textable" &&
  caller?.lineType === null
    ? "not_looked_up"
    : null;

type Books = ReturnType<typeof openBooks>;

/** Texts and credits as they would have been, from call to call. */
function openBooks({ callers, credits }: History) {
  /** What the replay has saved so far; below zero: spent more. */
  let saved = 0;
  const textBackOf = new Map<string, PastText>();
  const texts = new Map<string, PastText[]>();
  let balance = credits.atStart;
  let known = 0;

  const textsOf = (phone: string): PastText[] => {
    const kept = texts.get(phone) ?? [...(callers.get(phone)?.texts ?? [])];
    texts.set(phone, kept);
    return kept;
  };
  for (const { texts: all } of callers.values())
    for (const text of all) if (text.textBackOf !== null) textBackOf.set(text.textBackOf, text);

  return {
    caller: ({ phone }: PastCall): PastCaller | null =>
      phone === null ? null : (callers.get(phone) ?? null),
    lastTextAt: ({ id, phone }: PastCall, at: Date): Date | null =>
      phone === null
        ? null
        : lastTextBefore(
            textsOf(phone).filter((text) => text.textBackOf !== id),
            at,
          ),
    /**
     * By the ledger before that moment, at which this call's own text was paid, but never against what the
     * receipt says. Asked in the order of time.
     */
    available({ receipt }: PastCall, at: Date): number {
      for (let next = credits.changes[known]; next !== undefined && next.at < at; ) {
        balance += next.credits;
        next = credits.changes[++known];
      }
      const standing = found(receipt, "credits");
      const then =
        standing === "failed" ? 0 : standing === "passed" ? Math.max(balance, CREDITS_PER_TEXT) : balance;
      return then + saved;
    },
    note({ id, phone }: PastCall, was: Course, would: Course, at: Date): void {
      if (phone === null || isTexted(was) === isTexted(would)) return;
      const mine = textsOf(phone);
      if (isTexted(would)) {
        mine.push({ textBackOf: id, at, failedAt: null });
        saved -= CREDITS_PER_TEXT;
        return;
      }
      const sent = mine.findIndex((text) => text.textBackOf === id);
      if (sent !== -1) mine.splice(sent, 1);
      if (textBackOf.get(id)?.failedAt === null) saved += CREDITS_PER_TEXT;
    },
    /** Whether the credit of this call's text came back. */
    cameBack: ({ id }: PastCall): boolean => (textBackOf.get(id)?.failedAt ?? null) !== null,
  };
}

/** @param calls in any order */
export function addUp(calls: readonly ReplayedCall[]): BackTest {
  const tally = (course: (each: ReplayedCall) => Course): Tally => {
    const texted = calls.filter((each) => isTexted(course(each)));
    return {
      missed: calls.filter((each) => course(each).outcome === "missed").length,
      texted: texted.length,
      credits: texted.filter(({ cameBack }) => !cameBack).length * CREDITS_PER_TEXT,
    };
  };
  const unknown: Partial<Record<Unknown, number>> = {};
  for (const each of calls)
    if (each.unknown !== null) unknown[each.unknown] = (unknown[each.unknown] ?? 0) + 1;
  return {
    calls: calls.length,
    was: tally(({ was }) => was),
    would: tally(({ would }) => would),
    changed: calls.filter(({ changed }) => changed),
    unknown,
  };
}
