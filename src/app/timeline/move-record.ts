/** Putting a caller's whole history on another record of the CRM, and taking that back. A drain does it. */
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { Tx } from "../ports/index.ts";
import { CHOSEN_BY_HAND, type KnownRecord, type RecordMove } from "../ports/records.ts";
import { DEFAULT_CONNECTION } from "./open-connector.ts";

/** Long enough to see that a contact was mistaken for the caller's, and to take it back. */
const RETIRE_AFTER_MS = 24 * 3_600_000;

export interface MoveWish {
  readonly businessId: string;
  readonly phone: E164;
  readonly connector: string;
  readonly why: RecordMove["why"];
  readonly to: KnownRecord;
}

/**
 * Under the caller's lock. What is logged from now on goes to the record too.
 *
 * @returns the move's id
 * @throws Refusal `move_under_way`
 */
export async function beginMove(app: App, tx: Tx, actor: string, wish: MoveWish): Promise<string> {
  const { businessId, phone, connector, why, to } = wish;
  await assertNothingMoves(tx, businessId, phone);
  const now = app.clock.now();
  const id = app.newId("move");
  const from = await tx.records.find(businessId, connector, phone);
  const retireAt =
    why === "healed" && canRetire(app, connector) ? new Date(now.getTime() + RETIRE_AFTER_MS) : null;
  await tx.recordMoves.begin({
    id,
    businessId,
    phone,
    connector,
    why,
    from,
    toRecordId: to.recordId,
    occurredAt: now,
    retireAt,
  });
  await tx.records.remember(businessId, connector, phone, to, null);
  await goOn(app, tx, actor, wish, { moveId: id, to: to.recordId });
  return id;
}

/**
 * What the move took away goes back to where it stood, and what was logged since goes with it.
 *
 * @throws Refusal `move_not_found`, `move_undone`, `move_superseded`, `move_under_way`
 */
export async function undoMove(
  app: App,
  tx: Tx,
  actor: string,
  businessId: string,
  id: string,
): Promise<void> {
  const seen = await tx.recordMoves.find(businessId, id);
  if (seen === null) throw new Refusal("move_not_found", "There is no such move.");
  await tx.callers.lockExisting(businessId, seen.phone);
  const move = (await tx.recordMoves.find(businessId, id)) ?? seen;
  const { phone, connector, from } = move;
  if (move.undoneAt !== null) throw new Refusal("move_undone", "This move has been undone already.");
  if ((await tx.recordMoves.latestOf(businessId, connector, phone))?.id !== id)
    throw new Refusal(
      "move_superseded",
      "This caller was moved again since. Undo the latest move, or choose a record.",
    );
  if (((await tx.connections.find(businessId)) ?? DEFAULT_CONNECTION).connector !== connector)
    throw new Refusal("cannot_move", `This move was made in ${connector}, which is not connected now.`);
  await assertNothingMoves(tx, businessId, phone);
  await tx.recordMoves.undo(move, app.clock.now());
  if (from === null) await tx.records.forget(businessId, connector, phone);
  // By hand from now on: what was healed wrongly is not healed again.
  else await tx.records.remember(businessId, connector, phone, { ...from, matchedBy: CHOSEN_BY_HAND }, null);
  await goOn(app, tx, actor, move, { undone: id });
}

async function assertNothingMoves(tx: Tx, businessId: string, phone: E164): Promise<void> {
  if (await tx.recordMoves.isUnderWay(businessId, phone))
    throw new Refusal(
      "move_under_way",
      "This caller's history is on its way from one record to another. Try again when it has arrived.",
    );
}

async function goOn(
  app: App,
  tx: Tx,
  actor: string,
  { businessId, phone }: { businessId: string; phone: E164 },
  detail: object,
): Promise<void> {
  tx.notify({ kind: "connection", businessId });
  tx.notify({ kind: "conversation", businessId, phone });
  await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone });
  const at = app.clock.now();
  await tx.audit.write({ businessId, actor, action: "record.move", detail: { ...detail }, at });
}

/** @throws Refusal `cannot_move` */
export function assertCanMove(app: App, connector: string): void {
  const manifest = app.connectors.get(connector)?.manifest;
  if (manifest?.abilities.includes("move") === true) return;
  throw new Refusal(
    "cannot_move",
    `${manifest?.label ?? connector} does not let us move what stands there. Move it in ${manifest?.label ?? connector}.`,
  );
}

const canRetire = (app: App, connector: string): boolean =>
  app.connectors.get(connector)?.manifest.abilities.includes("retire") === true;
