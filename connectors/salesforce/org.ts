/** What differs from org to org, learned in one request and kept for a while. */
import { LRUCache } from "lru-cache";
import type { SalesforceClient } from "./client.ts";
import { queryPath } from "./client.ts";
import { troubleOf } from "./errors.ts";
import { aboutOrg, type CompositePart, type Description, describeAnswer, taskStatuses } from "./schemas.ts";

export type Sobject = "Contact" | "Lead" | "Account" | "Task";
const SOBJECTS: readonly Sobject[] = ["Contact", "Lead", "Account", "Task"];

export interface Field {
  readonly name: string;
  readonly type: string;
  /** Characters; 0 where that has no meaning. */
  readonly length: number;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly externalId: boolean;
  readonly unique: boolean;
  readonly restrictedPicklist: boolean;
  /** The active values of a picklist; empty for other fields. */
  readonly values: ReadonlySet<string>;
}

export interface Org {
  readonly id: string;
  readonly name: string;
  /** IANA: a Task's date has no zone of its own. */
  readonly timeZone: string;
  /** What this org calls a task that is done: administrators rename it. */
  readonly closedStatus: string;
  /** Those that our user may give a new Lead. */
  readonly leadRecordTypes: readonly string[];
  /** What people may have put on a Lead, by the names under which SOQL has it. */
  readonly leadChildren: readonly string[];
  /** What our user may change of records, and which it may delete. */
  readonly mayEdit: ReadonlySet<Sobject>;
  readonly mayDelete: ReadonlySet<Sobject>;
  /** The fields that our user may see. An object that it may not see is missing. */
  readonly objects: Readonly<Partial<Record<Sobject, ReadonlyMap<string, Field>>>>;
}

const ORGS_KEPT = { max: 1_000, ttl: 6 * 3_600_000 } as const;

export interface OrgCache {
  learn(client: SalesforceClient): Promise<Org>;
  /** An administrator changed something: look again. */
  forget(client: SalesforceClient): void;
}

export function orgCache(): OrgCache {
  const known = new LRUCache<string, Promise<Org>>(ORGS_KEPT);
  return {
    learn(client) {
      const before = known.get(client.whose);
      if (before !== undefined) return before;
      const learning = learn(client);
      known.set(client.whose, learning);
      // What failed is asked again by whoever comes next; whoever waits for this one hears of it there.
      learning.catch(() => known.delete(client.whose));
      return learning;
    },
    forget: ({ whose }) => void known.delete(whose),
  };
}

async function learn(client: SalesforceClient): Promise<Org> {
  const parts = await client.composite(
    [
      ...SOBJECTS.map((name) => ({
        method: "GET" as const,
        path: `/sobjects/${name}/describe`,
        referenceId: name,
      })),
      {
        method: "GET",
        path: queryPath("SELECT ApiName FROM TaskStatus WHERE IsClosed = true ORDER BY SortOrder LIMIT 1"),
        referenceId: "closed",
      },
      {
        method: "GET",
        path: queryPath("SELECT Id, Name, TimeZoneSidKey FROM Organization LIMIT 1"),
        referenceId: "org",
      },
    ],
    { write: false },
  );
  const [organization] = aboutOrg.parse(bodyOf(parts, "org")).records;
  const [closed] = taskStatuses.parse(bodyOf(parts, "closed")).records;
  const described = describedIn(parts);
  return {
    id: organization?.Id ?? "",
    name: organization?.Name ?? "",
    timeZone: timeZoneOf(organization?.TimeZoneSidKey),
    closedStatus: closed?.ApiName ?? "Completed",
    leadRecordTypes: (described.get("Lead")?.recordTypeInfos ?? [])
      .filter(({ available }) => available)
      .map(({ recordTypeId }) => recordTypeId),
    leadChildren: childrenOf(described.get("Lead")),
    mayEdit: new Set(SOBJECTS.filter((name) => described.get(name)?.updateable === true)),
    mayDelete: new Set(SOBJECTS.filter((name) => described.get(name)?.deletable === true)),
    objects: Object.fromEntries([...described].map(([name, each]) => [name, fieldsOf(each)])),
  };
}

/** What people put on a Lead. Its feed does not count: Salesforce itself writes there. */
const PUT_ON_LEADS = ["Tasks", "Events", "CampaignMembers", "ContentDocumentLinks", "Notes", "Attachments"];
/** A query takes 20 of them. Of the customer's own objects, those are asked that hold things, not their history. */
const MOST_CHILDREN = 20;
const childrenOf = (description: Description | undefined): readonly string[] =>
  (description?.childRelationships ?? [])
    .flatMap(({ childSObject, relationshipName: name }) =>
      name !== null && (PUT_ON_LEADS.includes(name) || (name.endsWith("__r") && childSObject.endsWith("__c")))
        ? [name]
        : [],
    )
    .sort((a, b) => Number(a.endsWith("__r")) - Number(b.endsWith("__r")))
    .slice(0, MOST_CHILDREN);

const describedIn = (parts: readonly CompositePart[]): ReadonlyMap<Sobject, Description> =>
  new Map(
    SOBJECTS.flatMap((name) => {
      const part = parts.find(({ referenceId }) => referenceId === name);
      return part?.httpStatusCode === 200 ? [[name, describeAnswer.parse(part.body)] as const] : [];
    }),
  );

function bodyOf(parts: readonly CompositePart[], referenceId: string): unknown {
  const part = parts.find((each) => each.referenceId === referenceId);
  if (part === undefined || part.httpStatusCode !== 200)
    throw troubleOf(part?.httpStatusCode ?? 500, part?.body, false);
  return part.body;
}

const fieldsOf = ({ fields }: Description): ReadonlyMap<string, Field> =>
  new Map(
    fields.map(({ picklistValues, ...field }) => [
      field.name,
      {
        ...field,
        values: new Set(picklistValues.filter(({ active }) => active).map(({ value }) => value)),
      },
    ]),
  );

/** Salesforce's names are IANA's; one that this machine has not heard of is no reason to log nothing. */
function timeZoneOf(name: string | undefined): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name ?? "UTC" }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return "UTC";
    throw error;
  }
}
