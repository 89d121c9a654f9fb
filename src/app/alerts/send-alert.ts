/**
 * Tells the owner, once: the attempt is written down before anything leaves, so a crash leaves an attempt
 * whose fate is unknown. Such a mail is sent once more under the same message id, then let be; a webhook is
 * posted until it answers, and carries an id by which a repetition is known; a text goes the way of all texts.
 */
import { isAlertOver, nextAlertTryAt, turnOf, WEBHOOK_OFF_AFTER_MS } from "../../domain/alerts.ts";
import { assertNever, Refusal } from "../../domain/errors.ts";
import { cleanLine } from "../../domain/plain-text.ts";
import { nextTextingState, textingWords } from "../../domain/texting-state.ts";
import type { App } from "../context.ts";
import type { Alert, AlertResult } from "../ports/alerts.ts";
import { holdAndQueue } from "../texts/request-text.ts";
import { type ComposedAlert, composeAlert } from "./compose-alert.ts";
import { pushAlert } from "./push-alert.ts";
import { switchOffWebhook } from "./switch-off-alerts.ts";

/** An attempt that has not ended by then has died. Longer than any of them may take. */
export const ALERT_LEASE_MS = 120_000;
/** A mail whose fate stayed unknown this often is let be. */
const MAX_UNCLEAR = 2;
const DIED = "the service stopped while sending it";
const NOT_MADE = "something went wrong on our side";
const MAX_SUBJECT_CHARACTERS = 150;
/** An alert that could not leave within the hour tells nobody anything. */
const TEXT_EXPIRES_AFTER_MS = 3_600_000;

export async function sendAlert(app: App, businessId: string, alertId: string): Promise<void> {
  const now = app.clock.now();
  const leaseUntil = new Date(now.getTime() + ALERT_LEASE_MS);
  const alert = await app.store.read.alerts.claim(businessId, alertId, now, leaseUntil);
  if (alert === null) return;
  // Whatever ended the attempts before, even the process itself: this is none of those that wait for their first.
  if (alert.attempts > 1 && isAlertOver(alert.channel, alert.occurredAt, now))
    return end(app, alert, alert.unclear > 0 ? "unclear" : "failed", alert.problem ?? DIED);
  let isUnclear = false;
  try {
    const composed = await composeAlert(app, alert);
    if (typeof composed === "string") return await cancel(app, alert, composed);
    // A mail that went out before the trouble may go once more; the others are known when they come again.
    isUnclear = alert.channel === "email";
    await send(app, alert, composed);
  } catch (err) {
    // Else the sweep would bring it back for ever, and nobody would read why.
    app.log.error({ err, businessId, alertId }, "an alert was not made; it is tried again in its time");
    await putOff(app, alert, { why: NOT_MADE }, isUnclear);
  }
}

async function send(app: App, alert: Alert, composed: ComposedAlert): Promise<void> {
  switch (alert.channel) {
    case "email":
      return sendMail(app, alert, composed);
    case "webhook":
      return postWebhook(app, alert, composed);
    case "text":
      return sendAlertText(app, alert, composed);
    case "push":
      return push(app, alert, composed);
    default:
      return assertNever(alert.channel);
  }
}

const SWITCHED_OFF = "this kind of alert was switched off";

async function end(
  app: App,
  alert: Alert,
  state: "sent" | "failed" | "unclear" | "cancelled",
  problem: string | null,
): Promise<void> {
  await app.store.read.alerts.settle(alert.businessId, alert.id, alert.attempts, {
    state,
    problem,
    nextAttemptAt: null,
  });
}

/** There is nothing to tell any more. What the same caller does next is worth an alert at once. */
const cancel = (app: App, alert: Alert, why: string): Promise<void> =>
  app.store.transaction(async (tx) => {
    const cancelled = { state: "cancelled", problem: why, nextAttemptAt: null } as const;
    if (await tx.alerts.settle(alert.businessId, alert.id, alert.attempts, cancelled))
      await tx.alerts.giveTurnBack(alert, turnOf(alert.phone));
  });

/** Tries again later, or gives it up. */
async function putOff(app: App, alert: Alert, result: { why: string }, unclear: boolean): Promise<void> {
  const now = app.clock.now();
  const nextAttemptAt = nextAlertTryAt(alert.channel, alert.occurredAt, alert.attempts, now);
  if (nextAttemptAt === null) return end(app, alert, "failed", result.why);
  await app.store.transaction(async (tx) => {
    const mine = await tx.alerts.settle(alert.businessId, alert.id, alert.attempts, {
      state: "pending",
      problem: result.why,
      nextAttemptAt,
      unclear,
    });
    if (!mine) return;
    await tx.jobs.enqueue(
      { kind: "send_alert", businessId: alert.businessId, alertId: alert.id },
      nextAttemptAt,
    );
  });
}

