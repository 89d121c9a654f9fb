/**
 * HubSpot as a CRM. Its search index lags, it knows no idempotency keys, and contacts are unique by e-mail
 * only. So a contact is made under a claim on its number that outlives an unclear creation; what we found or
 * made we remember ourselves; and after an unclear attempt the contact's activities are read before one more
 * is created.
 */
import { LRUCache } from "lru-cache";
import manifest from "../../manifests/hubspot/connector.json" with { type: "json" };
import {
  type Activity,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type LeadDraft,
  type LogResult,
  type Match,
  type OpenConnector,
  type RecordFound,
} from "../../src/crm/contract.ts";
import { readManifest } from "../../src/crm/manifest.ts";
import type { E164 } from "../../src/domain/phone.ts";
import { type ActivityType, type HubspotClient, hubspotApi, type NewObject } from "./client.ts";
import { isNotFound, refusedIn } from "./errors.ts";
import * as mapping from "./mapping.ts";
import type { BatchAnswer, HubspotObject } from "./schemas.ts";

/** "A few moments" until search sees a new contact, says HubSpot; seconds to half a minute, say reports. */
const CONTACT_CLAIM_MS = 90_000;
/** Until what an unclear attempt may have written can be relied on to be listed. */
const SETTLE_MS = 60_000;
/** The newest activities of a contact among which an earlier attempt is looked for. */
const LOOK_BACK = 100;
const BATCH = 100;
const OWNERS_KEPT = { max: 10_000, ttl: 3_600_000 } as const;
/** A contact that people look at again and again is asked for once. */
const PHONES_KEPT = { max: 10_000, ttl: 600_000 } as const;

export function hubspotConnector(options: { apiUrl?: string | undefined } = {}): Connector {
  const api = hubspotApi(options.apiUrl);
  const owners = new LRUCache<string, { ownerId: string | null }>(OWNERS_KEPT);
  const phones = new LRUCache<string, readonly string[]>(PHONES_KEPT);
  return {
    manifest: readManifest(manifest, "hubspot"),
    open: (context) => openHubspot(context, api(context), { owners, phones }),
  };
}

const without = (activities: readonly Activity[], done: readonly LogResult[]): readonly Activity[] =>
  activities.filter(({ id }) => !done.some(({ activityId }) => activityId === id));

/** By business and contact, for the whole process. */
interface Kept {
  readonly owners: Pick<LRUCache<string, { ownerId: string | null }>, "get" | "set">;
  readonly phones: Pick<LRUCache<string, readonly string[]>, "get" | "set">;
}

function openHubspot(
  context: ConnectorContext,
  client: HubspotClient,
  { owners, phones }: Kept,
): OpenConnector {
  const settings = context.settings as unknown as mapping.HubspotSettings;
  const country = settings.country || context.country;
  /** What this job has looked up already: searches are the scarcest requests. */
  const lookups = new Map<E164, readonly Match[]>();

  const keyOf = (contactId: string) => `${context.businessId}:${contactId}`;
  const keepOwner = (contact: HubspotObject) =>
    owners.set(keyOf(contact.id), { ownerId: mapping.ownerOf(contact) });
  /** The contact's own, if we have seen it lately: asking for it would cost a request each time. */
  const ownerFor = (contactId: string): string | null =>
    owners.get(keyOf(contactId))?.ownerId ?? (settings.ownerId || null);

  async function findByPhone(phone: E164): Promise<readonly Match[]> {
    const { results } = await client.searchContacts(mapping.searchByPhone(phone));
    for (const contact of results) keepOwner(contact);
    const matches = mapping.matchesAmong(results, phone, country);
    const [best] = matches;
    if (best?.preferredBecause != null)
      context.log.info({ recordId: best.recordId, why: best.preferredBecause }, "several contacts match");
    lookups.set(phone, matches);
    return matches;
  }

  /** Under a claim on the number, so that the same caller is made once, whoever asks. */
  function findOrCreate(draft: LeadDraft, onRecord: (record: RecordFound) => Promise<void>) {
    const key = `hubspot:${context.businessId}:${draft.phone}`;
    return context.claims.hold(key, CONTACT_CLAIM_MS, async (): Promise<string> => {
      const known = await context.records.find(draft.phone);
      if (known !== null) return known.recordId;
      const [found] = lookups.get(draft.phone) ?? (await findByPhone(draft.phone));
      if (found !== undefined) {
        await onRecord(found);
        return found.recordId;
      }
      const created = await asFarAsAllowed(mapping.contactOf(draft, settings), client.createContact);
      keepOwner(created);
      await onRecord({ recordId: created.id, name: draft.name, matchedBy: "created" });
      return created.id;
    });
  }

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
    if (contact !== null) keepOwner(contact);
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
      const { results, errors = [] } = await createBatch(type, inputs);
      const made = mapping.recognisedAmong(results, activities);
      done.push(...made);
      alone = without(activities, made);
      const refused = errors.flatMap(({ context: about }) => about?.objectWriteTraceId ?? []);
      if (results.length > 0 && alone.some(({ id }) => !refused.includes(id)))
        throw new ConnectorError("unavailable", "HubSpot did not say what became of a part of a batch.", {
          unclear: true,
        });
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
      const { results }: Awaited<ReturnType<typeof client.associatedActivities>> =
        await client.associatedActivities(type, contactId, after);
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
    findByPhone,

    async log({ target, activities, earlierAttemptAt }, onRecord) {
      if (earlierAttemptAt !== null) {
        const settledInMs = earlierAttemptAt.getTime() + SETTLE_MS - context.now().getTime();
        if (settledInMs > 0)
          throw new ConnectorError(
            "throttled",
            "Waiting until it shows whether the last attempt went through.",
            {
              retryAfterMs: settledInMs,
            },
          );
      }
      const contactId =
        target.kind === "new_lead" ? await findOrCreate(target.draft, onRecord) : target.recordId;
      if (target.kind === "record") {
        const justFound = [...lookups.values()].flat().find(({ recordId }) => recordId === contactId);
        if (justFound !== undefined) await onRecord(justFound);
      }
      const done: LogResult[] = [];
      try {
        for (const type of ["calls", "communications"] as const) {
          let left: readonly Activity[] = activities.filter((each) => mapping.typeOf(each) === type);
          if (earlierAttemptAt !== null && left.length > 0) {
            const there = await alreadyThere(type, left, contactId);
            done.push(...there);
            left = without(left, there);
          }
          for (let i = 0; i < left.length; i += BATCH)
            await append(type, left.slice(i, i + BATCH), contactId, done);
        }
      } catch (error) {
        throw error instanceof ConnectorError ? error.with(done) : error;
      }
      return done;
    },

    async phonesOf(contactId) {
      const kept = phones.get(keyOf(contactId));
      if (kept !== undefined) return kept;
      const contact = await client.readContact(contactId, mapping.WRITTEN_IN);
      const written = mapping.WRITTEN_IN.flatMap((name) => contact?.properties[name] || []);
      if (written.length > 0) phones.set(keyOf(contactId), written);
      return written;
    },

    async amend(activity, externalId) {
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

    async describe() {
      try {
        const { portalId, timeZone } = await client.account();
        return {
          health: "ok",
          detail: null,
          account: `HubSpot account ${portalId}`,
          ...(timeZone === undefined ? {} : { business: { timeZone } }),
        };
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        const health = error.kind === "auth_expired" ? "needs_reconnect" : "degraded";
        return { health, detail: error.message, account: null };
      }
    },
  };
}
