/** What is to be told to the CRM about one caller, as it stands when it is taken in hand. */
import { type Activity, BACKFILL_AFTER_MS } from "../../crm/contract.ts";
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { ActivityRow, Call, Caller, Connection, Text, Tx } from "../ports/index.ts";
import type { KnownRecord } from "../ports/records.ts";
import { type Attachments, attachmentsForCrm } from "../privacy/media-links.ts";
import { describeCall, describeText } from "./describe-activity.ts";
import { DEFAULT_CONNECTION } from "./open-connector.ts";

/** Rows in one round. */
export const MAX_BATCH = 200;
/** What a search found while the phone rang holds this long. */
const NOBODY_HOLDS_MS = 10 * 60_000;

export interface Batch {
  readonly businessId: string;
  readonly phone: E164;
  readonly rows: readonly ActivityRow[];
  readonly activities: ReadonlyMap<string, Activity>;
  readonly connection: Connection;
  readonly known: KnownRecord | null;
  /** When the CRM was found to have nobody with this number, if nothing was tried since. */
  readonly nobodyAt: Date | null;
  readonly name: string | null;
  readonly consent: Caller["consent"];
  /** Not null when one of the rows was tried before, and that may have gone through: the latest such attempt. */
  readonly earlierAttemptAt: Date | null;
}

/** Takes what is due, and writes the attempt down. `null`: nothing is; `for_backfill`: all of it can wait for one. */
export function takeBatch(app: App, businessId: string, phone: E164): Promise<Batch | "for_backfill" | null> {
  return app.store.transaction(async (tx) => {
    // Under the caller's lock, so that whoever is just adding an activity is waited for and seen.
    const now = app.clock.now();
    const [caller, rows, { connection, known }] = await Promise.all([
      tx.callers.lockExisting(businessId, phone),
      tx.activities.due(businessId, phone, now, MAX_BATCH),
      tx.connections.findFor(businessId, phone),
    ]);
    if (rows.length === 0) return null;
    const ids = rows.map(({ id }) => id);
    if (known !== null && canBackfill(app, connection) && rows.every((row) => isForBackfill(row, now))) {
      await tx.activities.letGo(businessId, ids);
      return "for_backfill";
    }
    const [{ activities, calls }, nobodyAt] = await Promise.all([
      describeRows(app, tx, businessId, rows),
      connection === null || known !== null ? null : takeNobody(tx, businessId, connection, phone, now),
      tx.activities.markAttempt(businessId, ids, now, "drain"),
    ]);
    const earlier = rows.flatMap((row) => row.attemptedAt?.getTime() ?? []);
    return {
      businessId,
      phone,
      rows,
      activities,
      connection: connection ?? DEFAULT_CONNECTION,
      known,
      nobodyAt: earlier.length > 0 ? null : nobodyAt,
      name: caller?.name ?? calls.find(({ callerName }) => callerName !== null)?.callerName ?? null,
      consent: caller?.consent ?? "unknown",
      earlierAttemptAt: earlier.length > 0 ? new Date(Math.max(...earlier)) : null,
    };
  });
}

const takeNobody = (tx: Tx, businessId: string, { connector }: Connection, phone: E164, now: Date) =>
  tx.records.takeNobody(businessId, connector, phone, new Date(now.getTime() - NOBODY_HOLDS_MS));

/** Whether this CRM takes what waited of many callers at once. */
export const canBackfill = (app: App, connection: Connection | null): connection is Connection =>
  connection !== null &&
  connection.health !== "needs_reconnect" &&
  app.connectors.get(connection.connector)?.manifest.abilities.includes("backfill") === true;

/** As in the table's `dueForBackfill`, but for the caller's record. */
const isForBackfill = ({ kind, externalId, alone, occurredAt }: ActivityRow, now: Date): boolean =>
  kind !== "consent" &&
  externalId === null &&
  !alone &&
  now.getTime() - occurredAt.getTime() > BACKFILL_AFTER_MS;

/** What these rows have to tell; a row whose call or text is gone, or not over, has nothing. */
export async function describeRows(
  app: App,
  tx: Tx,
  businessId: string,
  rows: readonly ActivityRow[],
): Promise<{ readonly activities: ReadonlyMap<string, Activity>; readonly calls: readonly Call[] }> {
  const idsOf = (kind: ActivityRow["kind"]) =>
    rows.filter((row) => row.kind === kind).map(({ sourceId }) => sourceId);
  const reading = tx.texts.findMany(businessId, idsOf("text"));
  const [calls, texts, attachments] = await Promise.all([
    tx.calls.findMany(businessId, idsOf("call")),
    reading,
    attachmentsForCrm(app, tx, businessId, idsOf("call"), reading),
  ]);
  return { activities: describeAll(rows, calls, texts, attachments), calls };
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
