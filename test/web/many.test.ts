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

const CONVERSATIONS = 10_000;
const ROW_PX = 78;
/** The end is reached in 200 pages, one after the other. */
const PATIENCE_MS = 90_000;

/** In the page: scrolls on whenever more has come, to the very end. Tells the most rows that ever existed at once. */
const TO_THE_END = `(async () => {
  const list = document.querySelector("ul[style]");
  let most = 0;
  while (list.offsetHeight < ${CONVERSATIONS * ROW_PX}) {
    list.parentElement.scrollTo(0, 1e9);
    await new Promise(requestAnimationFrame);
    most = Math.max(most, list.childElementCount);
  }
  list.parentElement.scrollTo(0, 1e9);
  await new Promise(requestAnimationFrame);
  return most;
})()`;

describe("ten thousand conversations", () => {
  it(
    "scroll to the last of them with a few dozen rows drawn at a time",
    async () => {
      stub.begin(smallWorld({ conversations: CONVERSATIONS }));
      await visit.open("/inbox");
      await there(page.getByText("Dan Whitaker"));
      expect(await page.evaluate(TO_THE_END)).toBeLessThan(60);
      await there(page.locator(`li[aria-posinset="${CONVERSATIONS}"][aria-setsize="${CONVERSATIONS}"]`));
      const pages = visit.asked("GET", /\/conversations$/);
      expect(pages).toHaveLength(CONVERSATIONS / 50);
    },
    PATIENCE_MS,
  );
});
