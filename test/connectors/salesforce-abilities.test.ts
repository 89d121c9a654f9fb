/** Moving, retiring and consent in Salesforce: which of Salesforce's rules they keep, and what they cost. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StandingActivity, TextingConsent } from "../../src/crm/contract.ts";
import * as answers from "../fakes/salesforce/answers.ts";
import { CONSENT_FIELD } from "../fakes/salesforce/far-side.ts";
import { spec } from "../fakes/salesforce/fields.ts";
import { type Bench, CALLER, salesforceBench } from "../support/salesforce-bench.ts";
import { rightsOf } from "../support/salesforce-rights.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await salesforceBench();
});
afterEach(() => bench.stop());

const the = <T>(list: readonly T[]): T => {
  expect(list).toHaveLength(1);
  return list[0] as T;
};
const open = (settings = {}, credentials = {}) => {
  const { move, retire, setConsent, ...rest } = bench.world(settings, credentials).open();
  if (move === undefined || retire === undefined) throw new Error("Salesforce's connector has both");
  return { ...rest, move, retire, setConsent };
};
const Phone = "(512) 555-0142";
const people = () => ({
  lead: () => bench.org.add("Lead", { LastName: "Lead", Company: "C", Phone }).id,
  contact: () => bench.org.add("Contact", { LastName: "Contact", Phone }).id,
  otherContact: () => bench.org.add("Contact", { LastName: "Other" }).id,
  company: () => bench.org.add("Account", { Name: "Company", Phone }).id,
});
type Kind = keyof ReturnType<typeof people>;

/** A call and a text on a record. */
async function logged(recordId: string, n = 2): Promise<readonly StandingActivity[]> {
  const target = { kind: "record", recordId } as const;
  const activities = Array.from({ length: n }, (_, i) =>
    i % 2 === 0 ? bench.call(i + 1) : bench.text(i + 1),
  );
  const results = await open().log({ target, activities, earlierAttemptAt: null }, async () => {});
  bench.asked();
  return results.map((each, i) => ({
    activityId: each.activityId,
    kind: activities[i]?.kind ?? "call",
    externalId: each.kind === "logged" ? each.externalId : "",
  }));
}
const places = () =>
  bench.org.living("Task").map(({ fields }) => [fields.WhoId ?? null, fields.WhatId ?? null]);
const kindsOf = (results: readonly { readonly kind: string }[]) => results.map(({ kind }) => kind);

describe("moving", () => {
  it.each<[Kind, Kind]>([
    ["lead", "contact"],
    ["contact", "lead"],
    ["lead", "company"],
    ["company", "lead"],
    ["contact", "company"],
    ["company", "contact"],
  ])("from a %s to a %s relates each task to that alone, in one request", async (from, to) => {
    const ids = { from: people()[from](), to: people()[to]() };
    const activities = await logged(ids.from);
    expect(kindsOf(await open().move({ activities, ...ids }))).toEqual(["moved", "moved"]);
    expect(places()).toEqual(activities.map(() => (to === "company" ? [null, ids.to] : [ids.to, null])));
    expect(bench.asked()).toEqual(["PATCH /composite/sobjects"]);
  });

  it("from contact to contact leaves what somebody has related beside them", async () => {
    const [from, to] = [people().contact(), people().otherContact()];
    const activities = await logged(from);
    const job = people().company();
    for (const { id } of bench.org.living("Task")) bench.org.edit(id, { WhatId: job });
    await open().move({ activities, from, to });
    expect(places()).toEqual([
      [to, job],
      [to, job],
    ]);
  });

  it("of 250 tasks takes two requests", async () => {
    const [from, to] = [people().lead(), people().contact()];
    const activities = await logged(from, 250);
    expect(new Set(kindsOf(await open().move({ activities, from, to })))).toEqual(new Set(["moved"]));
    expect(bench.asked()).toEqual(Array.from({ length: 2 }, () => "PATCH /composite/sobjects"));
  });

  it("leaves deleted what somebody deleted", async () => {
    const [from, to] = [people().lead(), people().contact()];
    const activities = await logged(from);
    bench.org.remove(activities[0]?.externalId ?? "");
    expect(kindsOf(await open().move({ activities, from, to }))).toEqual(["gone", "moved"]);
  });

  it("to a lead that was converted says where it went", async () => {
    const [from, to] = [people().contact(), people().lead()];
    const activities = await logged(from);
    const contact = bench.org.convert(to);
    await expect(open().move({ activities, from, to })).rejects.toMatchObject({
      kind: "record_gone",
      movedTo: contact.id,
    });
  });

  it("is asked for again when a row was locked", async () => {
    const [from, to] = [people().lead(), people().contact()];
    const activities = await logged(from);
    bench.salesforce.mishaps.push({ on: "write", answer: answers.rowLocked });
    await expect(open().move({ activities, from, to })).rejects.toMatchObject({ kind: "unavailable" });
  });
});

