import type { ConsentSource } from "../../domain/consent.ts";
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { TextbackEvent, Tx } from "../ports/index.ts";
import { moveText } from "./settle-text.ts";

/** The matter under which the owner is asked what a caller meant. */
export const consentSubject = (phone: string): string => `consent:${phone}`;

interface Evidence {
  readonly source: ConsentSource;
  readonly body: string | null;
  readonly messageSid: string | null;
  /** When it was said, if not just now. */
  readonly occurredAt?: Date;
}

/**
 * The caller wants no more texts, from none of the business's lines. Runs under the caller's lock, so that no
 * attempt can start after its commit; what has not left is dropped here, and its credit comes back.
 */
export async function optOut(
  app: App,
  tx: Tx,
  businessId: string,
  phone: E164,
  evidence: Evidence,
): Promise<TextbackEvent[]> {
  await setConsent(app, tx, businessId, phone, "opted_out", evidence);
  const events: TextbackEvent[] = [];
  for (const text of await tx.texts.lockQueued(businessId, phone)) {
    // What goes to the owner's own phone is no message to a customer.
    if (text.purpose === "alert") continue;
    const reason = "the caller opted out before it left";
    events.push(
      ...(await moveText(app, tx, text, {
        state: "cancelled",
        credit: "void",
        reason,
        change: { errorMessage: reason, nextLookAt: null },
      })),
    );
  }
  return events;
}

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
  tx.notify({ kind: "conversation", businessId, phone });
  await Promise.all([
    tx.callers.setConsent(businessId, phone, consent),
    tx.callers.setConsentQuestion(businessId, phone, null),
    tx.notices.resolve(businessId, consentSubject(phone), app.clock.now()),
    keepEvidence(app, tx, businessId, phone, consent, evidence),
    tellCrm(app, tx, businessId, phone),
  ]);
}

/** The CRM is told what holds when it is told: one row for each caller, however often they change their mind. */
async function tellCrm(app: App, tx: Tx, businessId: string, phone: E164): Promise<void> {
  await tx.activities.want({
    id: app.newId("act"),
    businessId,
    phone,
    kind: "consent",
    sourceId: phone,
    occurredAt: app.clock.now(),
    state: "pending",
    mayCreate: false,
  });
  await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone });
}

/** Writes down what was said, and changes nothing: for what is heard of only after a later word. */
export const keepEvidence = (
  app: App,
  tx: Tx,
  businessId: string,
  phone: E164,
  consent: "opted_in" | "opted_out",
  evidence: Evidence,
): Promise<void> =>
  tx.consentEvents.insert({
    id: app.newId("con"),
    businessId,
    phone,
    consent,
    ...evidence,
    occurredAt: evidence.occurredAt ?? app.clock.now(),
  });
