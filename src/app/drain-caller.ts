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
import { checkSettings } from "../crm/manifest.ts";
import { assertNever } from "../domain/errors.ts";
import type { E164 } from "../domain/phone.ts";
import type { App } from "./context.ts";
import { describeCall, describeText } from "./describe-activity.ts";
import type { ActivityRow, Connection, KnownRecord, Tx } from "./ports.ts";

/** One drain ends after this many rounds, so that a caller who never stops cannot hold a worker. */
const MAX_ROUNDS = 20;
const RECONNECT =
  "The CRM no longer accepts our access. Connect it again; everything waiting will be sent then.";
const CRM_TIMEOUT_MS = 10_000;
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
  readonly leadForAnsweredCallers: boolean;
  readonly country: string;
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
      const connector = await openConnector(app, businessId, batch, signal);
      await logBatch(app, businessId, phone, batch, connector);
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
    const now = app.clock.now();
    const caller = await tx.callers.lock(businessId, phone, now);
    const rows = await tx.activities.due(businessId, phone, now);
    if (rows.length === 0) return null;
    const connection = (await tx.connections.find(businessId)) ?? DEFAULT_CONNECTION;
    const activities = new Map<string, Activity>();
    for (const row of rows) {
      const activity = await load(tx, row);
      if (activity !== null) activities.set(row.id, activity);
      await tx.activities.update(businessId, row.id, { attemptedAt: now, attempts: row.attempts + 1 });
    }
    const business = await tx.businesses.find(businessId);
    const attempted = rows.flatMap(({ attemptedAt }) =>
      attemptedAt === null ? [] : [attemptedAt.getTime()],
    );
    return {
      rows,
      activities,
      connection,
      known: await tx.records.find(businessId, connection.connector, phone),
      name: caller.name ?? (await nameFromCalls(tx, rows)),
      leadForAnsweredCallers: business?.leadForAnsweredCallers ?? false,
      country: business?.country ?? "US",
      earlierAttemptAt: attempted.length > 0 ? new Date(Math.max(...attempted)) : null,
    };
  });
}

async function load(tx: Tx, row: ActivityRow): Promise<Activity | null> {
  if (row.kind === "call") {
    const call = await tx.calls.find(row.businessId, row.sourceId);
    return call === null ? null : describeCall(row, call);
  }
  const text = await tx.texts.find(row.businessId, row.sourceId);
  return text === null ? null : describeText(row, text);
}

async function nameFromCalls(tx: Tx, rows: readonly ActivityRow[]): Promise<string | null> {
  for (const row of rows) {
    if (row.kind !== "call") continue;
    const call = await tx.calls.find(row.businessId, row.sourceId);
    if (call?.callerName != null) return call.callerName;
  }
  return null;
}

async function openConnector(
  app: App,
  businessId: string,
  { connection, country }: Batch,
  signal: AbortSignal,
): Promise<OpenConnector> {
  // Nothing but a person helps: asking on would only be counted against us.
  if (connection.health === "needs_reconnect") throw new ConnectorError("auth_expired", RECONNECT);
  const connector = app.connectors.get(connection.connector);
  if (connector === undefined)
    throw new ConnectorError("unavailable", `The connector "${connection.connector}" is not installed here.`);
  const credentials =
    connection.sealedCredentials === null
      ? null
      : (JSON.parse(
          await app.sealer.open(connection.sealedCredentials, `connection:${businessId}`),
        ) as Record<string, string>);
  return connector.open({
    businessId,
    country,
    settings: checkSettings(connector.manifest, connection.settings).values,
    credentials,
    refreshCredentials: null,
    records: { find: (phone) => app.store.read.records.find(businessId, connection.connector, phone) },
    claims: app.claims,
    http: { timeoutMs: CRM_TIMEOUT_MS, userAgent: "textback" },
    log: app.log,
    now: () => app.clock.now(),
    newId: app.newId,
    signal,
  });
}

