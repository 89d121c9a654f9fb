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
import { connectedTo, smallWorld, type World } from "./support/world.ts";

const TARGET = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));

const LOOKS = {
  light: { viewport: DESKTOP, colorScheme: "light" },
  dark: { viewport: DESKTOP, colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 844 }, colorScheme: "light" },
} as const;

/** Drawn in parts and by several threads, a rounded corner differs by a few pixels from one time to the next. */
const EVERY_PIXEL_AGAIN = [
  "--disable-partial-raster",
  "--num-raster-threads=1",
  "--run-all-compositor-stages-before-draw",
];

type LookName = keyof typeof LOOKS;
const CONVERSATION = "/inbox/%2B15125550142";

interface Picture {
  readonly name: string;
  readonly path: string;
  /** Words that are there once the page has all it shows. */
  readonly sight: string;
  /** What is chosen before. */
  readonly choice: string | null;
}
const picture = (name: string, path: string, sight: string, choice: string | null = null): Picture => ({
  name,
  path,
  sight,
  choice,
});

interface Visit {
  /** A new one for each picture: what one page has changed must not stand in the next. */
  readonly world: () => World;
  readonly pictures: readonly Picture[];
  readonly looks?: readonly LookName[];
  readonly locale?: string;
}

/** Who looks decides what there is to see: an owner, an operator, or somebody who is not signed in. */
const VISITS: readonly Visit[] = [
  {
    world: smallWorld,
    pictures: [
      picture("inbox", "/inbox", "Dan Whitaker"),
      picture("conversation", CONVERSATION, "Gate code is 4471"),
      picture("leads", "/leads", "Maria Lopez Garcia"),
      picture("lead", "/leads/lead_0", "Has a dog"),
      picture("leads-import", "/leads/import", "Import"),
      picture("text-back", "/text-back", "most choose 20 to 25"),
      picture("reports", "/reports", "When calls are missed"),
      picture("credits", "/credits", "74"),
      picture("connection", "/connection", "HubSpot"),
      picture("connect-hubspot", "/connection", "Connect HubSpot", "HubSpot"),
      picture("notices", "/notices", "Nothing to do"),
      picture("alerts", "/alerts", "When we miss a call"),
      picture("people", "/people", "Jo Ortiz"),
      picture("kept-data", "/kept-data", "Erase the words of old texts"),
      picture("blocked", "/blocked", "Nobody is blocked"),
      picture("live-test", "/test", "Start the test"),
      picture("more", "/more", "Sign out"),
      picture("welcome-1-business", "/welcome?step=1", "Callers read this name"),
      picture("welcome-2-number", "/welcome?step=2", "Buy a new number"),
      picture("welcome-3-forwarding", "/welcome?step=3", "Voicemail answers too"),
      picture("welcome-4-message", "/welcome?step=4", "What should missed callers read?"),
      picture("welcome-5-crm", "/welcome?step=5", "Keep leads here"),
      picture("welcome-6-test", "/welcome?step=6", "Start the test"),
    ],
  },
  {
    world: () => ({ ...smallWorld(), connection: connectedTo("hubspot") }),
    pictures: [picture("connected-hubspot", "/connection", "Lead status of new contacts")],
  },
  {
    world: smallWorld,
    locale: "es-US",
    looks: ["light"],
    pictures: [
      picture("inbox-spanish", "/inbox", "Dan Whitaker"),
      picture("conversation-spanish", CONVERSATION, "Gate code is 4471"),
    ],
  },
  {
    world: () => ({
      ...smallWorld(),
      session: { user: { name: "Operator" }, role: "operator", businesses: [] },
    }),
    pictures: [
      picture("businesses", "/businesses", "Acme HVAC"),
      picture("defaults", "/businesses/defaults", "most choose 20 to 25"),
    ],
  },
  {
    world: () => ({ ...smallWorld(), session: null }),
    pictures: [picture("sign-in", "/sign-in", "We send you a code")],
  },
];

/** @throws Error when the page threw, wrote an error, broke its policy, or shows a failure instead of itself */
async function take(
  stub: Stub,
  { page, errors }: Seen,
  look: LookName,
  { name, path, sight, choice }: Picture,
) {
  const fail = (what: string) => {
    throw new Error(`${path} (${look}) ${what}`);
  };
  await page.goto(stub.url + path);
  if (choice !== null) await page.getByRole("radio", { name: choice }).check();
  const seen = page.getByText(sight).filter({ visible: true }).first();
  await seen.waitFor({ timeout: 10_000 }).catch(() => fail(`does not show "${sight}".`));
  if (choice !== null) await seen.scrollIntoViewIfNeeded();
  await settled(page).catch(() => fail("keeps loading."));
  // What is looked at becomes read a moment later.
  await page.locator("a[aria-current=true][data-unread]").waitFor({ state: "detached" });
  await settled(page).catch(() => fail("keeps loading."));
  const failures = await page.getByRole("alert").filter({ visible: true }).allInnerTexts();
  if (failures.length > 0) fail(`shows a failure: ${failures.join("; ")}`);
  const wrong = [...errors.splice(0), ...stub.violations.splice(0)];
  if (wrong.length > 0) fail(`went wrong: ${wrong.join("; ")}`);
  await page.screenshot({ path: join(TARGET, `${name}-${look}.png`), animations: "disabled", caret: "hide" });
  await page.goto("about:blank");
}

const ALL_LOOKS = Object.keys(LOOKS) as readonly LookName[];

/** @returns how many pictures were taken */
async function visit(
  browser: Browser,
  { world, pictures, looks = ALL_LOOKS, locale = "en-US" }: Visit,
): Promise<number> {
  const stub = await startStub(world());
  try {
    for (const look of looks) {
      const seen = await openPage(browser, { ...LOOKS[look], locale });
      for (const each of pictures) {
        stub.begin(world());
        await take(stub, seen, look, each);
      }
      await seen.context.close();
    }
  } finally {
    await stub.stop();
  }
  return pictures.length * looks.length;
}

async function takeAll(): Promise<void> {
  await rm(TARGET, { recursive: true, force: true });
  await mkdir(TARGET, { recursive: true });
  const browser = await startBrowser(await chromium.executablePath(), EVERY_PIXEL_AGAIN);
  try {
    let taken = 0;
    for (const each of VISITS) taken += await visit(browser, each);
    process.stdout.write(`${taken} pictures in docs/screenshots.\n`);
  } finally {
    await browser.close();
  }
}

await takeAll().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
