/** One Lead for a new caller, with their first calls and texts, in one request that does all of it or nothing. */
import {
  type Activity,
  ConnectorError,
  type LeadDraft,
  type LogResult,
  MADE_BY_US,
  type Match,
  type RecordFound,
} from "../../src/crm/contract.ts";
import type { E164 } from "../../src/domain/phone.ts";
import { type Fields, type Part, queryPath } from "./client.ts";
import { idIn, refusalOf, saysAlreadyThere, troubleOf } from "./errors.ts";
import { dropsRefused, type Job, omit } from "./job.ts";
import * as mapping from "./mapping.ts";
import { isPlaceholder, matchesAmong, typeOfId } from "./matching.ts";
import type { Org } from "./org.ts";
import { type CompositePart, type SalesforceRecord, savedAnswer } from "./schemas.ts";
import { failedPart, recordsIn, secondLook } from "./second-look.ts";
import { keysOf } from "./settings.ts";
import { lookByPhone, quoted } from "./sosl.ts";

/** Longer than a request whose outcome we do not know can still be under way. */
const LEAD_CLAIM_MS = 90_000;
/** A composite takes 25 parts: three looks, the Lead, and these. */
const TASKS_WITH_LEAD = 20;
/** Each round goes without something that Salesforce refused; more rounds than there are such things. */
const ROUNDS_AT_MOST = 8;

export interface NewCaller {
  readonly draft: LeadDraft;
  readonly activities: readonly Activity[];
  /** An earlier attempt may have made the Lead. */
  readonly lookFirst: boolean;
  /** Somebody has just searched: what the index does not show, the second look does. */
  readonly nobodyHasIt: boolean;
  readonly find: (phone: E164) => Promise<readonly Match[]>;
  readonly onRecord: (record: RecordFound) => Promise<void>;
  /** What was logged on the way. */
  readonly done: LogResult[];
}

type Attempt =
  | {
      readonly kind: "made";
      readonly leadId: string;
      readonly taskIds: readonly string[];
      readonly seen: readonly SalesforceRecord[];
    }
  | { readonly kind: "refused"; readonly part: "lead" | "task" | "look"; readonly error: ConnectorError };

