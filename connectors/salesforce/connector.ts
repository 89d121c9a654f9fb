/**
 * Salesforce as a CRM. Callers are found by SOSL, whose index is late; a second look by SOQL rides in the very
 * request that makes a new Lead together with its first Tasks, all or nothing. Each is made once: by unique fields
 * where our package is installed, else by a claim on the number and by looking through the record's Tasks.
 */
import manifest from "../../manifests/salesforce/connector.json" with { type: "json" };
import {
  type Activity,
  BACKFILL_AFTER_MS,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type LogResult,
  type Match,
  type OpenConnector,
  type RecordFound,
} from "../../src/crm/contract.ts";
import { readManifest } from "../../src/crm/manifest.ts";
import type { E164 } from "../../src/domain/phone.ts";
import { activityLog } from "./activity-log.ts";
import { type SalesforceClient, salesforceApi } from "./client.ts";
import { consentMirror, consentProblems } from "./consent.ts";
import { refusalOf } from "./errors.ts";
import { type Job, orgThatFits } from "./job.ts";
import { leadMaker } from "./lead-maker.ts";
import { matchesAmong } from "./matching.ts";
import { mover } from "./moving.ts";
import { type Org, type OrgCache, orgCache } from "./org.ts";
import { retirer } from "./retiring.ts";
import { aboutOrg } from "./schemas.ts";
import { keysOf, type SalesforceSettings, settingsProblems } from "./settings.ts";
import { searchByPhone } from "./sosl.ts";

/** Until an unclear attempt has surely ended: only without our package does that matter. */
const SETTLE_MS = 60_000;

export interface SalesforceOptions {
  /** Another base address than Salesforce's own, trusted beside them: for a proxy or a test. */
  readonly ownUrl?: string | undefined;
}

export function salesforceConnector({ ownUrl }: SalesforceOptions = {}): Connector {
  const api = salesforceApi(ownUrl);
  const orgs = orgCache();
  return {
    manifest: readManifest(manifest, "salesforce"),
    open: (context) => openSalesforce(context, api(context), orgs),
  };
}

const without = (activities: readonly Activity[], done: readonly LogResult[]): readonly Activity[] =>
  activities.filter(({ id }) => !done.some(({ activityId }) => activityId === id));

