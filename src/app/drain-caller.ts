/**
 * Sends a caller's pending activities to the CRM, in order, each exactly once. What is to be done is read,
 * and the attempt written down, under the caller's lock; the CRM is called without any lock; the results
 * are written under the lock again. Whoever adds an activity meanwhile finds the next round.
 */
import {
  type Activity,
  ConnectorError,
  type ConnectorErrorKind,
  type LogResult,
  type OpenConnector,
  type Target,
} from "../crm/contract.ts";
import { assertNever } from "../domain/errors.ts";
import type { E164 } from "../domain/phone.ts";
import type { App } from "./context.ts";
import { describeCall, describeText } from "./describe-activity.ts";
import { type Attachments, attachmentsForCrm } from "./media-links.ts";
import { openConnector, RECONNECT } from "./open-connector.ts";
import type { ActivityResult, ActivityRow, Call, Connection, KnownRecord, Text } from "./ports.ts";

/** One drain ends after this many rounds, so that a caller who never stops cannot hold a worker. */
const MAX_ROUNDS = 20;
/** Activities in one round. */
const MAX_BATCH = 200;
export const crmRetryDelaysMs = [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000] as const;

/** A connection without a row is the built-in store: the product works before anything is connected. */
export const DEFAULT_CONNECTION: Connection = {
  connector: "builtin",
  sealedCredentials: null,
  settings: {},
  health: "ok",
  healthDetail: null,
};

interface Batch {
  readonly rows: readonly ActivityRow[];
  readonly activities: ReadonlyMap<string, Activity>;
  readonly connection: Connection;
  readonly known: KnownRecord | null;
  readonly name: string | null;
  /** Not null when one of the rows was tried before, and that may have gone through: the latest such attempt. */
  readonly earlierAttemptAt: Date | null;
}

export async function drainCaller(
  app: App,
  businessId: string,
  phone: E164,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS && !signal.aborted; round++) {
    const batch = await takeBatch(app, businessId, phone);
    if (batch === null) return;
    try {
      const connector = await openConnector(app, businessId, batch.connection, signal);
      if (!(await logBatch(app, businessId, phone, batch, connector))) return;
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      await putOff(app, businessId, phone, batch, error);
      return;
    }
  }
  await app.store.read.jobs.enqueue({ kind: "drain_caller", businessId, phone });
}

async function takeBatch(app: App, businessId: string, phone: E164): Promise<Batch | null> {
  return app.store.transaction(async (tx) => {
    // Under the caller's lock, so that whoever is just adding an activity is waited for and seen.
    const now = app.clock.now();
    const [caller, rows, { connection, known }] = await Promise.all([
      tx.callers.lockExisting(businessId, phone),
      tx.activities.due(businessId, phone, now, MAX_BATCH),
      tx.connections.findFor(businessId, phone),
    ]);
    if (rows.length === 0) return null;
    const idsOf = (kind: ActivityRow["kind"]) =>
      rows.filter((row) => row.kind === kind).map(({ sourceId }) => sourceId);
    const reading = tx.texts.findMany(businessId, idsOf("text"));
    const [calls, texts, attachments] = await Promise.all([
      tx.calls.findMany(businessId, idsOf("call")),
      reading,
      attachmentsForCrm(app, tx, businessId, idsOf("call"), reading),
      tx.activities.markAttempt(
        businessId,
        rows.map(({ id }) => id),
        now,
      ),
    ]);
    const earlier = rows.flatMap((row) => row.attemptedAt?.getTime() ?? []);
    return {
      rows,
      activities: describeAll(rows, calls, texts, attachments),
      connection: connection ?? DEFAULT_CONNECTION,
      known,
      name: caller?.name ?? calls.find(({ callerName }) => callerName !== null)?.callerName ?? null,
      earlierAttemptAt: earlier.length > 0 ? new Date(Math.max(...earlier)) : null,
    };
  });
}

function describeAll(
  rows: readonly ActivityRow[],
  calls: readonly Call[],
  texts: readonly Text[],
  attachments: Attachments,
): ReadonlyMap<string, Activity> {
  const described = new Map<string, Activity>();
  for (const row of rows) {
    const call = row.kind === "call" ? calls.find(({ id }) => id === row.sourceId) : undefined;
    const text = row.kind === "text" ? texts.find(({ id }) => id === row.sourceId) : undefined;
    const activity =
      call !== undefined
        ? describeCall(row, call, attachments)
        : text !== undefined
          ? describeText(row, text, attachments)
          : null;
    if (activity !== null) described.set(row.id, activity);
  }
  return described;
}

/** @returns whether there is more to send. What is added meanwhile has a job of its own. */
async function logBatch(
  app: App,
  businessId: string,
  phone: E164,
  batch: Batch,
  connector: OpenConnector,
): Promise<boolean> {
  const results: LogResult[] = [];
  const fresh: Activity[] = [];
  for (const row of batch.rows) {
    const activity = batch.activities.get(row.id);
    if (activity === undefined) continue;
    if (row.externalId === null) fresh.push(activity);
    else results.push(await amend(connector, activity, row.externalId));
  }

  let record = batch.known;
  let released = 0;
  const target = fresh.length === 0 ? null : await targetFor(app, phone, batch, fresh, connector);
  if (target !== null) {
    const request = { target, activities: fresh, earlierAttemptAt: batch.earlierAttemptAt };
    const { connector: name } = batch.connection;
    const logged = connector.log(request, async (found) => {
      const isNews = record?.recordId !== found.recordId || record.name !== found.name;
      record = found;
      // One statement, and no lock: only a drain writes records, and a caller has one drain at a time.
      if (!isNews) return;
      released += await app.store.read.records.remember(businessId, name, phone, found);
      app.store.read.notify({ kind: "conversation", businessId, phone });
    });
    results.push(
      ...(await logged.catch(async (error: unknown) => {
        // What was done before the trouble came is not to be done again; the others are put off.
        if (!(error instanceof ConnectorError)) throw error;
        const done = [...results, ...error.results];
        await settleOnly(app, businessId, batch, done, record);
        throw error.with(done);
      })),
    );
  }
  await app.store.read.activities.settle(businessId, resultsOf(batch, results, record));
  return released > 0 || batch.rows.length === MAX_BATCH;
}

