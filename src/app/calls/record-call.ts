/**
 * Takes in what the carrier tells about a call, and when that settles the call as missed, decides about the
 * text-back and sets it going: all in one transaction, so that a crash leaves either nothing or the whole.
 */
import { type CallFact, settleCall } from "../../domain/call.ts";
import { readCallerId } from "../../domain/caller-id.ts";
import { CREDITS_PER_TEXT, LOW_CREDITS } from "../../domain/credits.ts";
import { cleanLine, clip } from "../../domain/plain-text.ts";
import { countSegments } from "../../domain/segments.ts";
import { isUndecided, wasAccepted } from "../../domain/text.ts";
import { type CallerStanding, correctToAnswered, type Receipt } from "../../domain/text-back.ts";
import { makesLead, type Untextable } from "../../domain/who-can-be-texted.ts";
import { tellOwner } from "../alerts/tell-owner.ts";
import type { App } from "../context.ts";
import { noteCreditsSpent } from "../credits/note-credits.ts";
import type { Call, Caller, LineInUse, TextbackEvent, Tx } from "../ports/index.ts";
import { composeTextBack } from "../texts/compose-text.ts";
import { settleCredit } from "../texts/settle-text.ts";
import { wantRecordFound } from "../timeline/find-record.ts";
import { weighCaller, weighTextBack } from "./weigh-text-back.ts";

/** When the caller's leg is over and nothing is known of the other side, the carrier is asked this much later. */
export const FETCH_LEGS_AFTER_MS = 5_000;

/** A call that our own forwarding sends back arrives while the first one still rings: within this time. */
const FORWARDED_BACK_WITHIN_MS = 120_000;

/** Looked at without a lock, a balance may be behind by what is just being held; above this it cannot be low. */
const NEARLY_LOW = LOW_CREDITS + 200;

const MAX_CALLER_NAME = 80;

/** What a delivery says about the call itself; a leg's report says none of it. */
export interface CallHeader {
  /** `From` as the carrier spelled it. */
  readonly from: string;
  /** The phone that forwarded the call to us, if the carrier says so. */
  readonly forwardedFrom: string | null;
  readonly callerName: string | null;
  readonly stirVerdict: string | null;
}

export interface CallDelivery {
  readonly lineInUse: LineInUse;
  readonly callSid: string;
  readonly header: CallHeader | null;
  /** Under a key that is the same each time the carrier repeats the delivery. */
  readonly facts: ReadonlyArray<{ readonly key: string; readonly fact: CallFact }>;
  /** When the call began, if not just now. */
  readonly occurredAt?: Date;
}

/** Another transaction took the last credit between our look and our hold: decide again, knowing that. */
export class CreditsRanOut extends Error {}

/** @returns the call as it now stands, or `null` while only its legs have been heard of. */
export async function recordCall(app: App, delivery: CallDelivery): Promise<Call | null> {
  const events: TextbackEvent[] = [];
  const run = (knownCredits: number | null) =>
    app.store.transaction((tx) => {
      events.length = 0;
      return accept(app, tx, delivery, knownCredits, events);
    });
  const call = await run(null).catch((error: unknown) => {
    if (error instanceof CreditsRanOut) return run(0);
    throw error;
  });
  for (const event of events) app.emit(event);
  return call;
}

async function accept(
  app: App,
  tx: Tx,
  delivery: CallDelivery,
  knownCredits: number | null,
  events: TextbackEvent[],
): Promise<Call | null> {
  const businessId = delivery.lineInUse.business.id;
  const known = await tx.calls.takeIn(businessId, delivery.callSid, delivery.facts);
  if (known.call !== null && !known.fresh) return known.call;
  const { lineInUse, callSid, header } = delivery;
  const at = delivery.occurredAt ?? app.clock.now();
  const call =
    known.call ?? (header === null ? null : await insertCall(app, tx, lineInUse, callSid, header, at));
  if (call === null) return null;
  if (known.call === null) await lookUp(app, tx, lineInUse, call);
  tx.notify({ kind: "conversation", businessId, phone: call.phone });
  return settle(app, tx, delivery.lineInUse, call, known.facts, knownCredits, events);
}