describe("retiring", () => {
  const made = async (): Promise<string> => {
    const world = bench.world();
    await world.deliver(CALLER, [bench.call(1)]);
    const { id } = the(bench.org.living("Lead"));
    const activities = bench.org
      .living("Task")
      .map((each): StandingActivity => ({ activityId: bench.call(1).id, kind: "call", externalId: each.id }));
    await open().move({ activities, from: id, to: people().contact() });
    bench.asked();
    return id;
  };

  it("takes two requests, and the lead goes where deleted ones go", async () => {
    const id = await made();
    expect(await open().retire(id)).toEqual({ kind: "retired" });
    expect(bench.asked()).toEqual(["GET /query/ SELECT", `DELETE /sobjects/Lead/${id}`]);
    expect(bench.org.find(id)?.fields.IsDeleted).toBe(true);
  });

  it.each<[string, (id: string) => void, string]>([
    ["was converted", (id) => void bench.org.convert(id), "It was converted."],
    [
      "the connected user has edited by hand",
      (id) => {
        bench.clock.pass(3_600_000);
        bench.org.edit(id, { Industry: "Plumbing" }, "0055e0000000001AAA");
      },
      "It was changed since textback made it.",
    ],
    ["has an event", (id) => bench.org.attach(id, "Events"), "There is something on it: an event."],
    [
      "is in a campaign",
      (id) => bench.org.attach(id, "CampaignMembers"),
      "There is something on it: a campaign.",
    ],
    [
      "has one of the customer's own things",
      (id) => bench.org.attach(id, "Estimates__r"),
      "There is something on it: Estimates__r.",
    ],
  ])("keeps a lead that %s", async (_what, happen, because) => {
    const id = await made();
    happen(id);
    expect(await open().retire(id)).toEqual({ kind: "kept", because });
  });

  it("keeps a lead that somebody else made, and what is no lead", async () => {
    const id = await made();
    const another = { identity: "https://login.salesforce.com/id/00D5e0000000001AAA/0055e0000000007AAA" };
    expect(await open({}, another).retire(id)).toEqual({ kind: "kept", because: "Somebody else made it." });
    expect((await open().retire(people().contact())).kind).toBe("kept");
  });

  it("keeps a lead that is somebody's whom our user may not delete for, in Salesforce's words", async () => {
    const id = await made();
    bench.org.rules.guardedRecords.add(id);
    expect(await open().retire(id)).toEqual({
      kind: "kept",
      because: "Salesforce did not let textback delete it: insufficient access rights on object id",
    });
  });

  it("needs the set for it beside the connector's, and without it says which", async () => {
    const id = await made();
    const { rights } = bench.org.features;
    const assign = async (...sets: readonly string[]) => {
      for (const [type, each] of await rightsOf(...sets)) rights.set(type, each);
    };
    await assign("Textback_Connector");
    const first = bench.world();
    expect((await first.deliver(CALLER, [bench.call(2)])).trouble).toBeNull();
    expect(await open().retire(id)).toEqual({
      kind: "kept",
      because: expect.stringMatching(/may not delete leads\. .*“textback Placeholder Cleanup”/),
    });
    expect(bench.org.find(id)?.fields.IsDeleted).toBe(false);
    await assign("Textback_Connector", "Textback_Placeholder_Cleanup");
    expect(await open().retire(id)).toEqual({ kind: "retired" });
  });

  it("does not mind what Salesforce writes into its feed, nor its rules within seconds", async () => {
    const id = await made();
    bench.org.attach(id, "Feeds");
    bench.clock.pass(2_000);
    bench.org.edit(id, { Status: "Working - Contacted" }, "0055e0000000001AAA");
    expect(await open().retire(id)).toEqual({ kind: "retired" });
  });
});

