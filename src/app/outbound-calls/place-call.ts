/**
 * Looks at one outbound call and takes it one step further. As with texts the attempt is committed before the
 * request leaves: creating a call is not idempotent (docs/api/errors/20500), so a request of unknown fate is
 * looked up in the carrier's list and never simply repeated. A phone that rings twice is worse than one that
 * does not ring.
 */
import { type CallFact, isUnderWay } from "../../domain/call.ts";
import { isOver, START_WITHIN_MS } from "../../domain/outbound-call.ts";
import type { App } from "../context.ts";
import type { CallResult, OutboundCall, OutboundCallChange, Tx } from "../ports/index.ts";
import { FIRST_LOOK_AFTER_MS, LOOKS_BEFORE_ABSENT, SECOND_LOOK_AFTER_MS } from "../texts/send-text.ts";
import { adopt, LOOK_AFTER_SILENCE_MS, recordOutboundCall } from "./record-outbound-call.ts";

/** After a definite "later". */
const AGAIN_AFTER_MS = 2_000;
/** When its list cannot be had either: by then nobody waits at the phone any more. */
const UNCLEAR_AT_MOST_MS = 10 * 60_000;
/** Longer than any call may last: what is open then will never be closed by the carrier. */
const FORGOTTEN_AFTER_MS = 6 * 3_600_000;

const NOT_IN_TIME = "The carrier could not be reached, so no phone was rung. Try again.";
const NEVER_CONFIRMED = "The carrier never confirmed this call, nor does it list it. Try again.";
const FORGOTTEN = "The carrier never told how this call ended.";

type Step =
  | { readonly do: "nothing" }
  | { readonly do: "place" | "reconcile" | "poll"; readonly call: OutboundCall };

export async function lookAtCall(app: App, businessId: string, callId: string): Promise<void> {
  const step = await app.store.transaction(async (tx) => {
    const call = await tx.outboundCalls.lock(businessId, callId);
    return call === null ? ({ do: "nothing" } as const) : nextStep(app, tx, call);
  });
  switch (step.do) {
    case "nothing":
      return;
    case "place":
      return place(app, step.call);
    case "reconcile":
      return reconcile(app, step.call);
    case "poll":
      return poll(app, step.call);
  }
}

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);
const change = (tx: Tx, { businessId, id }: OutboundCall, to: OutboundCallChange): Promise<void> =>
  tx.outboundCalls.update(businessId, id, to);
const fail = (tx: Tx, call: OutboundCall, words: string): Promise<void> =>
  change(tx, call, { state: "failed", problem: words, nextLookAt: null });

async function nextStep(app: App, tx: Tx, call: OutboundCall): Promise<Step> {
  const now = app.clock.now();
  const age = now.getTime() - call.requestedAt.getTime();
  if (isOver(call.state) || (call.nextLookAt !== null && call.nextLookAt > now)) return { do: "nothing" };
  switch (call.state) {
    case "queued": {
      if (age > START_WITHIN_MS) {
        await fail(tx, call, NOT_IN_TIME);
        return { do: "nothing" };
      }
      const attempt = {
        state: "requesting",
        attempts: call.attempts + 1,
        attemptedAt: now,
        nextLookAt: later(now, FIRST_LOOK_AFTER_MS),
      } as const;
      await change(tx, call, attempt);
      return { do: "place", call: { ...call, ...attempt } };
    }
    case "requesting":
      // The service stopped during the request.
      await change(tx, call, { state: "unclear" });
      return { do: "reconcile", call: { ...call, state: "unclear" } };
    case "unclear":
      if (age <= UNCLEAR_AT_MOST_MS) return { do: "reconcile", call };
      await fail(tx, call, NEVER_CONFIRMED);
      return { do: "nothing" };
    default:
      if (age > FORGOTTEN_AFTER_MS) {
        await fail(tx, call, FORGOTTEN);
        return { do: "nothing" };
      }
      await change(tx, call, { nextLookAt: later(now, LOOK_AFTER_SILENCE_MS) });
      return { do: "poll", call };
  }
}

