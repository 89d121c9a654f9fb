/** What happens to a text's row, its credit and its place on the timeline when its fate is known. */
import type { CreditEffect, TextState } from "../../domain/text.ts";
import { isUndecided } from "../../domain/text.ts";
import type { App } from "../context.ts";
import type { Text, TextbackEvent, TextChange, Tx } from "../ports/index.ts";

/** Settles the hold (or the spent credit) of a text. Repeating it changes nothing. */
export async function settleCredit(
  app: App,
  tx: Tx,
  text: Text,
  effect: Exclude<CreditEffect, "none">,
  reason: string,
): Promise<void> {
  tx.notify({ kind: "credits", businessId: text.businessId });
  const result = await tx.ledger.transfer(
    {
      businessId: text.businessId,
      key: `${effect}:${text.id}`,
      kind: effect,
      credits: null,
      textId: text.id,
      reason,
    },
    app.newId("tr"),
    app.clock.now(),
  );
  // "nothing": a text without a hold, such as an inbound one. "settled": the other end came first and stands.
  if (result === "conflict" || result === "insufficient") {
    throw new Error(`Settling the credit of ${text.id} by ${effect} was refused: ${result}`);
  }
}

/** Whether the timeline has something new to say: the text's fate is known for the first time, or it failed. */
export const isWorthLogging = (before: TextState, after: TextState): boolean =>
  (isUndecided(before) && !isUndecided(after)) || after === "failed" || after === "undelivered";

/**
 * Moves a locked text to a new state with its credit effect. From the moment its fate is known it belongs
 * on the timeline; a failure that comes later is corrected there, a later `delivered` is not worth a request.
 */
export async function moveText(
  app: App,
  tx: Tx,
  text: Text,
  step: { state: TextState; credit: CreditEffect; reason: string; change?: TextChange },
): Promise<TextbackEvent[]> {
  // What goes to the owner's own phone, as an alert or in a live test, is on nobody's timeline.
  const isForOwner = text.purpose === "alert" || text.purpose === "test";
  const worthLogging = !isForOwner && isWorthLogging(text.state, step.state);
  tx.notify({ kind: "conversation", businessId: text.businessId, phone: text.phone });
  await Promise.all([
    tx.texts.update(text.businessId, text.id, { ...step.change, state: step.state }),
    worthLogging && step.state !== "cancelled"
      ? tx.activities.want({
          id: app.newId("act"),
          businessId: text.businessId,
          phone: text.phone,
          kind: "text",
          sourceId: text.id,
          occurredAt: text.occurredAt,
          state: "pending",
          mayCreate: true,
        })
      : null,
    worthLogging
      ? tx.jobs.enqueue({ kind: "drain_caller", businessId: text.businessId, phone: text.phone })
      : null,
    step.credit === "none" ? null : settleCredit(app, tx, text, step.credit, step.reason),
  ]);
  return [{ kind: "text_settled", text: { ...text, ...step.change, state: step.state } }];
}
