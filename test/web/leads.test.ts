/** The board of leads: carried by mouse and by keyboard, chosen by menu on a phone, and put back when the server says no. */
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { DESKTOP, openPage, PHONE, type Seen, startBrowser } from "./support/browser.ts";
import { type Stub, startStub } from "./support/stub.ts";
import { AXE, SMALL_TARGETS } from "./support/usable.ts";
import { lead, smallWorld } from "./support/world.ts";

let browser: Browser;
let stub: Stub;
let seen: Seen;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser(inject("chromium"));
});
afterAll(() => browser.close());
beforeEach(async () => {
  stub = await startStub(smallWorld());
});
afterEach(async () => {
  await seen.context.close();
  await stub.stop();
  expect(seen.errors).toEqual([]);
  expect(stub.violations).toEqual([]);
});
const open = async (path: string, look: Parameters<typeof openPage>[1]) => {
  seen = await openPage(browser, look);
  page = seen.page;
  await page.goto(stub.url + path);
};
const stageOf = (id: string) => stub.world.leads.find((each) => each.id === id)?.stage;
const column = (stage: string) => page.getByRole("region", { name: new RegExp(`^${stage},`) });
const card = (id: string) => page.locator(`[data-lead="${id}"]`);

describe.each([
  ["a phone", { viewport: PHONE }],
  ["a phone in the dark", { viewport: PHONE, colorScheme: "dark" }],
  ["a desk", { viewport: DESKTOP }],
] as const)("on %s", (_where, look) => {
  it("every page of it can be used by all", async () => {
    await open("/leads", look);
    for (const [path, sight] of [
      ["/leads", "Dan Whitaker"],
      ["/leads/lead_0", "Has a dog"],
      ["/leads/import", "Choose a CSV file"],
    ] as const) {
      await page.goto(stub.url + path);
      await page.getByText(sight).filter({ visible: true }).first().waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
      expect(await page.evaluate(SMALL_TARGETS)).toEqual([]);
      expect(await page.evaluate(AXE)).toEqual([]);
    }
  });
});

