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
  type LogResult,
  MADE_BY_US,
  type Match,
  type OpenConnector,
  type RecordFound,
  type Target,
  withOthers,
} from "../../src/crm/contract.ts";
import { readManifest } from "../../src/crm/manifest.ts";
import type { E164 } from "../../src/domain/phone.ts";
import { activityLog, BATCH, without } from "./activity-log.ts";
import { backfiller } from "./backfill.ts";
import { type HubspotClient, hubspotApi } from "./client.ts";
import * as mapping from "./mapping.ts";
import { consentProblem, recordCare } from "./record-care.ts";
import type { HubspotObject } from "./schemas.ts";

/** "A few moments" until search sees a new contact, says HubSpot; seconds to half a minute, say reports. */
const CONTACT_CLAIM_MS = 90_000;
/** Until what an unclear attempt may have written can be relied on to be listed. */
const SETTLE_MS = 60_000;
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

  const timeline = activityLog(context, client, ownerFor);

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
  function findOrCreate(
    { draft, nobodyAt }: Extract<Target, { kind: "new_lead" }>,
    onRecord: (record: RecordFound) => Promise<void>,
  ) {
    const key = `hubspot:${context.businessId}:${draft.phone}`;
    return context.claims.hold(key, CONTACT_CLAIM_MS, async (): Promise<string> => {
      const known = await context.records.find(draft.phone);
      if (known !== null) return known.recordId;
      const matches = lookups.get(draft.phone) ?? (nobodyAt == null ? await findByPhone(draft.phone) : []);
      const [found] = matches;
      if (found !== undefined) {
        await onRecord(withOthers(found, matches));
        return found.recordId;
      }
      const created = await timeline.asFarAsAllowed(mapping.contactOf(draft, settings), client.createContact);
      keepOwner(created);
      await onRecord({ recordId: created.id, name: draft.name, matchedBy: MADE_BY_US });
      return created.id;
    });
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
      const contactId = target.kind === "new_lead" ? await findOrCreate(target, onRecord) : target.recordId;
      if (target.kind === "record") {
        const justFound = [...lookups.values()].flat().find(({ recordId }) => recordId === contactId);
        if (justFound !== undefined) await onRecord(justFound);
      }
      const done: LogResult[] = [];
      try {
        for (const type of ["calls", "communications"] as const) {
          let left: readonly Activity[] = activities.filter((each) => mapping.typeOf(each) === type);
          if (earlierAttemptAt !== null && left.length > 0) {
            const there = await timeline.alreadyThere(type, left, contactId);
            done.push(...there);
            left = without(left, there);
          }
          for (let i = 0; i < left.length; i += BATCH)
            await timeline.append(type, left.slice(i, i + BATCH), contactId, done);
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

    backfill: backfiller(client, ownerFor),
    amend: timeline.amend,
    ...recordCare(context, client, timeline, settings),

    async describe() {
      try {
        const { portalId, timeZone } = await client.account();
        const problem = await consentProblem(client, settings);
        return {
          health: problem === null ? "ok" : "degraded",
          detail: problem,
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
