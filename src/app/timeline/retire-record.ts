/** The record that was emptied by healing goes where deleted ones go, if it is still as we made it. */
import { ConnectorError, type Retirement } from "../../crm/contract.ts";
import type { App } from "../context.ts";
import type { RecordMove } from "../ports/records.ts";
import { DEFAULT_CONNECTION, openConnector } from "./open-connector.ts";

const BATCH = 200;
const TAKEN_FOR_MS = 3_600_000;
const LATER_MS = 6 * 3_600_000;

/** For the sweep. */
export async function retireDue(app: App): Promise<void> {
  const now = app.clock.now();
  const { recordMoves, jobs } = app.store.read;
  for (const { businessId, moveId } of await recordMoves.dueToRetire(now, BATCH)) {
    await recordMoves.retireAt(businessId, moveId, new Date(now.getTime() + TAKEN_FOR_MS));
    await jobs.enqueue({ kind: "retire_record", businessId, moveId });
  }
}

export async function retireRecord(
  app: App,
  businessId: string,
  moveId: string,
  signal: AbortSignal,
): Promise<void> {
  const { read } = app.store;
  const move = await read.recordMoves.find(businessId, moveId);
  if (move === null || move.undoneAt !== null || move.retirement !== null || move.from === null) return;
  const later = (ms: number) =>
    read.recordMoves.retireAt(businessId, moveId, new Date(app.clock.now().getTime() + ms));
  // Something is still on its way, or a person has to look at it first.
  if (await read.recordMoves.standsOn(businessId, move.phone, move.from.recordId)) return later(LATER_MS);
  try {
    const retirement = await retire(app, move, move.from.recordId, signal);
    if (retirement === null) return later(LATER_MS);
    await read.recordMoves.endRetirement(businessId, moveId, {
      retirement: retirement.kind,
      keptBecause: retirement.kind === "kept" ? retirement.because : null,
    });
    const detail = { moveId, recordId: move.from.recordId, ...retirement };
    const at = app.clock.now();
    await read.audit.write({ businessId, actor: "heal", action: "record.retire", detail, at });
    read.notify({ kind: "connection", businessId });
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    app.log.info(
      { businessId, connector: move.connector, kind: error.kind },
      "an empty record was not retired",
    );
    await later(error.retryAfterMs ?? LATER_MS);
  }
}

/** `null`: that CRM is not connected now. */
async function retire(
  app: App,
  { businessId, connector }: RecordMove,
  recordId: string,
  signal: AbortSignal,
): Promise<Retirement | null> {
  const connection = (await app.store.read.connections.find(businessId)) ?? DEFAULT_CONNECTION;
  if (connection.connector !== connector) return null;
  const opened = await openConnector(app, businessId, connection, signal);
  if (opened.retire === undefined)
    return { kind: "kept", because: "This CRM does not let us delete records." };
  try {
    return await opened.retire(recordId);
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== "rejected") throw error;
    return { kind: "kept", because: error.message };
  }
}
