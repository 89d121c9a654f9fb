/** The page without a mouse. */
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { there, visits } from "./support/visit.ts";

const visit = visits();
let page: Page;
beforeEach(() => {
  ({ page } = visit);
});

describe("by keyboard alone", () => {
  it("through the inbox with the arrows, into a conversation, and a text sent", async () => {
    await visit.open("/inbox");
    await page.getByRole("link", { name: /Maria Lopez/ }).focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.evaluate("document.activeElement.textContent")).toContain("Dan Whitaker");
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    await page.keyboard.press("Enter");
    await page.getByLabel("Your text").focus();
    await page.keyboard.type("On my way");
    await page.keyboard.press("Control+Enter");
    await there(page.getByText("Waiting to leave"));
  });

  it("the first tab leads past the navigation", async () => {
    await visit.open("/credits");
    await there(page.getByText("One credit pays"));
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the page");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.tagName")).toBe("MAIN");
  });
});
