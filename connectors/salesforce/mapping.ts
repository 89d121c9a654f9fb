/** Our words in Salesforce's, and Salesforce's in ours. Pure. */
import type { Activity, CallActivity, LeadDraft, TextActivity } from "../../src/crm/contract.ts";
import type { Fields } from "./client.ts";
import { customFields, cut, mappedFields } from "./custom-fields.ts";
import { typeOfId } from "./matching.ts";
import type { Field, Org } from "./org.ts";
import type { SalesforceRecord } from "./schemas.ts";
import type { Keys, SalesforceSettings } from "./settings.ts";
import { dateIn, dispositionOf, leadWords, taskWords } from "./words.ts";

const LENGTHS = { FirstName: 40, LastName: 80, Company: 255, Subject: 255, Description: 32_000 } as const;

export function nameFields(name: string): { FirstName?: string; LastName: string } {
  const at = name.lastIndexOf(" ");
  const first = at === -1 ? "" : name.slice(0, at);
  if (first === "" || first.length > LENGTHS.FirstName) return { LastName: cut(name, LENGTHS.LastName) };
  return { FirstName: first, LastName: cut(name.slice(at + 1), LENGTHS.LastName) };
}

/** What an org may refuse and a Lead can do without: its picklists and users are the administrator's. */
export const OPTIONAL_ON_LEAD: readonly string[] = ["Status", "LeadSource", "OwnerId"];

/** @param line the number that was called; empty when nothing is logged yet */
export function leadOf(
  draft: LeadDraft,
  line: string,
  org: Org,
  keys: Keys,
  settings: SalesforceSettings,
): Fields {
  const name = draft.name?.trim() ?? "";
  const fields = org.objects.Lead;
  return {
    ...customFields(settings.leadFields, fields, leadWords(draft, line, org.timeZone)),
    ...(name === "" ? { LastName: settings.leadLastName } : nameFields(name)),
    // Without a company a lead becomes a person account, where the org has those.
    ...(settings.leadCompany === "" ? {} : { Company: cut(settings.leadCompany, LENGTHS.Company) }),
    Phone: draft.phone,
    ...(keys.lead === null ? {} : { [keys.lead]: draft.phone }),
    ...(offers(fields?.get("Status"), settings.leadStatus) ? { Status: settings.leadStatus } : {}),
    ...(offers(fields?.get("LeadSource"), settings.leadSource) ? { LeadSource: settings.leadSource } : {}),
    ...(settings.leadRecordTypeId === "" ? {} : { RecordTypeId: settings.leadRecordTypeId }),
    ...(settings.ownerId === "" ? {} : { OwnerId: settings.ownerId }),
  };
}

/** Only values that the org has: restricted picklists refuse others, open ones would grow by them. */
const offers = (field: Field | undefined, value: string): boolean =>
  value !== "" && field?.createable === true && field.values.has(value);

/** What an org may lack and a Task can do without. */
export const OPTIONAL_ON_TASK: readonly string[] = [
  "Type",
  "TaskSubtype",
  "OwnerId",
  "CallType",
  "CallDisposition",
  "CallDurationInSeconds",
  "CallObject",
];

/** Whom a Task is about: people by WhoId, companies by WhatId (object_reference/sforce_api_objects_task.htm). */
export const aboutWhom = (recordId: string): Fields =>
  typeOfId(recordId) === "Account" ? { WhatId: recordId } : { WhoId: recordId };

/**
 * What moves a Task. With a lead nothing else may be related; beside a contact stays what somebody has related, unless
 * it is the company that the Task comes from.
 */
export function placeOn(to: string, from: string): Fields {
  switch (typeOfId(to)) {
    case "Account":
      return { WhoId: null, WhatId: to };
    case "Contact":
      return typeOfId(from) === "Account" ? { WhoId: to, WhatId: null } : { WhoId: to };
    default:
      return { WhoId: to, WhatId: null };
  }
}

