/**
 * Tells the CRM what waited long, of many callers at once: after an outage or a reconnection one request carries what
 * would else be a request for each caller. It takes only what is simple: calls and texts that stand nowhere yet, of
 * callers whose records are known. Whatever the CRM does not take this way goes back to the caller's own drain. Nobody
 * waits for it: the drain of a caller who rings now takes along whatever of theirs is not on its way.
 */
import {
  BACKFILL_AFTER_MS,
  ConnectorError,
  type ConnectorErrorKind,
  type LogResult,
  type WaitingActivity,
} from "../../crm/contract.ts";
import { assertNever } from "../../domain/errors.ts";
import type { App } from "../context.ts";
import type { ActivityResult, ActivityRow, CallerDue, Connection, Tx } from "../ports/index.ts";
import type { KnownRecord } from "../ports/records.ts";
import { canBackfill, describeRows } from "./caller-batch.ts";
import { whenToRetry } from "./crm-retry.ts";
import { needReconnect } from "./need-reconnect.ts";
import { openConnector } from "./open-connector.ts";

/** Rows in one round: what Salesforce takes in one request. */
const MAX_BATCH = 200;
/** One job ends after so many rounds, and another goes on. */
const MAX_ROUNDS = 50;

interface Row extends ActivityRow {
  readonly known: KnownRecord;
}
interface Load {
  readonly businessId: string;
  readonly connection: Connection;
  readonly rows: readonly Row[];
  readonly waiting: readonly WaitingActivity[];
  readonly takenAt: Date;
}

/** What happened before this is no answer to a call that rings now. */
export const backfilledBefore = (now: Date): Date => new Date(now.getTime() - BACKFILL_AFTER_MS);

/** A job for what is due of these callers: one for all of a business's that can be back-filled, else one for each. */
export async function enqueueDue(app: App, tx: Tx, due: readonly CallerDue[]): Promise<void> {
  for (const [businessId, callers] of Map.groupBy(due, (each) => each.businessId)) {
    const inBulk =
      callers.some(({ mayBackfill }) => mayBackfill) &&
      canBackfill(app, await tx.connections.find(businessId));
    if (inBulk) await tx.jobs.enqueue({ kind: "backfill", businessId });
    // With a time given, it lets those go first that ring now.
    for (const { phone, mayBackfill } of callers)
      if (!inBulk || !mayBackfill)
        await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone }, "no_hurry");
  }
}

export async function backfill(app: App, businessId: string, signal: AbortSignal): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS && !signal.aborted; round++) {
    const load = await takeLoad(app, businessId);
    if (load === null) return;
    try {
      const connector = await openConnector(app, businessId, load.connection, signal);
      const results = (await connector.backfill?.(load.waiting)) ?? [];
      await settle(app, load, results);
      await leaveAlone(app, load, without(load.rows, results), null);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      await putOff(app, load, error);
      return;
    }
  }
  await app.store.read.jobs.enqueue({ kind: "backfill", businessId });
}

const without = (rows: readonly Row[], results: readonly LogResult[]): readonly Row[] => {
  const settled = new Set(results.map(({ activityId }) => activityId));
  return rows.filter(({ id }) => !settled.has(id));
};

/** Takes what is due, and writes the attempt down. `null`: nothing is. */
function takeLoad(app: App, businessId: string): Promise<Load | null> {
  return app.store.transaction(async (tx) => {
    const connection = await tx.connections.find(businessId);
    if (!canBackfill(app, connection)) return null;
    const takenAt = app.clock.now();
    const before = backfilledBefore(takenAt);
    const { connector } = connection;
    const which = { connector, now: takenAt, before, limit: MAX_BATCH };
    const rows = await tx.activities.dueForBackfill(businessId, which);
    if (rows.length === 0) return null;
    const ids = rows.map(({ id }) => id);
    const [{ activities }] = await Promise.all([
      describeRows(app, tx, businessId, rows),
      tx.activities.markAttempt(businessId, ids, takenAt, "backfill"),
    ]);
    const waiting = rows.flatMap((row): WaitingActivity[] => {
      const activity = activities.get(row.id);
      const { recordId } = row.known;
      return activity === undefined ? [] : [{ recordId, activity, earlierAttemptAt: row.attemptedAt }];
    });
    return { businessId, connection, rows, waiting, takenAt };
  });
}

async function settle(
  app: App,
  { businessId, connection, rows }: Load,
  results: readonly LogResult[],
): Promise<void> {
  const settled = results.flatMap((result): ActivityResult[] => {
    const row = rows.find(({ id }) => id === result.activityId);
    if (row === undefined) return [];
    const { id, wantedVersion, known } = row;
    return [
      result.kind === "logged"
        ? {
            id,
            version: wantedVersion,
            record: known,
            externalId: result.externalId,
            state: "done",
            problem: null,
          }
        : {
            id,
            version: row.loggedVersion,
            record: null,
            externalId: null,
            state: "parked",
            problem: result.message,
          },
    ];
  });
  await app.store.read.activities.settle(businessId, connection.connector, settled);
  app.store.read.notify({ kind: "connection", businessId });
}

/** As if a back-fill had never asked for them. */
async function leaveAlone(
  app: App,
  { businessId }: Load,
  rows: readonly Row[],
  problem: string | null,
): Promise<void> {
  if (rows.length === 0) return;
  const now = app.clock.now();
  await app.store.transaction(async (tx) => {
    const change = { state: "pending", alone: true, nextAttemptAt: now, problem } as const;
    await tx.activities.giveBack(businessId, rows, change);
    for (const phone of new Set(rows.map((row) => row.phone)))
      await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone }, "no_hurry");
  });
}

async function putOff(app: App, load: Load, error: ConnectorError): Promise<void> {
  const { businessId, connection, takenAt } = load;
  const { kind } = error;
  app.log.warn({ businessId, connector: connection.connector, kind, err: error }, "CRM trouble");
  await settle(app, load, error.results);
  const rows = without(load.rows, error.results);
  if (isTheRowsOwn(kind)) return leaveAlone(app, load, rows, error.message);
  const nextAttemptAt = kind === "auth_expired" ? null : whenToRetry(app.clock.now(), error, load.rows);
  await app.store.transaction(async (tx) => {
    if (kind === "auth_expired") await needReconnect(tx, businessId, connection);
    await tx.activities.giveBack(
      businessId,
      rows.map(({ id, attemptedAt }) => ({ id, attemptedAt: error.unclear ? takenAt : attemptedAt })),
      // The sweep finds what is due again.
      {
        state: kind === "auth_expired" ? "parked" : "pending",
        alone: false,
        nextAttemptAt,
        problem: error.message,
      },
    );
    tx.notify({ kind: "connection", businessId });
  });
}

/** Whether a caller's drain can do better, or has to say what a person must look at. */
function isTheRowsOwn(kind: ConnectorErrorKind): boolean {
  switch (kind) {
    case "rejected":
    case "record_gone":
      return true;
    case "auth_expired":
    case "throttled":
    case "unavailable":
      return false;
    default:
      return assertNever(kind);
  }
}