async function insertCall(
  app: App,
  tx: Tx,
  { line, business }: LineInUse,
  callSid: string,
  header: CallHeader,
  occurredAt: Date,
): Promise<Call> {
  const caller = readCallerId(header.from, business.country);
  const phone = caller.kind === "known" ? caller.phone : null;
  return tx.calls.insert({
    id: app.newId("call"),
    businessId: business.id,
    lineId: line.id,
    line: line.number,
    phone,
    callerKind: caller.kind,
    callerName:
      header.callerName === null ? null : clip(cleanLine(header.callerName), MAX_CALLER_NAME) || null,
    standing: await standingOf(app, tx, { line, business, carrierAccountSid: null }, callSid, caller, header),
    direction: "in",
    callSid,
    stirVerdict: header.stirVerdict === null ? null : clip(cleanLine(header.stirVerdict), MAX_CALLER_NAME),
    occurredAt,
  });
}

/** What is found out while the phone rings, so that it is known when the call is missed: a landline, and who calls. */
async function lookUp(app: App, tx: Tx, lineInUse: LineInUse, call: Call): Promise<void> {
  const { businessId, phone } = call;
  if (phone === null || call.standing !== "textable") return;
  await wantRecordFound(app, tx, lineInUse, phone);
  if (lineInUse.line.lookUpLandlines) await tx.jobs.enqueue({ kind: "look_up_caller", businessId, phone });
}

async function standingOf(
  app: App,
  tx: Tx,
  { line, business }: LineInUse,
  callSid: string,
  caller: ReturnType<typeof readCallerId>,
  header: CallHeader,
): Promise<CallerStanding> {
  if (caller.kind !== "known") return caller.kind;
  const forwards = new Set<string>(line.forwardTo.flatMap((to) => (to.kind === "phone" ? to.number : [])));
  if (forwards.has(caller.phone)) return "forward_number";
  if ((await tx.lines.ownerOf(caller.phone)) !== null) return "own_line";
  if (forwards.size > 0 && header.forwardedFrom !== null) {
    const via = readCallerId(header.forwardedFrom, business.country);
    const since = new Date(app.clock.now().getTime() - FORWARDED_BACK_WITHIN_MS);
    if (
      via.kind === "known" &&
      forwards.has(via.phone) &&
      (await tx.calls.hasOpen(business.id, line.number, caller.phone, since, callSid))
    )
      return "forwarded_back";
  }
  return "textable";
}

/** Applies all facts known by now. Every write below is in the caller's transaction; nothing leaves the house. */
async function settle(
  app: App,
  tx: Tx,
  lineInUse: LineInUse,
  call: Call,
  facts: readonly CallFact[],
  knownCredits: number | null,
  events: TextbackEvent[],
): Promise<Call> {
  const state = settleCall(facts);
  const now = app.clock.now();
  if (state.needsLegs) {
    await tx.jobs.enqueue(
      { kind: "fetch_legs", businessId: call.businessId, callSid: call.callSid },
      new Date(now.getTime() + FETCH_LEGS_AFTER_MS),
    );
  }
  const unchanged =
    state.outcome === call.outcome &&
    state.reason === call.reason &&
    state.durationSeconds === call.durationSeconds &&
    state.ended === call.ended &&
    state.answer?.verdict === call.verdict?.verdict;
  if (unchanged) return call;

  const { outcome, reason, durationSeconds, ended } = state;
  let after: Call = { ...call, outcome, reason, durationSeconds, ended, verdict: state.answer };
  const newlyMissed = state.outcome === "missed" && call.receipt === null;
  const answeredAfterAll = state.outcome === "answered" && call.outcome === "missed" && call.receipt !== null;
  const [caller, available] = await Promise.all([
    after.phone === null ? null : tx.callers.lock(after.businessId, after.phone, after.occurredAt),
    newlyMissed ? (knownCredits ?? tx.ledger.available(after.businessId)) : 0,
  ]);

  const against = await weighCaller(app, tx, lineInUse, after, caller);
  let texting = false;
  if (newlyMissed) {
    const corrected = call.outcome === "answered";
    const receipt = await weighTextBack(app, tx, lineInUse, after, caller, against, available, corrected);
    after = { ...after, receipt };
    texting = receipt.decision === "text";
  } else if (answeredAfterAll) {
    after = { ...after, receipt: await withdrawTextBack(app, tx, call) };
  }
  // Before the hold, which is the last statement.
  if (newlyMissed && isCustomer(after, caller, against)) {
    const { id: sourceId, line, phone } = after;
    await tellOwner(app, tx, lineInUse.business, { about: "missed_call", sourceId, line, phone });
  }
  await Promise.all([
    tx.calls.update(after.businessId, after.id, after),
    wantOnTimeline(app, tx, lineInUse, after, against, texting),
    texting && caller !== null ? startTextBack(app, tx, lineInUse, after, caller, knownCredits) : null,
  ]);

  if (texting && available <= NEARLY_LOW) events.push(...(await noteCreditsSpent(app, tx, after.businessId)));
  if (newlyMissed) events.push({ kind: "call_missed", call: after });
  if (state.outcome === "answered" && call.outcome !== "answered")
    events.push({ kind: "call_answered", call: after });
  return after;
}

