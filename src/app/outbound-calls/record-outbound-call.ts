/** Takes in what the carrier tells about a call that we asked for: one transaction, whatever the order and number of reports. */
import type { CallFact } from "../../domain/call.ts";
import {
  isOver,
  type OutboundProgress,
  ownerProblemWords,
  settleOutboundCall,
} from "../../domain/outbound-call.ts";
import { formatPhone } from "../../domain/phone.ts";
import { FETCH_LEGS_AFTER_MS } from "../calls/record-call.ts";
import type { App } from "../context.ts";
import type { Call, OutboundCall, Tx } from "../ports/index.ts";

/** Reports may be lost: then the carrier's books are looked into, this long after the last sign of life. */
export const LOOK_AFTER_SILENCE_MS = 2 * 60_000;

export interface OutboundNews {
  readonly businessId: string;
  /** Ours; it stands in every address that we gave the carrier for this call. */
  readonly id: string;
  readonly callSid: string;
  readonly facts: ReadonlyArray<{ readonly key: string; readonly fact: CallFact }>;
}

export interface OutboundStanding {
  readonly request: OutboundCall;
  readonly progress: OutboundProgress;
  /** The customer, by name if anybody knows it. */
  readonly customer: string;
}

/** @returns `null` when there is no such call, or it is not to be: whoever picked up is hung up on. */
export function recordOutboundCall(app: App, news: OutboundNews): Promise<OutboundStanding | null> {
  const { businessId, id, callSid } = news;
  return app.store.transaction(async (tx) => {
    const request = await tx.outboundCalls.lock(businessId, id);
    if (request === null || request.state === "failed") return null;
    if (!(await adopt(app, tx, request, callSid))) return null;
    const { call, facts } = await tx.calls.takeIn(businessId, callSid, news.facts);
    if (call === null) throw new Error(`The call ${id} has no row although the carrier has it`);
    const progress = settleOutboundCall(callSid, facts);
    await apply(app, tx, request, call, progress);
    const [caller, business] = await Promise.all([
      tx.callers.lockExisting(businessId, request.phone),
      tx.businesses.find(businessId),
    ]);
    return { request, progress, customer: caller?.name ?? formatPhone(request.phone, business?.country) };
  });
}

/** From now on the carrier has this call. A webhook may say so before the answer to our request does. */
export async function adopt(app: App, tx: Tx, request: OutboundCall, callSid: string): Promise<boolean> {
  if (request.callSid !== null) return request.callSid === callSid;
  const { id, businessId, lineId, line, phone, requestedAt } = request;
  await tx.calls.insert({
    id,
    businessId,
    lineId,
    line,
    phone,
    callerKind: "known",
    callerName: null,
    standing: "textable",
    direction: "out",
    callSid,
    stirVerdict: null,
    occurredAt: request.attemptedAt ?? requestedAt,
  });
  await tx.outboundCalls.update(businessId, id, {
    callSid,
    state: "ringing_owner",
    nextLookAt: new Date(app.clock.now().getTime() + LOOK_AFTER_SILENCE_MS),
  });
  return true;
}

async function apply(
  app: App,
  tx: Tx,
  request: OutboundCall,
  call: Call,
  progress: OutboundProgress,
): Promise<void> {
  const { businessId, id, phone } = request;
  const { outcome, reason, durationSeconds, ended, hungUpBy, state } = progress;
  const now = app.clock.now().getTime();
  await tx.outboundCalls.update(businessId, id, {
    state,
    problem: progress.ownerProblem === null ? null : ownerProblemWords[progress.ownerProblem],
    nextLookAt: isOver(state)
      ? null
      : new Date(now + (progress.needsLegs ? FETCH_LEGS_AFTER_MS : LOOK_AFTER_SILENCE_MS)),
  });
  if (progress.needsLegs) {
    const at = new Date(now + FETCH_LEGS_AFTER_MS);
    await tx.jobs.enqueue({ kind: "place_call", businessId, callId: id }, at);
  }
  const unchanged =
    outcome === call.outcome &&
    reason === call.reason &&
    durationSeconds === call.durationSeconds &&
    ended === call.ended &&
    hungUpBy === call.hungUpBy;
  if (unchanged) return;
  await tx.callers.lock(businessId, phone, call.occurredAt);
  await tx.calls.update(businessId, id, { ...call, outcome, reason, durationSeconds, ended, hungUpBy });
  // A customer whose phone never rang had no part in it.
  if (!ended || !progress.reachedCustomer) return;
  await tx.activities.want({
    id: app.newId("act"),
    businessId,
    phone,
    kind: "call",
    sourceId: id,
    occurredAt: call.occurredAt,
    state: "pending",
    mayCreate: false,
  });
  await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone });
}
