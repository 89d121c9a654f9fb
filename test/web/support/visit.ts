/** Somebody in front of the page: one browser and one address for a file, and for each test the small world as it was. */
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from "vitest";
import { type Look, newContext, newPage, type Seen, startBrowser } from "./browser.ts";
import { type Asked, type Stub, startStub } from "./stub.ts";
import { smallWorld } from "./world.ts";

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly stub: Stub;
  open(path: string): Promise<unknown>;
  /** Until these words are in sight. */
  see(words: string | RegExp): Promise<void>;
  /** The button of exactly this name, once it is there. */
  press(name: string | RegExp): Promise<void>;
  /** What the service was asked so far. */
  asked(method: string, path: RegExp): Asked[];
}

/** Longer than anything takes, shorter than a test may. */
const PATIENCE_MS = 15_000;
const LOOK_AGAIN_MS = 20;

/** Until it is in sight: Playwright's own waiting looks only twice a second once 0.3 s are over. */
export const there = (what: Locator): Promise<void> =>
  expect
    .poll(() => what.filter({ visible: true }).count(), {
      timeout: PATIENCE_MS,
      interval: LOOK_AGAIN_MS,
      message: `${what} in sight`,
    })
    .toBeGreaterThan(0);

/**
 * For the tests of the suite in which it is called; a page's error or a breach of its policy fails the test.
 * @param oneTab for tests that open a page each and leave nothing behind
 */
export function visits(look: Look = {}, { oneTab = false } = {}): Visit {
  let browser: Browser;
  let context: BrowserContext;
  let stub: Stub;
  let seen: Seen | undefined;
  const now = (): Seen => {
    if (seen === undefined) throw new Error("Pages are open within tests.");
    return seen;
  };
  beforeAll(async () => {
    [browser, stub] = await Promise.all([startBrowser(inject("chromium")), startStub(smallWorld())]);
    context = await newContext(browser, look);
  });
  afterAll(async () => {
    await browser.close();
    await stub.stop();
  });
  beforeEach(async () => {
    stub.begin(smallWorld());
    seen ??= await newPage(context);
  });
  afterEach(async () => {
    const { page, errors } = now();
    if (!oneTab) {
      await page.evaluate("localStorage.clear()");
      await page.close();
      seen = undefined;
    }
    expect(errors.splice(0)).toEqual([]);
    expect(stub.violations).toEqual([]);
  });
  return {
    get page() {
      return now().page;
    },
    get context() {
      return context;
    },
    get stub() {
      return stub;
    },
    open: (path) => now().page.goto(stub.url + path),
    see: (words) => there(now().page.getByText(words)),
    async press(name) {
      const button = now().page.getByRole("button", { name, exact: true });
      await there(button);
      await button.click();
    },
    asked: (method, path) => stub.asked.filter((each) => each.method === method && path.test(each.path)),
  };
}
