/** What every page must be for everybody: run in the page, each answers with what it found wrong. */
import { source as axe } from "axe-core";

/** In the page: what is smaller than a thumb, not counting links within a sentence (WCAG 2.5.8 lets those be). */
export const SMALL_TARGETS = `[...document.querySelectorAll("button, a[href], input:not([type=radio]):not([type=checkbox]), select, textarea, summary")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !each.closest("[inert]"))
  .filter((each) => !(each.tagName === "A" && getComputedStyle(each).display === "inline"))
  .filter((each) => { const { width, height } = each.getBoundingClientRect(); return width > 1 && (width < 40 || height < 40); })
  .map((each) => each.tagName + " " + (each.getAttribute("aria-label") ?? each.textContent) + " " + Math.round(each.getBoundingClientRect().width) + "x" + Math.round(each.getBoundingClientRect().height))`;

/** In the page: labels of buttons that do not fit, and end without a sign that they go on. */
export const CUT_OFF = `[...document.querySelectorAll(".mantine-Button-label, .mantine-SegmentedControl-label, button > span")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && each.clientWidth > 1)
  .filter((each) => getComputedStyle(each).textOverflow !== "ellipsis" && each.scrollWidth > each.clientWidth + 1)
  .map((each) => each.textContent)`;

export const AXE = `${axe}; axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target, failureSummary }) => target.join(" ") + " " + failureSummary).join(" | ")))`;
