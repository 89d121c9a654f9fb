/**
 * Tells the CRM what a batch has to say, in the order in which it makes sense: what stands on the wrong record is
 * moved, what changed is corrected, what is new is appended, and consent is written on the record. Whatever is done
 * before trouble comes is kept as done.
 */
import {
  type Activity,
  ConnectorError,
  type LogResult,
  type Match,
  type MoveResult,
  type OpenConnector,
  type StandingActivity,
  type Target,
  withOthers,
} from "../../crm/contract.ts";
import type { App } from "../context.ts";
import type { ActivityResult, ActivityRow } from "../ports/index.ts";
import type { KnownRecord } from "../ports/records.ts";
import { type Batch, MAX_BATCH } from "./caller-batch.ts";
import { firstLookAt } from "./heal-record.ts";

/** One batch on its way: what is known so far. */
interface Course {
  readonly app: App;
  readonly batch: Batch;
  readonly connector: OpenConnector;
  record: KnownRecord | null;
  /** Rows that waited for a record and go on now. */
  released: number;
  readonly done: ActivityResult[];
}

/**
 * @returns whether there is more to send. What is added meanwhile has a job of its own.
 * @throws ConnectorError whose results name the rows that are settled
 */
export async function sendBatch(app: App, batch: Batch, connector: OpenConnector): Promise<boolean> {
  const course: Course = { app, batch, connector, record: batch.known, released: 0, done: [] };
  const settle = () =>
    app.store.read.activities.settle(batch.businessId, batch.connection.connector, course.done);
  try {
    await moveStanding(course);
    await correct(course);
    await append(course);
    await tellConsent(course);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    // What was done before the trouble came is not to be done again; the others are put off.
    await settle();
    throw error.with(course.done.map(({ id }) => ({ activityId: id, kind: "rejected", message: "" })));
  }
  await settle();
  return course.released > 0 || batch.rows.length === MAX_BATCH;
}

const base = (row: ActivityRow) => ({
  id: row.id,
  version: row.loggedVersion,
  record: null,
  externalId: null,
  problem: null,
});
const refused = (row: ActivityRow, problem: string): ActivityResult => ({
  ...base(row),
  state: "parked",
  problem,
});
const isMoving = ({ wantedRecordId, recordId, externalId }: ActivityRow): boolean =>
  externalId !== null && wantedRecordId !== null && wantedRecordId !== recordId;

const allRefused = (activities: readonly StandingActivity[], message: string): readonly MoveResult[] =>
  activities.map(({ activityId }) => ({ activityId, kind: "rejected", message }));

/** Each group of rows that go from one record to one other is one request to the connector. */
async function moveStanding({ app, batch, connector, record, done }: Course): Promise<void> {
  const moving = batch.rows.filter(isMoving);
  if (moving.length === 0) return;
  const groups = Map.groupBy(moving, ({ recordId, wantedRecordId }) => `${recordId} → ${wantedRecordId}`);
  for (const rows of groups.values()) {
    const [{ recordId: from, wantedRecordId: to } = { recordId: null, wantedRecordId: null }] = rows;
    if (from === null || to === null) continue;
    if (connector.move === undefined) {
      done.push(...rows.map((row) => refused(row, "This CRM does not let us move what stands there.")));
      continue;
    }
    const activities = rows.flatMap(({ id, kind, externalId }): StandingActivity[] =>
      kind === "consent" || externalId === null ? [] : [{ activityId: id, kind, externalId }],
    );
    const results = await connector.move({ activities, from, to }).catch(async (error: unknown) => {
      if (!(error instanceof ConnectorError)) throw error;
      if (error.kind === "rejected") return allRefused(activities, error.message);
      if (error.kind !== "record_gone") throw error;
      if (error.movedTo === null) return null;
      await app.store.read.recordMoves.redirect(batch.businessId, batch.phone, to, error.movedTo);
      throw new ConnectorError("throttled", error.message, { retryAfterMs: 0 });
    });
    for (const row of rows) {
      const result = results?.find(({ activityId }) => activityId === row.id);
      if (result === undefined) done.push(refused(row, "The record to move it to is no longer there."));
      else if (result.kind === "rejected") done.push(refused(row, result.message));
      else
        done.push({
          ...base(row),
          state: "done",
          record:
            record?.recordId === to ? record : { recordId: to, name: null, matchedBy: "moved", others: [] },
          externalId: result.kind === "moved" ? result.externalId : null,
        });
    }
  }
}

/** A correction that the CRM refuses is one activity's trouble, not that of those beside it. */
async function correct({ batch, connector, done }: Course): Promise<void> {
  for (const row of batch.rows) {
    if (row.externalId === null || row.kind === "consent") continue;
    const at = done.findIndex(({ id }) => id === row.id);
    const moved = at === -1 ? null : (done[at] ?? null);
    if (moved?.state === "parked") continue;
    const result = await corrected(row, moved?.externalId ?? row.externalId, batch, connector);
    if (moved === null) done.push(result);
    else done[at] = { ...result, record: moved.record, externalId: moved.externalId };
  }
}