async function settleOnly(
  app: App,
  businessId: string,
  batch: Batch,
  results: readonly LogResult[],
  record: KnownRecord | null,
): Promise<void> {
  const rows = batch.rows.filter(({ id }) => results.some(({ activityId }) => activityId === id));
  await app.store.read.activities.settle(businessId, resultsOf({ ...batch, rows }, results, record));
}

/** A correction that the CRM refuses is one activity's trouble, not that of those beside it. */
async function amend(connector: OpenConnector, activity: Activity, externalId: string): Promise<LogResult> {
  try {
    await connector.amend(activity, externalId);
    return { activityId: activity.id, kind: "logged", externalId };
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== "rejected") throw error;
    return { activityId: activity.id, kind: "rejected", message: error.message };
  }
}

/** Every row of the batch ends as something: logged, refused, without content, or waiting for a record. */
function resultsOf(
  batch: Batch,
  results: readonly LogResult[],
  record: KnownRecord | null,
): readonly ActivityResult[] {
  const byId = new Map(results.map((result) => [result.activityId, result]));
  return batch.rows.map((row): ActivityResult => {
    const base = { id: row.id, version: row.wantedVersion, recordId: null, externalId: null, problem: null };
    const result = byId.get(row.id);
    if (result?.kind === "logged")
      return {
        ...base,
        state: "done",
        recordId: record?.recordId ?? null,
        externalId: result.externalId,
      };
    if (result?.kind === "rejected") return { ...base, state: "parked", problem: result.message };
    return batch.activities.has(row.id)
      ? { ...base, state: "waiting" }
      : { ...base, state: "discarded", problem: "nothing to log" };
  });
}

/** `null`: nothing here is reason enough to make a lead of an unknown number; it waits until there is one. */
async function targetFor(
  app: App,
  phone: E164,
  batch: Batch,
  fresh: readonly Activity[],
  connector: OpenConnector,
): Promise<Target | null> {
  if (batch.known !== null) return { kind: "record", recordId: batch.known.recordId };
  const [best] = await connector.findByPhone(phone);
  if (best !== undefined) return { kind: "record", recordId: best.recordId };
  const reasons = new Set(batch.rows.filter(({ mayCreate }) => mayCreate).map(({ id }) => id));
  const reason = fresh.find(({ id }) => reasons.has(id));
  if (reason === undefined) return null;
  const source = reason.kind === "text" ? "text" : reason.outcome === "missed" ? "missed call" : "call";
  return { kind: "new_lead", draft: { phone, name: batch.name, source, createdAt: app.clock.now() } };
}

/** Trouble with the CRM: what may help decides what happens to the rows and to the connection. */
async function putOff(
  app: App,
  businessId: string,
  phone: E164,
  batch: Batch,
  error: ConnectorError,
): Promise<void> {
  const now = app.clock.now();
  const attempt = Math.max(...batch.rows.map(({ attempts }) => attempts)) + 1;
  const backoff = crmRetryDelaysMs[Math.min(attempt, crmRetryDelaysMs.length) - 1] ?? 3_600_000;
  const retryAt = new Date(now.getTime() + (error.retryAfterMs ?? backoff));
  app.log.warn(
    { businessId, connector: batch.connection.connector, kind: error.kind, err: error },
    "CRM trouble",
  );
  await app.store.transaction(async (tx) => {
    await tx.callers.lockExisting(businessId, phone);
    tx.notify({ kind: "connection", businessId });
    if (error.kind === "record_gone") {
      await tx.records.forget(businessId, batch.connection.connector, phone);
      if (error.movedTo !== null) {
        const moved = { recordId: error.movedTo, name: batch.known?.name ?? null, matchedBy: "moved" };
        await tx.records.put(businessId, batch.connection.connector, phone, moved);
      }
    }
    if (error.kind === "auth_expired") {
      // Connected again or renewed meanwhile, it is the new access that counts, and it must not be written over.
      const { sealedCredentials } = batch.connection;
      const found = { sealedCredentials, health: "needs_reconnect", healthDetail: RECONNECT } as const;
      await tx.connections.setHealth(businessId, found);
    }
    for (const row of batch.rows) {
      if (error.results.some(({ activityId }) => activityId === row.id)) continue;
      await tx.activities.update(businessId, row.id, {
        ...afterTrouble(error.kind, retryAt),
        // An attempt that surely changed nothing need not be looked for by the next.
        ...(error.unclear ? {} : { attemptedAt: row.attemptedAt }),
        problem: error.message,
      });
    }
    if (afterTrouble(error.kind, retryAt).state === "pending")
      await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone }, retryAt);
  });
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
