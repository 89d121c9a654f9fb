/**
 * Tells the CRM what is pending of a caller, in order, each exactly once. What is to be done is read, and the
 * attempt written down, under the caller's lock; the CRM is called without any lock; the results are written under
 * the lock again. Whoever adds an activity meanwhile finds the next round.
 */
import { ConnectorError, type ConnectorErrorKind } from "../../crm/contract.ts";
import { assertNever } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { Tx } from "../ports/index.ts";
import { type Batch, takeBatch } from "./caller-batch.ts";
import { whenToRetry } from "./crm-retry.ts";
import { needReconnect } from "./need-reconnect.ts";
import { openConnector } from "./open-connector.ts";
import { sendBatch } from "./send-batch.ts";

/** One drain ends after this many rounds, so that a caller who never stops cannot hold a worker. */
const MAX_ROUNDS = 20;

export async function drainCaller(
  app: App,
  businessId: string,
  phone: E164,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS && !signal.aborted; round++) {
    const batch = await takeBatch(app, businessId, phone);
    if (batch === null) return;
    // After the commit: one that is queued before it might start, and end, without having seen these.
    if (batch === "for_backfill") return app.store.read.jobs.enqueue({ kind: "backfill", businessId });
    try {
      const connector = await openConnector(app, businessId, batch.connection, signal);
      if (!(await sendBatch(app, batch, connector))) return;
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      await putOff(app, batch, error);
      return;
    }
  }
  await app.store.read.jobs.enqueue({ kind: "drain_caller", businessId, phone });
}

/** Trouble with the CRM: what may help decides what happens to the rows and to the connection. */
async function putOff(app: App, batch: Batch, error: ConnectorError): Promise<void> {
  const { businessId, phone } = batch;
  const retryAt = whenToRetry(app.clock.now(), error, batch.rows);
  app.log.warn(
    { businessId, connector: batch.connection.connector, kind: error.kind, err: error },
    "CRM trouble",
  );
  await app.store.transaction(async (tx) => {
    await tx.callers.lockExisting(businessId, phone);
    tx.notify({ kind: "connection", businessId });
    if (error.kind === "record_gone") await followRecord(tx, batch, error.movedTo);
    if (error.kind === "auth_expired") await needReconnect(tx, businessId, batch.connection);
    for (const row of batch.rows) {
      if (error.results.some(({ activityId }) => activityId === row.id)) continue;
      await tx.activities.update(businessId, row.id, {
        ...afterTrouble(error.kind, retryAt),
        // An attempt that surely changed nothing need not be looked for by the next.
        ...(error.unclear ? {} : { attemptedAt: row.attemptedAt }),
        problem: error.message,
        takenBy: null,
      });
    }
    if (afterTrouble(error.kind, retryAt).state === "pending")
      await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone }, retryAt);
  });
}

/** The record that we remembered is gone: where it went, if the CRM says so, is remembered in its place. */
async function followRecord(tx: Tx, batch: Batch, movedTo: string | null): Promise<void> {
  const { businessId, phone, known, connection } = batch;
  if (known !== null) await tx.recordMoves.redirect(businessId, phone, known.recordId, movedTo);
  await tx.records.forget(businessId, connection.connector, phone);
  if (movedTo === null) return;
  const moved = { recordId: movedTo, name: known?.name ?? null, matchedBy: "moved" };
  await tx.records.remember(businessId, connection.connector, phone, moved, null);
}

function afterTrouble(kind: ConnectorErrorKind, retryAt: Date) {
  switch (kind) {
    case "throttled":
    case "unavailable":
    case "record_gone":
      return { state: "pending", nextAttemptAt: retryAt } as const;
    case "auth_expired":
    case "rejected":
      return { state: "parked", nextAttemptAt: null } as const;
    default:
      return assertNever(kind);
  }
}
