/** A real Chromium from npm, and pages in it that tell what went wrong in them. */
import { type Browser, type BrowserContext, type Page, chromium as playwright } from "playwright-core";
import { NOW } from "./world.ts";

export const PHONE = { width: 360, height: 740 } as const;
export const DESKTOP = { width: 1280, height: 800 } as const;

/** @param executablePath of the Chromium that the set-up unpacked */
export async function startBrowser(executablePath: string, more: readonly string[] = []): Promise<Browser> {
  return await playwright.launch({
    executablePath,
    // Not the arguments that come with it: those switch the same-origin policy off, under which nothing here would be proved.
    args: [
      "--no-sandbox",
      "--no-zygote",
      "--headless=shell",
      "--disable-gpu",
      "--font-render-hinting=none",
      ...more,
    ],
    headless: true,
  });
}

export interface Seen {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page itself: what it threw, and what it wrote to the console as an error. */
  readonly errors: string[];
}

export interface Look {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: "light" | "dark";
  /** What the browser says that its owner reads. */
  readonly locale?: string;
}

/** Somebody's browser, at the moment at which the small world stands. */
export async function newContext(
  browser: Browser,
  { viewport = DESKTOP, colorScheme = "light", locale = "en-US" }: Look = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { ...viewport },
    colorScheme,
    hasTouch: viewport.width < 800,
    reducedMotion: "reduce",
    timezoneId: "America/New_York",
    locale,
  });
  await context.clock.setFixedTime(NOW);
  return context;
}

export async function newPage(context: BrowserContext): Promise<Seen> {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    // A refused request is the server's word, shown by the page; only the page's own errors count.
    if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
      errors.push(message.text());
  });
  return { page, context, errors };
}

/** A page of its own context. */
export const openPage = async (browser: Browser, look: Look = {}): Promise<Seen> =>
  newPage(await newContext(browser, look));

/** In the page: nothing is awaited any more, neither fonts nor whatever a spinner stands for. */
const SETTLED = `document.fonts.status === "loaded" && document.querySelector("[aria-busy=true], .mantine-Loader-root, .mantine-Skeleton-root") === null`;
/** In the page, which lets nobody evaluate words later on: it looks again by itself with each frame. */
const untilSettled = (timeout: number) => `new Promise((done, fail) => {
  const begun = performance.now();
  const look = () =>
    ${SETTLED} ? done() : performance.now() - begun > ${timeout} ? fail(new Error("The page keeps loading.")) : requestAnimationFrame(look);
  requestAnimationFrame(() => requestAnimationFrame(look));
})`;

/** Until a change of the screen is drawn, and all is there that it shows. */
export async function settled(page: Page, timeout = 10_000): Promise<void> {
  await page.evaluate(untilSettled(timeout));
}
