/** The fields that the fake has, a part of the real ones: `r` marks what a client cannot write. */

export type FieldType =
  | "id"
  | "string"
  | "phone"
  | "textarea"
  | "picklist"
  | "reference"
  | "boolean"
  | "int"
  | "date"
  | "datetime";

export interface FieldSpec {
  readonly type: FieldType;
  readonly readOnly: boolean;
  readonly createOnly: boolean;
  readonly length: number | null;
  readonly values: readonly string[];
  readonly restricted: boolean;
  readonly unique: boolean;
}

export type ObjectType = "Lead" | "Contact" | "Account" | "Task" | "TaskStatus" | "Organization";

export const spec = (type: FieldType, more: Partial<FieldSpec> = {}): FieldSpec => ({
  type,
  readOnly: false,
  createOnly: false,
  length: null,
  values: [],
  restricted: false,
  unique: false,
  ...more,
});
const r = (type: FieldType): FieldSpec => spec(type, { readOnly: true });
const text = (length: number): FieldSpec => spec("string", { length });
const phone = spec("phone", { length: 40 });

const system = {
  Id: r("id"),
  CreatedDate: r("datetime"),
  CreatedById: r("reference"),
  LastModifiedDate: r("datetime"),
  LastModifiedById: r("reference"),
  OwnerId: spec("reference"),
};
const person = { FirstName: text(40), LastName: text(80), Name: r("string") };

const OBJECTS: Readonly<Record<ObjectType, Readonly<Record<string, FieldSpec>>>> = {
  Lead: {
    ...system,
    ...person,
    IsDeleted: r("boolean"),
    MasterRecordId: r("reference"),
    Company: text(255),
    Phone: phone,
    MobilePhone: phone,
    Fax: phone,
    Industry: spec("picklist", { values: ["Plumbing", "Retail"] }),
    Status: spec("picklist", { values: ["Open - Not Contacted", "Working - Contacted"] }),
    LeadSource: spec("picklist", { values: ["Web", "Phone Inquiry", "Other"] }),
    RecordTypeId: spec("reference"),
    NumberOfEmployees: spec("int"),
    DoNotCall: spec("boolean"),
    IsConverted: r("boolean"),
    ConvertedContactId: r("reference"),
    ConvertedAccountId: r("reference"),
  },
  Contact: {
    ...system,
    ...person,
    IsDeleted: r("boolean"),
    MasterRecordId: r("reference"),
    AccountId: spec("reference"),
    DoNotCall: spec("boolean"),
    Phone: phone,
    MobilePhone: phone,
    HomePhone: phone,
    OtherPhone: phone,
    AssistantPhone: phone,
    Fax: phone,
  },
  Account: {
    ...system,
    Name: text(255),
    IsDeleted: r("boolean"),
    MasterRecordId: r("reference"),
    Phone: phone,
    Fax: phone,
  },
  Task: {
    ...system,
    IsDeleted: r("boolean"),
    Subject: text(255),
    Description: spec("textarea", { length: 32_000 }),
    Status: spec("picklist", { values: ["Not Started", "Completed"] }),
    Priority: spec("picklist", { values: ["High", "Normal", "Low"] }),
    // "This field isn't updateable" (object_reference, Task).
    TaskSubtype: spec("picklist", {
      values: ["Task", "Email", "LinkedIn", "ListEmail", "Cadence", "Call"],
      restricted: true,
      createOnly: true,
    }),
    Type: spec("picklist", { values: ["Call", "Meeting", "Other", "SMS"], restricted: true }),
    CallType: spec("picklist", { values: ["Inbound", "Internal", "Outbound"], restricted: true }),
    CallDisposition: text(255),
    CallObject: text(255),
    CallDurationInSeconds: spec("int"),
    ActivityDate: spec("date"),
    WhoId: spec("reference"),
    WhatId: spec("reference"),
    IsClosed: r("boolean"),
    AccountId: r("reference"),
  },
  TaskStatus: {
    Id: r("id"),
    ApiName: r("string"),
    IsClosed: r("boolean"),
    SortOrder: r("int"),
  },
  Organization: {
    Id: r("id"),
    Name: r("string"),
    TimeZoneSidKey: r("picklist"),
    OrganizationType: r("picklist"),
  },
};

