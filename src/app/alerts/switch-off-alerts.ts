/** Alerts that nobody wants, or that reach nobody, are switched off, and the owner is told where else. */
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { TextbackEvent, Tx } from "../ports/index.ts";
import { moveText } from "../texts/settle-text.ts";

/** The owner's phone said STOP, or the carrier did for it: what has not left is dropped, its credit returns. */
export async function switchOffAlertTexts(
  app: App,
  tx: Tx,
  businessId: string,
  phone: E164,
): Promise<TextbackEvent[]> {
  const settings = await tx.alerts.lockSettings(businessId);
  const events: TextbackEvent[] = [];
  const reason = "the phone asked for no more alerts (STOP)";
  for (const text of await tx.texts.lockQueued(businessId, phone)) {
    if (text.purpose !== "alert") continue;
    events.push(
      ...(await moveText(app, tx, text, {
        state: "cancelled",
        credit: "void",
        reason,
        change: { errorMessage: reason, nextLookAt: null },
      })),
    );
  }
  if (settings?.text?.to !== phone) return events;
  await tx.alerts.putSettings(businessId, { ...settings, text: null });
  await tx.alerts.cancelWaiting(businessId, "text", reason);
  await tx.notices.raise({
    id: app.newId("note"),
    businessId,
    subject: ALERT_TEXTS_OFF,
    headline: "Alerts by text are off: the phone that got them answered STOP.",
    whatToDo:
      "To have them again, text START from that phone to the line, then switch alerts by text on in the settings.",
    at: app.clock.now(),
  });
  return events;
}

/** Nothing got through for days. */
export async function switchOffWebhook(app: App, tx: Tx, businessId: string, since: Date): Promise<void> {
  const settings = await tx.alerts.lockSettings(businessId);
  if (settings === null || settings.webhook === null) return;
  const { url } = settings.webhook;
  await tx.alerts.putSettings(businessId, { ...settings, webhook: null });
  await tx.alerts.deleteWebhook(businessId);
  await tx.alerts.cancelWaiting(businessId, "webhook", "the webhook was switched off");
  await tx.notices.raise({
    id: app.newId("note"),
    businessId,
    subject: WEBHOOK_OFF,
    headline: `Your webhook ${new URL(url).host} is off: it has not answered since ${since.toISOString().slice(0, 10)}.`,
    whatToDo: "Mend it, then enter its address in the settings again. You get a new secret.",
    at: app.clock.now(),
  });
}

/** The matters under which the owner is told; setting the channel again settles them. */
export const ALERT_TEXTS_OFF = "alerts:text";
export const WEBHOOK_OFF = "alerts:webhook";
