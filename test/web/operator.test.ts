/** What an operator does with the page. */
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { PHONE } from "./support/browser.ts";
import type { Stub } from "./support/stub.ts";
import { there, visits } from "./support/visit.ts";
import { smallWorld } from "./support/world.ts";

const visit = visits({ viewport: PHONE });
let page: Page;
let stub: Stub;
beforeEach(() => {
  ({ page, stub } = visit);
});

describe("the operator's console", () => {
  it("shows the health of all, switches between them, adds credits once, and creates one", async () => {
    const world = smallWorld();
    world.session = { user: { name: "Olga" }, role: "operator", businesses: [] };
    const [acme] = world.businesses;
    if (acme === undefined) throw new Error("The small world has a business.");
    world.businesses.push({ ...acme, id: "biz_two", name: "Best Plumbing" });
    world.credits = { available: 3, held: 0, spent: 97 };
    stub.begin(world);
    await visit.open("/");
    await there(page.getByText("3 credits").first());
    await page.getByRole("button", { name: "Add credits" }).first().click();
    await page.getByLabel("Reason").fill("Invoice 7");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await there(page.getByText("103 credits").first());
    await page.getByRole("button", { name: "New business" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Cold Air");
    await page.getByRole("button", { name: "Create" }).click();
    await there(page.getByText("tb_once"));
    await page.getByRole("button", { name: "Owner's link" }).first().click();
    await there(page.getByText("sign-in?token=owners"));
    await page.getByRole("searchbox").fill("plumb");
    await expect.poll(() => page.getByRole("button", { name: /Acme HVAC/ }).count()).toBe(0);
    await page.getByRole("link", { name: "New lines start with" }).click();
    await page.locator("summary", { hasText: "Who is texted" }).click();
    await page.getByLabel("Text the same caller again after").fill("10");
    await page.getByRole("button", { name: "Save" }).click();
    await there(page.getByText("Saved. New lines start with this."));
    expect(stub.asked.at(-1)?.body).toEqual({ repeatWindowMinutes: 10 });
    await page.getByRole("link", { name: "Back to the businesses" }).click();
    await page.getByRole("button", { name: /Best Plumbing/ }).click();
    await there(page.getByText("Dan Whitaker"));
    expect(stub.asked.some(({ path }) => path === "/businesses/biz_two/conversations")).toBe(true);
  });
});
