/** A business's way with Salesforce, in a Chromium: from the install link to the page inside Salesforce, and out again. */
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { farSideOf } from "../fakes/salesforce/far-side.ts";
import { type Salesforce, startSalesforce } from "../fakes/salesforce/index.ts";
import * as salesforceApp from "../fakes/salesforce/tokens.ts";
import { canvasContext, signedRequest } from "../support/canvas.ts";
import { OPERATOR, type Service, startService } from "../support/service.ts";
import { startBrowser } from "../web/support/browser.ts";
import type {} from "../web/support/built.ts";

const PACKAGE = "https://login.salesforce.com/packaging/installPackage.apexp?p0=04t5e0000000001AAA";
const LINE = "+15550100077";
const CRM = "https://acme.lightning.force.com";
const INSTALLER = "0055e0000000001AAA";
const SEES = { timeout: 10_000 };

let salesforce: Salesforce;
let service: Service;
let chromium: Browser;
let context: BrowserContext;
let page: Page;
let businessId: string;

beforeAll(async () => {
  salesforce = await startSalesforce();
  salesforce.org.features.packaged = "textback";
  service = await startService({
    pageFolder: fileURLToPath(new URL("../../dist/web", import.meta.url)),
    salesforce: { url: salesforce.url },
    isMarketplace: true,
    oauthApps: {
      salesforce: {
        clientId: salesforceApp.CLIENT_ID,
        clientSecret: salesforceApp.CLIENT_SECRET,
        baseUrl: salesforce.url,
        packageUrl: PACKAGE,
      },
    },
  });
  // A frame on this machine within a page of the internet's: browsers ask about that, and nobody answers here.
  chromium = await startBrowser(inject("chromium"), ["--disable-features=LocalNetworkAccessChecks"]);
  context = await chromium.newContext({ reducedMotion: "reduce" });
  await playSalesforce(context);
  page = await context.newPage();
});
afterAll(async () => {
  await chromium.close();
  await service.stop();
  await salesforce.stop();
});

/** Its pages post the signed request into a frame. */
async function playSalesforce(to: BrowserContext): Promise<void> {
  for (const origin of [CRM, "https://evil.example"])
    await to.route(`${origin}/**`, (route) =>
      route.fulfill({ contentType: "text/html", body: canvasPage() }),
    );
}

const canvasPage = (): string => `<!doctype html><title>Salesforce</title>
<iframe name="canvas" width="1000" height="700"></iframe>
<form method="post" target="canvas" action="${service.url}/crm/salesforce/canvas">
<input type="hidden" name="signed_request" value="${signedRequest(
  canvasContext(new Date(), {
    context: {
      organization: { organizationId: "00D5e0000000001AAA" },
      user: { userId: INSTALLER, fullName: "Pat Miller" },
    },
  }),
  salesforceApp.CLIENT_SECRET,
)}"></form>`;

async function openInFrame(at: Page, origin = CRM): Promise<Frame> {
  await at.goto(`${origin}/lightning/n/textback`);
  await at.evaluate("document.forms[0].submit()");
  const frame = at.frame("canvas");
  if (frame === null) throw new Error("Salesforce shows no frame");
  return frame;
}
const missCall = async (from: string) => {
  await service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
  await service.settled();
};
const connection = async () => (await service.api("GET", `/businesses/${businessId}/connection`)).body;
const tasks = () => salesforce.org.living("Task").length;