async function logBatch(
  app: App,
  businessId: string,
  phone: E164,
  batch: Batch,
  connector: OpenConnector,
): Promise<void> {
  const results: LogResult[] = [];
  const fresh: Activity[] = [];
  for (const row of batch.rows) {
    const activity = batch.activities.get(row.id);
    if (activity === undefined) continue;
    if (row.externalId === null) fresh.push(activity);
    else results.push(await amend(connector, activity, row.externalId));
  }

  let record = batch.known;
  let trouble: ConnectorError | null = null;
  if (fresh.length > 0) {
    const target = await targetFor(app, phone, batch, fresh, connector);
    if (target === null) {
      await wait(app, businessId, phone, batch, fresh);
    } else {
      const request = { target, activities: fresh, earlierAttemptAt: batch.earlierAttemptAt };
      const logged = connector.log(request, async (found) => {
        record = found;
        await remember(app, businessId, phone, batch.connection.connector, found);
      });
      results.push(
        ...(await logged.catch((error: unknown) => {
          // What was logged before the trouble came is not to be logged again.
          if (!(error instanceof ConnectorError) || error.results.length === 0) throw error;
          trouble = error;
          return error.results;
        })),
      );
    }
  }
  await writeResults(app, businessId, phone, batch, results, record);
  if (trouble !== null) throw trouble;
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

/** `null`: an unknown caller who was answered; no lead is made for them unless the business wants it. */
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
  const reason = fresh.find((activity) => activity.kind === "text" || activity.outcome === "missed");
  if (reason === undefined && !batch.leadForAnsweredCallers) return null;
  const source = reason === undefined ? "call" : reason.kind === "text" ? "text" : "missed call";
  return { kind: "new_lead", draft: { phone, name: batch.name, source, createdAt: app.clock.now() } };
}

async function remember(app: App, businessId: string, phone: E164, connector: string, found: KnownRecord) {
  await app.store.transaction(async (tx) => {
    await tx.callers.lock(businessId, phone, app.clock.now());
    await tx.records.put(businessId, connector, phone, found);
    if (found.name !== null) await tx.callers.rename(businessId, phone, found.name);
    // Answered calls of this number that waited for a record have one now.
    await tx.activities.release(businessId, phone);
  });
}

async function wait(app: App, businessId: string, phone: E164, batch: Batch, fresh: readonly Activity[]) {
  const waiting = new Set(fresh.map(({ id }) => id));
  await app.store.transaction(async (tx) => {
    await tx.callers.lock(businessId, phone, app.clock.now());
    for (const row of batch.rows) {
      if (waiting.has(row.id))
        await tx.activities.update(businessId, row.id, { state: "waiting", attemptedAt: null });
    }
  });
}

async function writeResults(
  app: App,
  businessId: string,
  phone: E164,
  batch: Batch,
  results: readonly LogResult[],
  record: KnownRecord | null,
): Promise<void> {
  const versions = new Map(batch.rows.map((row) => [row.id, row.wantedVersion]));
  await app.store.transaction(async (tx) => {
    await tx.callers.lock(businessId, phone, app.clock.now());
    for (const result of results) {
      if (result.kind === "logged") {
        await tx.activities.update(businessId, result.activityId, {
          // A change that came meanwhile has raised the wanted version: the row then stays pending.
          state: "done",
          loggedVersion: versions.get(result.activityId) ?? 1,
          recordId: record?.recordId ?? null,
          externalId: result.externalId,
          problem: null,
        });
      } else {
        await tx.activities.update(businessId, result.activityId, {
          state: "parked",
          problem: result.message,
        });
      }
    }
    for (const row of batch.rows) {
      if (!batch.activities.has(row.id))
        await tx.activities.update(businessId, row.id, { state: "discarded", problem: "nothing to log" });
    }
  });
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
    await tx.callers.lock(businessId, phone, now);
    if (error.kind === "record_gone") {
      await tx.records.forget(businessId, batch.connection.connector, phone);
      if (error.movedTo !== null) {
        const moved = { recordId: error.movedTo, name: batch.known?.name ?? null, matchedBy: "moved" };
        await tx.records.put(businessId, batch.connection.connector, phone, moved);
      }
    }
    if (error.kind === "auth_expired") {
      // Connected again meanwhile, it is the new access that counts.
      const current = await tx.connections.find(businessId);
      if (current !== null && current.sealedCredentials === batch.connection.sealedCredentials)
        await tx.connections.put(businessId, {
          ...current,
          health: "needs_reconnect",
          healthDetail: RECONNECT,
        });
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
