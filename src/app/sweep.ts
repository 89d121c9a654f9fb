import type { App } from "./context.ts";

/** Jobs normally run within milliseconds: what is due for this long has lost its job. */
const OVERDUE_MS = 30_000;
const BATCH = 500;
const IDEMPOTENCY_KEYS_KEPT_MS = 24 * 3_600_000;

/** The net under the jobs, each minute: whatever is due and forgotten is looked at again. */
export async function sweep(app: App): Promise<{ texts: number; callers: number }> {
  const now = app.clock.now();
  const before = new Date(now.getTime() - OVERDUE_MS);
  const { read } = app.store;
  const texts = await read.texts.overdue(before, BATCH);
  for (const { businessId, textId } of texts)
    await read.jobs.enqueue({ kind: "send_text", businessId, textId });
  const callers = await read.activities.overdue(before, BATCH);
  for (const { businessId, phone } of callers)
    await read.jobs.enqueue({ kind: "drain_caller", businessId, phone });
  for (const { businessId, callId } of await read.outboundCalls.overdue(before, BATCH))
    await read.jobs.enqueue({ kind: "place_call", businessId, callId });
  for (const { businessId, erasureId } of await read.privacy.overdueErasures(before, BATCH))
    await read.jobs.enqueue({ kind: "erase_at_carrier", businessId, erasureId });
  await read.idempotency.forgetBefore(new Date(now.getTime() - IDEMPOTENCY_KEYS_KEPT_MS));
  await read.signIn.forgetExpired(now);
  return { texts: texts.length, callers: callers.length };
}
