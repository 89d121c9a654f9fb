/** Our words in HubSpot's, and HubSpot's in ours. Pure. */
import type {
  Activity,
  ActivityKind,
  CallActivity,
  LeadDraft,
  LogResult,
  Match,
  TextActivity,
} from "../../src/crm/contract.ts";
import { assertNever } from "../../src/domain/errors.ts";
import { type E164, isSamePhone, phoneParts } from "../../src/domain/phone.ts";
import type { ActivityType, NewObject, SearchBody } from "./client.ts";
import type { HubspotObject } from "./schemas.ts";

export interface HubspotSettings {
  readonly lifecycleStage: string;
  readonly leadStatus: string;
  readonly ownerId: string;
  readonly country: string;
  /** The contact property that says whether somebody may be texted, and what it says; empty: none. */
  readonly consentProperty: string;
  readonly consentOptedOut: string;
  readonly consentOptedIn: string;
}

const PHONE = "hs_searchable_calculated_phone_number";
const MOBILE = "hs_searchable_calculated_mobile_number";
const WHATSAPP = "hs_whatsapp_phone_number";
/** The properties in which a person may have written the number, as they are called in HubSpot. */
export const WRITTEN_IN = ["phone", "mobilephone", WHATSAPP] as const;
const MAX_FILTER_GROUPS = 5;
const CANDIDATES = 100;

/**
 * HubSpot keeps what was typed, and beside it a calculated property to search by: digits only, without the
 * country code if it was written with a "+", without leading zeros
 * (developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm, "refrain from including the country code"). A code
 * that was written without "+" stays, so both forms are asked for. What is found are candidates: the same
 * national digits exist in other countries.
 */
export function searchByPhone(phone: E164): SearchBody {
  const { callingCode, national } = phoneParts(phone);
  const bare = national.replace(/^0+/, "");
  const wanted: readonly (readonly [string, string])[] = [
    [PHONE, bare],
    [MOBILE, bare],
    [PHONE, `${callingCode}${national}`],
    [MOBILE, `${callingCode}${national}`],
    // Italy's numbers begin with a zero that belongs to them; where a "+" was written it may still be there.
    ...(bare === national ? [] : [[PHONE, national] as const]),
    [WHATSAPP, phone],
  ];
  return {
    filterGroups: wanted
      .slice(0, MAX_FILTER_GROUPS)
      .map(([propertyName, value]) => ({ filters: [{ propertyName, operator: "EQ", value }] })),
    sorts: ["createdate"],
    properties: [...WRITTEN_IN, "firstname", "lastname", "createdate", "hubspot_owner_id"],
    limit: CANDIDATES,
    after: "0",
  };
}

/** The candidates that really have this number, the oldest first, of equals the lowest id. */
export function matchesAmong(
  candidates: readonly HubspotObject[],
  phone: E164,
  country: string,
): readonly Match[] {
  const found = candidates.flatMap((contact) => {
    const field = WRITTEN_IN.find((name) => isSamePhone(contact.properties[name] ?? "", phone, country));
    return field === undefined ? [] : [{ contact, field }];
  });
  found.sort(
    (a, b) =>
      Date.parse(a.contact.properties.createdate ?? "") - Date.parse(b.contact.properties.createdate ?? "") ||
      Number(a.contact.id) - Number(b.contact.id),
  );
  return found.map(({ contact, field }, i) => ({
    recordId: contact.id,
    name: nameOf(contact),
    matchedBy: field,
    preferredBecause:
      i === 0 && found.length > 1
        ? `the oldest of ${found.length} contacts with this number (others: ${found
            .slice(1)
            .map((each) => each.contact.id)
            .join(", ")})`
        : null,
  }));
}

export const nameOf = ({ properties }: HubspotObject): string | null =>
  [properties.firstname, properties.lastname].filter((part) => part != null && part !== "").join(" ") || null;

export const ownerOf = ({ properties }: HubspotObject): string | null => properties.hubspot_owner_id || null;

const given = (properties: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(properties).filter((each): each is [string, string] => each[1] !== null && each[1] !== ""),
  );

/** What a portal may refuse and a contact can do without: its options are the administrator's. */
export const OPTIONAL_PROPERTIES: readonly string[] = [
  "lifecyclestage",
  "hs_lead_status",
  "hubspot_owner_id",
  "hs_call_disposition",
];

/** A nameless caller stays nameless: a number as a name would be found, sorted and greeted as one. */
export function contactOf(
  draft: LeadDraft,
  settings: Pick<HubspotSettings, "lifecycleStage" | "leadStatus" | "ownerId">,
): NewObject {
  const name = draft.name?.trim() ?? "";
  const cut = name.lastIndexOf(" ");
  return {
    properties: given({
      phone: draft.phone,
      firstname: cut === -1 ? name : name.slice(0, cut),
      lastname: cut === -1 ? null : name.slice(cut + 1),
      lifecyclestage: settings.lifecycleStage,
      hs_lead_status: settings.leadStatus,
      hubspot_owner_id: settings.ownerId,
    }),
  };
}

