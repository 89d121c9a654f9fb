/**
 * Writes a picture of each page to docs/screenshots, in light, in dark and on a phone: `npm run screenshots`. The pages
 * stand over the small world of their tests, at its fixed moment, so that a picture changes only when its page does.
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import chromium from "@sparticuz/chromium";
import type { Browser } from "playwright-core";
import { DESKTOP, openPage, type Seen, settled, startBrowser } from "./support/browser.ts";
import { type Stub, startStub } from "./support/stub.ts";
import { smallWorld, type World } from "./support/world.ts";

const TARGET = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));

const LOOKS = {
  light: { viewport: DESKTOP, colorScheme: "light" },
  dark: { viewport: DESKTOP, colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "light" },
} as const;

interface Picture {
  readonly name: string;
  readonly path: string;
  /** Words that are there once the page has all it shows. */
  readonly sight: string;
}
const picture = (name: string, path: string, sight: string): Picture => ({ name, path, sight });

/** Who looks decides what there is to see: an owner, an operator, or somebody who is not signed in. */
const VISITS: readonly { readonly world: World; readonly pictures: readonly Picture[] }[] = [
  {
    world: smallWorld(),
    pictures: [
      picture("inbox", "/inbox", "Dan Whitaker"),
      picture("conversation", "/inbox/%2B15125550142", "Gate code is 4471"),
      picture("leads", "/leads", "Maria Lopez Garcia"),
      picture("lead", "/leads/lead_0", "Has a dog"),
      picture("leads-import", "/leads/import", "Import"),
      picture("text-back", "/text-back", "most choose 20 to 25"),
      picture("reports", "/reports", "When calls are missed"),
      picture("credits", "/credits", "74"),
      picture("connection", "/connection", "HubSpot"),
      picture("notices", "/notices", "Nothing to do"),
      picture("alerts", "/alerts", "When we miss a call"),
      picture("people", "/people", "Jo Ortiz"),
      picture("kept-data", "/kept-data", "Erase the words of old texts"),
      picture("blocked", "/blocked", "Nobody is blocked"),
      picture("live-test", "/test", "Start the test"),
      picture("more", "/more", "Sign out"),
      picture("welcome", "/welcome?step=3", "Voicemail answers too"),
    ],
  },
  {
    world: {
      ...smallWorld(),
      session: { user: { name: "Operator" }, role: "operator", businesses: [] },
    },
    pictures: [
      picture("businesses", "/businesses", "Acme HVAC"),
      picture("defaults", "/businesses/defaults", "most choose 20 to 25"),
    ],
  },
  {
    world: { ...smallWorld(), session: null },
    pictures: [picture("sign-in", "/sign-in", "We send you a code")],
  },
];

/** @throws Error when the page threw, wrote an error, broke its policy, or shows a failure instead of itself */
async function take(stub: Stub, { page, errors }: Seen, look: string, { name, path, sight }: Picture) {
  const fail = (what: string) => {
    throw new Error(`${path} (${look}) ${what}`);
  };
  await page.goto(stub.url + path);
  await page
    .getByText(sight)
    .filter({ visible: true })
    .first()
    .waitFor({ timeout: 10_000 })
    .catch(() => fail(`does not show "${sight}".`));
  await settled(page).catch(() => fail("keeps loading."));
  const failures = await page.getByRole("alert").filter({ visible: true }).allInnerTexts();
  if (failures.length > 0) fail(`shows a failure: ${failures.join("; ")}`);
  const wrong = [...errors.splice(0), ...stub.violations.splice(0)];
  if (wrong.length > 0) fail(`went wrong: ${wrong.join("; ")}`);
  await page.screenshot({ path: join(TARGET, `${name}-${look}.png`), animations: "disabled", caret: "hide" });
}

/** @returns how many pictures were taken */
async function visit(browser: Browser, world: World, pictures: readonly Picture[]): Promise<number> {
  const stub = await startStub(world);
  try {
    for (const [look, how] of Object.entries(LOOKS)) {
      const seen = await openPage(browser, how);
      for (const each of pictures) await take(stub, seen, look, each);
      await seen.context.close();
    }
  } finally {
    await stub.stop();
  }
  return pictures.length * Object.keys(LOOKS).length;
}

async function takeAll(): Promise<void> {
  await rm(TARGET, { recursive: true, force: true });
  await mkdir(TARGET, { recursive: true });
  const browser = await startBrowser(await chromium.executablePath());
  try {
    let taken = 0;
    for (const { world, pictures } of VISITS) taken += await visit(browser, world, pictures);
    process.stdout.write(`${taken} pictures in docs/screenshots.\n`);
  } finally {
    await browser.close();
  }
}

await takeAll().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