async function place(app: App, call: OutboundCall): Promise<void> {
  const result = await app.carrier.placeCall({
    businessId: call.businessId,
    callId: call.id,
    from: call.line,
    to: call.ownerPhone,
  });
  await app.store.transaction(async (tx) => {
    const current = await tx.outboundCalls.lock(call.businessId, call.id);
    if (current !== null) await applyResult(app, tx, current, call.attempts, result);
  });
}

async function applyResult(
  app: App,
  tx: Tx,
  call: OutboundCall,
  attempt: number,
  result: CallResult,
): Promise<void> {
  const now = app.clock.now();
  if (result.kind === "accepted") {
    if (call.state !== "failed") await adopt(app, tx, call, result.callSid);
    return;
  }
  // A webhook that came first knows better, and so does whoever is at a later attempt.
  if (call.state !== "requesting" || call.attempts !== attempt) return;
  switch (result.kind) {
    case "refused":
      return fail(tx, call, `The carrier refused this call: ${result.message}`);
    case "throttled":
    case "not_sent": {
      const nextLookAt = later(now, AGAIN_AFTER_MS);
      await change(tx, call, { state: "queued", nextLookAt });
      await lookAgain(tx, call, nextLookAt);
      return;
    }
    case "unclear": {
      const nextLookAt = later(now, FIRST_LOOK_AFTER_MS);
      await change(tx, call, { state: "unclear", nextLookAt });
      await lookAgain(tx, call, nextLookAt);
      return;
    }
  }
}

const lookAgain = (tx: Tx, { businessId, id }: OutboundCall, at: Date): Promise<void> =>
  tx.jobs.enqueue({ kind: "place_call", businessId, callId: id }, at);

/** Between these two numbers there is one call of ours at a time, so one that began since then is this one. */
async function reconcile(app: App, call: OutboundCall): Promise<void> {
  const since = call.attemptedAt ?? call.requestedAt;
  const listed = await app.carrier.callsSince(
    call.businessId,
    { from: call.line, to: call.ownerPhone },
    since,
  );
  const found = await app.store.transaction(async (tx) => {
    const current = await tx.outboundCalls.lock(call.businessId, call.id);
    if (current?.state !== "unclear") return null;
    for (const { callSid } of listed) {
      if (await tx.outboundCalls.hasSid(call.businessId, callSid)) continue;
      await adopt(app, tx, current, callSid);
      return callSid;
    }
    const absences = current.absences + 1;
    if (absences >= LOOKS_BEFORE_ABSENT) {
      await fail(tx, current, NEVER_CONFIRMED);
    } else {
      const nextLookAt = later(app.clock.now(), SECOND_LOOK_AFTER_MS);
      await change(tx, current, { absences, nextLookAt });
      await lookAgain(tx, current, nextLookAt);
    }
    return null;
  });
  if (found !== null) await poll(app, { ...call, callSid: found });
}

/** Nothing was heard for a while: the carrier's books say how both legs stand. */
async function poll(app: App, { businessId, id, callSid }: OutboundCall): Promise<void> {
  if (callSid === null) return;
  const own = await app.carrier.callOf(businessId, callSid);
  const legs = await app.carrier.legsOf(businessId, callSid);
  const facts: { key: string; fact: CallFact }[] = [{ legSid: callSid, ...own }, ...legs].map((leg) => ({
    key: `listed:${leg.legSid}:${leg.state}`,
    fact: { kind: "leg", ...leg },
  }));
  // Only once our side is gone can no further leg begin.
  if (!isUnderWay(own.state))
    facts.push({ key: "listed", fact: { kind: "legs_listed", count: legs.length } });
  await recordOutboundCall(app, { businessId, id, callSid, facts });
}
