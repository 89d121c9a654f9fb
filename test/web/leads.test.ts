/** The board of leads: carried by mouse and by keyboard, chosen by menu on a phone, and put back when the server says no. */
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { DESKTOP, PHONE } from "./support/browser.ts";
import type { Stub } from "./support/stub.ts";
import { faultsOf } from "./support/usable.ts";
import { there, type Visit, visits } from "./support/visit.ts";
import { lead } from "./support/world.ts";

const boardOf = (visit: Visit) => ({
  stageOf: (id: string) => visit.stub.world.leads.find((each) => each.id === id)?.stage,
  column: (stage: string) => visit.page.getByRole("region", { name: new RegExp(`^${stage},`) }),
  card: (id: string) => visit.page.locator(`[data-lead="${id}"]`),
});

describe("on a desk", () => {
  const visit = visits({ viewport: DESKTOP });
  const { stageOf, column, card } = boardOf(visit);
  let page: Page;
  let stub: Stub;
  beforeEach(async () => {
    ({ page, stub } = visit);
    await visit.open("/leads");
    await there(card("lead_1"));
  });

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

  const said = () => page.locator("[id^=DndLiveRegion]").textContent();
  /** By keyboard; only over its own stage does it hear the next key. */
  const lift = async (id: string) => {
    await card(id).focus();
    await page.keyboard.press("Space");
    await expect.poll(said).toBe("Dan Whitaker is over New.");
  };

  it("a card is carried to another stage by mouse, and is there at once", async () => {
    await carry("lead_1", "Won");
    await there(column("Won").getByText("Dan Whitaker"));
    await expect.poll(() => stageOf("lead_1")).toBe("Won");
    await there(page.getByRole("region", { name: "Won, 1 lead", exact: true }));
  });

  it("a card that the server does not let move goes back, with words", async () => {
    stub.fail(/leads\/lead_1$/, 503, "unavailable", "The service is busy for a moment. Try again.");
    await carry("lead_1", "Won");
    await there(page.getByText("Dan Whitaker was not moved to Won"));
    await there(column("New").getByText("Dan Whitaker"));
    expect(stageOf("lead_1")).toBe("New");
  });

  it("by keyboard: lifted, over two stages, dropped; each step is said, and the focus goes with it", async () => {
    await lift("lead_1");
    await page.keyboard.press("ArrowRight");
    await expect.poll(said).toBe("Dan Whitaker is over Contacted.");
    await page.keyboard.press("ArrowRight");
    await expect.poll(said).toBe("Dan Whitaker is over Scheduled.");
    await page.keyboard.press("Space");
    await expect.poll(said).toBe("Dan Whitaker is now in Scheduled.");
    await expect.poll(() => stageOf("lead_1")).toBe("Scheduled");
    await expect.poll(() => page.evaluate("document.activeElement?.dataset.lead")).toBe("lead_1");
  });

  it("Escape puts a lifted card back; Enter opens it", async () => {
    await lift("lead_1");
    await page.keyboard.press("ArrowRight");
    await expect.poll(said).toBe("Dan Whitaker is over Contacted.");
    await page.keyboard.press("Escape");
    await expect.poll(said).toBe("Dan Whitaker stays in New.");
    expect(stageOf("lead_1")).toBe("New");
    await card("lead_1").focus();
    await page.keyboard.press("Enter");
    await there(page.getByRole("complementary", { name: "Lead", exact: true }));
    await page.keyboard.press("Escape");
    await expect.poll(() => page.evaluate("document.activeElement?.dataset.lead")).toBe("lead_1");
  });

  it("the details rename, move and keep notes", async () => {
    await card("lead_0").click();
    await page.getByLabel("Name", { exact: true }).fill("Maria Lopez");
    await page.keyboard.press("Tab");
    await there(column("New").getByText("Maria Lopez", { exact: true }));
    await page.getByLabel("Stage").selectOption("Won");
    await there(column("Won").getByText("Maria Lopez", { exact: true }));
    await page.getByLabel("A new note").fill("Paid in cash");
    await page.getByRole("button", { name: "Add note" }).click();
    await there(page.getByRole("listitem").filter({ hasText: "Paid in cash" }));
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
    await there(page.getByRole("region", { name: "Scheduled, 1 lead", exact: true }));
    await expect.poll(() => page.getByText("Dan Whitaker").count()).toBe(0);
    await page.getByRole("searchbox").fill("nobody like this");
    await there(page.getByText("No lead like this"));
  });

  it("what changes elsewhere appears by itself", async () => {
    await expect.poll(() => stub.streams).toBe(1);
    stub.world.leads.push(lead("77", 0, "Lost"));
    stub.emit("lead", { phone: null });
    await there(column("Lost").getByText("Lead 77"));
  });

  it("thousands of leads: only those in sight exist, and the next are fetched while scrolling", async () => {
    for (let n = 0; n < 2_000; n++) stub.world.leads.push(lead(`m${n}`, 1_000 + n, "Lost"));
    await visit.open("/leads");
    await there(page.getByRole("region", { name: "Lost, 2,000 leads", exact: true }));
    expect(await page.locator("[data-lead]").count()).toBeLessThan(60);
    await column("Lost").getByRole("list").hover();
    for (let turn = 0; turn < 4; turn++) await page.mouse.wheel(0, 5_000);
    await expect
      .poll(() => stub.asked.filter(({ query }) => query.get("stage") === "Lost").length)
      .toBeGreaterThan(0);
  });
});

describe("on a phone", () => {
  const visit = visits({ viewport: PHONE });
  const { stageOf } = boardOf(visit);

  it("one stage at a time, and a menu moves a lead", async () => {
    const { page } = visit;
    await visit.open("/leads");
    await page.getByRole("button", { name: /^Scheduled/ }).click();
    await there(page.getByText("Priya Raman"));
    await page.getByLabel("Stage of Priya Raman").selectOption("Won");
    await expect.poll(() => stageOf("lead_2")).toBe("Won");
    await there(page.getByText("Nobody is Scheduled here."));
  });
});

describe("an import", () => {
  const visit = visits({ viewport: DESKTOP });
  const { column } = boardOf(visit);
  const FILE = "Who,Reach,Status\nAnn Lee,(512) 555-0171,won\nBad,nobody,\n";

  it("shows what it will do, row by row, lets the columns be corrected, and does it", async () => {
    const { page, stub } = visit;
    await visit.open("/leads/import");
    await page.setInputFiles("input[type=file]", {
      name: "leads.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(FILE),
    });
    await there(page.getByText("No column holds phone numbers."));
    expect(await page.getByRole("button", { name: "Import", exact: true }).isDisabled()).toBe(true);
    await page.getByLabel("Reach").selectOption("Phone number");
    await there(page.getByText("1 new lead, 1 row is left out."));
    await page.getByLabel("Who").selectOption("Name");
    await there(page.getByText("Ann Lee"));
    await there(page.getByText("nobody is neither"));
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Import the other 1 rows" }).click();
    await there(page.getByText("Imported", { exact: true }));
    const [sent] = stub.asked.filter(({ method, path }) => method === "POST" && /import$/.test(path));
    expect([sent?.raw, sent?.query.get("columns")]).toEqual([FILE, "name,phone,stage"]);
    expect(sent?.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
    await page.getByRole("link", { name: "See the leads" }).click();
    await there(column("Won").getByText("Ann Lee"));
  });
});
