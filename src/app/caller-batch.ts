/** What is to be told to the CRM about one caller, as it stands when it is taken in hand. */
import type { Activity } from "../crm/contract.ts";
import type { E164 } from "../domain/phone.ts";
import type { App } from "./context.ts";
import { describeCall, describeText } from "./describe-activity.ts";
import { type Attachments, attachmentsForCrm } from "./media-links.ts";
import { DEFAULT_CONNECTION } from "./open-connector.ts";
import type { ActivityRow, Call, Caller, Connection, Text, Tx } from "./ports.ts";
import type { KnownRecord } from "./record-ports.ts";

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

/** Takes what is due, and writes the attempt down. `null`: nothing is. */
export function takeBatch(app: App, businessId: string, phone: E164): Promise<Batch | null> {
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
    const [calls, texts, attachments, nobodyAt] = await Promise.all([
      tx.calls.findMany(businessId, idsOf("call")),
      reading,
      attachmentsForCrm(app, tx, businessId, idsOf("call"), reading),
      connection === null || known !== null ? null : takeNobody(tx, businessId, connection, phone, now),
      tx.activities.markAttempt(
        businessId,
        rows.map(({ id }) => id),
        now,
      ),
    ]);
    const earlier = rows.flatMap((row) => row.attemptedAt?.getTime() ?? []);
    return {
      businessId,
      phone,
      rows,
      activities: describeAll(rows, calls, texts, attachments),
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