/** Not a phone of the business itself, and nobody that it does not want. */
const isCustomer = (call: Call, caller: Caller | null, against: readonly Untextable[]): boolean =>
  (call.standing === "textable" || call.standing === "withheld" || call.standing === "malformed") &&
  caller?.blocked !== true &&
  makesLead(against);

/** The timeline gets a call once it is over; when a text is just leaving, its job drains both in one pass. */
async function wantOnTimeline(
  app: App,
  tx: Tx,
  { business }: LineInUse,
  call: Call,
  against: readonly Untextable[],
  texting: boolean,
): Promise<void> {
  if (!call.ended || call.phone === null || call.standing === "forwarded_back") return;
  const textIsLeaving = texting && call.receipt?.waitsUntil === undefined;
  await Promise.all([
    tx.activities.want({
      id: app.newId("act"),
      businessId: call.businessId,
      phone: call.phone,
      kind: "call",
      sourceId: call.id,
      occurredAt: call.occurredAt,
      state: "pending",
      mayCreate: makesLead(against) && (call.outcome === "missed" || business.leadForAnsweredCallers),
    }),
    textIsLeaving
      ? null
      : tx.jobs.enqueue({ kind: "drain_caller", businessId: call.businessId, phone: call.phone }),
  ]);
}

export async function startTextBack(
  app: App,
  tx: Tx,
  lineInUse: LineInUse,
  call: Call,
  caller: Caller,
  knownCredits: number | null,
): Promise<void> {
  const textId = app.newId("text");
  // The name known by now: the text never waits for the CRM.
  const body = composeTextBack(lineInUse, call, caller.name ?? call.callerName);
  const now = app.clock.now();
  const waitsUntil = call.receipt?.waitsUntil;
  const dueAt = waitsUntil === undefined ? now : new Date(waitsUntil);
  const expiresAt = new Date(dueAt.getTime() + lineInUse.line.maxTextAgeMinutes * 60_000);
  tx.notify({ kind: "credits", businessId: call.businessId });
  const [held] = await Promise.all([
    tx.ledger.transfer(
      {
        businessId: call.businessId,
        key: `hold:${textId}`,
        kind: "hold",
        credits: CREDITS_PER_TEXT,
        textId,
        reason: "text-back",
      },
      app.newId("tr"),
      now,
    ),
    tx.texts.insert({
      id: textId,
      businessId: call.businessId,
      lineId: call.lineId,
      line: call.line,
      phone: caller.phone,
      direction: "out",
      purpose: "text_back",
      callId: call.id,
      body,
      state: "queued",
      messageSid: null,
      segments: countSegments(body).segments,
      nextLookAt: dueAt,
      expiresAt,
      occurredAt: now,
    }),
    tx.jobs.enqueue(
      { kind: "send_text", businessId: call.businessId, textId },
      dueAt > now ? dueAt : undefined,
    ),
  ]);
  if (held === "insufficient" && knownCredits === null) throw new CreditsRanOut();
  if (held !== "done") throw new Error(`The hold for a new text was refused: ${held}`);
}

/** Evidence of an answer came after the miss: a text that has not left is dropped and its credit given back. */
async function withdrawTextBack(app: App, tx: Tx, call: Call): Promise<Receipt> {
  if (call.receipt === null) throw new Error(`Call ${call.id} counts as missed but has no receipt`);
  const text = await tx.texts.findTextBackOf(call.businessId, call.id);
  const locked = text === null ? null : await tx.texts.lock(call.businessId, text.id);
  if (locked?.state === "queued") {
    await tx.texts.update(call.businessId, locked.id, { state: "cancelled", nextLookAt: null });
    await settleCredit(app, tx, locked, "void", "the call was answered after all");
    return correctToAnswered(call.receipt, false);
  }
  // A text under way may still be refused; until then the caller has to be taken as texted.
  const left = locked !== null && (wasAccepted(locked.state) || isUndecided(locked.state));
  return correctToAnswered(call.receipt, left);
}
