/** A business's way with Salesforce, in a Chromium: from the install link to the page inside Salesforce, and out again. */
import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { farSideOf } from "../fakes/salesforce/far-side.ts";
import { type Salesforce, startSalesforce } from "../fakes/salesforce/index.ts";
import * as salesforceApp from "../fakes/salesforce/tokens.ts";
import { canvasContext, signedRequest } from "../support/canvas.ts";
import { type CrmStage, EVIL, SEES, startCrmStage } from "./support/crm-stage.ts";

const PACKAGE = "https://login.salesforce.com/packaging/installPackage.apexp?p0=04t5e0000000001AAA";
const CRM = "https://acme.lightning.force.com";
const INSTALLER = "0055e0000000001AAA";

let salesforce: Salesforce;
let stage: CrmStage;
let service: CrmStage["service"];
let page: Page;
let businessId: string;

beforeAll(async () => {
  salesforce = await startSalesforce();
  salesforce.org.features.packaged = "textback";
  stage = await startCrmStage(
    { origin: CRM, html: ({ url }) => canvasPage(url) },
    {
      salesforce: { url: salesforce.url },
      oauthApps: {
        salesforce: {
          clientId: salesforceApp.CLIENT_ID,
          clientSecret: salesforceApp.CLIENT_SECRET,
          baseUrl: salesforce.url,
          packageUrl: PACKAGE,
        },
      },
    },
  );
  ({ service, page } = stage);
});
afterAll(async () => {
  await stage.stop();
  await salesforce.stop();
});

/** Its pages post the signed request into a frame. */
const canvasPage = (url: string): string => `<!doctype html><title>Salesforce</title>
<iframe name="ours" width="1000" height="700"></iframe>
<form method="post" target="ours" action="${url}/crm/salesforce/canvas">
<input type="hidden" name="signed_request" value="${signedRequest(
  canvasContext(new Date(), {
    context: {
      organization: { organizationId: "00D5e0000000001AAA" },
      user: { userId: INSTALLER, fullName: "Pat Miller" },
    },
  }),
  salesforceApp.CLIENT_SECRET,
)}"></form>`;

const openInFrame = (at: Page, origin = CRM): Promise<Frame> =>
  stage.frameIn(at, `${origin}/lightning/n/textback`, (shown) =>
    shown.evaluate("document.forms[0].submit()"),
  );
const connection = async () => (await service.api("GET", `/businesses/${businessId}/connection`)).body;
const tasks = () => salesforce.org.living("Task").length;

describe("a business with Salesforce", () => {
  it("installs the package, connects its org, and is signed in", async () => {
    await page.goto(`${service.url}/install/salesforce`);
    expect(
      await page.getByRole("link", { name: "Install the package in Salesforce" }).getAttribute("href"),
    ).toBe(PACKAGE);
    await page.getByRole("link", { name: "Production" }).click();
    businessId = await stage.installed();
  });

  it("sees the first missed call on a lead there, with the text", async () => {
    await stage.giveLine(businessId);
    await stage.missCall("+15125550142");
    const [lead] = salesforce.org.living("Lead");
    const timeline = await farSideOf(salesforce).timeline(lead?.id ?? "");
    expect(timeline.map(({ kind }) => kind)).toEqual(["call", "text"]);
  });

  it("is asked for no token where a CRM is connected by its marketplace", async () => {
    await page.goto(`${service.url}/connection`);
    await page.getByText("Calls and texts are logged in Salesforce.").waitFor(SEES);
    await page.getByText("HubSpot", { exact: true }).click();
    await page.getByText("not set up to connect to HubSpot").waitFor(SEES);
    expect(await page.locator("input[type=password], input[type=text]").count()).toBe(0);
  });

  it("works inside Salesforce, without a cookie and without keeping anything", async () => {
    const fresh = await stage.newComputer();
    const inside = await fresh.newPage();
    const frame = await openInFrame(inside);
    await frame.getByText("Calls and texts are logged in Salesforce.").waitFor(SEES);
    expect(frame.url()).toBe(`${service.url}/embed/salesforce`);
    expect(await fresh.cookies()).toEqual([]);
    expect(await frame.evaluate("[localStorage.length, sessionStorage.length]")).toEqual([0, 0]);
    await frame.getByRole("link", { name: "Inbox" }).click();
    await frame.getByText("(512) 555-0142").first().waitFor(SEES);
    // The event stream is open, and under the token too.
    await stage.missCall("+15125550143");
    await frame.getByText("(512) 555-0143").first().waitFor(SEES);
    expect(await fresh.cookies()).toEqual([]);

    // The launch token is used up, and nothing else lets anybody in.
    await frame.goto(`${service.url}/embed/salesforce`);
    await frame.getByText("Open this page again in Salesforce").waitFor(SEES);
    await fresh.close();
  });

  it("is not shown in anybody else's page", async () => {
    const frame = await openInFrame(page, EVIL);
    await page.waitForEvent("framenavigated", { timeout: 2_000 }).catch(() => null);
    expect(await frame.getByText("Calls and texts are logged").count()).toBe(0);
    expect(frame.url()).toMatch(/^chrome-error:/);
  });

  it("whose access was taken away reads so, loses nothing, and has it all after connecting again", async () => {
    const before = tasks();
    const inside = await stage.context.newPage();
    const frame = await openInFrame(inside);
    await frame.getByText("Calls and texts are logged in Salesforce.").waitFor(SEES);
    salesforce.tokens.uninstall();
    await stage.missCall("+15125550144");
    expect(service.carrier.handset("+15125550144")).toHaveLength(1);
    await frame.getByText("Salesforce no longer lets us in").waitFor(SEES);
    const asked = salesforce.requests.length;
    await stage.missCall("+15125550145");
    expect([tasks(), salesforce.requests.length]).toEqual([before, asked]);

    const [tab] = await Promise.all([
      stage.context.waitForEvent("page"),
      frame.getByRole("link", { name: "Connect again" }).click(),
    ]);
    await tab.getByRole("link", { name: "Production" }).click();
    await tab.waitForURL(`${service.url}/connection`);
    await service.settled();
    expect(await connection()).toMatchObject({ health: "ok", pending: 0, failed: 0 });
    expect(tasks()).toBe(before + 4);
    await frame.getByText("Calls and texts are logged in Salesforce.").waitFor(SEES);
    await inside.close();
  });

  it("that disconnects gives its access back, and the page inside Salesforce is over", async () => {
    const inside = await stage.context.newPage();
    const frame = await openInFrame(inside);
    await frame.getByText("Calls and texts are logged in Salesforce.").waitFor(SEES);
    const before = [salesforce.org.living("Task").length, salesforce.tokens.revocations.length] as const;
    await frame.getByText("textback's own list of leads", { exact: false }).first().click();
    await frame.getByRole("button", { name: "Keep leads here" }).click();
    await frame.getByText("Open this page again in Salesforce").waitFor(SEES);
    await service.settled();
    expect(salesforce.tokens.revocations).toHaveLength(before[1] + 1);
    const asked = salesforce.requests.length;
    await stage.missCall("+15125550146");
    expect([tasks(), salesforce.requests.length]).toEqual([before[0], asked]);
  });
});
