import type { E164 } from "../domain/phone.ts";
import type { App } from "./context.ts";
import type { Tx } from "./ports.ts";

interface Evidence {
  readonly source: "inbound_text" | "carrier_refusal" | "operator";
  readonly body: string | null;
  readonly messageSid: string | null;
}

/** The caller wants no more texts. Runs under the caller's lock, so no attempt can start after its commit. */
export const optOut = (
  app: App,
  tx: Tx,
  businessId: string,
  phone: E164,
  evidence: Evidence,
): Promise<void> => setConsent(app, tx, businessId, phone, "opted_out", evidence);

export const optIn = (app: App, tx: Tx, businessId: string, phone: E164, evidence: Evidence): Promise<void> =>
  setConsent(app, tx, businessId, phone, "opted_in", evidence);

async function setConsent(
  app: App,
  tx: Tx,
  businessId: string,
  phone: E164,
  consent: "opted_in" | "opted_out",
  evidence: Evidence,
): Promise<void> {
  await tx.callers.setConsent(businessId, phone, consent);
  await tx.consentEvents.insert({
    id: app.newId("con"),
    businessId,
    phone,
    consent,
    ...evidence,
    occurredAt: app.clock.now(),
  });
}