export function leadMaker(job: Job) {
  const { client, context, country, orgs, settings } = job;

  const second = secondLook(job);

  async function attempt(
    lead: Fields,
    tasks: readonly Fields[],
    headers: Readonly<Record<string, string>>,
    phone: E164,
    org: Org,
  ): Promise<Attempt> {
    const parts = await client.composite(
      [
        ...second.partsFor(phone, org),
        { method: "POST", path: "/sobjects/Lead", referenceId: "lead", headers, body: lead },
        ...tasks.map(
          (body, i): Part => ({ method: "POST", path: "/sobjects/Task", referenceId: `task_${i}`, body }),
        ),
      ],
      { write: true },
    );
    const failed = failedPart(parts);
    if (failed !== undefined)
      return {
        kind: "refused",
        part:
          failed.referenceId === "lead" ? "lead" : failed.referenceId.startsWith("task") ? "task" : "look",
        error: troubleOf(failed.httpStatusCode, failed.body, false),
      };
    const idOf = (name: string) => savedAnswer.safeParse(named(parts, name)?.body).data?.id;
    const leadId = idOf("lead");
    const taskIds = tasks.map((_, i) => idOf(`task_${i}`));
    if (leadId === undefined || taskIds.includes(undefined))
      throw new ConnectorError("unavailable", "Salesforce did not say what became of the Lead.", {
        unclear: true,
      });
    return {
      kind: "made",
      leadId,
      taskIds: taskIds.filter((each) => each !== undefined),
      seen: recordsIn(parts),
    };
  }

  /** Where a text reads as a reference to another part, a composite cannot carry it. */
  async function attemptPlainly(lead: Fields, headers: Readonly<Record<string, string>>): Promise<Attempt> {
    try {
      const { id } = await client.create("Lead", lead, headers);
      return { kind: "made", leadId: id, taskIds: [], seen: [] };
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === "rejected")
        return { kind: "refused", part: "lead", error };
      throw error;
    }
  }

  async function create({ draft, activities, onRecord, done }: NewCaller): Promise<string> {
    const { phone } = draft;
    const dropped = { lead: new Set<string>(), task: new Set<string>() };
    // What a rule would find for a caller without a name is another caller without a name.
    let allowSave = draft.name === null;
    let together = activities.slice(0, TASKS_WITH_LEAD);
    for (let round = 0; round < ROUNDS_AT_MOST; round++) {
      const org = await orgs.learn(client);
      const keys = keysOf(org, settings);
      const lead = omit(mapping.leadOf(draft, activities[0]?.line ?? "", org, keys, settings), dropped.lead);
      const tasks = together.map((each) =>
        omit(mapping.taskOf(each, { WhoId: LEAD }, org, keys, settings), dropped.task),
      );
      const headers = headersFor(allowSave);
      const plainly = [lead, ...tasks.map((each) => omit(each, new Set(["WhoId"])))].some(
        mapping.readsAsReference,
      );
      const found = plainly && round === 0 ? await second.look(phone) : null;
      if (found !== null) {
        await onRecord(found);
        return found.recordId;
      }
      const outcome = plainly
        ? await attemptPlainly(lead, headers)
        : await attempt(lead, tasks, headers, phone, org);
      if (outcome.kind === "made") {
        const { leadId, taskIds, seen } = outcome;
        const earlier = await second.settleOn(seen, phone, org, { leadId, taskIds });
        const recordId = earlier?.recordId ?? leadId;
        await onRecord(earlier ?? { recordId, name: draft.name, matchedBy: MADE_BY_US });
        for (const [i, externalId] of taskIds.entries())
          done.push({ activityId: together[i]?.id ?? "", kind: "logged", externalId });
        return recordId;
      }
      const { part, error } = outcome;
      if (part === "task") {
        // Alone each gets a verdict of its own, and the caller their Lead.
        if (!dropsRefused(job, error, mapping.OPTIONAL_ON_TASK, dropped.task)) together = [];
      } else if (part === "look") {
        if (refusalOf(error)?.code !== "INVALID_FIELD" || round > 0) throw error;
        orgs.forget(client);
      } else {
        const existing = await existingFor(draft, error, keys.lead, org);
        if (existing !== null) {
          await onRecord(existing);
          return existing.recordId;
        }
        if (refusalOf(error)?.code === "DUPLICATES_DETECTED" && !allowSave) allowSave = true;
        else if (!dropsRefused(job, error, mapping.OPTIONAL_ON_LEAD, dropped.lead)) throw error;
      }
    }
    throw new ConnectorError("rejected", "Salesforce refused the Lead, whatever was left out.");
  }

  /**
   * First without leave to repeat a record; the customer's rule is right when it names one with our number. An
   * assignment rule would take the Lead from the owner whom the customer named to us.
   */
  const headersFor = (allowSave: boolean) => ({
    "Sforce-Duplicate-Rule-Header": `allowSave=${allowSave}`,
    ...(settings.assignmentRules && settings.ownerId === "" ? {} : { "Sforce-Auto-Assign": "FALSE" }),
  });

  /** The record on account of which a Lead was refused, if it is the caller's. */
  async function existingFor(
    draft: LeadDraft,
    error: ConnectorError,
    key: string | null,
    org: Org,
  ): Promise<RecordFound | null> {
    if (saysAlreadyThere(error, key)) {
      const known = idIn(error.message);
      const condition = known === null ? `${key} = ${quoted(draft.phone)}` : `Id = ${quoted(known)}`;
      const ours = `SELECT Id, Name, IsConverted FROM Lead WHERE ${condition} LIMIT 1`;
      const parts = await client.composite(
        [...second.partsFor(draft.phone, org), { method: "GET", path: queryPath(ours), referenceId: "ours" }],
        { write: false },
      );
      const [lead] = recordsIn(parts.filter(({ referenceId }) => referenceId === "ours"));
      const others = recordsIn(parts.filter(({ referenceId }) => referenceId !== "ours"));
      const best = await second.settleOn(others, draft.phone, org);
      if (lead === undefined || (best !== null && !lead.Id.startsWith(best.recordId))) return best;
      const nameless = isPlaceholder(lead, settings);
      if (nameless && lead.IsConverted !== true && draft.name !== null) await heal(lead.Id, draft.name);
      const name = nameless ? draft.name : String(lead.Name);
      return { recordId: lead.Id, name, matchedBy: key ?? "" };
    }
    const matched = refusalOf(error)?.matched ?? [];
    const parts = lookByPhone(org, draft.phone, key).flatMap(({ type, soql }): Part[] => {
      const ids = matched.filter((id) => typeOfId(id) === type);
      const condition = `WHERE Id IN (${ids.map(quoted).join(", ")}) ORDER BY`;
      const path = queryPath(soql.replace(/WHERE .* ORDER BY/, condition));
      return ids.length === 0 ? [] : [{ method: "GET", path, referenceId: type }];
    });
    if (parts.length === 0) return null;
    const records = recordsIn(await client.composite(parts, { write: false }));
    return matchesAmong(records, draft.phone, org, settings, country)[0] ?? null;
  }

  /** A Lead that was made for a nameless caller gets the name that is known by now. */
  async function heal(leadId: string, name: string): Promise<void> {
    try {
      await client.update("Lead", leadId, { ...mapping.nameFields(name) });
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== "rejected") throw error;
      // The call is worth more than the name.
      context.log.warn({ leadId, why: error.message }, "a Lead without a name could not be given one");
    }
  }

  return {
    /** Whom the number belongs to, whatever the index knows; what an unheard attempt has made beside goes away. */
    lookAgain: second.look,

    /** Under a claim on the number, so that the same caller is made once, whoever asks. */
    findOrCreate(caller: NewCaller): Promise<string> {
      const { phone } = caller.draft;
      const key = `salesforce:${context.businessId}:${phone}`;
      return context.claims.hold(key, LEAD_CLAIM_MS, async () => {
        const known = await context.records.find(phone);
        if (known !== null) return known.recordId;
        const searched = async () => (caller.nobodyHasIt ? null : ((await caller.find(phone))[0] ?? null));
        const found = caller.lookFirst ? await second.look(phone) : await searched();
        if (found !== null) {
          await caller.onRecord(found);
          return found.recordId;
        }
        return create(caller);
      });
    },
  };
}

/** The Lead of the same composite. */
const LEAD = "@{lead.id}";

const named = (parts: readonly CompositePart[], referenceId: string): CompositePart | undefined =>
  parts.find((each) => each.referenceId === referenceId);
