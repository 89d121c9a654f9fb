/** The page without a mouse, and for those whom motion makes ill. */
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import type { Line } from "../../src/web/api/shapes.ts";
import { PHONE } from "./support/browser.ts";
import { busyWorld, ringingDemo } from "./support/busy-world.ts";
import { there, visits } from "./support/visit.ts";
import { smallWorld } from "./support/world.ts";

const BOB = "/inbox/%2B15125550146";

/** In the page: what has the focus, by the name that is read out, and whether that can be seen. */
const FOCUSED = `(() => {
  const at = document.activeElement;
  if (at === null || at === document.body) return { name: "nothing", seen: true };
  // Of a choice the whole frame shows it.
  const shown = at.closest("label:has(input[type=radio])") ?? at;
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(shown);
  const { width, height, right, bottom, left, top } = shown.getBoundingClientRect();
  const within = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  return {
    name: at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent,
    seen: width > 1 && height > 1 && within && ((outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none"),
  };
})()`;
interface Focused {
  readonly name: string;
  readonly seen: boolean;
}

const visit = visits();
let page: Page;
beforeEach(() => {
  ({ page } = visit);
});
const focused = () => page.evaluate<Focused>(FOCUSED);
const focusIsOn = (name: string | RegExp) => expect.poll(async () => (await focused()).name).toMatch(name);

/** Presses a key until what it leads to bears this name. Wherever the focus is on the way, it must be seen. */
async function walk(to: RegExp, key = "Tab", most = 40): Promise<void> {
  const passed: string[] = [];
  for (let each = 0; each < most; each++) {
    await page.keyboard.press(key);
    // A list draws the row first to which an arrow goes.
    if (key.startsWith("Arrow"))
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    const { name, seen } = await focused();
    passed.push(name);
    expect([name, seen]).toEqual([name, true]);
    if (to.test(name)) return;
  }
  throw new Error(`${key} leads to ${passed.join(", ")}, and not to ${to}.`);
}

