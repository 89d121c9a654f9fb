/** An inbox that has grown for years. */
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

describe("ten thousand conversations", () => {
  it("scroll to the end with a few dozen rows drawn at a time", async () => {
    stub.begin(smallWorld({ conversations: 10_000 }));
    await visit.open("/inbox");
    await there(page.getByText("Dan Whitaker"));
    const rows = page.locator("li[data-index]");
    const ROW_PX = 78;
    for (let each = 0; each < 40; each++) {
      await page.evaluate('document.querySelector("ul[style]").parentElement.scrollTo(0, 1e9)');
      const wanted = Math.min(10_000, 50 * (each + 2));
      await expect
        .poll(() => page.evaluate('document.querySelector("ul[style]").style.height'), { timeout: 5_000 })
        .toBe(`${wanted * ROW_PX}px`);
      expect(await rows.count()).toBeLessThan(60);
    }
  });
});
