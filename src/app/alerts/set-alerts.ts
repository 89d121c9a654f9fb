/** What a business sets about its alerts. */
import { type AlertSettings, NO_ALERTS } from "../../domain/alerts.ts";
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import { whyNotOwnPhone } from "../people/own-phone.ts";
import type { Tx } from "../ports/index.ts";
import { webhookSecretAbout } from "./send-alert.ts";
import { ALERT_TEXTS_OFF, WEBHOOK_OFF } from "./switch-off-alerts.ts";

/** What is left out keeps its value; `null` switches off. */
export interface AlertChange {
  readonly email?: AlertSettings["email"] | undefined;
  readonly webhook?: AlertSettings["webhook"] | undefined;
  readonly text?: AlertSettings["text"] | undefined;
  readonly on?:
    | { readonly missedCall?: boolean | undefined; readonly reply?: boolean | undefined }
    | undefined;
}

/**
 * @param newSecret chance, from the edge
 * @returns the webhook's secret when its address is new: an earlier receiver must not sign for this one.
 * @throws Refusal `mail_not_configured`, `invalid_input`, `not_textable`
 */
export async function setAlerts(
  app: App,
  tx: Tx,
  businessId: string,
  change: AlertChange,
  newSecret: () => string,
): Promise<{ settings: AlertSettings; webhookSecret: string | null }> {
  const before = (await tx.alerts.lockSettings(businessId)) ?? NO_ALERTS;
  const settings: AlertSettings = {
    email: change.email === undefined ? before.email : change.email,
    webhook: change.webhook === undefined ? before.webhook : change.webhook,
    text: change.text === undefined ? before.text : change.text,
    ...(before.push === undefined ? {} : { push: before.push }),
    on: {
      missedCall: change.on?.missedCall ?? before.on.missedCall,
      reply: change.on?.reply ?? before.on.reply,
    },
  };
  if (change.email != null && app.mailer === null)
    throw new Refusal(
      "mail_not_configured",
      "This service has no mail server. Its operator sets SMTP_URL and MAIL_FROM.",
    );
  if (change.text != null) await checkPhone(tx, businessId, change.text.to);
  await tx.alerts.putSettings(businessId, settings);

  const at = app.clock.now();
  if (change.text !== undefined) await tx.notices.resolve(businessId, ALERT_TEXTS_OFF, at);
  if (change.webhook === undefined) return { settings, webhookSecret: null };
  await tx.notices.resolve(businessId, WEBHOOK_OFF, at);
  if (change.webhook === null) {
    await tx.alerts.deleteWebhook(businessId);
    return { settings, webhookSecret: null };
  }
  const problem = app.webhooks.problemWith(change.webhook.url);
  if (problem !== null)
    throw new Refusal("invalid_input", `The webhook's address cannot be used: it ${problem}.`, [
      { field: "webhook.url", message: problem },
    ]);
  if (change.webhook.url === before.webhook?.url) return { settings, webhookSecret: null };
  return { settings, webhookSecret: await renewWebhookSecret(app, tx, businessId, newSecret) };
}

export async function renewWebhookSecret(
  app: App,
  tx: Tx,
  businessId: string,
  newSecret: () => string,
): Promise<string> {
  const secret = newSecret();
  await tx.alerts.putWebhook(businessId, await app.sealer.seal(secret, webhookSecretAbout(businessId)));
  return secret;
}

/** Alerts are for the owner's own phone, never for a customer's. */
async function checkPhone(tx: Tx, businessId: string, phone: E164): Promise<void> {
  const refuse = (detail: string): Refusal =>
    new Refusal("not_textable", detail, [{ field: "text.to", message: detail }]);
  const against = await whyNotOwnPhone(tx, businessId, phone);
  if (against !== null) throw refuse(against);
  const lines = await tx.lines.list(businessId);
  const forwards = lines.flatMap(({ forwardTo }) =>
    forwardTo.flatMap((to) => (to.kind === "phone" ? to.number : [])),
  );
  if (!forwards.includes(phone) && (await tx.callers.lockExisting(businessId, phone)) !== null)
    throw refuse("This number stands in your inbox as a caller's. Alerts go to a phone of your own.");
}
