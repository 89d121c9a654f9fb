/**
 * Looks at one text and takes it one step further. The job may run late, twice, or on two workers: what is
 * done depends only on the row. Order of things: the attempt is committed before the request leaves, so a
 * crash can only leave an attempt whose fate is unknown, and such a text is reconciled, never sent blindly.
 */

import { switchOffAlertTexts } from "../alerts/switch-off-alerts.ts";
import type { App } from "../context.ts";
import type { Caller, SendResult, Text, TextbackEvent, Tx } from "../ports/index.ts";
import { learnFromError } from "./learn-from-error.ts";
import { optOut } from "./opt-out.ts";
import { recordDeliveryReport } from "./record-delivery-report.ts";
import { moveText } from "./settle-text.ts";

/** Twilio may still be working on a create for about 30 s after we stopped waiting (twilio-ruby#519: ~26 s). */
export const FIRST_LOOK_AFTER_MS = 30_000;
/** Absent from the carrier's list twice, this far apart, means that it never arrived there. */
export const SECOND_LOOK_AFTER_MS = 60_000;
export const LOOKS_BEFORE_ABSENT = 2;
/** An unclear text is sent again once. Still unclear after that, it is given up and the credit comes back. */
export const MAX_UNCLEAR_ATTEMPTS = 2;
/** Without a delivery report the carrier's books are looked into so long after the text left. */
const POLL_AFTER_MS = [10 * 60_000, 3_600_000, 24 * 3_600_000] as const;
/** Without a delivery report for this long a text stays paid and is called unconfirmed. */
export const UNCONFIRMED_AFTER_MS = 48 * 3_600_000;
/** Waits after a definite "later". */
export const retryDelaysMs = [1_000, 2_000, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000] as const;
/** The timeline waits for the text this long at the most. */
const DRAIN_WITHOUT_TEXT_AFTER_MS = 5_000;

const later = (now: Date, ms: number): Date => new Date(now.getTime() + ms);
const backoffMs = (attempt: number): number =>
  retryDelaysMs[Math.min(attempt, retryDelaysMs.length) - 1] ?? retryDelaysMs[0];

type NextStep =
  | { readonly do: "nothing" }
  | { readonly do: "send" | "reconcile" | "poll"; readonly text: Text };

/** When a text that the carrier has is looked at next, if no report comes. */
export function nextPollAt(leftAt: Date, now: Date): Date {
  const due = [...POLL_AFTER_MS, UNCONFIRMED_AFTER_MS].map((ms) => later(leftAt, ms));
  return due.find((at) => at > now) ?? later(leftAt, UNCONFIRMED_AFTER_MS);
}

export async function lookAtText(app: App, businessId: string, textId: string): Promise<void> {
  // The usual case first: a text that may leave is claimed, and its attempt committed, in one statement.
  const claimed = await claim(app, app.store.read, businessId, textId);
  if (claimed !== null) return send(app, claimed);
  const events: TextbackEvent[] = [];
  const step = await withText(app, businessId, textId, (tx, text, caller) =>
    nextStep(app, tx, text, caller, events),
  );
  for (const event of events) app.emit(event);
  if (step === null || step.do === "nothing") return;
  if (step.do === "send") await send(app, step.text);
  else if (step.do === "poll") await poll(app, step.text);
  else await reconcile(app, step.text);
}

function claim(app: App, tx: Tx, businessId: string, textId: string): Promise<Text | null> {
  const now = app.clock.now();
  return tx.texts.claim(businessId, textId, now, later(now, FIRST_LOOK_AFTER_MS));
}

/** Runs with the caller and the text locked; `null` when there is no such text. */
async function withText<T>(
  app: App,
  businessId: string,
  textId: string,
  work: (tx: Tx, text: Text, caller: Caller | null) => Promise<T>,
): Promise<T | null> {
  return app.store.transaction(async (tx) => {
    const locked = await tx.texts.lockWithCaller(businessId, textId);
    return locked === null ? null : work(tx, locked.text, locked.caller);
  });
}

