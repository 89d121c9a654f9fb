/** Calls and texts on a contact: each once, each with a verdict of its own. */
import {
  type Activity,
  type ConnectorContext,
  ConnectorError,
  type LogResult,
} from "../../src/crm/contract.ts";
import type { ActivityType, HubspotClient, NewObject } from "./client.ts";
import { isNotFound, refusedIn } from "./errors.ts";
import * as mapping from "./mapping.ts";
import type { BatchAnswer, HubspotObject } from "./schemas.ts";

/** The newest activities of a contact among which an earlier attempt is looked for. */
const LOOK_BACK = 100;
export const BATCH = 100;

export const without = (activities: readonly Activity[], done: readonly LogResult[]): readonly Activity[] =>
  activities.filter(({ id }) => !done.some(({ activityId }) => activityId === id));

/**
 * @param left what is not among the results
 * @throws ConnectorError when it was not refused by name either: then it may have been made
 */
export function assertAccountedFor({ results, errors = [] }: BatchAnswer, left: readonly Activity[]): void {
  const refused = errors.flatMap(({ context: about }) => about?.objectWriteTraceId ?? []);
  if (results.length > 0 && left.some(({ id }) => !refused.includes(id)))
    throw new ConnectorError("unavailable", "HubSpot did not say what became of a part of a batch.", {
      unclear: true,
    });
}

/** @param ownerFor who is to own what stands on a contact */
export function activityLog(
  context: ConnectorContext,
  client: HubspotClient,
  ownerFor: (contactId: string) => string | null,
) {
  /** A property that we only like to set is left out when the portal refuses it. The refusal changed nothing. */
  async function asFarAsAllowed(
    object: NewObject,
    create: (object: NewObject) => Promise<HubspotObject>,
  ): Promise<HubspotObject> {
    try {
      return await create(object);
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      const refused = refusedIn(error).filter((name) => name in object.properties);
      if (refused.length === 0 || !refused.every((name) => mapping.OPTIONAL_PROPERTIES.includes(name)))
        throw error;
      context.log.warn({ properties: refused }, "HubSpot refused properties that we can do without");
      const kept = Object.entries(object.properties).filter(([name]) => !refused.includes(name));
      return create({ ...object, properties: Object.fromEntries(kept) });
    }
  }

  /** @throws ConnectorError `record_gone` when the contact was deleted, or became another one by merging */
  async function assertStillThere(contactId: string): Promise<void> {
    const contact = await client.readContact(contactId, ["phone"]);
    if (contact?.id === contactId) return;
    throw new ConnectorError(
      "record_gone",
      contact === null ? "The contact was deleted in HubSpot." : "The contact was merged in HubSpot.",
      { movedTo: contact?.id },
    );
  }

  async function appendOne(activity: Activity, contactId: string): Promise<LogResult> {
    const object = mapping.activityOf(activity, contactId, ownerFor(contactId));
    const type = mapping.typeOf(activity);
    try {
      const { id } = await asFarAsAllowed(object, (each) => client.createActivity(type, each));
      return { activityId: activity.id, kind: "logged", externalId: id };
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== "rejected") throw error;
      // A contact that is no longer there is refused in the same words as a bad property.
      await assertStillThere(contactId);
      return { activityId: activity.id, kind: "rejected", message: error.message };
    }
  }

  /** Refused as a whole, a batch has made nothing. */
  async function createBatch(type: ActivityType, inputs: readonly NewObject[]): Promise<BatchAnswer> {
    try {
      return await client.createActivities(type, inputs);
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === "rejected") return { results: [] };
      throw error;
    }
  }

  /** Several at once are one request. Whatever the batch refuses is tried alone, for a verdict of its own. */
  async function append(
    type: ActivityType,
    activities: readonly Activity[],
    contactId: string,
    done: LogResult[],
  ): Promise<void> {
    let alone = activities;
    if (activities.length > 1) {
      const inputs = activities.map((each) => mapping.activityOf(each, contactId, ownerFor(contactId)));
      const answer = await createBatch(type, inputs);
      const made = mapping.recognisedAmong(answer.results, activities);
      done.push(...made);
      alone = without(activities, made);
      assertAccountedFor(answer, alone);
    }
    for (const activity of alone) done.push(await appendOne(activity, contactId));
  }

  /** What an earlier attempt has put on the contact already. */
  async function alreadyThere(
    type: ActivityType,
    activities: readonly Activity[],
    contactId: string,
  ): Promise<readonly LogResult[]> {
    const ids: string[] = [];
    for (let after: string | null = null; ; ) {
      const { results }: Awaited<ReturnType<typeof client.associated>> = await client.associated(
        type,
        contactId,
        after,
      );
      ids.push(...results.flatMap(({ to }) => to.map(({ toObjectId }) => String(toObjectId))));
      after = results[0]?.paging?.next?.after ?? null;
      if (after === null) break;
    }
    // Ids grow with time; compared as text, since they may grow beyond what a number holds exactly.
    const newest = ids.sort((a, b) => b.length - a.length || (a < b ? 1 : -1)).slice(0, LOOK_BACK);
    if (newest.length === 0) return [];
    const { results } = await client.readActivities(type, newest, [mapping.RECOGNISED_BY[type]]);
    return mapping.recognisedAmong(results, activities);
  }

  return {
    asFarAsAllowed,
    assertStillThere,
    append,
    alreadyThere,

    /** Corrects it where it stands. */
    async amend(activity: Activity, externalId: string): Promise<void> {
      const properties = mapping.propertiesOf(activity);
      try {
        await asFarAsAllowed({ properties }, (each) =>
          client.updateActivity(mapping.typeOf(activity), externalId, each.properties),
        );
      } catch (error) {
        if (!isNotFound(error)) throw error;
        // Somebody deleted it in HubSpot, and their decision stands.
        context.log.info({ activityId: activity.id }, "nothing to correct: it was deleted in HubSpot");
      }
    },
  };
}

export type ActivityLog = ReturnType<typeof activityLog>;
