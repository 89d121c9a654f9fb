/** Which properties there are, and what may stand in them: what HubSpot checks on a write. */
import { type Answer, badProperties, missingProperties, type PropertyProblem } from "./answers.ts";

export type ObjectType = "contacts" | "calls" | "communications" | "notes";

/** `null`: any text. A list: an enumeration. `readonly`: HubSpot's own. */
type Kind = null | readonly string[] | "readonly" | "datetime";

const stages = [
  "subscriber",
  "lead",
  "marketingqualifiedlead",
  "salesqualifiedlead",
  "opportunity",
  "customer",
  "evangelist",
  "other",
];
const statuses = [
  "NEW",
  "OPEN",
  "IN_PROGRESS",
  "OPEN_DEAL",
  "UNQUALIFIED",
  "ATTEMPTED_TO_CONTACT",
  "CONNECTED",
];
const dispositions = [
  "9d9162e7-6cf3-4944-bf63-4dff82258764",
  "f240bbac-87c9-4f6e-bf70-924b57d47db7",
  "a4c4c377-d246-4b32-a13b-75a56a4cd0ff",
  "b2cf5968-551e-4856-9783-52b3da59a7d0",
  "73a0d17f-1163-4015-bdd5-ec830791da20",
  "17b47fee-58de-441e-a44c-c6300d46f273",
];

const known: Readonly<Record<ObjectType, Readonly<Record<string, Kind>>>> = {
  contacts: {
    firstname: null,
    lastname: null,
    email: null,
    phone: null,
    mobilephone: null,
    hs_whatsapp_phone_number: null,
    lifecyclestage: stages,
    hs_lead_status: statuses,
    hubspot_owner_id: null,
    createdate: "readonly",
    hs_searchable_calculated_phone_number: "readonly",
    hs_searchable_calculated_mobile_number: "readonly",
  },
  calls: {
    hs_timestamp: "datetime",
    hs_call_title: null,
    hs_call_body: null,
    hs_call_direction: ["INBOUND", "OUTBOUND"],
    hs_call_status: [
      "BUSY",
      "CALLING_CRM_USER",
      "CANCELED",
      "COMPLETED",
      "CONNECTING",
      "FAILED",
      "IN_PROGRESS",
      "NO_ANSWER",
      "QUEUED",
      "RINGING",
    ],
    hs_call_disposition: dispositions,
    hs_call_duration: null,
    hs_call_from_number: null,
    hs_call_to_number: null,
    hs_call_external_id: null,
    hubspot_owner_id: null,
  },
  communications: {
    hs_timestamp: "datetime",
    hs_communication_channel_type: ["SMS", "WHATS_APP", "LINKEDIN_MESSAGE"],
    hs_communication_logged_from: ["CRM"],
    hs_communication_body: null,
    hubspot_owner_id: null,
  },
  notes: { hs_timestamp: "datetime", hs_note_body: null },
};
const required: Readonly<Record<ObjectType, readonly string[]>> = {
  contacts: [],
  calls: ["hs_timestamp"],
  communications: ["hs_timestamp", "hs_communication_channel_type"],
  notes: ["hs_timestamp"],
};

export const exists = (type: ObjectType, name: string): boolean => name in known[type];

/** What an administrator of this portal has changed. */
export interface PortalRules {
  /** Options that are no longer there, by property. */
  readonly removedOptions: Map<string, Set<string>>;
  readonly requiredContactProperties: Set<string>;
  /** Contact properties of the portal's own: their options, or any text, or only to be read. */
  readonly customProperties: Map<string, readonly string[] | null | "readonly">;
}

/** The definition of each contact property, as the properties API shows it. */
export const contactProperties = (rules: PortalRules) =>
  Object.entries({ ...known.contacts, ...Object.fromEntries(rules.customProperties) }).map(
    ([name, kind]) => ({
      name,
      label: name,
      type: Array.isArray(kind) ? "enumeration" : "string",
      calculated: name.startsWith("hs_searchable_"),
      archived: false,
      modificationMetadata: {
        readOnlyValue: kind === "readonly",
        readOnlyDefinition: false,
        archivable: true,
      },
      options: (Array.isArray(kind) ? kind : []).map((value) => ({ value, label: value, hidden: false })),
    }),
  );

/** @returns `null` when the values may be written */
export function refusal(
  type: ObjectType,
  properties: Readonly<Record<string, unknown>>,
  rules: PortalRules,
  creating: boolean,
): Answer | null {
  const problems = Object.entries(properties).flatMap(([name, value]): PropertyProblem[] => {
    const kind =
      type === "contacts" && rules.customProperties.has(name)
        ? rules.customProperties.get(name)
        : known[type][name];
    if (kind === undefined)
      return [{ name, error: "PROPERTY_DOESNT_EXIST", message: `Property "${name}" does not exist` }];
    if (kind === "readonly")
      return [{ name, error: "READ_ONLY_VALUE", message: `"${name}" is a read only property` }];
    if (typeof value !== "string")
      return [{ name, error: "INVALID_STRING", message: `${name} must be a string` }];
    if (kind === "datetime" && Number.isNaN(Date.parse(value)) && !/^\d+$/.test(value))
      return [{ name, error: "INVALID_LONG", message: `${value} was not a valid long.` }];
    if (Array.isArray(kind) && value !== "") {
      const options = kind.filter((each) => rules.removedOptions.get(name)?.has(each) !== true);
      if (!options.includes(value))
        return [
          {
            name,
            error: "INVALID_OPTION",
            message: `${value} was not one of the allowed options: [${options.join(", ")}]`,
          },
        ];
    }
    return [];
  });
  if (problems.length > 0) return badProperties(problems);
  const needed = [...required[type], ...(type === "contacts" ? rules.requiredContactProperties : [])];
  const missing = creating ? needed.filter((name) => (properties[name] ?? "") === "") : [];
  return missing.length === 0 ? null : missingProperties(missing);
}