describe("by keyboard alone", () => {
  it("from the inbox as it loads into a conversation, a text sent, and the next one begun", async () => {
    await visit.open("/inbox");
    await visit.see("Dan Whitaker");
    await walk(/Name, number or words|Search/);
    await walk(/Maria Lopez/);
    await walk(/Dan Whitaker/, "ArrowDown");
    await page.keyboard.press("Enter");
    await visit.see("Nobody picked up");
    await walk(/^Your text/, "Tab", 60);
    await page.keyboard.type("On my way");
    await walk(/^Send$/);
    await page.keyboard.press("Enter");
    await visit.see("Waiting to leave");
    await focusIsOn(/^Your text/);
    await page.keyboard.type("At nine");
    await page.keyboard.press("Control+Enter");
    await expect
      .poll(() => visit.asked("POST", /texts$/).map(({ body }) => body.body))
      .toEqual(["On my way", "At nine"]);
    await focusIsOn(/^Your text/);
    expect((await focused()).seen).toBe(true);
  });

  it("the first tab leads past the navigation", async () => {
    await visit.open("/credits");
    await there(page.getByText("One credit pays"));
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the page");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.tagName")).toBe("MAIN");
  });

  it("a question begins at its harmless answer, and Escape gives the focus back to what asked it", async () => {
    visit.stub.begin(busyWorld());
    await page.setViewportSize(PHONE);
    await visit.open(BOB);
    await visit.see("Do they want no more texts?");
    await walk(/Bob’s Auto Body/);
    await page.keyboard.press("Enter");
    await focusIsOn("Back to the conversation");
    await walk(/^Move here/);
    await page.keyboard.press("Enter");
    await focusIsOn("Cancel");
    await page.keyboard.press("Escape");
    await focusIsOn(/^Move here/);
    await walk(/^Erase this caller/);
    await page.keyboard.press("Enter");
    await focusIsOn("Keep it");
    await page.keyboard.press("Enter");
    await focusIsOn("Erase this caller");
    expect((await focused()).seen).toBe(true);
    await page.keyboard.press("Escape");
    await focusIsOn(/Bob’s Auto Body/);
    expect(visit.asked("DELETE", /./)).toEqual([]);
  });

  it("which phone shall ring is asked, and left again", async () => {
    const [line] = visit.stub.world.lines;
    Object.assign(line as Line, { forwardTo: ["+15125550199", "+15125550198"] });
    await visit.open(BOB);
    await visit.see("No text: there were no credits left.");
    await walk(/^Call$/, "Tab", 60);
    await page.keyboard.press("Enter");
    await walk(/555-0198/);
    await page.keyboard.press("Escape");
    await focusIsOn(/^Call$/);
    expect(visit.asked("POST", /calls$/)).toEqual([]);
  });

  it("what the CRM refused is left out, or not; the connection ends, or not", async () => {
    visit.stub.begin(busyWorld());
    await visit.open("/connection");
    await visit.see("Mend the cause there");
    for (const [button, field] of [
      ["Other record", "Id of the right record"],
      ["Leave out", "Why it may be left out"],
    ] as const) {
      await walk(new RegExp(`^${button}`));
      await page.keyboard.press("Enter");
      await focusIsOn(field);
      await page.keyboard.press("Escape");
      await focusIsOn(button);
    }
    await walk(/^Disconnect HubSpot/, "Shift+Tab", 40);
    await page.keyboard.press("Enter");
    await focusIsOn("Stay connected");
    await page.keyboard.press("Escape");
    await focusIsOn("Disconnect HubSpot");
  });

  it("who would leave something unsaved is asked, and stays where they were", async () => {
    await visit.open("/text-back");
    await visit.see("most choose 20 to 25");
    await walk(/^Ring for/);
    await page.keyboard.press("ArrowLeft");
    await walk(/^Credits/, "Shift+Tab");
    await page.keyboard.press("Enter");
    await focusIsOn("Stay");
    await page.keyboard.press("Escape");
    await focusIsOn("Credits");
    expect(new URL(page.url()).pathname).toBe("/text-back");
  });

  it("the simulated phone in front of the page keeps the focus while it is open", async () => {
    visit.stub.begin(ringingDemo(smallWorld()));
    await page.setViewportSize(PHONE);
    await visit.open("/more");
    await visit.see("Sign out");
    await walk(/^Try it/);
    await page.keyboard.press("Enter");
    await visit.see("Do not pick up");
    for (let each = 0; each < 25; each++) {
      await page.keyboard.press("Tab");
      // A browser's own buttons come in between.
      expect(await page.evaluate("document.activeElement.closest('dialog, body').tagName")).toMatch(
        (await focused()).name === "nothing" ? "BODY" : "DIALOG",
      );
    }
    await page.keyboard.press("Escape");
    await focusIsOn(/^Try it/);
  });

  it("a form that an operator opens is closed again", async () => {
    const world = smallWorld();
    world.session = { user: { name: "Olga" }, role: "operator", businesses: [] };
    visit.stub.begin(world);
    await visit.open("/businesses");
    await visit.see("Acme HVAC");
    await walk(/^New business/);
    await page.keyboard.press("Enter");
    await focusIsOn("Name");
    await page.keyboard.press("Escape");
    await focusIsOn("New business");
    await walk(/^Add credits/);
    await page.keyboard.press("Enter");
    await walk(/^Reason/);
    await page.keyboard.press("Escape");
    await focusIsOn("Add credits");
  });
});

/** In the page: what would move, of all that is drawn. */
const MOVES = `[...document.querySelectorAll("*")].flatMap((each) => ["", "::before", "::after"].flatMap((part) => {
  const { animationName, animationDuration, transitionProperty, transitionDuration } = getComputedStyle(each, part);
  const longest = (list) => Math.max(...list.split(",").map((one) => parseFloat(one) * (one.includes("ms") ? 1 : 1_000)));
  const moves = (animationName !== "none" && longest(animationDuration) > 1) || (transitionProperty !== "none" && longest(transitionDuration) > 1);
  return moves ? [each.tagName + "." + each.className + part] : [];
})).concat(document.getAnimations().filter((each) => each.playState === "running" && each.effect.getComputedTiming().activeDuration > 1).map((each) => String(each.animationName ?? each.transitionProperty)))`;

describe("for whoever asked for less motion", () => {
  it.each([
    ["/inbox/%2B15125550146", "Do they want no more texts?"],
    ["/leads/lead_0", "Has a dog"],
    ["/text-back", "most choose 20 to 25"],
    ["/reports", "When calls are missed"],
    ["/test", "Start the test"],
  ])("nothing moves at %s, and something would", async (path, sight) => {
    visit.stub.begin(path.startsWith("/leads") ? smallWorld() : ringingDemo(busyWorld()));
    await visit.open(path);
    await visit.see(sight);
    expect(await page.evaluate(MOVES)).toEqual([]);
    await page.emulateMedia({ reducedMotion: "no-preference" });
    expect((await page.evaluate<string[]>(MOVES)).length).toBeGreaterThan(0);
  });
});
