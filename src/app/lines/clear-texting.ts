import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import { nextTextingState } from "../../domain/texting-state.ts";
import type { App } from "../context.ts";
import type { Line, Tx } from "../ports/index.ts";
import { textingSubject } from "../texts/learn-from-error.ts";

/** The owner says that the matter is mended: the line texts again, until a carrier refuses it again. */
export async function clearTexting(app: App, tx: Tx, businessId: string, number: E164): Promise<Line> {
  const at = app.clock.now();
  const before = await tx.lines.lockTexting(businessId, number);
  if (before !== null) {
    await tx.lines.setTexting(businessId, number, nextTextingState(before, { kind: "cleared", at }));
    await tx.notices.resolve(businessId, textingSubject(number), at);
  }
  tx.notify({ kind: "line", businessId });
  const line = await tx.lines.find(businessId, number);
  if (line === null) throw new Refusal("line_not_found", "There is no such line.");
  return line;
}
