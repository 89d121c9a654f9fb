import type { App } from "../context.ts";

const BATCH = 500;
const TURNS_KEPT_MS = 24 * 3_600_000;

/** Each minute: open notices go to the mailbox, once; and alerts whose job was lost get another. */
export async function sweepAlerts(app: App, overdueBefore: Date): Promise<{ alerts: number }> {
  const now = app.clock.now();
  const { read } = app.store;
  if (app.mailer !== null)
    for (const { businessId, noticeId } of await read.alerts.noticesToMail(BATCH))
      await mailNotice(app, businessId, noticeId);
  const overdue = await read.alerts.overdue(overdueBefore, BATCH);
  for (const { businessId, alertId } of overdue)
    await read.jobs.enqueue({ kind: "send_alert", businessId, alertId });
  await read.alerts.forgetTurnsBefore(new Date(now.getTime() - TURNS_KEPT_MS));
  return { alerts: overdue.length };
}

const mailNotice = (app: App, businessId: string, noticeId: string): Promise<void> =>
  app.store.transaction(async (tx) => {
    const id = app.newId("alert");
    const isNew = await tx.alerts.want({
      id,
      businessId,
      channel: "email",
      about: "notice",
      sourceId: noticeId,
      line: null,
      phone: null,
      occurredAt: app.clock.now(),
    });
    if (isNew) await tx.jobs.enqueue({ kind: "send_alert", businessId, alertId: id });
  });