describe("on a desk", () => {
  beforeEach(() => open("/leads", { viewport: DESKTOP }));

  const carry = async (id: string, stage: string) => {
    const from = await card(id).boundingBox();
    const to = await column(stage).boundingBox();
    if (from === null || to === null) throw new Error("The board is not there.");
    await page.mouse.move(from.x + 30, from.y + 30);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + 40, { steps: 4 });
    await page.mouse.move(to.x + 80, to.y + 200, { steps: 8 });
    await page.mouse.up();
  };

  it("a card is carried to another stage by mouse, and is there at once", async () => {
    await carry("lead_1", "Won");
    await column("Won").getByText("Dan Whitaker").waitFor();
    await expect.poll(() => stageOf("lead_1")).toBe("Won");
    await page.getByRole("region", { name: "Won, 1 lead", exact: true }).waitFor();
  });

  it("a card that the server does not let move goes back, with words", async () => {
    await card("lead_1").waitFor();
    stub.fail(/leads\/lead_1$/, 503, "unavailable", "The service is busy for a moment. Try again.");
    await carry("lead_1", "Won");
    await page.getByText("Dan Whitaker was not moved to Won").waitFor();
    await column("New").getByText("Dan Whitaker").waitFor();
    expect(stageOf("lead_1")).toBe("New");
  });

  it("by keyboard: lifted, over two stages, dropped; each step is said, and the focus goes with it", async () => {
    await card("lead_1").focus();
    const said = page.locator("[id^=DndLiveRegion]");
    await page.keyboard.press("Space");
    await expect.poll(() => said.textContent()).toMatch(/Dan Whitaker is (lifted from|over) New/);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => said.textContent()).toBe("Dan Whitaker is over Contacted.");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => said.textContent()).toBe("Dan Whitaker is over Scheduled.");
    await page.keyboard.press("Space");
    await expect.poll(() => said.textContent()).toBe("Dan Whitaker is now in Scheduled.");
    await expect.poll(() => stageOf("lead_1")).toBe("Scheduled");
    await expect.poll(() => page.evaluate("document.activeElement?.dataset.lead")).toBe("lead_1");
  });

  it("Escape puts a lifted card back; Enter opens it", async () => {
    await card("lead_1").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");
    expect(stageOf("lead_1")).toBe("New");
    await card("lead_1").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: "Lead", exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.evaluate("document.activeElement?.dataset.lead")).toBe("lead_1");
  });

  it("the details rename, move and keep notes", async () => {
    await card("lead_0").click();
    await page.getByLabel("Name", { exact: true }).fill("Maria Lopez");
    await page.keyboard.press("Tab");
    await column("New").getByText("Maria Lopez", { exact: true }).waitFor();
    await page.getByLabel("Stage").selectOption("Won");
    await column("Won").getByText("Maria Lopez", { exact: true }).waitFor();
    await page.getByLabel("A new note").fill("Paid in cash");
    await page.getByRole("button", { name: "Add note" }).click();
    await page.getByRole("listitem").filter({ hasText: "Paid in cash" }).waitFor();
    await page
      .getByRole("listitem")
      .filter({ hasText: "Has a dog" })
      .getByRole("button", { name: "Remove this note" })
      .click();
    await expect.poll(() => page.getByText("Has a dog").count()).toBe(0);
    expect(stub.world.notes.get("lead_0")).toMatchObject([{ body: "Paid in cash" }]);
  });

  it("a search asks the server, and says when there is nobody", async () => {
    await page.getByRole("searchbox").fill("priya");
    await page.getByRole("region", { name: "Scheduled, 1 lead", exact: true }).waitFor();
    await expect.poll(() => page.getByText("Dan Whitaker").count()).toBe(0);
    await page.getByRole("searchbox").fill("nobody like this");
    await page.getByText("No lead like this").waitFor();
  });

  it("what changes elsewhere appears by itself", async () => {
    await card("lead_1").waitFor();
    await expect.poll(() => stub.streams).toBe(1);
    stub.world.leads.push(lead("77", 0, "Lost"));
    stub.emit("lead", { phone: null });
    await column("Lost").getByText("Lead 77").waitFor();
  });

  it("thousands of leads: only those in sight exist, and the next are fetched while scrolling", async () => {
    for (let n = 0; n < 2_000; n++) stub.world.leads.push(lead(`m${n}`, 1_000 + n, "Lost"));
    await page.goto(`${stub.url}/leads`);
    await page.getByRole("region", { name: "Lost, 2,000 leads", exact: true }).waitFor();
    expect(await page.locator("[data-lead]").count()).toBeLessThan(60);
    await column("Lost").getByRole("list").hover();
    for (let turn = 0; turn < 4; turn++) await page.mouse.wheel(0, 5_000);
    await expect
      .poll(() => stub.asked.filter(({ query }) => query.get("stage") === "Lost").length)
      .toBeGreaterThan(0);
  });
});

describe("on a phone", () => {
  it("one stage at a time, and a menu moves a lead", async () => {
    await open("/leads", { viewport: PHONE });
    await page.getByRole("button", { name: /^Scheduled/ }).click();
    await page.getByText("Priya Raman").waitFor();
    await page.getByLabel("Stage of Priya Raman").selectOption("Won");
    await expect.poll(() => stageOf("lead_2")).toBe("Won");
    await page.getByText("Nobody is Scheduled here.").waitFor();
  });
});

describe("an import", () => {
  const FILE = "Who,Reach,Status\nAnn Lee,(512) 555-0171,won\nBad,nobody,\n";

  it("shows what it will do, row by row, lets the columns be corrected, and does it", async () => {
    await open("/leads/import", { viewport: DESKTOP });
    await page.setInputFiles("input[type=file]", {
      name: "leads.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(FILE),
    });
    await page.getByText("No column holds phone numbers.").waitFor();
    expect(await page.getByRole("button", { name: "Import", exact: true }).isDisabled()).toBe(true);
    await page.getByLabel("Reach").selectOption("Phone number");
    await page.getByText("1 new lead, 1 row is left out.").waitFor();
    await page.getByLabel("Who").selectOption("Name");
    await page.getByText("Ann Lee").waitFor();
    await page.getByText("nobody is neither").waitFor();
    expect(await page.evaluate(AXE)).toEqual([]);
    await page.getByRole("button", { name: "Import the other 1 rows" }).click();
    await page.getByText("Imported", { exact: true }).waitFor();
    const [sent] = stub.asked.filter(({ method, path }) => method === "POST" && /import$/.test(path));
    expect([sent?.raw, sent?.query.get("columns")]).toEqual([FILE, "name,phone,stage"]);
    expect(sent?.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
    await page.getByRole("link", { name: "See the leads" }).click();
    await column("Won").getByText("Ann Lee").waitFor();
  });
});
