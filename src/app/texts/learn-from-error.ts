/** What one text's failure says about later ones: a landline, an opt-out, a line that may not text. */
import { explainDeliveryError } from "../../domain/delivery-errors.ts";
import { newTextingState, nextTextingState, textingWords } from "../../domain/texting-state.ts";
import type { App } from "../context.ts";
import type { Text, TextbackEvent, Tx } from "../ports/index.ts";

/** The matter under which the owner is told about a line's texts. */
export const textingSubject = (line: string): string => `texting:${line}`;

/** @param code the carrier's, from a refusal or a delivery report */
export async function learnFromError(
  app: App,
  tx: Tx,
  text: Text,
  code: number | null,
): Promise<TextbackEvent[]> {
  if (code === null) return [];
  const error = explainDeliveryError(code);
  if (error.marksLandline) await tx.callers.markLandline(text.businessId, text.phone);
  return error.pausesLine ? pauseLine(app, tx, text, code) : [];
}

async function pauseLine(app: App, tx: Tx, text: Text, code: number): Promise<TextbackEvent[]> {
  const at = app.clock.now();
  const before = (await tx.lines.lockTexting(text.businessId, text.line)) ?? newTextingState(new Date(0));
  const after = nextTextingState(before, { kind: "delivery_error", code, attemptedAt: text.occurredAt, at });
  if (after === before) return [];
  await tx.lines.setTexting(text.businessId, text.line, after);
  tx.notify({ kind: "line", businessId: text.businessId });
  const { headline, whatToDo } = textingWords(after);
  await tx.notices.raise({
    id: app.newId("note"),
    businessId: text.businessId,
    subject: textingSubject(text.line),
    headline: `Texts from ${text.line} are paused. ${headline}`,
    whatToDo,
    at,
  });
  return [
    {
      kind: "owner_notice",
      businessId: text.businessId,
      message: `Texts from one of your lines are paused. ${headline} ${whatToDo}`,
    },
  ];
}
