/** How somebody opens what a page keeps folded or hidden. */
import type { Page } from "playwright-core";
import { settled } from "./browser.ts";
import { there } from "./visit.ts";

/** Presses the first button, fold or choice in sight that bears these words. */
export async function tap(page: Page, words: string | RegExp): Promise<void> {
  const wanted = page
    .locator("button, summary, label, nav a")
    .filter({ hasText: words })
    .filter({ visible: true })
    .first();
  await there(wanted);
  await wanted.click();
}

/** All that is folded, and what is switched off within it, in whatever language. */
export async function unfold(page: Page): Promise<void> {
  const folds = page.locator("details:not([open]) > summary").filter({ visible: true });
  while ((await folds.count()) > 0) await folds.first().click();
  // One switch may bring another.
  const off = page.locator("details input[role=switch]:not(:checked)");
  while ((await off.count()) > 0) await off.first().check();
  await settled(page);
}
