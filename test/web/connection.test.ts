/** The link to the CRM: what is written where, what was refused, and the end of it. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import type { Activity } from "../../src/web/api/shapes.ts";
import { openPage, PHONE, type Seen, startBrowser } from "./support/browser.ts";
import { type Stub, startStub } from "./support/stub.ts";
import { at, connectedTo, smallWorld } from "./support/world.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser(inject("chromium"));
});
afterAll(() => browser.close());

let stub: Stub;
let seen: Seen;
let page: Page;
beforeEach(async () => {
  stub = await startStub(smallWorld());
  seen = await openPage(browser, { viewport: PHONE });
  page = seen.page;
});
afterEach(async () => {
  await seen.context.close();
  await stub.stop();
  expect(seen.errors).toEqual([]);
  expect(stub.violations).toEqual([]);
});
const open = async () => {
  await page.goto(`${stub.url}/connection`);
  await page.getByText("Connected").filter({ visible: true }).first().waitFor();
};
const see = (words: string | RegExp) => page.getByText(words).filter({ visible: true }).first().waitFor();
const press = (name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();
const asked = (method: string, path: RegExp) =>
  stub.asked.filter((each) => each.method === method && path.test(each.path));
const refused = (id: string, change: Partial<Activity> = {}): Activity => ({
  id,
  phone: "+15125550142" as Activity["phone"],
  kind: "call",
  sourceId: `call_${id}`,
  state: "parked",
  recordId: null,
  matchedBy: null,
  otherRecords: [],
  movingTo: null,
  discardReason: null,
  attempts: 2,
  problem: "A required field is missing: Region",
  occurredAt: at(40),
  ...change,
});

describe("the settings of HubSpot", () => {
  beforeEach(async () => {
    stub.world.connection = connectedTo("hubspot");
    await open();
  });

  it("only what changed is sent, and what is standard again is sent as such", async () => {
    await page.getByLabel("Lead status of new contacts").fill("OPEN");
    await page.getByLabel("Property that says whether a contact may be texted").fill("sms_opt_out");
    await press("Save");
    await see("Saved.");
    expect(asked("PATCH", /connection$/)[0]?.body).toEqual({
      settings: { leadStatus: "OPEN", consentProperty: "sms_opt_out" },
    });
    await see("Standard: NEW");
    await page.getByRole("button", { name: "Back to the standard" }).first().click();
    await press("Save");
    await expect
      .poll(() => asked("PATCH", /connection$/)[1]?.body)
      .toEqual({ settings: { leadStatus: null } });
  });

  it("an emptied field tells its standard, and empty is a value of its own", async () => {
    const stage = page.getByLabel("Lifecycle stage of new contacts");
    await stage.fill("");
    expect(await stage.getAttribute("placeholder")).toBe("Standard: lead");
    await press("Save");
    await expect
      .poll(() => asked("PATCH", /connection$/)[0]?.body)
      .toEqual({ settings: { lifecycleStage: "" } });
  });

  it("a refusal stands at its field, in words, and nothing typed is lost", async () => {
    await page.getByLabel("Owner").fill("Jane");
    await press("Save");
    await see("This must be digits only.");
    expect(await page.getByLabel("Owner").inputValue()).toBe("Jane");
    expect(stub.world.connection.settings.ownerId).toBe("");
  });
});

describe("the fields of Salesforce", () => {
  beforeEach(async () => {
    stub.world.connection = connectedTo("salesforce");
    await open();
  });

  it("are mapped row by row, with words that are put in", async () => {
    const leads = page.getByRole("group", { name: "Further fields of new leads" });
    await leads.getByRole("button", { name: "Add a field" }).click();
    await leads.getByLabel("Field 1", { exact: true }).fill("Caller_Number__c");
    await leads.getByRole("button", { name: "{{phone}}" }).click();
    await leads.getByRole("button", { name: "Add a field" }).click();
    await leads.getByLabel("Field 2", { exact: true }).fill("Industry");
    await leads.getByLabel("What is written into field 2").fill("Plumbing");
    await press("Save");
    await see("Saved.");
    expect(asked("PATCH", /connection$/)[0]?.body).toEqual({
      settings: { leadFields: "Caller_Number__c={{phone}}\nIndustry=Plumbing" },
    });
    await leads.getByRole("button", { name: "Remove field 1" }).click();
    await press("Save");
    await expect.poll(() => stub.world.connection.settings.leadFields).toBe("Industry=Plumbing");
  });

  it("a row that names no field is refused at its mapping", async () => {
    const tasks = page.getByRole("group", { name: "Further fields of tasks" });
    await tasks.getByRole("button", { name: "Add a field" }).click();
    await tasks.getByLabel("What is written into field 1").fill("Front desk");
    await press("Save");
    await see("This must be a field name, = and what to write on each line.");
  });
});

describe("what the CRM refused", () => {
  beforeEach(async () => {
    stub.world.connection = connectedTo("hubspot", { failed: 2, pending: 3, waitingSince: at(300) });
    stub.world.activities.push(refused("act_1"), refused("act_2", { kind: "text" }));
    await open();
  });

  it("stands in the CRM's own words, and is left out with a reason", async () => {
    await see("A required field is missing: Region");
    await see(/The oldest since/);
    await page.getByRole("button", { name: "Leave out" }).first().click();
    await page.getByLabel("Why it may be left out").fill("A wrong number");
    await page.getByRole("button", { name: "Leave out" }).first().click();
    await expect.poll(() => asked("POST", /act_1\/discard$/)[0]?.body).toEqual({ reason: "A wrong number" });
  });

  it("is tried again, all of it at once", async () => {
    await press("Try all again");
    await see("Calls and texts are logged in HubSpot.");
    expect(asked("POST", /activities\/retry$/)).toHaveLength(1);
  });
});

describe("disconnecting", () => {
  it("first says what goes and what stays", async () => {
    stub.world.connection = connectedTo("salesforce");
    await open();
    await press("Disconnect Salesforce");
    await see("All that stands in Salesforce stays there.");
    await see("Our access to Salesforce ends");
    await press("Stay connected");
    expect(asked("DELETE", /connection$/)).toEqual([]);
    await press("Disconnect Salesforce");
    await press("Disconnect");
    await see("Salesforce is disconnected.");
    await see("Calls and texts are logged in textback's own list of leads.");
  });
});

it("a member sees how the connection is, and that changing it is an owner's matter", async () => {
  stub.world.connection = connectedTo("salesforce");
  stub.world.session = {
    ...(stub.world.session as NonNullable<typeof stub.world.session>),
    role: "member",
    businesses: [{ id: "biz_acme", name: "Acme HVAC", role: "member" }],
  };
  await open();
  await see("Calls and texts are logged in Salesforce.");
  await see("Only an owner can change this");
  expect(await page.getByRole("radio").count()).toBe(0);
  expect(await page.getByRole("button", { name: /Connect|Disconnect|Keep leads here/ }).count()).toBe(0);
});
