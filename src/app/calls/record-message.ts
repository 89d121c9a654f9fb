import type { App } from "../context.ts";

/** A caller left a message: it stands with the call, once, however often the carrier says so. */
export async function recordMessage(
  app: App,
  businessId: string,
  message: { callSid: string; recordingSid: string; durationSeconds: number | null },
): Promise<void> {
  await app.store.transaction(async (tx) => {
    const call = await tx.calls.findBySid(businessId, message.callSid);
    if (call === null) return;
    const isNew = await tx.recordings.insert({
      id: app.newId("rec"),
      businessId,
      callId: call.id,
      recordingSid: message.recordingSid,
      durationSeconds: message.durationSeconds,
      occurredAt: app.clock.now(),
    });
    if (!isNew || call.phone === null) return;
    await tx.callers.lock(businessId, call.phone, call.occurredAt);
    tx.notify({ kind: "conversation", businessId, phone: call.phone });
    const wanted = await tx.activities.findOf(businessId, "call", call.id);
    if (wanted === null) return;
    await tx.activities.want({
      id: app.newId("act"),
      businessId,
      phone: call.phone,
      kind: "call",
      sourceId: call.id,
      occurredAt: call.occurredAt,
      state: "pending",
      mayCreate: wanted.mayCreate,
    });
    await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone: call.phone });
  });
}