describe("consent", () => {
  const settings = { consentField: CONSENT_FIELD };
  const field = (name: string, each = spec("boolean")) => bench.org.features.custom.set(name, each);
  const saidOn = (id: string, name = CONSENT_FIELD) => bench.org.find(id)?.fields[name];

  const setConsent = (chosen: object, id: string, consent: TextingConsent) => {
    const set = open(chosen).setConsent;
    if (set === undefined) throw new Error("There is nowhere to write it");
    return set(id, consent);
  };

  it("takes one request; without a field chosen it is not written", async () => {
    field(`Lead.${CONSENT_FIELD}`);
    const id = people().lead();
    await open().findByPhone(CALLER);
    bench.asked();
    await setConsent(settings, id, "opted_out");
    expect(bench.asked()).toEqual([`PATCH /sobjects/Lead/${id}`]);
    expect(saidOn(id)).toBe(true);
    expect(open().setConsent).toBeUndefined();
  });

  it("is written in the customer's own values", async () => {
    const values = spec("picklist", { values: ["STOP", "OK"], restricted: true });
    field("Contact.Texts__c", values);
    field("Lead.Texts__c", values);
    const id = people().contact();
    const theirs = { consentField: "Texts__c", consentOptedOut: "STOP", consentOptedIn: "OK" };
    await setConsent(theirs, id, "opted_out");
    expect(saidOn(id, "Texts__c")).toBe("STOP");
    await setConsent(theirs, id, "opted_in");
    expect(saidOn(id, "Texts__c")).toBe("OK");
  });

  it.each([
    [CONSENT_FIELD, "SMS_Opt_Out__pc"],
    ["DoNotCall", "PersonDoNotCall"],
  ])("%s of a person account is written as %s of the account", async (chosen, written) => {
    bench.org.features.personAccounts = true;
    field(`Contact.${CONSENT_FIELD}`);
    field(`Account.${written}`);
    const { account, contact } = bench.org.addPersonAccount({ LastName: "Miller", Phone });
    await setConsent({ consentField: chosen }, contact.id, "opted_out");
    expect(saidOn(account.id, written)).toBe(true);
  });

  it("on contacts needs the set for it beside the connector's, and without it says which", async () => {
    field(`Contact.${CONSENT_FIELD}`);
    field(`Lead.${CONSENT_FIELD}`);
    const id = people().contact();
    const { rights } = bench.org.features;
    for (const [type, each] of await rightsOf("Textback_Connector")) rights.set(type, each);
    await expect(setConsent(settings, id, "opted_out")).rejects.toMatchObject({
      message: expect.stringMatching(/may not edit contacts: .*“textback Consent”/),
    });
    expect(await open(settings).describe()).toMatchObject({ health: "degraded" });
    await setConsent(settings, people().lead(), "opted_out");
    for (const [type, each] of await rightsOf("Textback_Connector", "Textback_Consent"))
      rights.set(type, each);
    await setConsent(settings, id, "opted_out");
    expect(saidOn(id)).toBe(true);
    expect(await open(settings).describe()).toMatchObject({ health: "ok" });
  });

  it("of a company without the field is nobody's", async () => {
    field(`Lead.${CONSENT_FIELD}`);
    await setConsent(settings, people().company(), "opted_out");
    expect(bench.salesforce.requests.filter(({ method }) => method === "PATCH")).toEqual([]);
  });

  it("of a lead that was converted goes where the lead went", async () => {
    field(`Lead.${CONSENT_FIELD}`);
    const id = people().lead();
    const contact = bench.org.convert(id);
    await expect(setConsent(settings, id, "opted_out")).rejects.toMatchObject({
      kind: "record_gone",
      movedTo: contact.id,
    });
  });

  it.each<[string, object, string]>([
    [
      "no such field",
      { consentField: "Nowhere__c" },
      "Contact has no field called Nowhere__c, or the connected user may not see it.",
    ],
    ["a field that is read only", { consentField: "Name" }, "The connected user may not write Contact.Name."],
    [
      "a value that is none of it",
      { consentField: "DoNotCall", consentOptedOut: "STOP" },
      "Contact.DoNotCall takes a yes or no, not “STOP”.",
    ],
  ])("with %s says so, when it is set and when it is written", async (_what, chosen, words) => {
    const id = people().contact();
    await expect(setConsent(chosen, id, "opted_out")).rejects.toMatchObject({
      kind: "rejected",
      message: `${words} Correct it in the settings of Salesforce.`,
    });
    expect(await open(chosen).describe()).toMatchObject({
      health: "degraded",
      detail: expect.stringContaining(words),
    });
  });
});

describe("a caller who was looked up while the phone rang", () => {
  it("costs one request more when nobody has the number, and is made once all the same", async () => {
    expect(await open().findByPhone(CALLER)).toEqual([]);
    const nobodyAt = bench.clock.now();
    bench.asked();
    await bench.world().deliver(CALLER, [bench.call(1), bench.text(2)], { nobodyAt });
    expect(bench.asked().map((each) => each.split(" (")[0])).toEqual(["POST /composite"]);
    the(bench.org.living("Lead"));
  });

  it("and was typed in meanwhile has the calls on that record", async () => {
    const nobodyAt = bench.clock.now();
    const { id } = bench.org.add("Contact", { LastName: "Miller", Phone }, { fresh: true });
    await bench.world().deliver(CALLER, [bench.call(1), bench.text(2)], { nobodyAt });
    expect(places().map(([who]) => who)).toEqual([id, id]);
    expect(bench.org.living("Lead")).toEqual([]);
  });
});

describe("the others who have the number", () => {
  it("are told when the second look finds them, without the lead that was made beside them", async () => {
    const world = bench.world();
    const first = bench.org.add("Contact", { LastName: "Miller", MobilePhone: Phone }, { fresh: true });
    const second = bench.org.add("Contact", { LastName: "Young", Phone }, { fresh: true });
    await world.deliver(CALLER, [bench.call(1)]);
    expect(world.remembered(CALLER)).toMatchObject({
      recordId: first.id,
      others: [{ recordId: second.id, name: "Young" }],
    });
  });
});
