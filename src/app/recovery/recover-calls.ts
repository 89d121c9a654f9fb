import { readCallerId } from "../../domain/caller-id.ts";
import { recordCall } from "../calls/record-call.ts";
import { incomingFact } from "../calls/take-call.ts";
import type { App } from "../context.ts";
import { inChunks } from "../in-chunks.ts";
import { inParallel } from "../in-parallel.ts";
import type { KeyedFact, KnownCall, ListedCall, ListedLeg } from "../ports/index.ts";
import { leaveErased } from "../privacy/leave-erased.ts";
import { RECOVERED_WITHIN_MS } from "../texts/receive-text.ts";
import { OVERLAP_MS, type Stretch, type SweptLine } from "./swept-account.ts";

/** Leaves room for live webhooks on the same database. */
const AT_ONCE = 8;
/** The webhooks of a call that has just ended are on their way, and the carrier's list may not show all its legs yet. */
export const LEAVE_TO_WEBHOOKS_MS = 30_000;
/** A leg that the carrier still lists as open this long after the call began will not be settled by waiting. */
const WAITED_FOR_MS = 6 * 3_600_000;

type Incoming = Extract<ListedCall, { kind: "incoming" }>;

/** A call that is over by the carrier's word, legs and all, and what our books say of it. */
interface Over {
  readonly lineInUse: SweptLine;
  readonly call: Incoming;
  /** How it ended. */
  readonly facts: readonly KeyedFact[];
  readonly legs: number;
  readonly known: KnownCall | null;
}

/**
 * Takes in the calls that are over at the carrier and not in our books. A call that still rings or is in progress
 * is left alone: it is listed again when it has ended.
 *
 * @returns also since when there is a call that could not be decided, so that it is looked at again
 */
export async function recoverCalls(
  app: App,
  stretch: Stretch,
): Promise<{ calls: number; undecidedSince: Date | null }> {
  const { account, from, to, isFirst, signal } = stretch;
  const begun = await app.carrier.callsBegun(account.via, { from, to }, signal);
  // A long call may have begun before the last point and ended after it.
  const long = isFirst ? await app.carrier.longCallsEnded(account.via, from, signal) : [];
  const bySid = new Map([...long, ...begun].map((each) => [each.callSid, each]));
  const legsOf = Map.groupBy(
    [...bySid.values()].filter((each): each is ListedLeg => each.kind === "leg"),
    ({ parentSid }) => parentSid,
  );

  const now = app.clock.now().getTime();
  const over: Omit<Over, "known">[] = [];
  let undecidedSince: Date | null = null;
  for (const call of bySid.values()) {
    if (call.kind !== "incoming" || call.end === null) continue;
    const lineInUse = account.lines.get(call.line);
    if (lineInUse === undefined || call.startedAt.getTime() < lineInUse.since.getTime() - OVERLAP_MS)
      continue;
    if (call.end.at.getTime() > now - LEAVE_TO_WEBHOOKS_MS) continue;
    const legs = legsOf.get(call.callSid) ?? [];
    if (legs.some(({ end }) => end === null)) {
      const isWaitedFor = now - call.startedAt.getTime() < WAITED_FOR_MS;
      if (isWaitedFor && (undecidedSince === null || call.startedAt < undecidedSince))
        undecidedSince = call.startedAt;
      continue;
    }
    over.push({ lineInUse, call, facts: [...told(legs), call.end.fact], legs: legs.length });
  }

  const known = new Map<string, KnownCall>();
  for (const sids of inChunks(over.map(({ call }) => call.callSid)))
    for (const call of await app.store.read.recovery.knownCalls(account.businessIds, sids))
      known.set(call.callSid, call);
  const lacking = over
    .map((each): Over => ({ ...each, known: known.get(each.call.callSid) ?? null }))
    .filter(lacksSomething)
    .sort((a, b) => a.call.startedAt.getTime() - b.call.startedAt.getTime());
  const missing = await leaveErased(app, lacking, ({ lineInUse: { business }, call }) => {
    const caller = readCallerId(call.from, business.country);
    return {
      businessId: business.id,
      phone: caller.kind === "known" ? caller.phone : null,
      at: call.startedAt,
    };
  });
  // One caller's calls one after the other: whether the second earns a text depends on the first.
  const byCaller = Map.groupBy(missing, ({ lineInUse, call }) => `${lineInUse.business.id} ${call.from}`);
  await inParallel([...byCaller.values()], AT_ONCE, signal, async (calls) => {
    for (const each of calls) {
      const whole = mayLackLegs(each, stretch) ? await withLegs(app, account.via, each) : each;
      if (whole !== null) await repair(app, whole);
    }
  });
  return { calls: missing.filter(isOpenInOurBooks).length, undecidedSince };
}

const isOpenInOurBooks = ({ known }: Over): boolean => known?.ended !== true;

/** It has not come to its end in our books, or the carrier's list says something that no webhook said. */
const lacksSomething = (each: Over): boolean =>
  isOpenInOurBooks(each) || each.facts.some(({ key }) => !each.known?.keys.includes(key));

const told = (legs: readonly ListedLeg[]): KeyedFact[] =>
  legs.flatMap(({ end, heard }) => [end, heard].filter((fact) => fact !== null));

/** Legs begin after their call, so at either end of a stretch they may be in another one: then they are asked for. */
const mayLackLegs = ({ call: { startedAt } }: Over, { from, to }: Stretch): boolean =>
  startedAt < from || (to !== null && startedAt.getTime() > to.getTime() - OVERLAP_MS);

/** `null`: one of them is still open. */
async function withLegs(app: App, via: string, each: Over): Promise<Over | null> {
  const legs = await app.carrier.listedLegsOf(via, each.call.callSid);
  if (legs.some(({ end }) => end === null)) return null;
  const known = new Set(each.facts.map(({ key }) => key));
  const more = told(legs).filter(({ key }) => !known.has(key));
  return { ...each, facts: [...each.facts, ...more], legs: legs.length };
}

async function repair(app: App, { lineInUse, call, facts, legs, known }: Over): Promise<void> {
  const { callSid, from, forwardedFrom, callerName, startedAt } = call;
  const more =
    known === null || known.ended === null
      ? // As many phones were rung as are listed: none, when nobody answered the carrier at all.
        [await incomingFact(app, lineInUse, legs, startedAt)]
      : known.ended
        ? []
        : [{ key: "listed", fact: { kind: "legs_listed", count: legs } } as const];
  await recordCall(app, {
    lineInUse,
    callSid,
    header: { from, forwardedFrom, callerName, stirVerdict: null },
    occurredAt: startedAt,
    facts: [...facts, ...more],
  });
  await app.store.read.recovery.markRecovered(lineInUse.business.id, callSid, RECOVERED_WITHIN_MS);
}
