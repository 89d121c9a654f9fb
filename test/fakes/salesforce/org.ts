/** One Salesforce org: its records, what its administrator has decided, and what its index knows by now. */
import type { Answer } from "./answers.ts";
import * as answers from "./answers.ts";
import { checks, key15, type Rules, type StoredRecord } from "./checks.ts";
import {
  describe,
  type Features,
  fieldsOf,
  isObject,
  LEAD_CHILDREN,
  type ObjectType,
  type Rights,
} from "./fields.ts";
import { type Query, type Row, readQuery } from "./soql.ts";
import { phoneMatches, readSearch } from "./sosl.ts";

interface IndexEntry {
  readonly id: string;
  readonly visibleFrom: Date;
  /** What was typed into its phone fields. */
  readonly phones: readonly string[];
}

const SOMEBODY = "0055e0000000002AAA";
export const CONNECTED_USER = "0055e0000000001AAA";
const PREFIXES: Readonly<Record<ObjectType, string>> = {
  Lead: "00Q",
  Contact: "003",
  Account: "001",
  Task: "00T",
  TaskStatus: "01J",
  Organization: "00D",
};
const ISO = (date: Date): string => date.toISOString().replace("Z", "+0000");

export function org(now: () => Date) {
  let records = new Map<string, StoredRecord>();
  let index: IndexEntry[] = [];
  let lastId = 0;
  /** What people have put on records, apart from Tasks. */
  const attached: { readonly to: string; readonly as: string }[] = [];
  const features: Features = {
    personAccounts: false,
    packaged: null,
    hidden: new Set(),
    taskStatuses: ["Not Started", "In Progress", "Completed"],
    taskTypes: ["Call", "Meeting", "Other"],
    recordTypes: ["0125e0000000001AAA"],
    custom: new Map(),
    rights: new Map(),
  };
  const rules: Rules = {
    searchLagMs: 0,
    duplicateRule: "off",
    required: new Map(),
    refuseTasks: null,
    breakLeads: null,
    assignLeadsTo: null,
    inactiveUsers: new Set(),
    hiddenRecords: new Set(),
    guardedRecords: new Set(),
  };

  const newId = (type: ObjectType): string => `${PREFIXES[type]}5e${String(++lastId).padStart(10, "0")}AAA`;
  const find = (id: unknown): StoredRecord | null => records.get(key15(String(id ?? ""))) ?? null;
  const mayDo = (type: ObjectType, what: keyof Rights) => features.rights.get(type)?.[what] !== false;
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
        CreatedById: CONNECTED_USER,
        LastModifiedDate: ISO(createdAt),
        LastModifiedById: CONNECTED_USER,
      },
    };
    rename(record);
    records.set(key15(id), record);
    return record;
  }

  function change(record: StoredRecord, fields: Readonly<Record<string, unknown>>, by: string): void {
    Object.assign(record.fields, fields, { LastModifiedDate: ISO(now()), LastModifiedById: by });
    rename(record);
    reindex(record);
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
    Id: "00D5e0000000001AAA",
    Name: "Cascade Plumbing",
    TimeZoneSidKey: "America/Los_Angeles",
    OrganizationType: "Enterprise Edition",
  };

  const living = (type: ObjectType): StoredRecord[] =>
    [...records.values()].filter((each) => each.type === type && each.fields.IsDeleted !== true);

  const { check } = checks({ rules, specs, living, find, recordTypes: () => features.recordTypes });

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

  /** `null`: there are none. */
  function childrenOf({ Id }: Row, as: string): object | null {
    const tasks = living("Task").filter(({ fields }) => fields.WhoId === Id);
    const records =
      as === "Tasks" ? tasks : attached.filter((each) => each.as === as && each.to === key15(String(Id)));
    return records.length === 0
      ? null
      : { totalSize: 1, done: true, records: [{ Id: "0075e0000000001AAA" }] };
  }

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
        LastName,
        Phone,
        PersonMobilePhone: MobilePhone,
        IsPersonAccount: true,
        PersonContactId: contact.id,
      });
      contact.fields.AccountId = account.id;
      return { account, contact };
    },

    /** Somebody who works there. */
    edit(id: string, fields: Readonly<Record<string, unknown>>, by = SOMEBODY): void {
      const record = find(id);
      if (record === null) throw new Error(`There is no record ${id}`);
      change(record, fields, by);
    },

    attach: (to: string, as: string) => void attached.push({ to: key15(to), as }),

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

    /**
     * The Lead becomes a Contact, and can no longer be written to. Its Tasks move. Into a person account, the Lead
     * names only the account.
     */
    convert(leadId: string, into: "contact" | "person account" = "contact"): StoredRecord {
      const lead = find(leadId);
      if (lead === null) throw new Error(`There is no Lead ${leadId}`);
      const { FirstName, LastName, Phone, MobilePhone, Company } = lead.fields;
      if (into === "person account") {
        const person = self.addPersonAccount({
          ...(typeof FirstName === "string" ? { FirstName } : {}),
          LastName: String(LastName),
          Phone: String(Phone),
        });
        Object.assign(lead.fields, {
          IsConverted: true,
          ConvertedContactId: null,
          ConvertedAccountId: person.account.id,
        });
        for (const task of living("Task"))
          if (task.fields.WhoId === lead.id) task.fields.WhoId = person.contact.id;
        return person.contact;
      }
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

    create(
      type: string,
      fields: Readonly<Record<string, unknown>>,
      { allowSave = false, autoAssign = true }: { allowSave?: boolean; autoAssign?: boolean } = {},
    ): Answer {
      if (!isObject(type)) return answers.notFound;
      if (!mayDo(type, "create")) return answers.insufficientAccess;
      const refused = check(type, fields, null, allowSave);
      if (refused !== null) return refused;
      const rule = type === "Lead" && autoAssign ? rules.assignLeadsTo : null;
      const record = store(type, rule === null ? fields : { ...fields, OwnerId: rule });
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
      if (record.fields.IsPersonAccount === true && record.type === "Contact")
        return answers.refused(
          400,
          "INVALID_PERSON_ACCOUNT_OPERATION",
          "The contact of a person account is changed through its account",
          { fields: [] },
        );
      if (!mayDo(record.type, "edit")) return answers.insufficientAccess;
      const refused = check(record.type, fields, record, true);
      if (refused !== null) return refused;
      change(record, fields, CONNECTED_USER);
      return answers.noContent;
    },

    delete(type: string, id: string): Answer {
      const record = find(id);
      if (record === null || record.type !== type || record.fields.IsDeleted === true)
        return answers.notFound;
      if (!mayDo(record.type, "delete") || rules.guardedRecords.has(id)) return answers.insufficientAccess;
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
      const unknown = query.children.find((name) => !LEAD_CHILDREN.some(([, each]) => each === name));
      if (unknown !== undefined) return answers.noSuchRelationship(unknown);
      const rows = query.sorted(rowsOf(query.type, deletedToo).filter(query.matches)).slice(0, query.limit);
      return answers.ok({
        totalSize: rows.length,
        done: true,
        records: rows.map((row) => ({
          ...shown(query.type, row, query.fields),
          ...Object.fromEntries(query.children.map((name) => [name, childrenOf(row, name)])),
        })),
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
