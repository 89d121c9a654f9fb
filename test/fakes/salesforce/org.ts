/** One Salesforce org: its records, what its administrator has decided, and what its index knows by now. */
import type { Answer } from "./answers.ts";
import * as answers from "./answers.ts";
import { describe, type Features, type FieldSpec, fieldsOf, isObject, type ObjectType } from "./fields.ts";
import { type Query, type Row, readQuery } from "./soql.ts";
import { phoneMatches, readSearch } from "./sosl.ts";

export interface StoredRecord {
  readonly id: string;
  readonly type: ObjectType;
  readonly fields: Record<string, unknown>;
}

interface IndexEntry {
  readonly id: string;
  readonly visibleFrom: Date;
  /** What was typed into its phone fields. */
  readonly phones: readonly string[];
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
  readonly inactiveUsers: Set<string>;
  mayDeleteLeads: boolean;
  /** Our user sees these by queries, yet not in an error's words. */
  readonly hiddenRecords: Set<string>;
}

export const CONNECTED_USER = "0055e000000000001AAA";
const PREFIXES: Readonly<Record<ObjectType, string>> = {
  Lead: "00Q",
  Contact: "003",
  Account: "001",
  Task: "00T",
  TaskStatus: "01J",
  Organization: "00D",
};
const REQUIRED: Readonly<Partial<Record<ObjectType, readonly string[]>>> = {
  Lead: ["LastName", "Company"],
  Contact: ["LastName"],
  Account: ["Name"],
  Task: [],
};
const key15 = (id: string): string => id.slice(0, 15);
const ISO = (date: Date): string => date.toISOString().replace("Z", "+0000");

