/** What an org says no to, and in which words: its fields, its rules, its unique keys. */
import type { Answer } from "./answers.ts";
import * as answers from "./answers.ts";
import type { FieldSpec, ObjectType } from "./fields.ts";
import type { Row } from "./soql.ts";

export interface StoredRecord {
  readonly id: string;
  readonly type: ObjectType;
  readonly fields: Record<string, unknown>;
}

/** What an administrator may have set up. */
export interface Rules {
  /** SOSL sees a new or changed record after this time: "about 15 minutes or more". */
  searchLagMs: number;
  /** The standard Lead duplicate rule matches names and numbers of Leads and Contacts. */
  duplicateRule: "off" | "alert" | "block";
  readonly required: Map<ObjectType, Set<string>>;
  /** A validation rule that says no to every Task, in these words. */
  refuseTasks: string | null;
  /** A flow of the customer's that breaks whenever a Lead is made, in these words. */
  breakLeads: string | null;
  /** The user whom the lead assignment rule gives every new Lead; `null`: there is no such rule. */
  assignLeadsTo: string | null;
  readonly inactiveUsers: Set<string>;
  /** Our user sees these by queries, yet not in an error's words. */
  readonly hiddenRecords: Set<string>;
  /** Of somebody else, whom sharing does not let our user delete for. */
  readonly guardedRecords: Set<string>;
}

const REQUIRED: Readonly<Partial<Record<ObjectType, readonly string[]>>> = {
  Lead: ["LastName"],
  Contact: ["LastName"],
  Account: ["Name"],
  Task: [],
};
/** Ids have 15 characters, and 18 where case may be lost. */
export const key15 = (id: string): string => id.slice(0, 15);

interface Around {
  readonly rules: Rules;
  readonly specs: (type: ObjectType) => ReadonlyMap<string, FieldSpec>;
  readonly living: (type: ObjectType) => StoredRecord[];
  readonly find: (id: unknown) => StoredRecord | null;
  readonly recordTypes: () => readonly string[];
}

