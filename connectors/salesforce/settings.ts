/** The customer's settings, and whether their org can take them. Pure. */
import { problemsOf } from "./custom-fields.ts";
import type { Org, Sobject } from "./org.ts";
import { LEAD_WORDS, TASK_WORDS } from "./words.ts";

export interface SalesforceSettings {
  /** Of our package, before the names of its fields. */
  readonly namespace: string;
  readonly leadLastName: string;
  readonly leadCompany: string;
  readonly leadStatus: string;
  readonly leadSource: string;
  readonly leadRecordTypeId: string;
  readonly leadFields: string;
  readonly assignmentRules: boolean;
  readonly taskFields: string;
  readonly textType: string;
  readonly ownerId: string;
  /** Where it is written whether somebody may be texted; empty: nowhere. */
  readonly consentField: string;
  readonly consentOptedOut: string;
  readonly consentOptedIn: string;
  readonly country: string;
}

/** The unique fields of our package; `null` where it is not installed, or hidden from our user. */
export interface Keys {
  readonly task: string | null;
  readonly lead: string | null;
}

export function keysOf(
  org: Pick<Org, "objects">,
  { namespace }: Pick<SalesforceSettings, "namespace">,
): Keys {
  const named = (name: string) => (namespace === "" ? name : `${namespace}__${name}`);
  const usable = (type: Sobject, name: string) => {
    const field = org.objects[type]?.get(name);
    return field?.createable && field.unique && field.externalId ? name : null;
  };
  return { task: usable("Task", named("External_Id__c")), lead: usable("Lead", named("Phone_Key__c")) };
}

/** By these a record is known as ours, or they have settings of their own. */
const RESERVED = {
  Lead: ["FirstName", "LastName", "Company", "Phone", "Status", "LeadSource", "RecordTypeId", "OwnerId"],
  Task: ["WhoId", "WhatId", "Description", "ActivityDate", "TaskSubtype", "OwnerId"],
} as const;

/** What the org cannot take of the customer's settings, in words. */
export function settingsProblems(
  org: Org,
  settings: SalesforceSettings,
  objects: readonly ("Lead" | "Task")[],
): readonly string[] {
  const keys = keysOf(org, settings);
  const given = {
    Lead: { lines: settings.leadFields, words: LEAD_WORDS, key: keys.lead },
    Task: { lines: settings.taskFields, words: TASK_WORDS, key: keys.task },
  };
  return objects.flatMap((object) => {
    const { lines, words, key } = given[object];
    const reserved = new Set([...RESERVED[object], ...(key === null ? [] : [key])]);
    const problems = problemsOf({ object, lines, words, fields: org.objects[object], reserved });
    return object === "Lead" ? [...problems, ...recordTypeProblem(org, settings)] : problems;
  });
}

const recordTypeProblem = ({ leadRecordTypes }: Org, { leadRecordTypeId: id }: SalesforceSettings) =>
  id === "" ||
  leadRecordTypes.length === 0 ||
  leadRecordTypes.some((each) => each.startsWith(id.slice(0, 15)))
    ? []
    : [`Leads have no record type ${id}, or the connected user may not use it.`];
