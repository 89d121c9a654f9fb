/** What owners do with the page of the real service, from the first click to what arrives on the caller's phone. */
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { farSideOf } from "../fakes/hubspot/far-side.ts";
import { type Hubspot, startHubspot } from "../fakes/hubspot/index.ts";
import { OWN, type Service, startService } from "../support/service.ts";
import { startBrowser } from "../web/support/browser.ts";
import type {} from "../web/support/built.ts";
import {
  type Business,
  CELL,
  DESK,
  type Desk,
  newBusiness,
  type Owner,
  openDesk,
  PHONE,
  signIn,
} from "./support/owner.ts";

const MARIA = "+15125550142";
const DAN = "+15125550143";
const conversation = (phone: string) => `/inbox/${encodeURIComponent(phone)}`;

let hubspot: Hubspot;
let service: Service;
let browser: Browser;
beforeAll(async () => {
  hubspot = await startHubspot();
  [service, browser] = await Promise.all([
    startService({
      pageFolder: fileURLToPath(new URL("../../dist/web", import.meta.url)),
      hubspot: { apiUrl: hubspot.url },
    }),
    startBrowser(inject("chromium")),
  ]);
});
afterAll(async () => {
  await browser.close();
  await service.stop();
  await hubspot.stop();
});

/** Each with numbers of its own: the Twilio account and the HubSpot are the same for both. */
describe.each([
  { where: "on a phone", viewport: PHONE, lines: "+1512555017", lead: "+15125550151" },
  { where: "on a desk", viewport: DESK, lines: "+1512555018", lead: "+15125550152" },
])("$where", ({ viewport, lines, lead }) => {
  let desk: Desk;
  let owner: Owner;
  let business: Business;
  beforeAll(async () => {
    desk = await openDesk(browser, service, viewport);
  });
  afterAll(() => desk.context.close());
  const begin = async (lastDigit: number, given: Parameters<typeof newBusiness>[2] = {}) => {
    business = await newBusiness(service, `${lines}${lastDigit}`, given);
    owner = await signIn(desk, service, business);
  };
  const arrived = (phone: string) =>
    service.carrier.handset(phone).filter(({ from }) => from === business.line);
  afterEach(async () => {
    expect(await owner.page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
    await owner.page.close();
    expect(desk.amiss.splice(0)).toEqual([]);
  });

  it("set up from nothing, with a number of the business's own Twilio account, to a live missed call", async () => {
    await begin(1, { settings: null });
    const { page, see, press } = owner;
    service.carrier.addNumber({ phoneNumber: business.line, accountSid: OWN.sid });
    await page.getByRole("link", { name: /Finish setting up/ }).click();
    await page.getByLabel("Name", { exact: true }).fill("Acme Heating");
    await press("Next");

    await page.getByLabel("A number of our Twilio account").check();
    await page.getByLabel("Account SID").fill(OWN.sid);
    await page.getByLabel("Auth token").fill("mistyped");
    await press("Connect the Twilio account");
    await see("Twilio does not accept this account's SID and token.");
    await page.getByLabel("Auth token").fill(OWN.authToken);
    await press("Connect the Twilio account");
    await page.getByLabel(business.line.replace("+1512555", "(512) 555-")).check();
    await press("Connect this number");

    await page.getByLabel("Cell phone number").fill("(512) 555-0199");
    await press("Next");
    await see("Does its voicemail answer?");
    await press("Next");
    await page.getByLabel("The text they get").fill("Sorry we missed you! This is {{business_name}}.");
    await press("Next");
    await press("Keep leads here");

    await press("Start the test");
    await see("Your call arrives here");
    await business.missCall(CELL);
    await see("It works");
    expect(arrived(CELL).map(({ body }) => body)).toEqual(["Sorry we missed you! This is Acme Heating."]);

    await page.getByRole("link", { name: "Go to the inbox" }).click();
    await see("Inbox");
    await business.missCall(MARIA);
    await page.getByRole("link", { name: /555-0142/ }).click();
    await see("Sorry we missed you! This is Acme Heating.");
    await see("Delivered");
    expect(arrived(MARIA)).toHaveLength(1);
    // The test was free.
    expect((await business.api("GET", "/credits")).body).toMatchObject({ available: 19, held: 0 });
  });

  it("answer from the inbox, and the talk goes on while it is looked at", async () => {
    await begin(2);
    const { page, see, press } = owner;
    await see("Nothing here yet");
    await business.missCall(DAN);
    await business.text(DAN, "Is Tuesday possible?");
    await page.getByRole("link", { name: /555-0143/ }).click();
    await see("Is Tuesday possible?");
    await page.getByLabel("Your text").fill("Tuesday at 9 it is.");
    await see("1 credit · 19 characters · 1 segment");
    await press("Send");
    await expect.poll(() => page.getByText("Delivered").count()).toBe(2);
    expect(arrived(DAN).map(({ body }) => body)).toContain("Tuesday at 9 it is.");
    expect(await page.getByLabel("Your text").inputValue()).toBe("");
    await business.text(DAN, "Great, thanks!");
    await see("Great, thanks!");
    expect((await business.api("GET", "/credits")).body).toMatchObject({ available: 18, held: 0 });
  });

  it("STOP closes the way to write at once, START opens it again", async () => {
    await begin(3);
    const { page, see, open } = owner;
    await business.missCall(DAN);
    await open(conversation(DAN));
    await page.getByLabel("Your text").fill("Half a sentence");
    await business.text(DAN, "STOP");
    await see("asked not to be texted");
    expect(await page.getByLabel("Your text").count()).toBe(0);
    const before = arrived(DAN).length;
    await business.missCall(DAN);
    await see("Why was no text sent?");
    expect(arrived(DAN)).toHaveLength(before);
    await business.text(DAN, "START");
    await page.getByLabel("Your text").waitFor();
  });

  it("the last credit is spent, it is said what that means, and more of them help at once", async () => {
    await begin(4, { credits: 1 });
    const { page, see, press, open } = owner;
    await business.missCall(DAN);
    await business.missCall(MARIA);
    expect([arrived(DAN).length, arrived(MARIA).length]).toEqual([1, 0]);
    await open(conversation(MARIA));
    await see("No text: there were no credits left.");
    await page.getByRole("log").getByRole("link", { name: "See credits" }).click();
    await see("There are no credits left");
    await business.api("POST", "/credits/grants", { credits: 10, reason: "Invoice 7" });
    await see("Only 10 credits left");
    await open(conversation(MARIA));
    await press("Send the text anyway");
    await press("Send it for 1 credit?");
    await see("Delivered");
    expect(arrived(MARIA)).toHaveLength(1);
    expect((await business.api("GET", "/credits")).body).toMatchObject({ available: 9, held: 0, spent: 2 });
  });

  it("other settings are tried on the calls of the past, saved, and rule the next call", async () => {
    await begin(5);
    const { page, see, press, open } = owner;
    await business.missCall(DAN);
    await service.carrier.call({
      from: MARIA,
      to: business.line,
      callee: [{ kind: "human", answersAfter: 17, talks: 40 }],
    });
    await service.settled();
    expect(arrived(MARIA)).toEqual([]);

    await open("/text-back");
    const slider = page.getByRole("slider", { name: "Ring for" });
    await slider.focus();
    for (let second = Number(await slider.getAttribute("aria-valuenow")); second > 12; second--)
      await page.keyboard.press("ArrowLeft");
    await see("of the last 30 days’ 2 calls 2 would have been texted instead of 1.");
    await see("That would have cost 1 credit more. 2 would have counted as missed instead of 1.");
    await press("Save");
    await see("Saved. The next call follows the new settings.");
    await owner.lose("On your past calls");
    await service.carrier.call({
      from: MARIA,
      to: business.line,
      callee: [{ kind: "human", answersAfter: 17, talks: 40 }],
    });
    await service.settled();
    expect(arrived(MARIA)).toHaveLength(1);
  });

  it("HubSpot shuts us out, callers are texted all the same, and after connecting again all is there", async () => {
    await begin(6);
    const { page, see, press, open } = owner;
    await open("/connection");
    await page.getByRole("radio", { name: "HubSpot" }).check();
    await page.getByLabel("Private app token").fill(hubspot.token);
    await press("Connect HubSpot");
    await see("Calls and texts are logged in HubSpot.");
    hubspot.expireToken();
    await business.missCall(lead);
    expect(arrived(lead)).toHaveLength(1);
    await see("HubSpot no longer lets us in");
    await page.getByLabel("Private app token").fill(hubspot.renewToken());
    await press("Connect again");
    await see("Calls and texts are logged in HubSpot.");
    await service.settled();
    const [contact] = hubspot.portal.living("contacts").filter(({ properties }) => properties.phone === lead);
    const timeline = await farSideOf(hubspot).timeline(contact?.id ?? "");
    expect(timeline.map(({ kind }) => kind)).toEqual(["call", "text"]);
  });
});