function openSalesforce(context: ConnectorContext, client: SalesforceClient, orgs: OrgCache): OpenConnector {
  const settings = context.settings as unknown as SalesforceSettings;
  const country = settings.country || context.country;
  const job: Job = { context, client, orgs, settings, country };
  const leads = leadMaker(job);
  const timeline = activityLog(job);
  /** What this job has looked up already. */
  const lookups = new Map<E164, readonly Match[]>();

  async function findByPhone(phone: E164): Promise<readonly Match[]> {
    const matches = await search(phone).catch((error: unknown) => {
      if (!refusalOf(error)?.code.startsWith("INVALID_FIELD")) throw error;
      // A field that was there is gone, or hidden from our user.
      orgs.forget(client);
      return search(phone);
    });
    const [best] = matches;
    if (best?.preferredBecause != null)
      context.log.info({ recordId: best.recordId, why: best.preferredBecause }, "several records match");
    // What we made ourselves a moment ago is not in the index yet.
    const known = best === undefined ? await context.records.find(phone) : null;
    const all = known === null ? matches : [{ ...known, preferredBecause: null }];
    lookups.set(phone, all);
    return all;
  }

  async function search(phone: E164): Promise<readonly Match[]> {
    const org = await orgs.learn(client);
    const { searchRecords } = await client.search(searchByPhone(org, phone));
    return matchesAmong(searchRecords, phone, org, settings, country);
  }

  /** A record that this job has found itself is news; one that was remembered is not. */
  async function found(
    recordId: string,
    lookAgain: boolean,
    onRecord: (record: RecordFound) => Promise<void>,
  ): Promise<string> {
    for (const [phone, matches] of lookups) {
      const match = matches.find((each) => each.recordId === recordId);
      if (match === undefined) continue;
      const best = (lookAgain ? await leads.lookAgain(phone) : null) ?? match;
      await onRecord(best);
      return best.recordId;
    }
    return recordId;
  }

  /** What of the settings this org cannot take, in words. */
  async function settingsWorries(): Promise<readonly string[]> {
    const worries = (org: Org) => [
      ...settingsProblems(org, settings, ["Lead", "Task"]),
      ...consentProblems(org, settings),
    ];
    if (worries(await orgs.learn(client)).length === 0) return [];
    orgs.forget(client);
    return worries(await orgs.learn(client));
  }

  /** @throws ConnectorError `throttled` while an earlier attempt may still be under way */
  function assertSettled(earlierAttemptAt: Date): void {
    const settledInMs = earlierAttemptAt.getTime() + SETTLE_MS - context.now().getTime();
    if (settledInMs > 0)
      throw new ConnectorError("throttled", "Waiting until it shows whether the last attempt went through.", {
        retryAfterMs: settledInMs,
      });
  }

  return {
    findByPhone,

    async log({ target, activities, earlierAttemptAt }, onRecord) {
      const now = context.now().getTime();
      if (activities.every(({ occurredAt }) => now - occurredAt.getTime() > BACKFILL_AFTER_MS))
        await client.mayBackfill();
      const org = await orgThatFits(job, target.kind === "record" ? ["Task"] : ["Lead", "Task"]);
      const keys = keysOf(org, settings);
      if (earlierAttemptAt !== null && keys.task === null) assertSettled(earlierAttemptAt);
      const done: LogResult[] = [];
      try {
        const recordId =
          target.kind === "record"
            ? await found(target.recordId, earlierAttemptAt !== null, onRecord)
            : await leads.findOrCreate({
                draft: target.draft,
                activities,
                lookFirst: earlierAttemptAt !== null,
                nobodyHasIt: target.nobodyAt != null,
                find: async (phone) => lookups.get(phone) ?? (await findByPhone(phone)),
                onRecord,
                done,
              });
        const left = without(activities, done);
        if (earlierAttemptAt !== null && keys.task === null && left.length > 0)
          done.push(...(await timeline.alreadyThere(recordId, left)));
        await timeline.append(recordId, without(activities, done), done);
      } catch (error) {
        throw error instanceof ConnectorError ? error.with(done) : error;
      }
      return done;
    },

    async backfill(waiting) {
      const org = await orgThatFits(job, ["Task"]);
      const isKeyed = keysOf(org, settings).task !== null;
      // Without our package an unclear attempt is looked for on its record, which is a request for each.
      return timeline.appendMany(
        waiting.filter(({ earlierAttemptAt }) => isKeyed || earlierAttemptAt === null),
        client.mayBackfill,
      );
    },

    amend: timeline.amend,
    move: mover(job),
    retire: retirer(job),
    ...(settings.consentField === "" ? {} : { setConsent: consentMirror(job) }),

    async describe() {
      try {
        const { records } = await client.query("SELECT Id, Name, TimeZoneSidKey FROM Organization", aboutOrg);
        const used = client.usedShare();
        const worries = [
          ...(await settingsWorries()),
          ...(used !== null && used >= 0.8
            ? [
                `${Math.floor(used * 100)} % of the org's API requests of the last 24 hours are used, by all its apps together.`,
              ]
            : []),
        ];
        return {
          health: worries.length > 0 ? "degraded" : "ok",
          detail: worries.join(" ") || null,
          account: `${records[0]?.Name} (${records[0]?.Id})`,
          business: { name: records[0]?.Name, timeZone: records[0]?.TimeZoneSidKey },
        };
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        const health = error.kind === "auth_expired" ? "needs_reconnect" : "degraded";
        return { health, detail: error.message, account: null };
      }
    },
  };
}
