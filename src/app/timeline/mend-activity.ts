/** What a person can do about an activity: send it again, let it be, or put the caller on another record. */
import { Refusal } from "../../domain/errors.ts";
import type { App } from "../context.ts";
import type { ActivityRow, Tx } from "../ports/index.ts";
import { CHOSEN_BY_HAND } from "../ports/records.ts";
import { namedRecord } from "./caller-record.ts";
import { assertCanMove, beginMove } from "./move-record.ts";
import { DEFAULT_CONNECTION } from "./open-connector.ts";

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
    discardReason: null,
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

/** @param reason in the person's words; `null`: they gave none */
export async function discardActivity(
  app: App,
  tx: Tx,
  actor: string,
  businessId: string,
  id: string,
  reason: string | null,
): Promise<ActivityRow> {
  const row = await find(tx, businessId, id);
  if (row.state === "done") throw settled();
  // One that stands on a record stays there.
  await tx.activities.update(businessId, id, {
    state: "discarded",
    wantedRecordId: null,
    discardReason: reason,
  });
  tx.notify({ kind: "connection", businessId });
  const detail = { activityId: id, reason };
  await tx.audit.write({ businessId, actor, action: "activity.discard", detail, at: app.clock.now() });
  return (await tx.activities.find(businessId, id)) ?? row;
}

/**
 * All calls and texts of this caller belong on that record: those that stand elsewhere too, and later ones.
 *
 * @param typed the record's id, or its address in the CRM
 * @throws Refusal `invalid_input`, `cannot_move`, `move_under_way`
 */
export async function moveActivity(
  app: App,
  tx: Tx,
  actor: string,
  businessId: string,
  id: string,
  typed: string,
): Promise<ActivityRow> {
  const row = await find(tx, businessId, id);
  const { phone } = row;
  const connection = (await tx.connections.find(businessId)) ?? DEFAULT_CONNECTION;
  const { connector } = connection;
  assertCanMove(app, connector);
  const recordId = await namedRecord(app, businessId, connection, typed);
  const before = await tx.records.find(businessId, connector, phone);
  // The record that it leaves is one of the others from now on: from there it can be chosen again.
  const all = before === null ? row.others : [before, ...(before.others ?? [])];
  const others = all
    .filter((other) => other.recordId !== recordId)
    .map((other) => ({ recordId: other.recordId, name: other.name }));
  const name = all.find((other) => other.recordId === recordId)?.name ?? null;
  const to = { recordId, name, matchedBy: CHOSEN_BY_HAND, others };
  await beginMove(app, tx, actor, { businessId, phone, connector, why: "chosen", to });
  if (row.externalId === null && row.state !== "pending") await sendAgain(tx, row);
  return (await tx.activities.find(businessId, id)) ?? row;
}

const settled = (): Refusal =>
  new Refusal("activity_settled", "This activity stands in the CRM already; change it there, or move it.");
