/** What Salesforce's connector does beyond the promises that every connector keeps. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Activity, CallActivity } from "../../src/crm/contract.ts";
import type { E164 } from "../../src/domain/phone.ts";
import { type Bench, CALLER, salesforceBench } from "../support/salesforce-bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await salesforceBench();
});
afterEach(() => bench.stop());

const the = <T>(list: readonly T[]): T => {
  expect(list).toHaveLength(1);
  return list[0] as T;
};
const kinds = async (activities: readonly Activity[], settings = {}) => {
  const { results, trouble } = await bench.world(settings).deliver(CALLER, activities);
  return trouble === null ? results.map(({ kind }) => kind) : [trouble.kind, trouble.message];
};
const missed = () => [bench.call(1), bench.text(2)];
const placeOf = (type: "Lead" | "Contact" | "Account", id: string) =>
  bench.org.living("Task").filter(({ fields }) => (type === "Account" ? fields.WhatId : fields.WhoId) === id)
    .length;
const LOOKS =
  "GET /query/ SELECT, GET /query/ SELECT, GET /query/ SELECT, POST /sobjects/Lead, POST /sobjects/Task, POST /sobjects/Task";

describe("requests", () => {
  it.each([true, false])(
    "for a missed call with its text: two for a new caller, one for a known one (package: %s)",
    async (packaged) => {
      const other = await salesforceBench(packaged);
      const world = other.world();
      await world.deliver(CALLER, [other.call(1), other.text(2)]);
      expect(other.asked()).toEqual(["GET /search/ FIND", `POST /composite (${LOOKS})`]);
      await world.deliver(CALLER, [other.call(3), other.text(4)]);
      expect(other.asked()).toEqual(["POST /composite/sobjects"]);
      await other.stop();
    },
  );

  it("to learn what the org is like: one, for all who come at once, then none for hours", async () => {
    const worlds = Array.from({ length: 20 }, () => bench.world());
    await Promise.all(worlds.map((each) => each.open().findByPhone(CALLER)));
    const describes = bench.salesforce.requests.filter(({ path }) => path.endsWith("/composite"));
    expect(describes).toHaveLength(1);
  });

  it("for 450 calls of a time gone by: three", async () => {
    const world = bench.world();
    await world.deliver(CALLER, missed());
    bench.asked();
    const long = new Date(bench.clock.now().getTime() - 30 * 24 * 3_600_000);
    const many = Array.from({ length: 450 }, (_, i) => bench.call(10 + i, { occurredAt: long }));
    const { results } = await world.deliver(CALLER, many);
    expect(results).toHaveLength(450);
    expect(bench.asked()).toEqual([
      "POST /composite/sobjects",
      "POST /composite/sobjects",
      "POST /composite/sobjects",
    ]);
  });
});

describe("a new caller's Lead and Task", () => {
  it("say what they have to, in the org's words", async () => {
    bench.org.features.taskStatuses = ["Offen", "Erledigt"];
    bench.org.features.taskTypes = ["Call", "SMS"];
    await bench.world().deliver(CALLER, missed());
    expect(the(bench.org.living("Lead")).fields).toMatchObject({
      LastName: "Unknown caller",
      Company: "Unknown",
      Phone: CALLER,
      LeadSource: "Phone Inquiry",
      textback__Phone_Key__c: CALLER,
    });
    const [call, text] = bench.org.living("Task");
    expect(call?.fields).toMatchObject({
      Subject: `Missed call from ${CALLER}`,
      Status: "Erledigt",
      TaskSubtype: "Call",
      CallType: "Inbound",
      CallDisposition: "No answer",
      // 15:00 in UTC is the same day in Los Angeles.
      ActivityDate: "2026-11-24",
      textback__External_Id__c: bench.call(1).id,
    });
    expect(call?.fields.Description).toBe(
      `Missed call 1: nobody picked up.\n\n2026-11-24T15:00:00.000Z · ${CALLER} → +15550100001`,
    );
    expect(text?.fields).toMatchObject({
      TaskSubtype: "Task",
      Type: "SMS",
      Subject: `Text sent to ${CALLER}`,
    });
  });

  it.each<[string, Partial<CallActivity>, object]>([
    ["a busy phone", { reason: "busy" }, { CallDisposition: "Busy" }],
    ["a caller who hung up", { reason: "caller_hung_up" }, { CallDisposition: "Caller hung up" }],
    ["a phone that failed", { reason: "failed" }, { CallDisposition: "Failed" }],
    [
      "an answered call out, in seconds",
      { outcome: "answered", reason: null, direction: "out", durationSeconds: 63 },
      { CallDisposition: "Answered", CallType: "Outbound", CallDurationInSeconds: 63 },
    ],
    [
      "a call late in the evening where the org is",
      { occurredAt: new Date("2026-11-24T05:30:00Z") },
      { ActivityDate: "2026-11-23" },
    ],
  ])("%s", async (_what, change, fields) => {
    await bench.world().deliver(CALLER, [bench.call(1, change)]);
    expect(the(bench.org.living("Task")).fields).toMatchObject(fields);
  });

  it.each([
    ["Pat Miller", { FirstName: "Pat", LastName: "Miller" }],
    ["Miller", { LastName: "Miller" }],
    [`${"Anna ".repeat(9)}Miller`, { LastName: `${"Anna ".repeat(9)}Miller` }],
    ["A".repeat(100), { LastName: `${"A".repeat(79)}…` }],
  ])("the name %s fits", async (name, fields) => {
    await bench.world().deliver(CALLER, [bench.call(1)], { name });
    expect(the(bench.org.living("Lead")).fields).toMatchObject(fields);
  });

  it.each(["@{lead.id}", "@{nobody.home}", "mail me @{", "@{look_Lead.records[0].Id}"])(
    "a text that says %s is not read as a part of the request",
    async (body) => {
      expect(await kinds([bench.call(1), bench.text(2, body)])).toEqual(["logged", "logged"]);
      expect(bench.org.living("Task")[1]?.fields.Description).toContain(body);
      the(bench.org.living("Lead"));
    },
  );

  it("a Task that is refused leaves the caller their Lead, and the other Task", async () => {
    const spoilt = bench.text(2);
    const nobody = { ...spoilt, id: "x".repeat(81) };
    expect(await kinds([bench.call(1), nobody])).toEqual(["logged", "rejected"]);
    the(bench.org.living("Lead"));
    the(bench.org.living("Task"));
  });
});

describe("whom a call is put on", () => {
  const Phone = "(512) 555-0142";
  const people = () => ({
    contact: () => bench.org.add("Contact", { LastName: "Contact", HomePhone: Phone }).id,
    personAccount: () => {
      bench.org.features.personAccounts = true;
      return bench.org.addPersonAccount({ LastName: "Person", PersonMobilePhone: Phone }).contact.id;
    },
    lead: () => bench.org.add("Lead", { LastName: "Lead", Company: "C", Phone }).id,
    convertedLead: () => {
      const { id } = bench.org.add("Lead", { LastName: "Was lead", Company: "C", Phone });
      return bench.org.convert(id).id;
    },
    account: () => bench.org.add("Account", { Name: "Company", Phone }).id,
  });
  type Kind = keyof ReturnType<typeof people>;

  it.each<[Kind, readonly Kind[]]>([
    ["contact", ["account", "lead", "contact"]],
    ["contact", ["convertedLead", "contact"]],
    ["personAccount", ["lead", "personAccount", "account"]],
    ["contact", ["personAccount", "contact"]],
    ["lead", ["account", "convertedLead", "lead"]],
    ["convertedLead", ["account", "convertedLead"]],
    ["account", ["account"]],
  ])("the %s among %s", async (expected, present) => {
    const ids = Object.fromEntries(present.map((kind) => [kind, people()[kind]()]));
    expect(await kinds([bench.call(1)])).toEqual(["logged"]);
    const id = ids[expected] ?? "";
    expect(placeOf(id.startsWith("001") ? "Account" : "Contact", id)).toBe(1);
    expect(bench.org.living("Lead").filter(({ fields }) => fields.LastName === "Unknown caller")).toEqual([]);
  });

  it("a mobile number before a phone before others, then the oldest", async () => {
    const at = (minute: number) => ({ createdAt: new Date(Date.UTC(2026, 0, 1, 0, minute)) });
    bench.org.add("Contact", { LastName: "Other", OtherPhone: Phone }, at(1));
    bench.org.add("Contact", { LastName: "Phone", Phone }, at(2));
    bench.org.add("Contact", { LastName: "Younger", MobilePhone: Phone }, at(4));
    const { id } = bench.org.add("Contact", { LastName: "Older", MobilePhone: Phone }, at(3));
    const [best, ...others] = await bench.world().open().findByPhone(CALLER);
    expect(best).toMatchObject({ recordId: id, name: "Older", matchedBy: "MobilePhone" });
    expect(best?.preferredBecause).toMatch(/^the oldest contact, mobile first, of 4 with this number/);
    expect(others.map(({ name }) => name)).toEqual(["Younger", "Phone", "Other"]);
  });

  it.each(["Fax", "AssistantPhone"])("nobody whose %s it is", async (field) => {
    bench.org.add("Contact", { LastName: "Boss", [field]: Phone });
    expect(await bench.world().open().findByPhone(CALLER)).toEqual([]);
  });

  it("a placeholder's name is no name, nor is that of the contact it was converted to", async () => {
    await bench.world().deliver(CALLER, [bench.call(1)]);
    bench.clock.pass(bench.org.rules.searchLagMs);
    expect((await bench.world().open().findByPhone(CALLER))[0]?.name).toBeNull();
    bench.org.convert(the(bench.org.living("Lead")).id);
    bench.clock.pass(bench.org.rules.searchLagMs);
    const [best] = await bench.world().open().findByPhone(CALLER);
    expect([best?.recordId.slice(0, 3), best?.name]).toEqual(["003", null]);
  });

  it("a lead that became a person account is its contact, found there or not", async () => {
    bench.org.features.personAccounts = true;
    const { id } = bench.org.add("Lead", { LastName: "Miller", Phone });
    const contact = bench.org.convert(id, "person account");
    expect(await kinds([bench.call(1)])).toEqual(["logged"]);
    expect(placeOf("Contact", contact.id)).toBe(1);
  });
});

describe("an org", () => {
  it("whose Lead was converted since the last call gets the next on its Contact", async () => {
    const world = bench.world();
    await world.deliver(CALLER, missed());
    const contact = bench.org.convert(the(bench.org.living("Lead")).id);
    await world.deliver(CALLER, [bench.call(3)]);
    expect(placeOf("Contact", contact.id)).toBe(3);
    the(bench.org.living("Lead"));
  });

  it("whose Lead became a person account since then gets the next on its contact", async () => {
    bench.org.features.personAccounts = true;
    const world = bench.world();
    await world.deliver(CALLER, missed());
    const contact = bench.org.convert(the(bench.org.living("Lead")).id, "person account");
    expect((await world.deliver(CALLER, [bench.call(3)])).trouble).toBeNull();
    expect(placeOf("Contact", contact.id)).toBe(3);
    expect(placeOf("Account", String(contact.fields.AccountId))).toBe(0);
  });

  it.each(["alert", "block"] as const)(
    "whose duplicate rule (%s) knows the caller has no second record",
    async (rule) => {
      bench.org.rules.duplicateRule = rule;
      // Not found by searching: typed in a moment ago, in a way nobody would think of.
      const { id } = bench.org.add(
        "Contact",
        { LastName: "Miller", Phone: "512 / 555 / 0142" },
        { fresh: true },
      );
      const { results } = await bench.world().deliver(CALLER, missed(), { name: "Pat Miller" });
      expect(results).toHaveLength(2);
      expect(placeOf("Contact", id)).toBe(2);
      expect(bench.org.living("Lead")).toEqual([]);
    },
  );

  it("whose duplicate rule takes the caller for a namesake gets a Lead of their own", async () => {
    bench.org.rules.duplicateRule = "alert";
    bench.org.add("Contact", { FirstName: "Pat", LastName: "Miller", Phone: "+1 206 555 0100" });
    const { trouble } = await bench.world().deliver(CALLER, missed(), { name: "Pat Miller" });
    expect(trouble).toBeNull();
    expect(placeOf("Lead", the(bench.org.living("Lead")).id)).toBe(2);
  });

  it("with the default duplicate rule costs two requests for one more caller without a name", async () => {
    bench.org.rules.duplicateRule = "alert";
    const world = bench.world();
    await world.deliver("+15125550199" as E164, [bench.call(8, { phone: "+15125550199" as E164 })]);
    bench.asked();
    await world.deliver(CALLER, missed());
    expect(bench.asked()).toEqual(["GET /search/ FIND", `POST /composite (${LOOKS})`]);
    expect(bench.org.living("Lead")).toHaveLength(2);
  });

  it("that blocks a namesake parks the caller in its own words", async () => {
    bench.org.rules.duplicateRule = "block";
    bench.org.add("Contact", { FirstName: "Pat", LastName: "Miller" });
    const { trouble } = await bench.world().deliver(CALLER, missed(), { name: "Pat Miller" });
    expect([trouble?.kind, trouble?.message]).toEqual(["rejected", "Use one of these records?"]);
  });

  it.each(["Task.Type", "Task.CallObject", "Task.CallDisposition", "Task.TaskSubtype"])(
    "without %s goes without it",
    async (field) => {
      bench.org.features.hidden.add(field);
      expect(await kinds(missed())).toEqual(["logged", "logged"]);
    },
  );

  it.each(["Task.Type", "Lead.LeadSource", "Contact.HomePhone"])(
    "that hides %s while we know it goes on without it",
    async (field) => {
      bench.org.features.taskTypes = ["SMS"];
      const world = bench.world();
      await world.deliver("+15125550199" as E164, [bench.call(8, { phone: "+15125550199" as E164 })]);
      bench.org.features.hidden.add(field);
      expect((await world.deliver(CALLER, missed())).trouble).toBeNull();
      expect((await world.deliver(CALLER, [bench.text(3)])).trouble).toBeNull();
      expect(bench.org.living("Task")).toHaveLength(4);
    },
  );

  it("with an inactive owner in our settings gets the records without that owner", async () => {
    const ownerId = "0055e0000000009AAA";
    bench.org.rules.inactiveUsers.add(ownerId);
    expect(await kinds(missed(), { ownerId })).toEqual(["logged", "logged"]);
    expect(the(bench.org.living("Lead")).fields.OwnerId).not.toBe(ownerId);
  });

  it("that requires more than we know parks the caller, and takes them once the field is mapped", async () => {
    bench.org.rules.required.set("Lead", new Set(["Industry", "NumberOfEmployees"]));
    expect(await kinds(missed())).toEqual([
      "rejected",
      "Required fields are missing: [Industry, NumberOfEmployees]",
    ]);
    const leadFields = "Industry=Plumbing\nNumberOfEmployees = 12";
    expect(await kinds(missed(), { leadFields })).toEqual(["logged", "logged"]);
  });

  it("whose user may not see accounts is searched for contacts and leads", async () => {
    bench.org.features.hidden.add("Account");
    expect(await kinds(missed())).toEqual(["logged", "logged"]);
  });
});

describe("somebody whom a person typed in a minute ago, unseen by the index", () => {
  it.each(["(512) 555-0142", "512.555.0142", "+1 512-555-0142", "1 (512) 555-0142"])(
    "as %s gets the calls; no Lead is left beside them",
    async (Phone) => {
      const { id } = bench.org.add("Contact", { LastName: "Miller", Phone }, { fresh: true });
      const world = bench.world();
      expect((await world.deliver(CALLER, missed())).trouble).toBeNull();
      expect(placeOf("Contact", id)).toBe(2);
      expect(bench.org.living("Lead")).toEqual([]);
      await world.deliver(CALLER, [bench.call(3)]);
      expect(placeOf("Contact", id)).toBe(3);
    },
  );

  it("gets them although our user may not delete the Lead", async () => {
    bench.org.features.rights.set("Lead", { create: true, edit: true, delete: false });
    const { id } = bench.org.add("Account", { Name: "Company", Phone: "(512) 555-0142" }, { fresh: true });
    expect(await kinds(missed())).toEqual(["logged", "logged"]);
    expect(placeOf("Account", id)).toBe(2);
  });
});

describe("with our package", () => {
  it("a Lead that another system of ours has made is used, and its placeholder gets the name", async () => {
    bench.org.add("Lead", {
      LastName: "Unknown caller",
      Company: "Unknown",
      Phone: "none",
      textback__Phone_Key__c: CALLER,
    });
    const { trouble } = await bench.world().deliver(CALLER, missed(), { name: "Pat Miller" });
    expect(trouble).toBeNull();
    const lead = the(bench.org.living("Lead"));
    expect(lead.fields.Name).toBe("Pat Miller");
    expect(placeOf("Lead", lead.id)).toBe(2);
  });

  it("an activity is made once by ten processes at once", async () => {
    await bench.world().deliver(CALLER, missed());
    const target = { kind: "record", recordId: the(bench.org.living("Lead")).id } as const;
    const request = { target, activities: [bench.call(3)], earlierAttemptAt: null };
    const logged = await Promise.all(
      Array.from({ length: 10 }, () =>
        bench
          .world()
          .open()
          .log(request, async () => {}),
      ),
    );
    expect(
      new Set(logged.map(([each]) => each?.kind === "logged" && each.externalId.slice(0, 15))).size,
    ).toBe(1);
    expect(bench.org.living("Task")).toHaveLength(3);
  });
});

describe("a key that is taken by a record unknown to the error", () => {
  it("is looked up: the activity is there", async () => {
    const world = bench.world();
    await world.deliver(CALLER, [bench.call(1)]);
    const { id } = the(bench.org.living("Task"));
    bench.org.rules.hiddenRecords.add(id);
    const target = { kind: "record", recordId: the(bench.org.living("Lead")).id } as const;
    const request = { target, activities: [bench.call(1)], earlierAttemptAt: null };
    expect(await world.open().log(request, async () => {})).toEqual([
      { activityId: bench.call(1).id, kind: "logged", externalId: id },
    ]);
  });
});

describe("correcting", () => {
  it("sends nothing that can be set only once", async () => {
    const world = bench.world();
    const { results } = await world.deliver(CALLER, [bench.call(1)]);
    const [first] = results;
    const id = first?.kind === "logged" ? first.externalId : "";
    await world.open().amend(bench.call(1, { outcome: "answered", reason: null, durationSeconds: 9 }), id);
    expect(the(bench.org.living("Task")).fields).toMatchObject({
      CallDisposition: "Answered",
      TaskSubtype: "Call",
    });
  });

  it("leaves deleted what somebody deleted in Salesforce", async () => {
    const world = bench.world();
    await world.deliver(CALLER, [bench.call(1)]);
    const { id } = the(bench.org.living("Task"));
    bench.org.remove(id);
    await world.open().amend(bench.call(1), id);
    expect(bench.org.living("Task")).toEqual([]);
  });
});
