/** A business's way with HubSpot, in a Chromium: from the install link to the page in HubSpot's window, and out again. */
import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { farSideOf } from "../fakes/hubspot/far-side.ts";
import { type Hubspot, startHubspot } from "../fakes/hubspot/index.ts";
import { CLIENT_ID, CLIENT_SECRET } from "../fakes/hubspot/oauth.ts";
import { hubspotEvent, hubspotFetch, sendWebhook } from "../support/hubspot-request.ts";
import { type Walker, walker } from "../support/walker.ts";
import { type CrmStage, EVIL, SEES, startCrmStage } from "./support/crm-stage.ts";

const CRM = "https://app.hubspot.com";
const ADMIN = { portalId: 62515, userId: 4242 };
/** HubSpot sends at most a hundred at once. */
const PER_DELIVERY = 100;

let hubspot: Hubspot;
let stage: CrmStage;
let service: CrmStage["service"];
let page: Page;
let businessId: string;

beforeAll(async () => {
  hubspot = await startHubspot();
  const html = '<!doctype html><title>HubSpot</title><iframe name="ours" width="1000" height="700"></iframe>';
  stage = await startCrmStage(
    { origin: CRM, html: () => html },
    {
      hubspot: { apiUrl: hubspot.url, deadlineMs: 20_000 },
      oauthApps: { hubspot: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, baseUrl: hubspot.url } },
    },
  );
  ({ service, page } = stage);
});
afterAll(async () => {
  await stage.stop();
  await hubspot.stop();
});

const signing = () => ({ secret: CLIENT_SECRET, now: new Date() });
const contactOf = (phone: string): string =>
  hubspot.portal.living("contacts").find(({ properties }) => properties.phone === phone)?.id ?? "";
/** What the card's button does, and HubSpot with its answer. */
async function openFromCard(at: Page, phone: string, origin = CRM): Promise<Frame> {
  const path = `/crm/hubspot/contacts/${contactOf(phone)}/launch`;
  const { body } = await hubspotFetch(service.url, signing(), ADMIN, path, { method: "POST", body: {} });
  return stage.frameIn(at, `${origin}/contacts/${ADMIN.portalId}`, (shown) =>
    shown.evaluate((url) => {
      (globalThis as unknown as { frames: { ours: { location: string } } }).frames.ours.location = url;
    }, body.url),
  );
}
const connection = async () => (await service.api("GET", `/businesses/${businessId}/connection`)).body;
const logged = () => hubspot.portal.living("calls").length + hubspot.portal.living("communications").length;

describe("a business with HubSpot", () => {
  it("installs, says yes at HubSpot, and is signed in", async () => {
    await page.goto(`${service.url}/install/hubspot`);
    await page.getByRole("link", { name: "Connect app" }).click();
    businessId = await stage.installed();
    // HubSpot tells no name, and callers read this one.
    expect(await page.getByLabel("Name").inputValue()).toBe("");
    expect(await page.getByRole("button", { name: "Next" }).isDisabled()).toBe(true);
  });

  it("sees the first missed call on a contact there, with the text", async () => {
    await stage.giveLine(businessId);
    await stage.missCall("+15125550142");
    await expect.poll(logged, SEES).toBe(2);
    const timeline = await farSideOf(hubspot).timeline(contactOf("+15125550142"));
    expect(timeline.map(({ kind }) => kind)).toEqual(["call", "text"]);
    await page.goto(`${service.url}/connection`);
    await page.getByText("Calls and texts are logged in HubSpot.").waitFor(SEES);
    expect(await page.locator("input[type=password]").count()).toBe(0);
  });

  it("opens the conversation from the card, in HubSpot's window, without a cookie", async () => {
    const fresh = await stage.newComputer();
    const inside = await fresh.newPage();
    const frame = await openFromCard(inside, "+15125550142");
    await frame.getByText("Sorry we missed your call", { exact: false }).first().waitFor(SEES);
    expect(frame.url()).toBe(`${service.url}/embed/hubspot`);
    expect(await fresh.cookies()).toEqual([]);
    expect(await frame.evaluate("[localStorage.length, sessionStorage.length]")).toEqual([0, 0]);
    await frame.goto(`${service.url}/embed/hubspot`);
    await frame.getByText("Open this page again in HubSpot").waitFor(SEES);
    const tab = frame.getByRole("link", { name: "Open it in a tab of its own" });
    expect([await tab.getAttribute("href"), await tab.getAttribute("target")]).toEqual(["/", "_blank"]);
    const stranger = await openFromCard(inside, "+15125550142", EVIL);
    await expect.poll(() => stranger.url(), SEES).toMatch(/^chrome-error:/);
    await fresh.close();
  });

  it("whose access was taken away reads so, loses nothing, and has it all after connecting again", async () => {
    const before = logged();
    hubspot.oauth.uninstall(ADMIN.portalId);
    await stage.missCall("+15125550144");
    expect(service.carrier.handset("+15125550144")).toHaveLength(1);
    await page.goto(`${service.url}/connection`);
    await page.getByText("HubSpot no longer lets us in").waitFor(SEES);
    hubspot.requests.length = 0;
    await stage.missCall("+15125550145");
    expect([logged(), hubspot.requests]).toEqual([before, []]);

    await page.getByRole("link", { name: "Connect again" }).click();
    await page.getByRole("link", { name: "Connect app" }).click();
    await page.waitForURL(`${service.url}/connection`);
    await service.settled();
    await expect.poll(connection, SEES).toMatchObject({ health: "ok", pending: 0, failed: 0 });
    expect(logged()).toBe(before + 4);
  });

  it("that disconnects gives its access back, and nothing more is asked of HubSpot", async () => {
    await page.goto(`${service.url}/connection`);
    await page.getByText("textback's own list of leads", { exact: false }).first().click();
    await page.getByRole("button", { name: "Keep leads here" }).click();
    await expect.poll(async () => (await connection()).connector, SEES).toBe("builtin");
    await service.settled();
    expect(hubspot.oauth.seen.map(({ method, path }) => `${method} ${path}`)).toContain(
      "DELETE /appinstalls/2026-09/external-install",
    );
    hubspot.requests.length = 0;
    await stage.missCall("+15125550146");
    expect(hubspot.requests).toEqual([]);
  });
});

