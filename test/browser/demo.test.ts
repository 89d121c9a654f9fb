/** A reviewer's way, in a Chromium: from the operator's button to the text on the simulated phone. */
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Service, startService } from "../support/service.ts";
import { startBrowser } from "../web/support/browser.ts";
import type {} from "../web/support/built.ts";

const SEES = { timeout: 10_000 };
let service: Service;
let chromium: Browser;
beforeAll(async () => {
  service = await startService({ pageFolder: fileURLToPath(new URL("../../dist/web", import.meta.url)) });
  chromium = await startBrowser(inject("chromium"));
});
afterAll(async () => {
  await chromium.close();
  await service.stop();
});

/** The link does its work in the page. */
async function signIn(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.waitForURL(({ pathname }) => !pathname.startsWith("/sign-in"), SEES);
}
const newPage = async (): Promise<Page> =>
  (await chromium.newContext({ reducedMotion: "reduce", viewport: { width: 1280, height: 800 } })).newPage();

describe("a reviewer", () => {
  let url: string;

  it("is handed a link that the operator's console makes", async () => {
    const page = await newPage();
    const { url: link } = await service.textback.store.transaction(async (tx) => {
      const { makeSignInLink } = await import("../../src/app/people/sign-in.ts");
      return makeSignInLink(service.textback.signIn, tx, null);
    });
    await signIn(page, link);
    await page.goto(`${service.url}/businesses`);
    await page.getByRole("button", { name: "Demo for reviewers" }).click();
    await page.getByText("Demo Plumbing is made").waitFor(SEES);
    url = (await page.locator("code").last().textContent()) ?? "";
    expect(url).toMatch(/\/sign-in\?token=/);
    await page.context().close();
  });

  it("calls the simulated line from the page, does not pick up, and sees the text come", async () => {
    const page = await newPage();
    await signIn(page, url);
    await page.goto(`${service.url}/inbox`);
    const phone = page.getByRole("complementary", { name: "A customer's phone" });
    await phone.getByText("No carrier hears of it").waitFor(SEES);
    expect(await phone.getByRole("option").allTextContents()).not.toContain("+44 7400 123456");
    await phone.getByRole("button", { name: "Call", exact: true }).click();
    await phone.getByRole("button", { name: "Do not pick up" }).click(SEES);
    await phone.getByRole("log").getByText("Sorry we missed your call", { exact: false }).waitFor(SEES);
    await page.getByRole("main").getByText("(512) 555-0142").first().waitFor(SEES);
    expect(service.carrier.messages).toEqual([]);
    await page.context().close();
  });

  it("calls the demo's line also inside a sandbox, whose own carrier knows nothing of it", async () => {
    const page = await newPage();
    const demo = await service.api("POST", "/operator/demos", {});
    await signIn(page, demo.body.signIn.url);
    await page.route(`${service.url}/inbox`, async (route) => {
      const response = await route.fetch();
      const mark = '<head><meta name="textback-sandbox" content="">';
      await route.fulfill({ response, body: (await response.text()).replace("<head>", mark) });
    });
    await page.goto(`${service.url}/inbox`);
    const phone = page.getByRole("complementary", { name: "A customer's phone" });
    await phone.getByText("No carrier hears of it").waitFor(SEES);
    await phone.getByRole("button", { name: "Call", exact: true }).click();
    await phone.getByRole("button", { name: "Do not pick up" }).click(SEES);
    await phone.getByRole("log").getByText("Sorry we missed your call", { exact: false }).waitFor(SEES);
    await page.context().close();
  });

  it("finds the page as it is for everybody where no demo is", async () => {
    const page = await newPage();
    const made = await service.api("POST", `/businesses/${service.businessId}/sign-in-links`, {});
    await signIn(page, made.body.url);
    await page.goto(`${service.url}/inbox`);
    await page.getByRole("main").waitFor(SEES);
    expect(await page.getByRole("complementary", { name: "A customer's phone" }).count()).toBe(0);
    await page.context().close();
  });
});