export function checks({ rules, specs, living, find, recordTypes }: Around) {
  /** What Salesforce would say to these fields, or `null` when it would take them. */
  function check(
    type: ObjectType,
    fields: Readonly<Record<string, unknown>>,
    existing: StoredRecord | null,
    allowSave: boolean,
  ): Answer | null {
    const known = specs(type);
    for (const name of Object.keys(fields)) if (!known.has(name)) return answers.noSuchColumn(name, type);
    for (const [name, value] of Object.entries(fields)) {
      const refused = checkField(name, value, known.get(name) as FieldSpec, existing !== null);
      if (refused !== null) return refused;
    }
    const result = { ...existing?.fields, ...fields };
    // Without a company a Lead is a person, where there are person accounts.
    const company = type === "Lead" && !specs("Account").has("PersonContactId") ? ["Company"] : [];
    const missing = [...(REQUIRED[type] ?? []), ...company, ...(rules.required.get(type) ?? [])].filter(
      (name) => result[name] == null || result[name] === "",
    );
    if (missing.length > 0)
      return answers.refused(
        400,
        "REQUIRED_FIELD_MISSING",
        `Required fields are missing: [${missing.join(", ")}]`,
        { fields: missing },
      );
    if (rules.inactiveUsers.has(String(fields.OwnerId)))
      return answers.refused(
        400,
        "INACTIVE_OWNER_OR_USER",
        `operation performed with inactive user [${fields.OwnerId}] as owner of ${type.toLowerCase()}`,
        { fields: [] },
      );
    return (
      (type === "Task" ? checkTask(fields, result) : null) ??
      (type === "Lead" ? checkLead(fields, existing) : null) ??
      checkUnique(type, fields, known, existing) ??
      (type === "Lead" && existing === null ? checkDuplicates(fields, allowSave) : null)
    );
  }

  function checkField(name: string, value: unknown, spec: FieldSpec, update: boolean): Answer | null {
    if (spec.readOnly || (update && spec.createOnly))
      return answers.refused(
        400,
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
        { fields: [name] },
      );
    if (value === null) return null;
    const wrongType =
      spec.type === "boolean"
        ? typeof value !== "boolean"
        : spec.type === "int"
          ? typeof value !== "number"
          : typeof value !== "string";
    if (wrongType || (spec.type === "date" && !/^\d{4}-\d\d-\d\d$/.test(String(value))))
      return answers.refused(
        400,
        "JSON_PARSER_ERROR",
        `Cannot deserialize instance of ${spec.type} from ${typeof value} value ${JSON.stringify(value)}`,
      );
    if (spec.length !== null && String(value).length > spec.length)
      return answers.refused(
        400,
        "STRING_TOO_LONG",
        `${name}: data value too large: ${value} (max length=${spec.length})`,
        { fields: [name] },
      );
    if (spec.restricted && !spec.values.includes(String(value)))
      return answers.refused(
        400,
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
        `${name}: bad value for restricted picklist field: ${value}`,
        { fields: [name] },
      );
    return null;
  }

  function checkTask(fields: Readonly<Record<string, unknown>>, result: Row): Answer | null {
    if (rules.refuseTasks !== null)
      return answers.refused(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", rules.refuseTasks, { fields: [] });
    for (const name of ["WhoId", "WhatId"] as const) {
      const id = fields[name];
      if (id == null) continue;
      const fits = name === "WhoId" ? /^00[Q3]/ : /^001/;
      if (!fits.test(String(id)))
        return answers.refused(
          400,
          "FIELD_INTEGRITY_EXCEPTION",
          `Name ID: id value of incorrect type: ${id}`,
          { fields: [name] },
        );
      const about = find(id);
      if (about === null)
        return answers.refused(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", {
          fields: [],
        });
      if (about.fields.IsDeleted === true)
        return answers.refused(400, "ENTITY_IS_DELETED", "entity is deleted", { fields: [] });
      if (about.fields.IsConverted === true)
        return answers.refused(400, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", {
          fields: [],
        });
    }
    if (String(result.WhoId ?? "").startsWith("00Q") && result.WhatId != null)
      return answers.refused(
        400,
        "FIELD_INTEGRITY_EXCEPTION",
        "You can only relate a lead to a task when no other record is related to it",
        { fields: ["WhatId"] },
      );
    return null;
  }

  function checkLead(
    { RecordTypeId: recordType }: Readonly<Record<string, unknown>>,
    existing: StoredRecord | null,
  ): Answer | null {
    if (rules.breakLeads !== null && existing === null)
      return answers.refused(400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", rules.breakLeads, { fields: [] });
    if (recordType != null && !recordTypes().includes(String(recordType)))
      return answers.refused(
        400,
        "INVALID_CROSS_REFERENCE_KEY",
        `Record Type ID: this ID value isn't valid for the user: ${recordType}`,
        { fields: ["RecordTypeId"] },
      );
    return null;
  }

  function checkUnique(
    type: ObjectType,
    fields: Readonly<Record<string, unknown>>,
    known: ReadonlyMap<string, FieldSpec>,
    existing: StoredRecord | null,
  ): Answer | null {
    for (const [name, value] of Object.entries(fields)) {
      if (known.get(name)?.unique !== true || value == null) continue;
      const holder = living(type).find((each) => each.fields[name] === value && each.id !== existing?.id);
      if (holder !== undefined)
        return answers.refused(
          400,
          "DUPLICATE_VALUE",
          rules.hiddenRecords.has(holder.id)
            ? "duplicate value found: <unknown> duplicates value on record with id: <unknown>"
            : `duplicate value found: ${name} duplicates value on record with id: ${key15(holder.id)}`,
          { fields: [] },
        );
    }
    return null;
  }

  function checkDuplicates(fields: Readonly<Record<string, unknown>>, allowSave: boolean): Answer | null {
    if (rules.duplicateRule === "off" || (allowSave && rules.duplicateRule === "alert")) return null;
    const digits = (value: unknown) =>
      String(value ?? "")
        .replaceAll(/\D/g, "")
        .slice(-10);
    const name = [fields.FirstName, fields.LastName].filter((each) => each != null).join(" ");
    const matched = [...living("Lead"), ...living("Contact")].filter(
      (each) =>
        each.fields.IsConverted !== true &&
        ((each.fields.Name === name && (each.type === "Contact" || each.fields.Company === fields.Company)) ||
          (digits(fields.Phone) !== "" && digits(each.fields.Phone) === digits(fields.Phone))),
    );
    if (matched.length === 0) return null;
    return answers.refused(400, "DUPLICATES_DETECTED", "Use one of these records?", {
      duplicateResult: {
        allowSave: rules.duplicateRule === "alert",
        duplicateRule: "Standard_Lead_Duplicate_Rule",
        duplicateRuleEntityType: "Lead",
        errorMessage: "Use one of these records?",
        matchResults: (["Lead", "Contact"] as const).flatMap((entityType) => {
          const of = matched.filter(({ type }) => type === entityType);
          return of.length === 0
            ? []
            : [
                {
                  entityType,
                  errors: [],
                  matchEngine: "FuzzyMatchEngine",
                  rule: `Standard_${entityType}_Match_Rule_v1_0`,
                  size: of.length,
                  success: true,
                  matchRecords: of.map((each) => ({
                    additionalInformation: [],
                    fieldDiffs: [],
                    matchConfidence: 100,
                    record: {
                      attributes: { type: each.type, url: `/sobjects/${each.type}/${each.id}` },
                      Id: each.id,
                    },
                  })),
                },
              ];
        }),
      },
    });
  }

  return { check };
}