/** What may hang on a Lead: the object, and what SOQL calls all of them. The last are the customer's own. */
export const LEAD_CHILDREN: readonly (readonly [string, string | null])[] = [
  ["Task", "Tasks"],
  ["Event", "Events"],
  ["CampaignMember", "CampaignMembers"],
  ["ContentDocumentLink", "ContentDocumentLinks"],
  ["Note", "Notes"],
  ["Attachment", "Attachments"],
  ["LeadFeed", "Feeds"],
  ["LeadHistory", "Histories"],
  ["LeadChangeEvent", null],
  ["Estimate__c", "Estimates__r"],
  ["Estimate__History", "Estimate_Histories__r"],
];

/** Only where the feature is switched on; elsewhere even their names are an error. */
const PERSON_ACCOUNTS: Readonly<Partial<Record<ObjectType, Readonly<Record<string, FieldSpec>>>>> = {
  Contact: { IsPersonAccount: r("boolean") },
  Account: {
    IsPersonAccount: r("boolean"),
    PersonContactId: r("reference"),
    LastName: text(80),
    PersonMobilePhone: phone,
    PersonHomePhone: phone,
    PersonOtherPhone: phone,
  },
};

/** What our package brings: custom fields of Activity show on Task. */
const ours = (namespace: string): Partial<Record<ObjectType, Record<string, FieldSpec>>> => ({
  Task: { [`${namespace}__External_Id__c`]: spec("string", { length: 80, unique: true }) },
  Lead: { [`${namespace}__Phone_Key__c`]: spec("string", { length: 40, unique: true }) },
});

/** What the connected user may do with a kind of record. */
export interface Rights {
  readonly create: boolean;
  readonly edit: boolean;
  readonly delete: boolean;
}

export interface Features {
  /** By kind of record; what is not named it may do. */
  readonly rights: Map<ObjectType, Rights>;
  personAccounts: boolean;
  /** The namespace of our package where it is installed. */
  packaged: string | null;
  /** "Task.Type": not there, or hidden from our user; it looks the same. */
  readonly hidden: Set<string>;
  /** What the administrator calls them. */
  taskStatuses: readonly string[];
  taskTypes: readonly string[];
  /** Of Leads: those that our user may use. */
  recordTypes: readonly string[];
  /** Fields that the customer has made: "Task.Department__c". */
  readonly custom: Map<string, FieldSpec>;
}

export function fieldsOf(type: ObjectType, features: Features): ReadonlyMap<string, FieldSpec> {
  const all = {
    ...OBJECTS[type],
    ...(features.personAccounts ? PERSON_ACCOUNTS[type] : {}),
    ...(features.packaged === null ? {} : ours(features.packaged)[type]),
    ...Object.fromEntries(
      [...features.custom].flatMap(([name, each]) =>
        name.startsWith(`${type}.`) ? [[name.slice(type.length + 1), each] as const] : [],
      ),
    ),
  };
  if (type === "Task") {
    all.Status = spec("picklist", { values: features.taskStatuses, restricted: true });
    all.Type = spec("picklist", { values: features.taskTypes, restricted: true });
  }
  return new Map(Object.entries(all).filter(([name]) => !features.hidden.has(`${type}.${name}`)));
}

export const isObject = (name: string): name is ObjectType => Object.hasOwn(OBJECTS, name);

/** For a comparison with the real ones. */
export const standardFields = (): readonly (readonly [string, readonly string[]])[] =>
  Object.entries(OBJECTS).map(([type, fields]) => [
    type,
    [...Object.keys(fields), ...Object.keys(PERSON_ACCOUNTS[type as ObjectType] ?? {})],
  ]);

export function describe(type: ObjectType, features: Features): object {
  const mayDo = (what: keyof Rights) => features.rights.get(type)?.[what] !== false;
  return {
    name: type,
    createable: mayDo("create"),
    updateable: mayDo("edit"),
    deletable: mayDo("delete"),
    childRelationships: (type === "Lead" ? LEAD_CHILDREN : []).map(([childSObject, relationshipName]) => ({
      childSObject,
      relationshipName,
      field: "WhoId",
    })),
    recordTypeInfos: (type === "Lead" ? features.recordTypes : []).map((recordTypeId) => ({
      recordTypeId,
      name: "A record type",
      available: true,
      active: true,
      master: false,
    })),
    fields: [...fieldsOf(type, features)].map(([name, each]) => ({
      name,
      label: name,
      type: each.type,
      length: each.length ?? 0,
      createable: !each.readOnly && mayDo("create"),
      updateable: !each.readOnly && !each.createOnly && mayDo("edit"),
      nillable: true,
      externalId: each.unique,
      unique: each.unique,
      restrictedPicklist: each.restricted,
      picklistValues: each.values.map((value) => ({
        value,
        label: value,
        active: true,
        defaultValue: false,
      })),
    })),
  };
}