async function corrected(
  row: ActivityRow,
  externalId: string,
  { activities }: Batch,
  connector: OpenConnector,
): Promise<ActivityResult> {
  if (row.wantedVersion === row.loggedVersion) return { ...base(row), state: "done" };
  const activity = activities.get(row.id);
  return activity === undefined
    ? { ...base(row), state: "discarded", problem: "nothing to log" }
    : amended(row, connector.amend(activity, externalId));
}

async function amended(row: ActivityRow, amending: Promise<void>): Promise<ActivityResult> {
  try {
    await amending;
    return { ...base(row), version: row.wantedVersion, state: "done" };
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== "rejected") throw error;
    return refused(row, error.message);
  }
}

async function append(course: Course): Promise<void> {
  const { app, batch, connector, done } = course;
  const fresh = batch.rows.filter(({ externalId, kind }) => externalId === null && kind !== "consent");
  const activities = fresh.flatMap((row) => batch.activities.get(row.id) ?? []);
  const asksForRecord = activities.length > 0 || wantsConsent(course) !== null;
  const found = asksForRecord && course.record === null ? await findTarget(course, activities) : null;
  const target: Target | null =
    course.record === null ? (found?.target ?? null) : { kind: "record", recordId: course.record.recordId };
  const results: LogResult[] = [];
  if (target !== null && (activities.length > 0 || course.record === null)) {
    const request = { target, activities, earlierAttemptAt: batch.earlierAttemptAt };
    const logged = connector.log(request, async (record) => {
      const told = withOthers(record, found?.matches ?? []);
      const isNews = course.record?.recordId !== told.recordId || course.record.name !== told.name;
      course.record = told;
      if (isNews) course.released += await remember(app, batch, told);
    });
    results.push(
      ...(await logged.catch((error: unknown) => {
        if (!(error instanceof ConnectorError)) throw error;
        done.push(...settledOf(course, fresh, error.results));
        throw error;
      })),
    );
  }
  done.push(...settledOf(course, fresh, results));
  const settled = new Set(done.map(({ id }) => id));
  for (const row of fresh) {
    if (settled.has(row.id)) continue;
    done.push(
      batch.activities.has(row.id)
        ? { ...base(row), state: "waiting" }
        : { ...base(row), state: "discarded", problem: "nothing to log" },
    );
  }
}

/** One statement, and no lock: only a drain writes records, and a caller has one drain at a time. */
async function remember(app: App, batch: Batch, record: KnownRecord): Promise<number> {
  const { businessId, phone, connection } = batch;
  const { read } = app.store;
  const lookAt = firstLookAt(app, record);
  const released = await read.records.remember(businessId, connection.connector, phone, record, lookAt);
  read.notify({ kind: "conversation", businessId, phone });
  return released;
}

const settledOf = (
  { record }: Course,
  rows: readonly ActivityRow[],
  results: readonly LogResult[],
): readonly ActivityResult[] =>
  rows.flatMap((row): ActivityResult[] => {
    const result = results.find(({ activityId }) => activityId === row.id);
    if (result === undefined) return [];
    return result.kind === "rejected"
      ? [refused(row, result.message)]
      : [{ ...base(row), version: row.wantedVersion, state: "done", record, externalId: result.externalId }];
  });

interface Found {
  readonly target: Target;
  readonly matches: readonly Match[];
}

/** `null`: nothing here is reason enough to make a lead of an unknown number; it waits until there is one. */
async function findTarget(
  { app, batch, connector }: Course,
  fresh: readonly Activity[],
): Promise<Found | null> {
  const { phone, name, nobodyAt } = batch;
  const matches = nobodyAt === null ? await connector.findByPhone(phone) : [];
  const [best] = matches;
  if (best !== undefined) return { target: { kind: "record", recordId: best.recordId }, matches };
  const reasons = new Set(batch.rows.filter(({ mayCreate }) => mayCreate).map(({ id }) => id));
  const reason = fresh.find(({ id }) => reasons.has(id));
  if (reason === undefined) return null;
  const source = reason.kind === "text" ? "text" : reason.outcome === "missed" ? "missed call" : "call";
  const draft = { phone, name, source, createdAt: app.clock.now() };
  return { target: { kind: "new_lead", draft, nobodyAt }, matches };
}

/** The row that says that consent is to be told; `null` when the customer chose no place for it, or nothing was said. */
function wantsConsent({ batch, connector }: Course): ActivityRow | null {
  if (connector.setConsent === undefined || batch.consent === "unknown") return null;
  return batch.rows.find(({ kind }) => kind === "consent") ?? null;
}

/** What the caller said last is told, however often they changed their mind since the record heard of it. */
async function tellConsent(course: Course): Promise<void> {
  const { batch, connector, record, done } = course;
  const row = batch.rows.find(({ kind }) => kind === "consent");
  if (row === undefined) return;
  if (wantsConsent(course) === null || batch.consent === "unknown") {
    done.push({ ...base(row), version: row.wantedVersion, state: "done" });
    return;
  }
  if (record === null) {
    done.push({ ...base(row), state: "waiting" });
    return;
  }
  const telling = connector.setConsent?.(record.recordId, batch.consent) ?? Promise.resolve();
  const result = await amended(row, telling);
  done.push(result.state === "done" ? { ...result, record, externalId: record.recordId } : result);
}