async function nextStep(
  app: App,
  tx: Tx,
  text: Text,
  caller: Caller | null,
  events: TextbackEvent[],
): Promise<NextStep> {
  const now = app.clock.now();
  const tooEarly = text.nextLookAt !== null && text.nextLookAt.getTime() > now.getTime();
  switch (text.state) {
    case "queued": {
      if (tooEarly) return { do: "nothing" };
      const drop = async (reason: string): Promise<NextStep> => {
        events.push(
          ...(await moveText(app, tx, text, {
            state: "cancelled",
            credit: "void",
            reason,
            change: { errorMessage: reason, nextLookAt: null },
          })),
        );
        return { do: "nothing" };
      };
      if (caller?.consent === "opted_out") return drop("the caller opted out before it left");
      if (text.expiresAt !== null && text.expiresAt <= now) return drop("it could not be sent in time");
      const claimed = await claim(app, tx, text.businessId, text.id);
      return claimed === null ? { do: "nothing" } : { do: "send", text: claimed };
    }
    case "sending": {
      // Either another worker is at it, or one died at it: time tells.
      if (tooEarly) return { do: "nothing" };
      await tx.texts.endAttempt(text.businessId, text.id, text.attempts, {
        at: now,
        outcome: "unclear",
        messageSid: null,
        detail: "the service stopped during the request",
      });
      await tx.texts.update(text.businessId, text.id, { state: "unclear", absences: 0 });
      return { do: "reconcile", text: { ...text, state: "unclear", absences: 0 } };
    }
    case "sent":
      if (tooEarly) return { do: "nothing" };
      if (now.getTime() - text.occurredAt.getTime() < UNCONFIRMED_AFTER_MS) {
        await tx.texts.update(text.businessId, text.id, { nextLookAt: nextPollAt(text.occurredAt, now) });
        return { do: "poll", text };
      }
      events.push(
        ...(await moveText(app, tx, text, {
          state: "unconfirmed",
          credit: "none",
          reason: "no delivery report in 48 h",
          change: { nextLookAt: null },
        })),
      );
      return { do: "nothing" };
    case "unclear":
      return tooEarly ? { do: "nothing" } : { do: "reconcile", text };
    default:
      return { do: "nothing" };
  }
}

async function send(app: App, text: Text): Promise<void> {
  const drainLate = setTimeout(() => {
    app.store.read.jobs
      .enqueue({ kind: "drain_caller", businessId: text.businessId, phone: text.phone })
      .catch((error: unknown) =>
        app.log.warn({ err: error, textId: text.id }, "drain not enqueued; the sweep will"),
      );
  }, DRAIN_WITHOUT_TEXT_AFTER_MS);
  drainLate.unref();
  const result = await app.carrier
    .sendText({
      businessId: text.businessId,
      textId: text.id,
      from: text.line,
      to: text.phone,
      body: text.body,
    })
    .finally(() => clearTimeout(drainLate));
  const events = await withText(app, text.businessId, text.id, (tx, current) =>
    recordAttempt(app, tx, current, text.attempts, result),
  );
  for (const event of events ?? []) app.emit(event);
}

async function recordAttempt(
  app: App,
  tx: Tx,
  text: Text,
  number: number,
  result: SendResult,
): Promise<TextbackEvent[]> {
  const now = app.clock.now();
  const { businessId, id } = text;
  tx.notify({ kind: "conversation", businessId, phone: text.phone });
  const [, events] = await Promise.all([
    tx.texts.endAttempt(businessId, id, number, {
      at: now,
      outcome: result.kind,
      messageSid: result.kind === "accepted" ? result.messageSid : null,
      detail: result.kind === "refused" ? result.message : "why" in result ? result.why : null,
    }),
    applyResult(app, tx, text, number, result),
  ]);
  return events;
}

async function applyResult(
  app: App,
  tx: Tx,
  text: Text,
  number: number,
  result: SendResult,
): Promise<TextbackEvent[]> {
  const now = app.clock.now();
  const { businessId, id } = text;
  // An acceptance counts whenever it comes. Anything else only if this attempt is still the one that is waited for.
  const isMine = text.state === "sending" && text.attempts === number;
  switch (result.kind) {
    case "accepted":
      return accepted(app, tx, text, result.messageSid);
    case "refused": {
      if (!isMine) return [];
      if (result.optedOut && text.purpose === "alert")
        await switchOffAlertTexts(app, tx, businessId, text.phone);
      else if (result.optedOut) {
        await optOut(app, tx, businessId, text.phone, {
          source: "carrier_refusal",
          body: null,
          messageSid: null,
        });
      }
      const moved = await moveText(app, tx, text, {
        state: "failed",
        credit: "void",
        reason: "the carrier refused the text",
        change: { errorCode: result.code, errorMessage: result.message, nextLookAt: null },
      });
      return [...moved, ...(await learnFromError(app, tx, text, result.code))];
    }
    case "throttled":
    case "not_sent": {
      if (!isMine) return [];
      const wait = result.kind === "throttled" ? result.retryAfterMs : null;
      const nextLookAt = later(now, wait ?? backoffMs(number));
      await tx.texts.update(businessId, id, { state: "queued", nextLookAt });
      await tx.jobs.enqueue({ kind: "send_text", businessId, textId: id }, nextLookAt);
      await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone: text.phone });
      return [];
    }
    case "unclear": {
      if (!isMine) return [];
      const nextLookAt = later(now, FIRST_LOOK_AFTER_MS);
      await tx.texts.update(businessId, id, { state: "unclear", absences: 0, nextLookAt });
      await tx.jobs.enqueue({ kind: "send_text", businessId, textId: id }, nextLookAt);
      await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone: text.phone });
      return [];
    }
  }
}