describe("an uninstallation", () => {
  let portalId = 7_000;
  let place = 0;

  async function installed(): Promise<{ browser: Walker; business: string; line: string }> {
    portalId += 1;
    const browser = walker(service.url);
    const { location } = await browser.go("/install/hubspot");
    await browser.go(hubspot.oauth.consent(location ?? "", { portalId, userId: 1 }));
    await service.settled();
    return {
      browser,
      business: (await browser.api("GET", "/session")).body.businesses[0].id,
      line: `+1555010009${++place}`,
    };
  }

  /** What came to HubSpot's ears before, and is told a thousand times after. */
  async function thousandLateEvents(): Promise<void> {
    const kinds = ["contact.privacyDeletion", "object.merge", "object.deletion", "object.propertyChange"];
    for (let sent = 0; sent < 1_000; sent += PER_DELIVERY) {
      const events = Array.from({ length: PER_DELIVERY }, (_, i) =>
        hubspotEvent(portalId, kinds[i % kinds.length] ?? "", {
          objectId: 101 + i,
          objectTypeId: "0-1",
          propertyName: "phone",
          propertyValue: "+15125550142",
        }),
      );
      expect((await sendWebhook(service.url, signing(), events)).status).toBe(204);
    }
    await service.settled();
  }

  const stages: readonly [string, (it: Awaited<ReturnType<typeof installed>>) => Promise<void>][] = [
    ["before a line was set up", async () => hubspot.oauth.uninstall(portalId)],
    [
      "with calls logged, and noticed at the next",
      async ({ business, line }) => {
        await stage.giveLine(business, line);
        await stage.missCall("+15125550161", line);
        hubspot.oauth.uninstall(portalId);
        await stage.missCall("+15125550162", line);
      },
    ],
    [
      "with calls that wait for a new connection",
      async ({ business, line }) => {
        await stage.giveLine(business, line);
        hubspot.oauth.uninstall(portalId);
        await stage.missCall("+15125550163", line);
        await stage.missCall("+15125550164", line);
      },
    ],
    [
      "after disconnecting here",
      async ({ browser, business }) => {
        await browser.api("DELETE", `/businesses/${business}/connection`);
        await service.settled();
        hubspot.oauth.uninstall(portalId);
      },
    ],
  ];
  it.each(stages)("%s: a thousand late events ask nothing of HubSpot", async (_stage, happen) => {
    await happen(await installed());
    // Where nobody has asked since, the first event's work may find out that the access is gone; none after it.
    await service.textback.app.access.renewQuiet();
    await sendWebhook(service.url, signing(), [hubspotEvent(portalId, "object.deletion")]);
    await service.settled();
    hubspot.requests.length = 0;
    hubspot.oauth.seen.length = 0;
    await thousandLateEvents();
    expect([hubspot.requests, hubspot.oauth.seen]).toEqual([[], []]);
  });
});
