/**
 * The owner tries everything out: within ten minutes they call their own line from the very phone that calls
 * are forwarded to. That call takes the missed path and is texted, free of charge, marked, and without a lead.
 */
import { readCallerId } from "../../domain/caller-id.ts";
import { explainDeliveryError } from "../../domain/delivery-errors.ts";
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import { countSegments } from "../../domain/segments.ts";
import type { TextState } from "../../domain/text.ts";
import { liveTestReceipt } from "../../domain/text-back.ts";
import type { App } from "../context.ts";
import type { Call, LineInUse, Tx } from "../ports/index.ts";
import { composeTextBack } from "../texts/compose-text.ts";

const MINUTE_MS = 60_000;
const TEST_MINUTES = 10;
/** Each sends at most one text, which nobody pays for. */
const MAX_TESTS_PER_DAY = 20;
const DAY_MS = 24 * 60 * MINUTE_MS;

export interface LiveTest {
  readonly id: string;
  readonly businessId: string;
  readonly line: E164;
  readonly startedAt: Date;
  readonly endsAt: Date;
  readonly callId: string | null;
}

export interface LiveTestProgress extends LiveTest {
  readonly calledAt: Date | null;
  readonly missedAt: Date | null;
  readonly acceptedAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly textState: TextState | null;
  readonly errorCode: number | null;
}

export interface LiveTestTable {
  insert(test: Omit<LiveTest, "callId">): Promise<void>;
  countSince(businessId: string, since: Date): Promise<number>;
  /** The test that waits for its call, locked until the end of the transaction. */
  lockOpen(businessId: string, line: E164, at: Date): Promise<LiveTest | null>;
  setCall(businessId: string, id: string, callId: string): Promise<void>;
  latest(businessId: string, line: E164): Promise<LiveTestProgress | null>;
}

export interface LiveTestSteps {
  readonly line: E164;
  readonly startedAt: Date;
  readonly endsAt: Date;
  /** `waiting`: call now. `passed`: the text was delivered. `failed`: it will not be. `expired`: nobody called. */
  readonly state: "waiting" | "running" | "passed" | "failed" | "expired";
  readonly steps: Readonly<Record<"called" | "missed" | "texted" | "delivered", Date | null>>;
  /** `code` is the carrier's. */
  readonly problem: { readonly code: number; readonly forOwner: string; readonly whatToDo: string } | null;
}

/** @throws Refusal `line_not_found`, `no_forward_phone`, `too_many_requests` */
export async function startLiveTest(
  app: App,
  tx: Tx,
  businessId: string,
  number: E164,
): Promise<LiveTestSteps> {
  const line = await tx.lines.find(businessId, number);
  if (line === null) throw new Refusal("line_not_found", "There is no such line.");
  if (!line.forwardTo.some(({ kind }) => kind === "phone"))
    throw new Refusal(
      "no_forward_phone",
      "Say first which phone this line's calls are forwarded to: that is the phone to try it from.",
    );
  const startedAt = app.clock.now();
  const today = await tx.liveTests.countSince(businessId, new Date(startedAt.getTime() - DAY_MS));
  if (today >= MAX_TESTS_PER_DAY)
    throw new Refusal("too_many_requests", `At most ${MAX_TESTS_PER_DAY} live tests a day are free.`);
  const endsAt = new Date(startedAt.getTime() + TEST_MINUTES * MINUTE_MS);
  await tx.liveTests.insert({ id: app.newId("test"), businessId, line: number, startedAt, endsAt });
  return liveTestSteps(app, tx, businessId, number);
}

/** @throws Refusal `live_test_not_found` */
export async function liveTestSteps(
  app: App,
  tx: Tx,
  businessId: string,
  number: E164,
): Promise<LiveTestSteps> {
  const test = await tx.liveTests.latest(businessId, number);
  if (test === null) throw new Refusal("live_test_not_found", "This line has not been tried out yet.");
  return {
    line: test.line,
    startedAt: test.startedAt,
    endsAt: test.endsAt,
    state: stateOf(test, app.clock.now()),
    steps: {
      called: test.calledAt,
      missed: test.missedAt,
      texted: test.acceptedAt,
      delivered: test.deliveredAt,
    },
    problem: test.errorCode === null ? null : wordsOf(test.errorCode),
  };
}

const wordsOf = (code: number) => {
  const { forOwner, whatToDo } = explainDeliveryError(code);
  return { code, forOwner, whatToDo };
};

const FAILED: ReadonlySet<TextState> = new Set(["failed", "undelivered", "cancelled"]);

function stateOf(test: LiveTestProgress, now: Date): LiveTestSteps["state"] {
  if (test.textState === "delivered") return "passed";
  if (test.textState !== null) return FAILED.has(test.textState) ? "failed" : "running";
  return now < test.endsAt ? "waiting" : "expired";
}

/** @returns the call, when it is the one that a test waits for (or waited for: the carrier asks again). */
export async function takeTestCall(
  app: App,
  lineInUse: LineInUse,
  callSid: string,
  from: string,
): Promise<Call | null> {
  const { line, business } = lineInUse;
  const caller = readCallerId(from, business.country);
  // Nobody else's call pays for the look: the forward phone seldom calls its own line.
  if (caller.kind !== "known" || !isForwardPhone(lineInUse, caller.phone)) return null;
  return app.store.transaction(async (tx) => {
    const known = await tx.calls.findBySid(business.id, callSid);
    if (known !== null) return known.standing === "live_test" ? known : null;
    const now = app.clock.now();
    const test = await tx.liveTests.lockOpen(business.id, line.number, now);
    if (test === null) return null;
    const call = await missAtOnce(app, tx, lineInUse, callSid, caller.phone, now);
    await tx.liveTests.setCall(business.id, test.id, call.id);
    tx.notify({ kind: "line", businessId: business.id });
    return call;
  });
}

const isForwardPhone = ({ line }: LineInUse, phone: E164): boolean =>
  line.forwardTo.some((to) => to.kind === "phone" && to.number === phone);

async function missAtOnce(
  app: App,
  tx: Tx,
  lineInUse: LineInUse,
  callSid: string,
  phone: E164,
  now: Date,
): Promise<Call> {
  const { line, business } = lineInUse;
  await tx.calls.takeIn(business.id, callSid, [
    { key: "incoming", fact: { kind: "incoming", legs: 0, at: now.toISOString() } },
  ]);
  const inserted = await tx.calls.insert({
    id: app.newId("call"),
    businessId: business.id,
    lineId: line.id,
    line: line.number,
    phone,
    callerKind: "known",
    callerName: null,
    standing: "live_test",
    direction: "in",
    callSid,
    stirVerdict: null,
    occurredAt: now,
  });
  const call: Call = {
    ...inserted,
    outcome: "missed",
    reason: "no_answer",
    ended: true,
    receipt: liveTestReceipt,
  };
  await tx.callers.lock(business.id, phone, now);
  const body = composeTextBack(lineInUse, call, null);
  const textId = app.newId("text");
  await Promise.all([
    tx.calls.update(business.id, call.id, call),
    tx.texts.insert({
      id: textId,
      businessId: business.id,
      lineId: line.id,
      line: line.number,
      phone,
      direction: "out",
      purpose: "test",
      callId: call.id,
      body,
      state: "queued",
      messageSid: null,
      segments: countSegments(body).segments,
      nextLookAt: now,
      expiresAt: new Date(now.getTime() + TEST_MINUTES * MINUTE_MS),
      occurredAt: now,
    }),
    tx.jobs.enqueue({ kind: "send_text", businessId: business.id, textId }),
  ]);
  return call;
}
