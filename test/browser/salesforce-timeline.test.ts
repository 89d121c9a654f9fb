/** The timeline on a lead's page in Salesforce: the component itself, compiled, in a Chromium. */
import { fileURLToPath } from "node:url";
import { source as axe } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { lwcScript } from "../support/lwc-page.ts";
import { startBrowser } from "../web/support/browser.ts";
import type {} from "../web/support/built.ts";

const folder = fileURLToPath(
  new URL("../../manifests/salesforce/package/force-app/main/default/lwc/textbackTimeline", import.meta.url),
);
const LEAD = "00Q5e0000000001AAA";
const ITEMS = [
  {
    id: "00T5e0000000002AAA",
    kind: "text",
    subject: "Text to +15125550142",
    detail: "Sorry we missed your call!",
    loggedAt: "2026-11-24T20:15:05Z",
  },
  {
    id: "00T5e0000000001AAA",
    kind: "call",
    subject: `Missed call from <img src=x onerror="document.title='hacked'">`,
    detail: "Nobody picked up.\nThe caller was texted back.",
    loggedAt: "2026-11-24T20:15:00Z",
  },
];

let chromium: Browser;
let page: Page;
let script: string;
beforeAll(async () => {
  [script, chromium] = await Promise.all([
    lwcScript(folder, "textbackTimeline"),
    startBrowser(inject("chromium")),
  ]);
});
afterAll(() => chromium.close());
beforeEach(async () => {
  page = await chromium.newPage();
  await page.setContent("<!doctype html><html lang=en><title>Lead</title><body></body></html>");
  await page.evaluate("globalThis.wires = []; globalThis.asked = []; globalThis.refreshed = []");
  await page.addScriptTag({ content: script });
  await page.evaluate(`mount({ recordId: "${LEAD}" })`);
});
const answer = (said: object) => page.evaluate(`wires[0](${JSON.stringify(said)})`);
const see = (words: string) => page.getByText(words).first().waitFor({ timeout: 5_000 });

describe("the timeline in Salesforce", () => {
  it("asks for the record that it stands on, and says that it is loading", async () => {
    await see("Loading");
    expect(await page.evaluate("asked")).toEqual([{ recordId: LEAD }]);
  });

  it("shows calls and texts as they were logged, with their receipts, and markup as text", async () => {
    await answer({ data: ITEMS });
    await see("Sorry we missed your call!");
    expect(await page.getByRole("link").allInnerTexts()).toEqual(ITEMS.map(({ subject }) => subject));
    expect(await page.getByRole("link").first().getAttribute("href")).toBe(
      `/lightning/r/Task/${ITEMS[0]?.id}/view`,
    );
    expect(await page.getByRole("img").evaluateAll((icons) => icons.map((icon) => icon.ariaLabel))).toEqual([
      "Text",
      "Call",
    ]);
    expect(await page.title()).toBe("Lead");
  });

  it("says so where there is nothing yet", async () => {
    await answer({ data: [] });
    await see("No calls or texts yet");
  });

  it("names the permission set to whoever may not read", async () => {
    await answer({ error: { body: { message: "You do not have access to the Apex class" } } });
    await see("Ask an administrator for the permission set textback User.");
  });

  it("looks again when asked to", async () => {
    await answer({ data: ITEMS });
    await page.getByRole("button", { name: "Refresh" }).click();
    expect(await page.evaluate("refreshed")).toMatchObject([{ data: [{ kind: "text" }, { kind: "call" }] }]);
  });

  it("can be used by all", async () => {
    await answer({ data: ITEMS });
    await see("Sorry we missed your call!");
    await page.addScriptTag({ content: axe });
    const { violations } = (await page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa'] })")) as {
      violations: readonly { id: string }[];
    };
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});
