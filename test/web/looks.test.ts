/** What a page's pictures showed to be amiss, measured. */
import type { Locator } from "playwright-core";
import { describe, expect, it } from "vitest";
import { DESKTOP } from "./support/browser.ts";
import { there, visits } from "./support/visit.ts";

interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}
const boxes = (what: Locator): Promise<Box[]> =>
  what.evaluateAll((found) =>
    found.map((each) => {
      const { top, bottom, left, right } = each.getBoundingClientRect();
      return {
        top: Math.round(top),
        bottom: Math.round(bottom),
        left: Math.round(left),
        right: Math.round(right),
      };
    }),
  ) as Promise<Box[]>;
const box = async (what: Locator): Promise<Box> => {
  await there(what);
  const [found] = await boxes(what);
  if (found === undefined) throw new Error(`${what} is not there.`);
  return found;
};

describe("on a desk", () => {
  const visit = visits({ viewport: DESKTOP });

  it("the ring around a field that has the focus leaves its label alone", async () => {
    visit.stub.world.session = null;
    await visit.open("/sign-in");
    const label = await box(visit.page.getByText("Your cell phone or e-mail"));
    const field = await box(visit.page.getByLabel("Your cell phone or e-mail"));
    // 2 px of ring, 2 px away from the field.
    expect(field.top - label.bottom).toBeGreaterThan(4);
  });

  it("what can be put into the text stands in one row, and no hole is below the ring's advice", async () => {
    await visit.open("/text-back");
    const chips = visit.page.getByRole("group", { name: "Put in" }).getByRole("button");
    await there(chips);
    expect(new Set((await boxes(chips)).map(({ top }) => top)).size).toBe(1);
    const advice = await box(visit.page.getByText("Long enough to answer"));
    const next = await box(visit.page.getByText("The text they get"));
    expect(next.top - advice.bottom).toBeLessThan(32);
  });

  it("no hole is below a lead's stage", async () => {
    await visit.open("/leads/lead_0");
    const stage = await box(visit.page.getByRole("combobox", { name: "Stage", exact: true }));
    const next = await box(visit.page.getByText("Last heard of"));
    expect(next.top - stage.bottom).toBeLessThan(48);
  });

  it.each(["/test", "/blocked"])("%s fills the width", async (path) => {
    await visit.open(path);
    await there(visit.page.getByRole("heading", { level: 1 }));
    const main = await box(visit.page.getByRole("main"));
    const cards = visit.page.locator("main section, main [role=img]");
    await expect.poll(() => cards.count()).toBe(2);
    const [first, second] = await boxes(cards);
    expect((second?.right ?? 0) - (first?.left ?? 0)).toBeGreaterThan((main.right - main.left) * 0.85);
  });
});

describe("on a phone", () => {
  const visit = visits({ viewport: { width: 390, height: 844 } });

  it.each([
    ["/reports", "Delivered", 5],
    ["/credits", "Spent so far", 3],
  ])("no figure of %s stands beside a hole", async (path, sight, count) => {
    await visit.open(path);
    await visit.see(sight);
    const list = visit.page.locator("dl").filter({ hasText: sight });
    const figures = await boxes(list.locator("> div"));
    expect(figures).toHaveLength(count);
    const { right } = await box(list);
    const rows = Map.groupBy(figures, ({ top }) => top);
    for (const row of rows.values()) expect(Math.max(...row.map((each) => each.right))).toBe(right);
  });
});
