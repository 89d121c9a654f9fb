/** The owner says what a caller wants whose words left it open, or who said it aloud. */
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { TextbackEvent, Tx } from "../ports/index.ts";
import { consentSubject, optOut } from "./opt-out.ts";

/**
 * A yes is an opt-out like any other, which only the caller can take back. A no settles the question and changes
 * nothing: of what they wrote the owner has judged.
 *
 * @param actor as the audit knows them
 * @returns what is to be told after the commit
 * @throws Refusal `conversation_not_found`
 */
export async function answerConsent(
  app: App,
  tx: Tx,
  businessId: string,
  phone: E164,
  optsOut: boolean,
  actor: string,
): Promise<TextbackEvent[]> {
  const caller = await tx.callers.lockExisting(businessId, phone);
  if (caller === null)
    throw new Refusal("conversation_not_found", "There is no conversation with this number.");
  const at = app.clock.now();
  await tx.audit.write({ businessId, actor, action: "consent.answer", detail: { optsOut }, at });
  // Said twice, it is one opt-out with one piece of evidence.
  if (optsOut && caller.consent !== "opted_out")
    return optOut(app, tx, businessId, phone, { source: "owner", body: null, messageSid: null });
  await tx.callers.setConsentQuestion(businessId, phone, null);
  await tx.notices.resolve(businessId, consentSubject(phone), at);
  tx.notify({ kind: "conversation", businessId, phone });
  return [];
}
