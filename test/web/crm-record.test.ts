/** In a conversation: on which record of the CRM it stands, why, and putting it on another. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from "vitest";
import type { Standing } from "../../src/web/api/shapes.ts";
import { openPage, PHONE, type Seen, startBrowser } from "./support/browser.ts";
import { type Stub, startStub } from "./support/stub.ts";
import { faultsOf } from "./support/usable.ts";
import { call, connectedTo, smallWorld } from "./support/world.ts";

const CALLER = "+15125550142";
const url = (id: string) => `https://app.hubspot.com/contacts/62515/record/0-1/${id}`;
const standing = (change: Partial<Standing>): Standing => ({
  id: "act_1",
  state: "done",
  recordId: "151",
  matchedBy: "phone",
  otherRecords: [{ recordId: "202", name: "Dana Whitaker" }],
  movingTo: null,
  problem: null,
  discardReason: null,
  ...change,
});

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser(inject("chromium"));
});
afterAll(() => browser.close());

let stub: Stub;
let seen: Seen;
let page: Page;
beforeEach(async () => {
  const world = smallWorld();
  world.connection = connectedTo("hubspot");
  world.record = {
    connector: "hubspot",
    canMove: true,
    isMoving: false,
    record: { recordId: "151", name: "Dan Whitaker", matchedBy: "phone", url: url("151") },
    others: [{ recordId: "202", name: "Dana Whitaker", url: url("202") }],
  };
  const kept = (minutesAgo: number, change: Partial<Standing>) => ({
    ...call(CALLER, minutesAgo),
    activity: standing(change),
  });
  world.timelines.set(CALLER, [
    kept(50, { state: "discarded", discardReason: "A wrong number" }),
    kept(40, { state: "parked", problem: "A required field is missing: Region" }),
    kept(30, { state: "pending", recordId: null, matchedBy: null, otherRecords: [] }),
    kept(20, {}),
  ]);
  stub = await startStub(world);
  seen = await openPage(browser, { viewport: PHONE });
  page = seen.page;
  await page.goto(`${stub.url}/inbox/${encodeURIComponent(CALLER)}`);
});
afterEach(async () => {
  await seen.context.close();
  await stub.stop();
  expect(seen.errors).toEqual([]);
  expect(stub.violations).toEqual([]);
});
const see = (words: string | RegExp) => page.getByText(words).filter({ visible: true }).first().waitFor();
const press = (name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();
const moves = () => stub.asked.filter(({ path }) => /act_1\/move$/.test(path)).map(({ body }) => body);
const openDetails = () => page.locator("button[aria-expanded]:has(h1)").click();

it("each call tells where it stands, by which field it was found, or why it stands nowhere", async () => {
  await page.getByText("Logged in HubSpot").click();
  await see("It stands on Dan Whitaker.");
  await see("Found by its field “phone”.");
  await see("One other record has this number.");
  await page.getByText("HubSpot refused this").click();
  await see("A required field is missing: Region");
  await page.getByText("Left out of HubSpot").click();
  await see("Left out because: A wrong number");
  await page.getByText("Not yet in HubSpot").click();
  await see("It goes there by itself.");
  expect(await faultsOf(page)).toEqual([]);
});

it("the record is a step away, and what stands there is moved to another that has the number", async () => {
  await openDetails();
  const links = page.getByRole("link", { name: "Open in HubSpot" });
  expect(await links.first().getAttribute("href")).toBe(url("151"));
  await press("Move here: Dana Whitaker");
  await see(/All calls and texts with \(512\).555-0142 that stand on Dan Whitaker move to Dana Whitaker/);
  await press("Cancel");
  expect(moves()).toEqual([]);
  await press("Move here: Dana Whitaker");
  stub.world.record = { ...stub.world.record, isMoving: true };
  await press("Move all");
  await see("On its way to the record.");
  expect(moves()).toEqual([{ record: "202" }]);
});

it("any record is named by its address; one that is none is refused in words", async () => {
  await openDetails();
  await page.getByText("Wrong record?").click();
  await page.getByLabel("Id or address of the right record").fill(` ${url("303")} `);
  await press("Move");
  stub.fail(/move$/, 409, "move_under_way", "This caller's history is on its way already.");
  await press("Move all");
  await see("This caller's history is on its way already.");
  expect(moves()).toEqual([{ record: url("303") }]);
  expect(await faultsOf(page)).toEqual([]);
});