describe("a business with Salesforce", () => {
  it("installs the package, connects its org, and is signed in", async () => {
    await page.goto(`${service.url}/install/salesforce`);
    expect(
      await page.getByRole("link", { name: "Install the package in Salesforce" }).getAttribute("href"),
    ).toBe(PACKAGE);
    await page.getByRole("link", { name: "Production" }).click();
    await page.waitForURL(`${service.url}/welcome**`);
    await page.waitForURL(`${service.url}/welcome**`);
    await page.getByText("Callers read this name").waitFor(SEES);
    const { rows } = await service.pool.query("select business_id from textback.connections");
    businessId = rows[0].business_id;
  });

  it("sees the first missed call on a lead there, with the text", async () => {
    const line = `/businesses/${businessId}/lines/${encodeURIComponent(LINE)}`;
    await service.api("PUT", line, { enabled: true, forwardTo: "+15550100078" });
    await service.api("POST", `/businesses/${businessId}/credits/grants`, { credits: 10, reason: "test" });
    service.carrier.addNumber({
      phoneNumber: LINE,
      accountSid: OPERATOR.sid,
      voiceUrl: `${service.url}/webhooks/twilio/voice`,
      smsUrl: `${service.url}/webhooks/twilio/sms`,
      statusCallback: `${service.url}/webhooks/twilio/voice/status`,
    });
    await missCall("+15125550142");
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
    // Another computer: nobody is signed in there.
    const fresh = await chromium.newContext({ reducedMotion: "reduce" });
    await playSalesforce(fresh);
    const inside = await fresh.newPage();
    const frame = await openInFrame(inside);
    await frame.getByText("Calls and texts are logged in Salesforce.").waitFor(SEES);
    expect(frame.url()).toBe(`${service.url}/embed/salesforce`);
    expect(await fresh.cookies()).toEqual([]);
    expect(await frame.evaluate("[localStorage.length, sessionStorage.length]")).toEqual([0, 0]);
    await frame.getByRole("link", { name: "Inbox" }).click();
    await frame.getByText("(512) 555-0142").first().waitFor(SEES);
    // The event stream is open, and under the token too.
    await missCall("+15125550143");
    await frame.getByText("(512) 555-0143").first().waitFor(SEES);
    expect(await fresh.cookies()).toEqual([]);

    // The launch token is used up, and nothing else lets anybody in.
    await frame.goto(`${service.url}/embed/salesforce`);
    await frame.getByText("Open this page again in Salesforce").waitFor(SEES);
    await fresh.close();
  });

  it("is not shown in anybody else's page", async () => {
    const frame = await openInFrame(page, "https://evil.example");
    await page.waitForEvent("framenavigated", { timeout: 2_000 }).catch(() => null);
    expect(await frame.getByText("Calls and texts are logged").count()).toBe(0);
    expect(frame.url()).toMatch(/^chrome-error:/);
  });

  it("whose access was taken away reads so, loses nothing, and has it all after connecting again", async () => {
    const before = tasks();
    const inside = await context.newPage();
    const frame = await openInFrame(inside);
    await frame.getByText("Calls and texts are logged in Salesforce.").waitFor(SEES);
    salesforce.tokens.uninstall();
    await missCall("+15125550144");
    expect(service.carrier.handset("+15125550144")).toHaveLength(1);
    await frame.getByText("Salesforce no longer lets us in").waitFor(SEES);
    const asked = salesforce.requests.length;
    await missCall("+15125550145");
    expect([tasks(), salesforce.requests.length]).toEqual([before, asked]);

    const [tab] = await Promise.all([
      context.waitForEvent("page"),
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
    const inside = await context.newPage();
    const frame = await openInFrame(inside);
    await frame.getByText("Calls and texts are logged in Salesforce.").waitFor(SEES);
    const before = [salesforce.org.living("Task").length, salesforce.tokens.revocations.length] as const;
    await frame.getByText("textback's own list of leads", { exact: false }).first().click();
    await frame.getByRole("button", { name: "Keep leads here" }).click();
    await frame.getByText("Open this page again in Salesforce").waitFor(SEES);
    await service.settled();
    expect(salesforce.tokens.revocations).toHaveLength(before[1] + 1);
    const asked = salesforce.requests.length;
    await missCall("+15125550146");
    expect([tasks(), salesforce.requests.length]).toEqual([before[0], asked]);
  });
});
