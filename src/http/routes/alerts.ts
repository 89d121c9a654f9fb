/** How the owner is told, and what became of it. */
import { z } from "zod";
import { renewWebhookSecret, setAlerts } from "../../app/alerts/set-alerts.ts";
import type { App } from "../../app/context.ts";
import type { Alert } from "../../app/ports/alerts.ts";
import { type AlertSettings, MAX_ALERT_ADDRESSES, NO_ALERTS } from "../../domain/alerts.ts";
import { Refusal } from "../../domain/errors.ts";
import { newWebhookSecret } from "../../secrets/sealer.ts";
import { type Route, route } from "../route.ts";
import { pageQuery, phone } from "../schemas.ts";
import { noticeView } from "../views.ts";

const putAlerts = z.strictObject({
  email: z
    .strictObject({
      to: z
        .array(z.email("must be an e-mail address").max(254))
        .min(1, "must name at least one address")
        .max(MAX_ALERT_ADDRESSES, `must be at most ${MAX_ALERT_ADDRESSES} addresses`),
    })
    .nullable()
    .optional(),
  webhook: z
    .strictObject({ url: z.string().max(2_000) })
    .nullable()
    .optional(),
  text: z.strictObject({ to: phone }).nullable().optional(),
  on: z
    .strictObject({
      missedCall: z.boolean("must be true or false").optional(),
      reply: z.boolean("must be true or false").optional(),
    })
    .optional(),
});

const alertsView = ({ email, webhook, text, on }: AlertSettings, failingSince: Date | null) => ({
  email,
  webhook: webhook === null ? null : { ...webhook, failingSince: failingSince?.toISOString() ?? null },
  text,
  on,
});

const alertView = (alert: Alert) => ({
  id: alert.id,
  channel: alert.channel,
  about: alert.about,
  sourceId: alert.sourceId,
  line: alert.line,
  phone: alert.phone,
  state: alert.state,
  attempts: alert.attempts,
  problem: alert.problem,
  textId: alert.textId,
  occurredAt: alert.occurredAt.toISOString(),
});

export function alertRoutes(app: App): Route[] {
  return [
    route({
      method: "get",
      path: "/businesses/:businessId/alerts",
      summary: "How the owner is told of missed calls and replies",
      guard: "business",
      handle: async ({ tx, businessId }) => {
        const [settings, webhook] = await Promise.all([
          tx.alerts.settings(businessId),
          tx.alerts.webhook(businessId),
        ]);
        return { status: 200, body: alertsView(settings ?? NO_ALERTS, webhook?.failingSince ?? null) };
      },
    }),
    route({
      method: "put",
      path: "/businesses/:businessId/alerts",
      summary: "Choose how the owner is told: what is given changes; a new webhook's secret is shown once",
      guard: "owner",
      body: putAlerts,
      handle: async ({ tx, businessId, body }) => {
        const { settings, webhookSecret } = await setAlerts(app, tx, businessId, body, newWebhookSecret);
        const view = alertsView(settings, (await tx.alerts.webhook(businessId))?.failingSince ?? null);
        return {
          status: 200,
          body: { ...view, webhookSecret },
          replay: { ...view, webhookSecret: null },
        };
      },
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/alerts/secret",
      summary: "Make a new secret for the webhook, shown once; the earlier one signs no more",
      guard: "owner",
      handle: async ({ tx, businessId }) => {
        const settings = await tx.alerts.lockSettings(businessId);
        if (settings === null || settings.webhook === null)
          throw new Refusal("invalid_input", "This business has no webhook.");
        const webhookSecret = await renewWebhookSecret(app, tx, businessId, newWebhookSecret);
        return { status: 201, body: { webhookSecret }, replay: { webhookSecret: null } };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/alerts/sent",
      summary: "What the owner was told, and how far it got, newest first",
      guard: "business",
      query: pageQuery,
      handle: async ({ tx, businessId, query }) => {
        const { limit, after } = query;
        const page = await tx.alerts.list(businessId, { limit, after: after ?? null });
        return { status: 200, body: { items: page.items.map(alertView), next: page.next } };
      },
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/notices/:noticeId/done",
      summary: "Say that a notice has been seen to",
      guard: "business",
      handle: async ({ tx, businessId, params }) => {
        const noticeId = params.noticeId ?? "";
        const notice = await tx.notices.find(businessId, noticeId);
        if (notice === null) throw new Refusal("notice_not_found", "There is no such notice.");
        if (notice.resolvedAt === null) await tx.notices.resolve(businessId, notice.subject, app.clock.now());
        const after = (await tx.notices.find(businessId, noticeId)) ?? notice;
        return { status: 200, body: noticeView(after) };
      },
    }),
  ];
}