const TYPES: Readonly<Record<ActivityKind, ActivityType>> = { call: "calls", text: "communications" };
export const typeOf = ({ kind }: { readonly kind: ActivityKind }): ActivityType => TYPES[kind];

/** HUBSPOT_DEFINED association types, from the activity to the contact; the reverse ids are refused on create. */
const TO_CONTACT: Readonly<Record<ActivityType, number>> = { calls: 194, communications: 81 };

export const activityOf = (activity: Activity, contactId: string, ownerId: string | null): NewObject => ({
  properties: { ...propertiesOf(activity), ...given({ hubspot_owner_id: ownerId }) },
  associations: [
    {
      to: { id: contactId },
      types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: TO_CONTACT[typeOf(activity)] }],
    },
  ],
  objectWriteTraceId: activity.id,
});

export const propertiesOf = (activity: Activity): Record<string, string> =>
  activity.kind === "call" ? callProperties(activity) : textProperties(activity);

/** HubSpot's own dispositions; a portal may have others, and then goes without. */
const DISPOSITIONS = {
  connected: "f240bbac-87c9-4f6e-bf70-924b57d47db7",
  busy: "9d9162e7-6cf3-4944-bf63-4dff82258764",
  noAnswer: "73a0d17f-1163-4015-bdd5-ec830791da20",
} as const;

function standingOf({ outcome, reason }: CallActivity): { status: string; disposition: string } {
  if (outcome === "answered") return { status: "COMPLETED", disposition: DISPOSITIONS.connected };
  switch (reason) {
    case "busy":
      return { status: "BUSY", disposition: DISPOSITIONS.busy };
    case "failed":
      return { status: "FAILED", disposition: DISPOSITIONS.noAnswer };
    case "caller_hung_up":
      return { status: "CANCELED", disposition: DISPOSITIONS.noAnswer };
    case "no_answer":
    case null:
      return { status: "NO_ANSWER", disposition: DISPOSITIONS.noAnswer };
    default:
      return assertNever(reason);
  }
}

const ends = ({ direction, line, phone }: Activity) =>
  direction === "in" ? { from: phone, to: line } : { from: line, to: phone };

/** https://developers.hubspot.com/docs/api-reference/latest/crm/activities/calls/guide */
function callProperties(call: CallActivity): Record<string, string> {
  const { from, to } = ends(call);
  const { status, disposition } = standingOf(call);
  return given({
    hs_timestamp: call.occurredAt.toISOString(),
    hs_call_title: call.title,
    hs_call_body: asHtml(call.summary),
    hs_call_direction: call.direction === "in" ? "INBOUND" : "OUTBOUND",
    hs_call_status: status,
    hs_call_disposition: disposition,
    // Milliseconds here, seconds with us.
    hs_call_duration: call.durationSeconds === null ? null : String(call.durationSeconds * 1_000),
    hs_call_from_number: from,
    hs_call_to_number: to,
    hs_call_external_id: call.id,
  });
}

/**
 * A communication has no property for direction, numbers or an id of ours, so they stand in its body; the
 * reference is how it is recognised when the answer to its creation was lost.
 * https://developers.hubspot.com/docs/api-reference/latest/crm/objects/communications/guide
 */
function textProperties(text: TextActivity): Record<string, string> {
  const { from, to } = ends(text);
  return {
    hs_timestamp: text.occurredAt.toISOString(),
    hs_communication_channel_type: "SMS",
    hs_communication_logged_from: "CRM",
    hs_communication_body: asHtml(
      `${text.title}: ${from} → ${to}\n${text.summary}\n[ref ${referenceOf(text.id)}]`,
    ),
  };
}

/** The end of our ids is chance: 12 hex digits tell the texts of one contact apart. */
const REFERENCE_LENGTH = 12;
const referenceOf = (activityId: string): string => activityId.slice(-REFERENCE_LENGTH);

/** What identifies an activity of ours that is already there. */
export const RECOGNISED_BY: Readonly<Record<ActivityType, string>> = {
  calls: "hs_call_external_id",
  communications: "hs_communication_body",
};

function isRecognised(activity: Activity, there: HubspotObject): boolean {
  if (there.objectWriteTraceId === activity.id) return true;
  const value = there.properties[RECOGNISED_BY[typeOf(activity)]] ?? "";
  if (activity.kind === "call") return value === activity.id;
  // The last one is ours: a text may contain what looks like one.
  return /\[ref (\S+)\]\s*(?:<\/\w+>\s*)*$/.exec(value)?.[1] === referenceOf(activity.id);
}

/** Which of our activities are among HubSpot's objects, and as which. */
export const recognisedAmong = (
  objects: readonly HubspotObject[],
  activities: readonly Activity[],
): readonly LogResult[] =>
  activities.flatMap((activity): LogResult[] => {
    const there = objects.find((each) => isRecognised(activity, each));
    return there === undefined ? [] : [{ activityId: activity.id, kind: "logged", externalId: there.id }];
  });

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "<br>" };

/** Bodies are shown as HTML: what people wrote has to look as they wrote it, and do nothing. */
export const asHtml = (text: string): string => text.replaceAll(/[&<>\n]/g, (each) => ENTITIES[each] ?? each);