async function accepted(app: App, tx: Tx, text: Text, messageSid: string): Promise<TextbackEvent[]> {
  const undecided = text.state === "queued" || text.state === "sending" || text.state === "unclear";
  if (!undecided) {
    // A delivery report overtook the answer to the create.
    if (text.messageSid === null) await tx.texts.update(text.businessId, text.id, { messageSid });
    return [];
  }
  return moveText(app, tx, text, {
    state: "sent",
    credit: "post",
    reason: "the carrier accepted the text",
    change: { messageSid, nextLookAt: nextPollAt(text.occurredAt, app.clock.now()) },
  });
}

/** No report came: the carrier's books say how the text stands. */
async function poll(app: App, text: Text): Promise<void> {
  if (text.messageSid === null) return;
  const { news, errorCode } = await app.carrier.deliveryOf(text.businessId, text.messageSid);
  if (news === null) return;
  await recordDeliveryReport(app, {
    businessId: text.businessId,
    textId: text.id,
    messageSid: text.messageSid,
    news,
    errorCode,
  });
}

/** The answer to the create was lost: the carrier's own list says whether the text left. */
async function reconcile(app: App, text: Text): Promise<void> {
  const attempts = await app.store.read.texts.attempts(text.businessId, text.id);
  const since = attempts[0]?.startedAt ?? text.occurredAt;
  const listed = await app.carrier.textsSince(text.businessId, { from: text.line, to: text.phone }, since);
  const events = await withText(app, text.businessId, text.id, async (tx, current) => {
    if (current.state !== "unclear") return [];
    for (const candidate of listed) {
      if (candidate.body !== text.body || candidate.createdAt.getTime() < since.getTime() - 1_000) continue;
      if ((await tx.texts.findBySid(text.businessId, candidate.messageSid)) === null)
        return accepted(app, tx, current, candidate.messageSid);
    }
    return absent(app, tx, current, attempts.filter(({ outcome }) => outcome === "unclear").length);
  });
  for (const event of events ?? []) app.emit(event);
}

async function absent(app: App, tx: Tx, text: Text, unclearAttempts: number): Promise<TextbackEvent[]> {
  const now = app.clock.now();
  const { businessId, id } = text;
  const absences = text.absences + 1;
  if (absences < LOOKS_BEFORE_ABSENT) {
    const nextLookAt = later(now, SECOND_LOOK_AFTER_MS);
    await tx.texts.update(businessId, id, { absences, nextLookAt });
    await tx.jobs.enqueue({ kind: "send_text", businessId, textId: id }, nextLookAt);
    return [];
  }
  if (unclearAttempts < MAX_UNCLEAR_ATTEMPTS) {
    await tx.texts.update(businessId, id, { state: "queued", absences: 0, nextLookAt: now });
    await tx.jobs.enqueue({ kind: "send_text", businessId, textId: id });
    return [];
  }
  const reason = "the carrier never confirmed the text, nor does it list it";
  const moved = await moveText(app, tx, text, {
    state: "failed",
    credit: "void",
    reason,
    change: { absences, errorMessage: reason, nextLookAt: null },
  });
  if (text.purpose === "alert") return moved;
  await tx.notices.raise({
    id: app.newId("note"),
    businessId,
    subject: `text:${id}`,
    headline: `A text to ${text.phone} could not be confirmed and was given up. Its credit is back.`,
    whatToDo: "You may want to call the customer.",
    at: now,
  });
  return [
    ...moved,
    {
      kind: "owner_notice",
      businessId,
      message: `A text could not be confirmed and was given up; its credit is back. You may want to call the customer (number ending in ${text.phone.slice(-2)}).`,
    },
  ];
}
