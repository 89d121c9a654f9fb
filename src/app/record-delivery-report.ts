import { applyDeliveryNews, type DeliveryNews, isFinal } from "../domain/text.ts";
import type { App } from "./context.ts";
import type { Text, Tx } from "./ports.ts";
import { moveText } from "./settle-text.ts";

export interface DeliveryReport {
  readonly businessId: string;
  /** Ours, from the callback's address: known even when the answer to the create was lost. */
  readonly textId: string;
  readonly messageSid: string;
  readonly news: DeliveryNews;
  readonly errorCode: number | null;
}

/** Reports repeat, overtake each other, and may come before the create's answer; only forward steps count. */
export async function recordDeliveryReport(app: App, report: DeliveryReport): Promise<void> {
  const events = await app.store.transaction(async (tx) => {
    const found = await tx.texts.find(report.businessId, report.textId);
    if (found === null) return [];
    await tx.callers.lock(report.businessId, found.phone, found.occurredAt);
    const text = await tx.texts.lock(report.businessId, report.textId);
    return text === null ? [] : apply(app, tx, text, report);
  });
  for (const event of events) app.emit(event);
}

async function apply(app: App, tx: Tx, text: Text, report: DeliveryReport) {
  // A report about another message of ours under this text's address is not about this text.
  if (text.messageSid !== null && text.messageSid !== report.messageSid) return [];
  const step = applyDeliveryNews(text.state, report.news);
  if (step === null) return [];
  return moveText(app, tx, text, {
    ...step,
    reason: report.news === "failed" ? "the text never left the carrier" : "the carrier accepted the text",
    change: {
      messageSid: report.messageSid,
      errorCode: report.errorCode,
      ...(isFinal(step.state) ? { nextLookAt: null } : {}),
    },
  });
}
