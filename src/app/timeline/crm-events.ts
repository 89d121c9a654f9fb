/** What a CRM tells us by itself about records of ours: merged, deleted, to be forgotten. None of it is asked back. */
import { assertNever, Refusal } from "../../domain/errors.ts";
import { type E164, normalisePhone } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { Tx } from "../ports/index.ts";
import type { CrmEvent } from "../ports/oauth.ts";
import { eraseCaller } from "../privacy/erase-caller.ts";
import { isPlaceholder } from "./heal-record.ts";

/** Reports about a call that just ended still come in; erased before them, it would come back in parts. */
const BUSY_AGAIN_MS = 5 * 60_000;
/** CRMs tell of a new record at once, and find it by searching a little later. The daily look is the net. */
const SEARCHABLE_AFTER_MS = 90_000;

export type NewCrmEvent = Omit<CrmEvent, "id" | "businessId" | "connector"> & { readonly accountId: string };

/**
 * A batch is stored as a whole, and is one job for each business: what happened to a record is to be followed in its
 * order.
 * @returns how many are new and ours
 */
export async function acceptCrmEvents(
  app: App,
  tx: Tx,
  connector: string,
  events: readonly NewCrmEvent[],
): Promise<number> {
  const owners = new Map<string, string | null>();
  for (const accountId of new Set(events.map((each) => each.accountId)))
    owners.set(accountId, await tx.installs.businessOf(connector, accountId));
  const ours = events.flatMap(({ accountId, ...event }): CrmEvent[] => {
    const businessId = owners.get(accountId) ?? null;
    // Of an account that is not connected, or no more: there is nothing to do.
    return businessId === null ? [] : [{ ...event, id: app.newId("evt"), businessId, connector }];
  });
  const fresh = new Set(await tx.installs.insertEvents(distinct(ours)));
  const inOrder = ours
    .filter(({ id }) => fresh.has(id))
    .sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime());
  for (const [businessId, events] of Map.groupBy(inOrder, (each) => each.businessId))
    await tx.jobs.enqueue({ kind: "crm_events", businessId, eventIds: events.map(({ id }) => id) });
  return fresh.size;
}

/** One statement cannot insert the same key twice; and two that insert the same ones wait for each other in one order. */
const distinct = (events: readonly CrmEvent[]): readonly CrmEvent[] =>
  [...new Map(events.map((each) => [`${each.businessId} ${each.key}`, each]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, event]) => event);

/** One after the other. One that fails holds up none of the others: it comes again with the job, they are done then. */
export async function handleCrmEvents(
  app: App,
  businessId: string,
  eventIds: readonly string[],
): Promise<void> {
  const failures: unknown[] = [];
  for (const eventId of eventIds)
    await handleCrmEvent(app, businessId, eventId).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function handleCrmEvent(app: App, businessId: string, eventId: string): Promise<void> {
  await app.store.transaction(async (tx) => {
    const event = await tx.installs.lockEvent(businessId, eventId);
    if (event === null) return;
    const { connector, recordId, survivorId } = event;
    switch (event.kind) {
      case "record_merged":
        if (survivorId === null) break;
        for (const phone of await tx.installs.moveRecord(businessId, connector, recordId, survivorId))
          await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone: phone as E164 });
        break;
      case "record_deleted":
        // The next call looks again. What was logged there still says whose numbers they were.
        await tx.installs.forgetRecord(businessId, connector, recordId);
        break;
      case "phone_given":
        await lookForPlaceholder(app, tx, event);
        break;
      case "privacy_deletion":
        if (!(await eraseAllOf(app, tx, event))) {
          const at = new Date(app.clock.now().getTime() + BUSY_AGAIN_MS);
          await tx.jobs.enqueue({ kind: "crm_events", businessId, eventIds: [eventId] }, at);
          return;
        }
        break;
      default:
        assertNever(event.kind);
    }
    await tx.installs.endEvent(businessId, eventId, app.clock.now());
  });
}

/** The number may be that of a nameless record of ours, which then steps back for this one. */
async function lookForPlaceholder(
  app: App,
  tx: Tx,
  { businessId, connector, recordId, phone }: CrmEvent,
): Promise<void> {
  const business = await tx.businesses.find(businessId);
  const number = phone == null || business === null ? null : normalisePhone(phone, business.country);
  if (number === null) return;
  const known = await tx.records.find(businessId, connector, number);
  if (known === null || known.recordId === recordId || !isPlaceholder(known)) return;
  const at = new Date(app.clock.now().getTime() + SEARCHABLE_AFTER_MS);
  await tx.jobs.enqueue({ kind: "heal_record", businessId, phone: number }, at);
}

/** @returns whether nothing is left to be erased */
async function eraseAllOf(app: App, tx: Tx, { businessId, connector, recordId }: CrmEvent): Promise<boolean> {
  let isDone = true;
  for (const phone of await tx.installs.phonesOf(businessId, connector, recordId)) {
    try {
      await eraseCaller(app, tx, connector, businessId, phone as E164);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Whoever is not known any more is erased already.
      if (error.code === "conversation_busy") isDone = false;
      else if (error.code !== "conversation_not_found") throw error;
    }
  }
  return isDone;
}
