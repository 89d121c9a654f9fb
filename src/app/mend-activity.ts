/** What a person can do about an activity that the CRM refused: try it again, let it be, or put it on another record. */
import { Refusal } from "../domain/errors.ts";
import type { App } from "./context.ts";
import { DEFAULT_CONNECTION } from "./drain-caller.ts";
import type { ActivityRow, Tx } from "./ports.ts";

async function find(tx: Tx, businessId: string, id: string): Promise<ActivityRow> {
  const row = await tx.activities.find(businessId, id);
  if (row === null) throw new Refusal("activity_not_found", "There is no such activity.");
  await tx.callers.lockExisting(businessId, row.phone);
  return (await tx.activities.find(businessId, id)) ?? row;
}

async function sendAgain(tx: Tx, row: ActivityRow): Promise<void> {
  await tx.activities.update(row.businessId, row.id, {
    state: "pending",
    nextAttemptAt: null,
    problem: null,
  });
  tx.notify({ kind: "connection", businessId: row.businessId });
  await tx.jobs.enqueue({ kind: "drain_caller", businessId: row.businessId, phone: row.phone });
}

/** @throws Refusal `activity_settled` when it stands in the CRM already. */
export async function retryActivity(tx: Tx, businessId: string, id: string): Promise<ActivityRow> {
  const row = await find(tx, businessId, id);
  if (row.state === "done") throw settled();
  await sendAgain(tx, row);
  return (await tx.activities.find(businessId, id)) ?? row;
}

export async function discardActivity(tx: Tx, businessId: string, id: string): Promise<ActivityRow> {
  const row = await find(tx, businessId, id);
  if (row.state === "done") throw settled();
  await tx.activities.update(businessId, id, { state: "discarded" });
  tx.notify({ kind: "connection", businessId });
  return (await tx.activities.find(businessId, id)) ?? row;
}

/** This caller's calls and texts belong on that record, from now on. */
export async function moveActivity(
  app: App,
  tx: Tx,
  businessId: string,
  id: string,
  recordId: string,
): Promise<ActivityRow> {
  const row = await find(tx, businessId, id);
  if (row.state === "done") throw settled();
  const { connector } = (await tx.connections.find(businessId)) ?? DEFAULT_CONNECTION;
  await tx.records.put(businessId, connector, row.phone, {
    recordId,
    name: null,
    matchedBy: "chosen by hand",
  });
  await sendAgain(tx, row);
  await tx.audit.write({
    businessId,
    actor: "api",
    action: "activity.move",
    detail: { activityId: id, recordId },
    at: app.clock.now(),
  });
  return (await tx.activities.find(businessId, id)) ?? row;
}

const settled = (): Refusal =>
  new Refusal("activity_settled", "This activity stands in the CRM already; change it there.");
