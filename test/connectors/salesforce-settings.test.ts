/** The customer's own fields, rules and record types: what of them is used, and in which words they hear of a mistake. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CallActivity } from "../../src/crm/contract.ts";
import { type FieldSpec, spec } from "../fakes/salesforce/fields.ts";
import { CONNECTED_USER } from "../fakes/salesforce/org.ts";
import { type Bench, CALLER, salesforceBench } from "../support/salesforce-bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await salesforceBench();
  for (const [name, field] of Object.entries(THEIR_FIELDS)) bench.org.features.custom.set(name, field);
});
afterEach(() => bench.stop());

const THEIR_FIELDS: Readonly<Record<string, FieldSpec>> = {
  "Lead.Caller_Number__c": spec("string", { length: 10 }),
  "Lead.First_Call__c": spec("date"),
  "Lead.Is_Caller__c": spec("boolean"),
  "Lead.Read_Only__c": spec("string", { readOnly: true }),
  "Lead.Region__c": spec("picklist", { values: ["North", "South"], restricted: true }),
  "Task.Department__c": spec("string", { length: 20 }),
  "Task.Outcome__c": spec("string", { length: 20 }),
  "Task.Seconds__c": spec("int"),
};

const the = <T>(list: readonly T[]): T => {
  expect(list).toHaveLength(1);
  return list[0] as T;
};
const deliver = async (
  settings: Record<string, unknown>,
  change: Partial<CallActivity> = {},
  name?: string,
) => bench.world(settings).deliver(CALLER, [bench.call(1, change)], name === undefined ? {} : { name });
const lead = () => the(bench.org.living("Lead")).fields;
const task = () => the(bench.org.living("Task")).fields;

describe("further fields", () => {
  it("of a lead get what is known of the caller, in the field's own type", async () => {
    const leadFields = [
      "Industry=Plumbing",
      "NumberOfEmployees = 12",
      "Is_Caller__c=yes",
      "First_Call__c={{date}}",
      "Caller_Number__c={{ PHONE }}",
      "Description={{name}} called {{line}} ({{source}})",
    ].join("\n");
    bench.org.features.custom.set("Lead.Description", spec("textarea", { length: 32_000 }));
    await deliver({ leadFields }, {}, "Pat Miller");
    expect(lead()).toMatchObject({
      Industry: "Plumbing",
      NumberOfEmployees: 12,
      Is_Caller__c: true,
      First_Call__c: "2026-11-24",
      // The field holds ten characters.
      Caller_Number__c: "+15125550…",
      Description: "Pat Miller called +15550100001 (missed call)",
    });
  });

  it("of a task come on top of ours, or in their place", async () => {
    const taskFields =
      "Department__c=Front desk\nSubject={{outcome}}: {{phone}}\nSeconds__c={{duration_seconds}}";
    await deliver({ taskFields }, { outcome: "answered", reason: null, durationSeconds: 63 });
    expect(task()).toMatchObject({
      Department__c: "Front desk",
      Subject: `answered: ${CALLER}`,
      Seconds__c: 63,
      CallType: "Inbound",
    });
  });

  it("for which nothing is known are left alone", async () => {
    await deliver({ taskFields: "Seconds__c={{duration_seconds}}", leadFields: "Caller_Number__c={{name}}" });
    expect(task()).not.toHaveProperty("Seconds__c");
    expect(lead()).not.toHaveProperty("Caller_Number__c");
  });

  it("follow a correction where they depend on the call; what somebody wrote there meanwhile stays", async () => {
    const settings = { taskFields: "Department__c=Front desk\nOutcome__c={{outcome}}\nSubject=A call" };
    const world = bench.world(settings);
    const { results } = await world.deliver(CALLER, [bench.call(1)]);
    const [first] = results;
    task().Department__c = "Sales";
    task().Subject = "My own words";
    const answered = bench.call(1, { outcome: "answered", reason: null });
    await world.open().amend(answered, first?.kind === "logged" ? first.externalId : "");
    expect(task()).toMatchObject({
      Department__c: "Sales",
      Subject: "My own words",
      Outcome__c: "answered",
      CallDisposition: "Answered",
    });
  });
});

describe("a mistake in the settings parks the call, in words", () => {
  it.each<[Record<string, string>, string]>([
    [
      { leadFields: "Indstry=Plumbing" },
      "Lead has no field called Indstry, or the connected user may not see it.",
    ],
    [{ leadFields: "Read_Only__c=x" }, "The connected user may not write Lead.Read_Only__c."],
    [{ leadFields: "Region__c=East" }, "Lead.Region__c has no value “East”; it has North, South."],
    [{ leadFields: "NumberOfEmployees=many" }, "Lead.NumberOfEmployees takes a number, not “many”."],
    [{ leadFields: "Is_Caller__c=perhaps" }, "Lead.Is_Caller__c takes a yes or no, not “perhaps”."],
    [{ leadFields: "First_Call__c=today" }, "Lead.First_Call__c takes a date, not “today”."],
    [
      { leadFields: "Industry={{trade}}" },
      "Lead.Industry: {{trade}} is unknown; known are {{phone}}, {{name}}, {{source}}, {{line}}, {{date}}, {{time}}.",
    ],
    [{ leadFields: "LastName=Caller" }, "Lead.LastName cannot be mapped: textback writes it by itself."],
    [
      { leadFields: "textback__Phone_Key__c=1" },
      "Lead.textback__Phone_Key__c cannot be mapped: textback writes it by itself.",
    ],
    [{ taskFields: "WhatId=0015e" }, "Task.WhatId cannot be mapped: textback writes it by itself."],
    [
      { taskFields: "Nothing__c=1" },
      "Task has no field called Nothing__c, or the connected user may not see it.",
    ],
    [
      { leadRecordTypeId: "0125e0000000009AAA" },
      "Leads have no record type 0125e0000000009AAA, or the connected user may not use it.",
    ],
  ])("%j", async (settings, words) => {
    const { trouble } = await deliver(settings);
    expect(trouble).toMatchObject({
      kind: "rejected",
      message: `${words} Correct it in the settings of Salesforce.`,
    });
    expect(bench.org.living("Lead")).toEqual([]);
    expect(await bench.world(settings).open().describe()).toMatchObject({
      health: "degraded",
      detail: expect.stringContaining(words),
    });
  });

  it("until the administrator has made the field: then nothing has to be typed again", async () => {
    const settings = { taskFields: "New__c={{phone}}" };
    expect((await deliver(settings)).trouble?.kind).toBe("rejected");
    bench.org.features.custom.set("Task.New__c", spec("string", { length: 40 }));
    expect((await deliver(settings)).trouble).toBeNull();
    expect(task().New__c).toBe(CALLER);
  });

  it("and not those of callers who are known, when it is one of leads", async () => {
    const { id } = bench.org.add("Contact", { LastName: "Miller", Phone: CALLER });
    expect((await deliver({ leadFields: "Indstry=Plumbing" })).trouble).toBeNull();
    expect(task().WhoId).toBe(id);
  });
});

describe("an org", () => {
  const RULE = "0055e0000000002AAA";
  it.each<[string, Record<string, unknown>, string]>([
    ["lets its assignment rule choose the owner", {}, RULE],
    ["that shall not assign keeps the connected user", { assignmentRules: false }, CONNECTED_USER],
    ["keeps the owner whom the settings name", { ownerId: "0055e0000000003AAA" }, "0055e0000000003AAA"],
  ])("%s", async (_what, settings, owner) => {
    bench.org.rules.assignLeadsTo = RULE;
    await deliver(settings);
    expect(lead().OwnerId).toBe(owner);
  });

  it("gives the lead the record type of the settings", async () => {
    await deliver({ leadRecordTypeId: "0125e0000000001AAA" });
    expect(lead().RecordTypeId).toBe("0125e0000000001AAA");
  });

  it.each([
    ["Working - Contacted", "Working - Contacted"],
    ["Renamed since", "Open - Not Contacted"],
  ])("asked for the status %s has the lead as %s", async (leadStatus, Status) => {
    await deliver({ leadStatus });
    expect(lead().Status).toBe(Status);
  });

  it("whose flow breaks parks the caller in its own words", async () => {
    bench.org.rules.breakLeads = "We can't save this record because the “New lead” process failed.";
    expect((await deliver({})).trouble).toMatchObject({
      kind: "rejected",
      message: "We can't save this record because the “New lead” process failed.",
    });
  });

  it("with person accounts takes leads without a company; another says that it does not", async () => {
    expect((await deliver({ leadCompany: "" })).trouble?.message).toBe(
      "Required fields are missing: [Company]",
    );
    bench.org.features.personAccounts = true;
    expect((await deliver({ leadCompany: "" })).trouble).toBeNull();
    expect(lead()).not.toHaveProperty("Company");
  });
});
