/** What every page must be for everybody: each check answers with what it found wrong. */
import type { Page } from "playwright-core";
import { DESKTOP, PHONE, settled } from "./browser.ts";
import { AXE_ADDRESS } from "./stub.ts";
import type { Visit } from "./visit.ts";

/** In the page: what is smaller than a thumb, not counting links within a sentence (WCAG 2.5.8 lets those be). A field of tags is hit anywhere within its frame. */
const SMALL_TARGETS = `[...document.querySelectorAll("button, a[href], input:not([type=radio]):not([type=checkbox]), select, textarea, summary")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !each.closest("[inert]"))
  .filter((each) => !(each.tagName === "A" && getComputedStyle(each).display === "inline"))
  .filter((each) => { const { width, height } = ((each.matches("input") && each.closest(".mantine-TagsInput-input")) || each).getBoundingClientRect(); return width > 1 && (width < 40 || height < 40); })
  .map((each) => each.tagName + " " + (each.getAttribute("aria-label") ?? each.textContent) + " " + Math.round(each.getBoundingClientRect().width) + "x" + Math.round(each.getBoundingClientRect().height))`;

/** In the page: labels of buttons that do not fit, and end without a sign that they go on. */
export const CUT_OFF = `[...document.querySelectorAll(".mantine-Button-label, .mantine-SegmentedControl-label, button > span")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && each.clientWidth > 1)
  .filter((each) => getComputedStyle(each).textOverflow !== "ellipsis" && each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.textContent)`;

/** In the page. */
const SIDEWAYS = `document.documentElement.scrollWidth > innerWidth
  ? ["It scrolls sideways by " + (document.documentElement.scrollWidth - innerWidth) + " px."]
  : []`;

const EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] as const;
const COLOURS = ["color-contrast"] as const;

async function askAxe(page: Page, runOnly: readonly string[]): Promise<string[]> {
  // Reading it takes a browser longer than most pages do: once per page, and by an address, under which it is kept read.
  if (!(await page.evaluate("'axe' in window"))) await page.addScriptTag({ url: AXE_ADDRESS });
  return await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ["violations"] })
    .then(({ violations }) => violations.map(({ id, nodes }) =>
      id + ": " + nodes.map(({ target, failureSummary }) => target.join(" ") + " " + failureSummary).join(" | ")))`);
}

/** All that is wrong with a page as it stands. */
export const faultsOf = async (page: Page): Promise<string[]> => [
  ...(await page.evaluate<string[]>(SIDEWAYS)),
  ...(await page.evaluate<string[]>(SMALL_TARGETS)),
  ...(await askAxe(page, EVERYTHING)),
];

/**
 * What is wrong with what a phone shows, in light and in dark, and then a desk, by screen.
 * @param sight tells that it is there
 */
export async function faultsOnAllScreens(
  { page, see }: Visit,
  sight: string | RegExp,
): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  const note = (where: string, faults: string[]) => {
    if (faults.length > 0) found[where] = faults;
  };
  await page.setViewportSize(PHONE);
  await see(sight);
  await settled(page);
  note("phone", await faultsOf(page));
  await page.emulateMedia({ colorScheme: "dark" });
  // The same elements in other colours.
  note("phone in the dark", await askAxe(page, COLOURS));
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(DESKTOP);
  await settled(page);
  await see(sight);
  note("desk", await faultsOf(page));
  return found;
}
