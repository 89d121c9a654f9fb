import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { ErasedRows, Tx } from "../ports/index.ts";
import { consentSubject } from "../texts/opt-out.ts";
import { moveText } from "../texts/settle-text.ts";
import { DEFAULT_CONNECTION } from "../timeline/open-connector.ts";
import { wantErased } from "./erase-at-carrier.ts";

/** Reports about a call or a text still come in for a while; each would bring a part of it back. */
const AT_REST_AFTER_MS = 15 * 60_000;

export interface ErasedCaller {
  readonly erased: ErasedRows;
  /** The CRM in which the record and its timeline stay: what stands there is the business's own to erase. */
  readonly crm: string | null;
}

/**
 * Erases one caller: calls, texts, recordings here and at the carrier, consent evidence, lead. What was paid
 * stays in the ledger, which knows no numbers. Of an opt-out a keyed hash is kept, so that they are not texted
 * when they call again; and one for some days, so that the carrier's lists do not bring back what was erased.
 *
 * @throws Refusal `conversation_not_found`, `conversation_busy`
 */
export async function eraseCaller(
  app: App,
  tx: Tx,
  actor: string,
  businessId: string,
  phone: E164,
): Promise<ErasedCaller> {
  const now = app.clock.now();
  const caller = await tx.callers.lockExisting(businessId, phone);
  if (caller === null)
    throw new Refusal("conversation_not_found", "There is no conversation with this number.");
  if (await tx.privacy.isInTouch(businessId, phone, new Date(now.getTime() - AT_REST_AFTER_MS)))
    throw new Refusal(
      "conversation_busy",
      "This caller was in touch a moment ago, and reports about it may still come in. Try again in 15 minutes.",
    );
  for (const text of await tx.texts.lockQueued(businessId, phone))
    await moveText(app, tx, text, {
      state: "cancelled",
      credit: "void",
      reason: "the caller was erased before it left",
      change: { nextLookAt: null },
    });
  await wantErased(app, tx, businessId, await tx.privacy.mediaOfCaller(businessId, phone));
  const erased = await tx.privacy.eraseCaller(businessId, phone, consentSubject(phone));
  await tx.privacy.keepOptOut(businessId, phone, caller.consent === "opted_out");
  await tx.privacy.keepErasedAt(businessId, phone, now);
  await tx.audit.write({ businessId, actor, action: "caller.erase", detail: { ...erased }, at: now });
  const { connector } = (await tx.connections.find(businessId)) ?? DEFAULT_CONNECTION;
  return { erased, crm: connector === DEFAULT_CONNECTION.connector ? null : connector };
}
