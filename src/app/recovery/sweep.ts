import { sweepAlerts } from "../alerts/sweep-alerts.ts";
import type { App } from "../context.ts";
import { askForRegistrations } from "../lines/check-registration.ts";
import { backfilledBefore, enqueueDue } from "../timeline/backfill.ts";
import { healDue } from "../timeline/heal-record.ts";
import { retireDue } from "../timeline/retire-record.ts";

/** Jobs normally run within milliseconds: what is due for this long has lost its job. */
const OVERDUE_MS = 30_000;
const BATCH = 500;
const CRM_EVENTS_OVERDUE_MS = 30 * 60_000;
/** Longer than any CRM repeats what it told. */
const CRM_EVENTS_KEPT_MS = 400 * 24 * 3_600_000;
const NOBODIES_KEPT_MS = 3_600_000;
/** Longer than word of a payment is ever behind word of its refund. */
const REVERSALS_KEPT_MS = 30 * 24 * 3_600_000;
const IDEMPOTENCY_KEYS_KEPT_MS = 24 * 3_600_000;

/** The net under the jobs, each minute: whatever is due and forgotten is looked at again. */
export async function sweep(app: App): Promise<{ texts: number; callers: number; alerts: number }> {
  const now = app.clock.now();
  const before = new Date(now.getTime() - OVERDUE_MS);
  const { read } = app.store;
  const texts = await read.texts.overdue(before, BATCH);
  for (const { businessId, textId } of texts)
    await read.jobs.enqueue({ kind: "send_text", businessId, textId });
  const callers = await read.activities.overdue(before, backfilledBefore(now), BATCH);
  await enqueueDue(app, read, callers);
  for (const { businessId, callId } of await read.outboundCalls.overdue(before, BATCH))
    await read.jobs.enqueue({ kind: "place_call", businessId, callId });
  for (const { businessId, erasureId } of await read.privacy.overdueErasures(before, BATCH))
    await read.jobs.enqueue({ kind: "erase_at_carrier", businessId, erasureId });
  await healDue(app);
  await retireDue(app);
  await read.records.forgetNobodies(new Date(now.getTime() - NOBODIES_KEPT_MS));
  for (const { businessId, purchaseId } of await read.purchases.overdue(now, BATCH))
    await read.jobs.enqueue({ kind: "look_at_purchase", businessId, purchaseId });
  await read.purchases.forgetReversals(new Date(now.getTime() - REVERSALS_KEPT_MS));
  const { alerts } = await sweepAlerts(app, before);
  await askForRegistrations(app);
  await read.idempotency.forgetBefore(new Date(now.getTime() - IDEMPOTENCY_KEYS_KEPT_MS));
  for (const { businessId, endingId } of await read.installs.overdueEndings(before, BATCH))
    await read.jobs.enqueue({ kind: "end_grant", businessId, endingId });
  // An event that met a caller in touch waits for minutes, by a job of its own.
  const forgotten = new Date(now.getTime() - CRM_EVENTS_OVERDUE_MS);
  for (const { businessId, eventIds } of await read.installs.overdueEvents(forgotten, BATCH))
    await read.jobs.enqueue({ kind: "crm_events", businessId, eventIds });
  await read.installs.forgetEvents(new Date(now.getTime() - CRM_EVENTS_KEPT_MS));
  await read.installs.forgetExpired(now);
  await read.signIn.forgetExpired(now);
  return { texts: texts.length, callers: callers.length, alerts };
}