export function taskOf(
  activity: Activity,
  about: Fields,
  org: Org,
  keys: Keys,
  settings: SalesforceSettings,
): Fields {
  const task = org.objects.Task;
  const wanted: Record<string, string | number | boolean | null> = {
    ...contentOf(activity, org, keys),
    Status: org.closedStatus,
    ...(offers(task?.get("Priority"), "Normal") ? { Priority: "Normal" } : {}),
    // There is none for texts; it decides icon and filter of the timeline, and can only be set now.
    TaskSubtype: activity.kind === "call" ? "Call" : "Task",
    ...(activity.kind === "text" && offers(task?.get("Type"), settings.textType)
      ? { Type: settings.textType }
      : {}),
    ...(activity.kind === "call" ? { CallObject: activity.id } : {}),
    ...(settings.ownerId.startsWith("005") ? { OwnerId: settings.ownerId } : {}),
  };
  const kept = Object.entries(wanted).filter(
    ([name]) => !OPTIONAL_ON_TASK.includes(name) || task?.get(name)?.createable,
  );
  return {
    ...Object.fromEntries(kept),
    ...customFields(settings.taskFields, task, taskWords(activity, org.timeZone)),
    ...about,
    ...(keys.task === null ? {} : { [keys.task]: activity.id }),
  };
}

/** What may still change: TaskSubtype, key and place stay as they are. */
export function correctionOf(
  activity: Activity,
  org: Org,
  keys: Keys,
  { taskFields }: SalesforceSettings,
): Fields {
  const task = org.objects.Task;
  const mapped = mappedFields(taskFields);
  const ours = Object.entries(contentOf(activity, org, keys)).filter(
    ([name]) => !mapped.has(name) && (!OPTIONAL_ON_TASK.includes(name) || task?.get(name)?.updateable),
  );
  return {
    ...Object.fromEntries(ours),
    ...customFields(taskFields, task, taskWords(activity, org.timeZone), "changing"),
  };
}

function contentOf(activity: Activity, org: Org, keys: Keys): Fields {
  return {
    Subject: cut(subjectOf(activity), LENGTHS.Subject),
    Description: descriptionOf(activity, keys),
    ActivityDate: dateIn(org.timeZone, activity.occurredAt),
    ...(activity.kind === "call"
      ? {
          CallType: activity.direction === "in" ? "Inbound" : "Outbound",
          CallDisposition: dispositionOf(activity),
          ...(activity.durationSeconds === null ? {} : { CallDurationInSeconds: activity.durationSeconds }),
        }
      : {}),
  };
}

const subjectOf = ({ title, direction, phone }: Activity): string =>
  `${title} ${direction === "in" ? "from" : "to"} ${phone}`;

const ends = ({ direction, line, phone }: CallActivity | TextActivity): string =>
  direction === "in" ? `${phone} → ${line}` : `${line} → ${phone}`;

/** The end of our ids is chance: 12 hex digits tell the activities of one record apart. */
const REFERENCE_LENGTH = 12;

/**
 * The receipt, and what a Task has no field for: the exact time and both numbers. Without our package the last
 * line also says which activity it is, since nothing else is left to recognise it by.
 */
function descriptionOf(activity: Activity, keys: Keys): string {
  const reference = keys.task === null ? ` · [ref ${activity.id.slice(-REFERENCE_LENGTH)}]` : "";
  const footer = `\n\n${activity.occurredAt.toISOString()} · ${ends(activity)}${reference}`;
  return `${cut(activity.summary, LENGTHS.Description - footer.length)}${footer}`;
}

/** Is this Task our activity? Its last line says so: a text may contain what looks like one. */
export const isOurs = (activity: Activity, task: SalesforceRecord): boolean =>
  /\[ref (\S+)\]\s*$/.exec(String(task.Description ?? ""))?.[1] === activity.id.slice(-REFERENCE_LENGTH);

/** In a composite "@{…}" refers to another part's answer, and there is no way to write it as plain text. */
export const readsAsReference = (fields: Fields): boolean =>
  Object.values(fields).some((value) => typeof value === "string" && value.includes("@{"));
