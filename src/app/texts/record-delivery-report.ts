import { explainDeliveryError } from "../../domain/delivery-errors.ts";
import {
  applyDeliveryNews,
  type DeliveryNews,
  isFinal,
  isUndecided,
  type TextStep,
} from "../../domain/text.ts";
import type { App } from "../context.ts";
import type { Text, TextChange, Tx } from "../ports/index.ts";
import { learnFromError } from "./learn-from-error.ts";
import { isWorthLogging, moveText } from "./settle-text.ts";

export interface DeliveryReport {
  readonly businessId: string;
  /** Ours, from the callback's address: known even when the answer to the create was lost. */
  readonly textId: string;
  readonly messageSid: string;
  readonly news: DeliveryNews;
  readonly errorCode: number | null;
}

/**
 * Reports repeat, overtake each other, and may come before the create's answer; only forward steps count.
 * Most of them need no lock: texts move forward only, so what is no news to the state that we read is none
 * to any later one, and a step that touches nothing but the row is taken by compare-and-set.
 */
export async function recordDeliveryReport(app: App, report: DeliveryReport): Promise<void> {
  const { texts } = app.store.read;
  const text = await texts.find(report.businessId, report.textId);
  if (text === null) return;
  const step = stepFor(text, report);
  if (step === null) return;
  if (step.credit === "none" && !isWorthLogging(text.state, step.state)) {
    const change = { ...changeOf(step.state, report), state: step.state };
    if (await texts.updateFrom(text.state, report.businessId, report.textId, change)) {
      app.emit({ kind: "text_settled", text: { ...text, ...change } });
      app.store.read.notify({ kind: "conversation", businessId: report.businessId, phone: text.phone });
      return;
    }
  }
  const events = await app.store.transaction(async (tx) => {
    const locked = await tx.texts.lockWithCaller(report.businessId, report.textId);
    return locked === null ? [] : apply(app, tx, locked.text, report);
  });
  for (const event of events) app.emit(event);
}

function stepFor(text: Text, report: DeliveryReport): TextStep | null {
  // A report about another message of ours under this text's address is not about this text.
  if (text.messageSid !== null && text.messageSid !== report.messageSid) return null;
  const step = applyDeliveryNews(text.state, report.news);
  // A text that was lost for want of a registration was never the owner's to pay.
  const isOurs = step?.state === "undelivered" && explainDeliveryError(report.errorCode).pausesLine;
  return isOurs ? { ...step, credit: isUndecided(text.state) ? "void" : "refund" } : step;
}

const changeOf = (state: Text["state"], report: DeliveryReport): TextChange => ({
  messageSid: report.messageSid,
  errorCode: report.errorCode,
  ...(isFinal(state) ? { nextLookAt: null } : {}),
});

async function apply(app: App, tx: Tx, text: Text, report: DeliveryReport) {
  const step = stepFor(text, report);
  if (step === null) return [];
  const moved = await moveText(app, tx, text, {
    ...step,
    reason: reasons[report.news],
    change: changeOf(step.state, report),
  });
  return [...moved, ...(await learnFromError(app, tx, text, report.errorCode))];
}

const reasons: Readonly<Record<DeliveryNews, string>> = {
  accepted: "the carrier accepted the text",
  delivered: "the carrier accepted the text",
  undelivered: "the text was not delivered",
  failed: "the text never left the carrier",
};