async function sendMail(app: App, alert: Alert, composed: ComposedAlert): Promise<void> {
  const settings = await app.store.read.alerts.settings(alert.businessId);
  if (settings === null || settings.email === null) return end(app, alert, "cancelled", SWITCHED_OFF);
  if (app.mailer === null) return end(app, alert, "failed", "no mail server is configured");
  if (alert.unclear >= MAX_UNCLEAR) return end(app, alert, "unclear", alert.problem ?? DIED);
  const result: AlertResult = await app.mailer.send({
    id: alert.id,
    to: settings.email.to,
    subject: cleanLine(composed.subject).slice(0, MAX_SUBJECT_CHARACTERS),
    text: composed.mail,
  });
  switch (result.kind) {
    case "sent":
      return end(app, alert, "sent", null);
    case "refused":
      return end(app, alert, "failed", result.why);
    case "later":
      return putOff(app, alert, result, false);
    case "unclear":
      return putOff(app, alert, result, true);
    default:
      return assertNever(result);
  }
}

async function push(app: App, alert: Alert, composed: ComposedAlert): Promise<void> {
  const outcome = await pushAlert(app, alert, composed);
  switch (outcome.kind) {
    case "sent":
      return end(app, alert, "sent", null);
    case "nobody":
      return cancel(app, alert, "no device wants to be told");
    case "failed":
      return end(app, alert, "failed", outcome.why);
    case "later":
      return putOff(app, alert, outcome, false);
    default:
      return assertNever(outcome);
  }
}

async function postWebhook(app: App, alert: Alert, composed: ComposedAlert): Promise<void> {
  const { businessId } = alert;
  const { alerts } = app.store.read;
  const [settings, webhook] = await Promise.all([alerts.settings(businessId), alerts.webhook(businessId)]);
  if (settings === null || settings.webhook === null || webhook === null)
    return end(app, alert, "cancelled", SWITCHED_OFF);
  const result = await app.webhooks.post({
    url: settings.webhook.url,
    secret: await app.sealer.open(webhook.sealedSecret, webhookSecretAbout(businessId)),
    id: alert.id,
    body: JSON.stringify(composed.event),
    at: app.clock.now(),
  });
  if (result.kind === "sent") {
    await alerts.webhookWorked(businessId);
    return end(app, alert, "sent", null);
  }
  await putOff(app, alert, result, false);
  await app.store.transaction(async (tx) => {
    const now = app.clock.now();
    const since = await tx.alerts.webhookFailed(businessId, now);
    if (now.getTime() - since.getTime() >= WEBHOOK_OFF_AFTER_MS)
      await switchOffWebhook(app, tx, businessId, since);
  });
}

/** What a webhook's secret is sealed for. */
export const webhookSecretAbout = (businessId: string): string => `alert-webhook:${businessId}`;

/** The text, its credit and the alert's end are one transaction; from there it is a text like any other. */
async function sendAlertText(app: App, alert: Alert, composed: ComposedAlert): Promise<void> {
  const refused = await app.store
    .transaction(async (tx): Promise<string | null> => {
      const settings = await tx.alerts.lockSettings(alert.businessId);
      if (settings === null || settings.text === null) return SWITCHED_OFF;
      const line = alert.line === null ? null : await tx.lines.find(alert.businessId, alert.line);
      if (line === null) return "the line is gone";
      const now = app.clock.now();
      const texting =
        line.texting === null ? null : nextTextingState(line.texting, { kind: "tick", at: now });
      if (texting !== null && texting.status !== "ready") return textingWords(texting).headline;
      const text = await holdAndQueue(app, tx, {
        businessId: alert.businessId,
        lineId: line.id,
        line: line.number,
        to: settings.text.to,
        body: composed.text,
        purpose: "alert",
        expiresAfterMs: TEXT_EXPIRES_AFTER_MS,
      });
      const mine = await tx.alerts.settle(alert.businessId, alert.id, alert.attempts, {
        state: "sent",
        problem: null,
        nextAttemptAt: null,
        textId: text.id,
      });
      if (!mine) throw new Error(`Attempt ${alert.attempts} at alert ${alert.id} was overtaken by another`);
      return null;
    })
    .catch((error: unknown) => {
      if (error instanceof Refusal) return error.message;
      throw error;
    });
  if (refused !== null) await end(app, alert, refused === SWITCHED_OFF ? "cancelled" : "failed", refused);
}