export function org(now: () => Date) {
  let records = new Map<string, StoredRecord>();
  let index: IndexEntry[] = [];
  let lastId = 0;
  const features: Features = {
    personAccounts: false,
    packaged: null,
    hidden: new Set(),
    taskStatuses: ["Not Started", "In Progress", "Completed"],
    taskTypes: ["Call", "Meeting", "Other"],
  };
  const rules: Rules = {
    searchLagMs: 0,
    duplicateRule: "off",
    required: new Map(),
    refuseTasks: null,
    inactiveUsers: new Set(),
    mayDeleteLeads: true,
    hiddenRecords: new Set(),
  };

  const newId = (type: ObjectType): string => `${PREFIXES[type]}5e${String(++lastId).padStart(10, "0")}AAA`;
  const find = (id: unknown): StoredRecord | null => records.get(key15(String(id ?? ""))) ?? null;
  const specs = (type: ObjectType) => fieldsOf(type, features);
  const phonesOf = ({ type, fields }: StoredRecord): readonly string[] =>
    [...specs(type)].flatMap(([name, spec]) =>
      spec.type === "phone" && typeof fields[name] === "string" ? [String(fields[name])] : [],
    );

  function reindex(record: StoredRecord, lagMs = rules.searchLagMs): void {
    const visibleFrom = new Date(now().getTime() + lagMs);
    index.push({ id: key15(record.id), visibleFrom, phones: phonesOf(record) });
  }

  function store(
    type: ObjectType,
    fields: Readonly<Record<string, unknown>>,
    createdAt = now(),
  ): StoredRecord {
    const id = newId(type);
    const record: StoredRecord = {
      id,
      type,
      fields: {
        OwnerId: CONNECTED_USER,
        ...(type === "Lead" ? { IsConverted: false, Status: "Open - Not Contacted" } : {}),
        ...fields,
        Id: id,
        IsDeleted: false,
        MasterRecordId: null,
        CreatedDate: ISO(createdAt),
      },
    };
    rename(record);
    records.set(key15(id), record);
    return record;
  }

  function rename({ type, fields }: StoredRecord): void {
    if (type === "Lead" || type === "Contact")
      fields.Name = [fields.FirstName, fields.LastName]
        .filter((each) => each != null && each !== "")
        .join(" ");
    if (type === "Task") fields.IsClosed = fields.Status === closedStatus();
  }

  const closedStatus = () => features.taskStatuses.at(-1);
  const statuses = (): Row[] =>
    features.taskStatuses.map((ApiName, i) => ({
      Id: `01J5e000000000${i}AAA`,
      ApiName,
      IsClosed: ApiName === closedStatus(),
      SortOrder: i,
    }));
  const organization: Row = {
    Id: "00D5e000000000001AAA",
    Name: "Cascade Plumbing",
    TimeZoneSidKey: "America/Los_Angeles",
    OrganizationType: "Enterprise Edition",
  };

  const living = (type: ObjectType): StoredRecord[] =>
    [...records.values()].filter((each) => each.type === type && each.fields.IsDeleted !== true);

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
    const missing = [...(REQUIRED[type] ?? []), ...(rules.required.get(type) ?? [])].filter(
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

  function rowsOf(type: string, deletedToo: boolean): readonly Row[] {
    if (type === "TaskStatus") return statuses();
    if (type === "Organization") return [organization];
    return [...records.values()]
      .filter((each) => each.type === type && (deletedToo || each.fields.IsDeleted !== true))
      .map(({ fields }) => fields);
  }

  const shown = (type: string, row: Row, fields: readonly string[]): object => ({
    attributes: { type, url: `/services/data/v67.0/sobjects/${type}/${row.Id}` },
    ...Object.fromEntries(fields.map((name) => [name, row[name] ?? null])),
  });

  const self = {
    features,
    rules,
    living,
    find,
    closedStatus,
    organization,

    /** A person typed it in: long ago, unless `fresh`, so that the index knows it. */
    add(
      type: ObjectType,
      fields: Readonly<Record<string, unknown>>,
      more: { createdAt?: Date | undefined; fresh?: boolean } = {},
    ): StoredRecord {
      const record = store(type, fields, more.createdAt);
      reindex(record, more.fresh === true ? rules.searchLagMs : 0);
      return record;
    },

    /** A person's account and contact in one. */
    addPersonAccount(fields: {
      FirstName?: string;
      LastName: string;
      PersonMobilePhone?: string;
      Phone?: string;
    }) {
      const Name = [fields.FirstName, fields.LastName].filter((each) => each !== undefined).join(" ");
      const { FirstName, LastName, PersonMobilePhone: MobilePhone, Phone } = fields;
      const contact = self.add("Contact", { FirstName, LastName, MobilePhone, Phone, IsPersonAccount: true });
      const account = self.add("Account", {
        Name,
        Phone,
        PersonMobilePhone: MobilePhone,
        IsPersonAccount: true,
        PersonContactId: contact.id,
      });
      contact.fields.AccountId = account.id;
      return { account, contact };
    },

    remove(id: string): void {
      const record = find(id);
      if (record === null) throw new Error(`There is no record ${id}`);
      record.fields.IsDeleted = true;
      for (const task of living("Task"))
        if (task.fields.WhoId === record.id || task.fields.WhatId === record.id) task.fields.IsDeleted = true;
    },

    merge(loserId: string, winnerId: string): void {
      const [loser, winner] = [find(loserId), find(winnerId)];
      if (loser === null || winner === null || loser.type !== winner.type)
        throw new Error("Two records of one kind are merged");
      for (const task of living("Task")) if (task.fields.WhoId === loser.id) task.fields.WhoId = winner.id;
      loser.fields.IsDeleted = true;
      loser.fields.MasterRecordId = winner.id;
    },

    /** The Lead becomes a Contact, and can no longer be written to. Its Tasks move. */
    convert(leadId: string): StoredRecord {
      const lead = find(leadId);
      if (lead === null) throw new Error(`There is no Lead ${leadId}`);
      const { FirstName, LastName, Phone, MobilePhone, Company } = lead.fields;
      const account = self.add("Account", { Name: Company }, { fresh: true });
      const contact = self.add(
        "Contact",
        { FirstName, LastName, Phone, MobilePhone, AccountId: account.id },
        { fresh: true },
      );
      Object.assign(lead.fields, {
        IsConverted: true,
        ConvertedContactId: contact.id,
        ConvertedAccountId: account.id,
      });
      for (const task of living("Task")) if (task.fields.WhoId === lead.id) task.fields.WhoId = contact.id;
      return contact;
    },

    create(type: string, fields: Readonly<Record<string, unknown>>, allowSave: boolean): Answer {
      if (!isObject(type)) return answers.notFound;
      const refused = check(type, fields, null, allowSave);
      if (refused !== null) return refused;
      const record = store(type, fields);
      reindex(record);
      return answers.ok({ id: record.id, success: true, errors: [] }, 201);
    },

    update(type: string, id: string, fields: Readonly<Record<string, unknown>>): Answer {
      const record = find(id);
      if (record === null || record.type !== type) return answers.notFound;
      if (record.fields.IsDeleted === true)
        return answers.refused(404, "ENTITY_IS_DELETED", "entity is deleted", { fields: [] });
      if (record.fields.IsConverted === true)
        return answers.refused(400, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot update converted lead", {
          fields: [],
        });
      const refused = check(record.type, fields, record, true);
      if (refused !== null) return refused;
      Object.assign(record.fields, fields);
      rename(record);
      reindex(record);
      return answers.noContent;
    },

    delete(type: string, id: string): Answer {
      const record = find(id);
      if (record === null || record.type !== type || record.fields.IsDeleted === true)
        return answers.notFound;
      if (type === "Lead" && !rules.mayDeleteLeads)
        return answers.refused(
          400,
          "INSUFFICIENT_ACCESS_OR_READONLY",
          "insufficient access rights on object id",
          { fields: [] },
        );
      self.remove(id);
      return answers.noContent;
    },

    read(type: string, id: string): Answer {
      const record = find(id);
      if (record === null || record.type !== type || record.fields.IsDeleted === true)
        return answers.notFound;
      return answers.ok(shown(type, record.fields, [...specs(record.type).keys()]));
    },

    describe: (type: string): Answer =>
      isObject(type) && !features.hidden.has(type) ? answers.ok(describe(type, features)) : answers.notFound,

    query(soql: string, deletedToo: boolean): Answer {
      let query: Query;
      try {
        query = readQuery(soql);
      } catch (error) {
        return answers.refused(
          400,
          "MALFORMED_QUERY",
          error instanceof Error ? error.message : String(error),
        );
      }
      if (!isObject(query.type))
        return answers.refused(400, "INVALID_TYPE", `sObject type '${query.type}' is not supported.`);
      const known = specs(query.type);
      const stranger = query.named.find((name) => !known.has(name));
      if (stranger !== undefined) return answers.noSuchColumn(stranger, query.type);
      const rows = query.sorted(rowsOf(query.type, deletedToo).filter(query.matches)).slice(0, query.limit);
      return answers.ok({
        totalSize: rows.length,
        done: true,
        records: rows.map((row) => shown(query.type, row, query.fields)),
      });
    },

    search(sosl: string): Answer {
      const search = readSearch(sosl);
      if (search === null) return answers.refused(400, "MALFORMED_SEARCH", "unexpected token");
      for (const { type, fields } of search.returning) {
        if (!isObject(type))
          return answers.refused(400, "INVALID_TYPE", `sObject type '${type}' is not supported.`);
        const stranger = fields.find((name) => !specs(type).has(name));
        if (stranger !== undefined) return answers.noSuchColumn(stranger, type);
      }
      const latest = new Map<string, IndexEntry>();
      for (const entry of index) if (entry.visibleFrom <= now()) latest.set(entry.id, entry);
      const found = [...latest.values()].flatMap(({ id, phones }) => {
        const record = find(id);
        const hit = phones.some((typed) => phoneMatches(typed, search.terms));
        return record !== null && hit && record.fields.IsDeleted !== true ? [record] : [];
      });
      // Its order is nobody's promise: the last comes first here.
      const searchRecords = search.returning.flatMap(({ type, fields, limit }) =>
        found
          .filter((each) => each.type === type)
          .reverse()
          .slice(0, limit)
          .map((each) => shown(type, each.fields, fields)),
      );
      return answers.ok({ searchRecords: searchRecords.slice(0, search.limit) });
    },

    /** Does all of it, or puts everything back as it was. */
    transaction(work: () => { readonly answer: Answer; readonly keep: boolean }): Answer {
      const before = new Map([...records].map(([id, each]) => [id, { ...each, fields: { ...each.fields } }]));
      const indexed = [...index];
      const { answer, keep } = work();
      if (!keep) {
        records = before;
        index = indexed;
      }
      return answer;
    },
  };
  return self;
}

export type SalesforceOrg = ReturnType<typeof org>;
