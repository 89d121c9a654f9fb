/**
 * Pictures of every page for the README: `npm run screenshots`. The world in them is the tests' small one at its
 * fixed moment, so that a picture changes when its page does.
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import chromium from "@sparticuz/chromium";
import type { Browser } from "playwright-core";
import { DESKTOP, openPage, startBrowser } from "./support/browser.ts";
import { type Stub, startStub } from "./support/stub.ts";
import { smallWorld } from "./support/world.ts";

const FOLDER = fileURLToPath(new URL("../../docs/screenshots", import.meta.url));

/** Each with a sight that tells that it is there. */
const PAGES: readonly [name: string, path: string, sight: string][] = [
  ["sign-in", "/sign-in", "We send you a code"],
  ["welcome", "/welcome?step=3", "Voicemail answers too"],
  ["inbox", "/inbox", "Dan Whitaker"],
  ["conversation", "/inbox/%2B15125550142", "Gate code is 4471"],
  ["leads", "/leads", "Contacted"],
  ["text-back", "/text-back", "most choose 20 to 25"],
  ["live-test", "/test", "Start the test"],
  ["reports", "/reports", "When calls are missed"],
  ["credits", "/credits", "Spent so far"],
  ["connection", "/connection", "Where leads are kept"],
  ["alerts", "/alerts", "When we miss a call"],
  ["people", "/people", "Jo Ortiz"],
];

const LOOKS = [
  { name: "light", viewport: DESKTOP, colorScheme: "light" },
  { name: "dark", viewport: DESKTOP, colorScheme: "dark" },
  { name: "phone", viewport: { width: 390, height: 844 }, colorScheme: "light" },
] as const;

async function take(browser: Browser, stub: Stub, look: (typeof LOOKS)[number]): Promise<void> {
  const { page, context, errors } = await openPage(browser, look);
  for (const [name, path, sight] of PAGES) {
    await page.goto(stub.url + path);
    await page.getByText(sight).filter({ visible: true }).first().waitFor();
    await page.evaluate("document.fonts.ready");
    const file = `${name}-${look.name}.png`;
    await page.screenshot({ path: join(FOLDER, file) });
    if (errors.length > 0) throw new Error(`${path}: ${errors.join("; ")}`);
    process.stdout.write(`${file}\n`);
  }
  await context.close();
}

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const stub = await startStub(smallWorld());
const browser = await startBrowser(await chromium.executablePath());
try {
  for (const look of LOOKS) await take(browser, stub, look);
} finally {
  await browser.close();
  await stub.stop();
}
