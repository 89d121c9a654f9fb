/** What people do with the page, from the first click to what the server is asked, on a phone and on a desk. */
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { put } from "./support/api.ts";
import { DESKTOP, PHONE } from "./support/browser.ts";
import type { Stub } from "./support/stub.ts";
import { there, visits } from "./support/visit.ts";
import { call, connectedTo, LINE, NOW, text } from "./support/world.ts";

const MARIA = "+15125550142";
const DAN = "+15125550143";
const conversation = (phone: string) => `/inbox/${encodeURIComponent(phone)}`;

describe.each([
  ["on a phone", PHONE],
  ["on a desk", DESKTOP],
] as const)("%s", (where, viewport) => {
  const visit = visits({ viewport });
  const { open, see, asked } = visit;
  let page: Page;
  let stub: Stub;
  beforeEach(() => {
    ({ page, stub } = visit);
  });

  it("sign in with a code, and go on where the link led", async () => {
    stub.world.session = null;
    await open(conversation(MARIA));
    await page.getByLabel("Your cell phone or e-mail").fill("(512) 555-0199");
    await page.getByRole("button", { name: "Send me a code" }).click();
    await page.getByLabel("6-digit code").fill("000000");
    await see("This code is not right.");
    await page.getByLabel("6-digit code").fill("123456");
    await see("Gate code is 4471");
    expect(asked("POST", /request$/)[0]?.body).toEqual({ contact: "+15125550199" });
    expect(new URL(page.url()).pathname).toBe(conversation(MARIA));
  });

  it("open a conversation, write back, and see it leave and arrive", async () => {
    await open("/inbox");
    await page.getByRole("link", { name: /Dan Whitaker/ }).click();
    await page.getByLabel("Your text").fill("On my way, Dan.");
    await see("1 credit · 15 characters · 1 segment");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await see("Waiting to leave");
    const [sent] = asked("POST", /texts$/);
    expect(sent?.body).toEqual({ line: LINE, to: DAN, body: "On my way, Dan." });
    expect(sent?.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
    expect(await page.getByLabel("Your text").inputValue()).toBe("");

    const items = stub.world.timelines.get(DAN) ?? [];
    stub.world.timelines.set(
      DAN,
      items.map((item) =>
        item.type === "text" && item.body === "On my way, Dan." ? { ...item, state: "delivered" } : item,
      ),
    );
    stub.emit("conversation", { phone: DAN });
    await there(page.getByText("Delivered").nth(1));
  });

  it("a missed caller appears while the page is open, on top and with the reason for the text", async () => {
    await open("/inbox");
    await see("Dan Whitaker");
    const phone = "+15125550177";
    put(stub.world, call(phone, 0), { unread: true, name: "Walter New" });
    put(
      stub.world,
      text(phone, 0, "Sorry we missed you!", { direction: "out", purpose: "text_back", state: "sent" }),
      { unread: true, name: "Walter New" },
    );
    stub.emit("conversation", { phone });
    await see("Walter New");
    const first = page.getByRole("listitem").filter({ visible: true }).filter({ hasText: /PM|AM/ }).first();
    expect(await first.textContent()).toContain("Walter New");
    expect(await page.title()).toMatch(/^\(3\) Inbox/);
    // Of an open conversation it is the window's title too, whatever comes in meanwhile.
    await page.getByRole("link", { name: /Dan Whitaker/ }).click();
    await expect.poll(() => page.title()).toBe("(3) Dan Whitaker · textback");
    put(stub.world, text("+15125550178", 0, "Anybody there?"), { unread: true });
    stub.emit("conversation", { phone: "+15125550178" });
    await expect.poll(() => page.title()).toBe("(4) Dan Whitaker · textback");
  });

  it("why no text was sent stands on the call", async () => {
    await open(conversation("+15125550146"));
    await page.getByText("Why was no text sent?").click();
    await see("The caller has not opted out.");
    expect(await page.getByText("Not passed: There were no credits left.").count()).toBe(1);
    await see("No text: there were no credits left.");
  });

  it("somebody who said STOP cannot be written to, but called", async () => {
    await open(conversation("+15125550147"));
    await see("asked not to be texted");
    expect(await page.getByLabel("Your text").count()).toBe(0);
    await page.getByRole("button", { name: "Call", exact: true }).click();
    await see("Your phone rings");
    expect(asked("POST", /calls$/)[0]?.body).toEqual({ line: LINE, to: "+15125550147" });
  });

  it("without credits the reply says so, and leads to them", async () => {
    stub.world.credits = { available: 0, held: 0, spent: 100 };
    await open(conversation(MARIA));
    await page.getByRole("link", { name: "See credits" }).click();
    await see("There are no credits left");
  });

  it("search by words, by number, and find nothing", async () => {
    await open("/inbox");
    const search = page.getByRole("searchbox");
    await search.fill("yearly");
    await expect.poll(() => page.getByRole("link", { name: /Priya Raman/ }).count()).toBe(1);
    await expect.poll(() => page.getByRole("link", { name: /Dan Whitaker/ }).count()).toBe(0);
    await search.fill("nobody like this");
    await see("Nothing found");
  });

  it("filter the inbox, and mark somebody as handled", async () => {
    await open("/inbox");
    await page.getByRole("button", { name: "Waiting" }).click();
    await expect.poll(() => page.getByRole("link", { name: /Dan Whitaker/ }).count()).toBe(0);
    await page.getByRole("link", { name: /Maria Lopez/ }).click();
    await page.getByRole("button", { name: "Handled" }).click();
    await there(page.getByRole("button", { name: "Handled", pressed: true }));
    expect(asked("POST", /handled$/)).toHaveLength(1);
  });

  it("name a lead and move it on", async () => {
    const leadOfMaria = () => stub.world.leads.find(({ phone }) => phone === MARIA);
    await open(conversation(MARIA));
    if (where === "on a phone") await page.getByRole("button", { name: /Maria Lopez/ }).click();
    await page.getByLabel("Name", { exact: true }).fill("Maria Lopez");
    await page.keyboard.press("Tab");
    await expect.poll(() => leadOfMaria()?.name).toBe("Maria Lopez");
    await page.getByLabel("Stage").selectOption("Scheduled");
    await expect.poll(() => leadOfMaria()?.stage).toBe("Scheduled");
    await see("Saved");
    expect(await page.getByLabel("Stage").count()).toBe(1);
  });

  it("change the text-back: chips, preview, cheaper characters, and only what changed is sent", async () => {
    await open("/text-back");
    const message = page.getByLabel("The text they get");
    await message.fill("We’ll call you back");
    await see("more than halves");
    await page.getByRole("button", { name: "Replace with plain ones" }).click();
    expect(await message.inputValue()).toBe("We'll call you back");
    await page.getByRole("button", { name: "First name" }).click();
    await there(page.getByRole("img", { name: "On the caller's phone: We'll call you back Alexandria" }));
    await message.fill("Hi {{nobody}}");
    await message.blur();
    await see("has an unknown variable");
    await message.fill("We'll call you back, {{caller_first_name}}.");
    await page.getByRole("slider", { name: "Ring for" }).focus();
    for (let each = 0; each < 9; each++) await page.keyboard.press("ArrowRight");
    await see("On most cell phones voicemail answers before this.");
    await page.getByRole("button", { name: "Save" }).click();
    await see("Saved. The next call follows the new settings.");
    expect(asked("PUT", /lines/)[0]?.body).toEqual({
      message: "We'll call you back, {{caller_first_name}}.",
      ringTimeoutSeconds: 31,
    });
  });

  it("what other settings would have done with past calls is shown before they are saved", async () => {
    await open("/text-back");
    await page.getByLabel("The text they get").fill("Other words change nobody's turn.");
    await page.getByRole("slider").focus();
    for (const seconds of ["21", "20", "19"]) {
      await page.keyboard.press("ArrowLeft");
      await there(page.getByText(`${seconds} seconds`));
    }
    await see("of the last 30 days’ 84 calls 61 would have been texted instead of 52.");
    await see("That would have cost 9 credits more. 70 would have counted as missed instead of 63.");
    await see("12 calls rang until the time was up.");
    await see("Then: We texted this caller 4 min ago");
    expect(asked("POST", /back-test$/).at(-1)?.body).toEqual({ ringTimeoutSeconds: 19 });
    expect(asked("POST", /back-test$/).length).toBeLessThan(3);
    expect(await page.getByRole("list", { name: "Calls that would" }).getByRole("listitem").count()).toBe(4);
    await page.getByRole("button", { name: "Show all 9" }).click();
    expect(await page.getByRole("list", { name: "Calls that would" }).getByRole("listitem").count()).toBe(9);
    expect(asked("PUT", /lines/)).toEqual([]);
  });

  it("buy credits, come back, and see them", async () => {
    stub.world.offer = { ...stub.world.offer, byCard: true };
    await open("/credits");
    await page.getByRole("button", { name: "300 for $27.00" }).click();
    await see("Your payment is being confirmed");
    expect(asked("POST", /purchases$/)[0]?.body).toEqual({ credits: 300 });
    const [purchase] = stub.world.purchases;
    if (purchase === undefined) throw new Error("Something was bought.");
    stub.world.purchases[0] = { ...purchase, state: "paid", url: null };
    stub.world.credits = { available: 374, held: 0, spent: 325 };
    stub.emit("credits");
    await see("300 credits were added");
    await see("374");
  });

  it("leaving with something unsaved asks first", async () => {
    await open("/text-back");
    await page.getByLabel("Forward calls to").fill("512 555 0142");
    await page.getByRole("link", { name: "Credits" }).click();
    await see("Leave without saving?");
    await page.getByRole("button", { name: "Stay" }).click();
    expect(new URL(page.url()).pathname).toBe("/text-back");
    await page.getByRole("link", { name: "Credits" }).click();
    await page.getByRole("button", { name: "Leave" }).click();
    await see("One credit pays for one text");
  });

  it("settings beyond the four are folded, and only those that the server offers exist", async () => {
    await open("/text-back");
    await page.locator("summary", { hasText: "when nobody should be texted" }).click();
    await page.getByRole("switch", { name: "Opening hours" }).check();
    await page.getByLabel("Monday from").fill("07:30");
    await page.getByRole("button", { name: "Save" }).click();
    await see("Saved. The next call follows");
    expect(asked("PUT", /lines/)[0]?.body.hours).toMatchObject({
      weekly: { monday: [{ from: "07:30", to: "17:00" }] },
    });

    const [line] = stub.world.lines;
    if (line === undefined) throw new Error("The small world has a line.");
    for (const name of ["hours", "ringAfterHours", "afterHoursMessage", "quietHours"] as const)
      delete (line as Partial<typeof line>)[name];
    await page.reload();
    await see("most choose 20 to 25");
    expect(await page.locator("summary", { hasText: "when nobody should be texted" }).count()).toBe(0);
  });

  it("reconnect the CRM, and try again what it refused", async () => {
    stub.world.connection = connectedTo("hubspot", {
      health: "needs_reconnect",
      detail: "token revoked",
      pending: 3,
      failed: 1,
    });
    stub.world.activities.push({
      id: "act_1",
      phone: MARIA as never,
      kind: "text",
      sourceId: "text_1",
      state: "parked",
      recordId: null,
      matchedBy: null,
      otherRecords: [],
      movingTo: null,
      discardReason: null,
      attempts: 2,
      problem: "Contact was archived",
      occurredAt: "2026-11-24T19:00:00Z",
    });
    await open("/connection");
    await see("HubSpot no longer lets us in");
    // To try again would not help before somebody has connected it.
    await see("Goes once it is connected again");
    expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);
    await page.getByLabel("Private app token").fill("pat-na1-secret");
    await page.getByRole("button", { name: "Connect again" }).click();
    await see("Connected, but some things were refused");
    expect(asked("PUT", /connection$/)[0]?.body).toEqual({
      connector: "hubspot",
      credentials: { accessToken: "pat-na1-secret" },
    });
    expect(await page.getByLabel("Private app token").inputValue()).toBe("");
    await page.getByRole("button", { name: "Try again" }).click();
    await see("Calls and texts are logged in HubSpot.");
    expect(asked("POST", /act_1\/retry$/)).toHaveLength(1);
  });

  it("set up from nothing to a live missed call", async () => {
    stub.world.lines.splice(0);
    await open("/inbox");
    await page.getByRole("link", { name: /Finish setting up/ }).click();
    const next = () => page.getByRole("button", { name: "Next" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Acme Heating");
    await next();
    await page.getByLabel("A number that our provider assigned").check();
    await page.getByLabel("Number", { exact: true }).fill("512 555 0122");
    await page.getByRole("button", { name: "Use this number" }).click();
    await see("This number is not yours here yet.");
    await page.getByLabel("Number", { exact: true }).fill("512 555 0111");
    await page.getByRole("button", { name: "Use this number" }).click();
    await page.getByLabel("Cell phone number").fill("(512) 555-0199");
    await next();
    await see("Does its voicemail answer?");
    await next();
    await see("What should missed callers read?");
    await next();
    await page.getByRole("button", { name: "Keep leads here" }).click();
    await page.getByRole("button", { name: "Start the test" }).click();
    await see("Your call arrives here");
    const test = stub.world.liveTest;
    if (test === null) throw new Error("A test was started.");
    const now = NOW.toISOString();
    const steps = { called: now, missed: now, texted: now, delivered: now };
    stub.world.liveTest = { ...test, state: "passed", steps };
    await see("It works");
    expect(stub.world.lines[0]).toMatchObject({
      enabled: true,
      forwardTo: "+15125550199",
      ringTimeoutSeconds: 20,
      answerConfirmation: "press_key",
      repeatWindowMinutes: 10,
    });
    expect(stub.world.businesses[0]?.name).toBe("Acme Heating");
  });

  it("sign out", async () => {
    await open("/more");
    await page.getByRole("button", { name: /Sign out Signed in as/ }).click();
    await see("We send you a code");
    expect(stub.world.session).toBeNull();
  });
});

describe("on a screen of any size", () => {
  const visit = visits({ viewport: PHONE });
  const { open, see, asked } = visit;
  let page: Page;
  let stub: Stub;
  beforeEach(() => {
    ({ page, stub } = visit);
  });

  it("sign in with a link, which is used once", async () => {
    stub.world.session = null;
    await open("/sign-in?token=good");
    await see("Dan Whitaker");
    expect(asked("POST", /link$/)).toHaveLength(1);
    expect(page.url()).not.toContain("token");
  });

  it("an address of another site is not gone to after signing in", async () => {
    await open(`/sign-in?token=good&next=${encodeURIComponent("//elsewhere.example/inbox")}`);
    await see("Dan Whitaker");
    expect(page.url()).toBe(`${stub.url}/inbox`);
  });

  it("a text whose answer is lost is sent again under the same key, and not under another", async () => {
    await open(conversation(DAN));
    await page.getByLabel("Your text").fill("Hello");
    stub.fail(/texts$/, 503, "unavailable", "The service is busy for a moment. Try again.");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await see("The service is busy for a moment.");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await see("Waiting to leave");
    const keys = asked("POST", /texts$/).map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it("what happened while the line to the server was down appears when it is back", async () => {
    await open("/inbox");
    await see("Dan Whitaker");
    await expect.poll(() => stub.streams).toBe(1);
    put(stub.world, text(DAN, 0, "Are you still there?"));
    stub.cut();
    await page
      .getByText("Are you still there?")
      .filter({ visible: true })
      .first()
      .waitFor({ timeout: 15_000 });
  });

  it("where nothing is sold by card, the page says whom to ask; what is owed stands first", async () => {
    stub.world.credits = { available: 0, held: 0, spent: 60, owed: 60 };
    await open("/credits");
    await see("60 credits are owed");
    await see("Ask Acme Telecom (help@acme.example) for more. $9.00 buys 100.");
    expect(await page.getByRole("button", { name: /for \$/ }).count()).toBe(0);
  });

  it("what the server refuses stands at its field", async () => {
    await open("/text-back");
    await page.getByLabel("Forward calls to").fill("512 555 0100");
    stub.fail(/lines\/[^/]+$/, 422, "forward_loop", "A line cannot forward to itself.");
    await page.getByRole("button", { name: "Save" }).click();
    await see("A line cannot forward to itself.");
  });

  it("trouble is told in words, and tried again on request", async () => {
    stub.fail(
      /conversations$/,
      500,
      "internal_error",
      "Something went wrong on our side. It has been noted.",
      3,
    );
    await open("/inbox");
    await page
      .getByText("Something went wrong on our side.")
      .filter({ visible: true })
      .first()
      .waitFor({ timeout: 15_000 });
    await page.getByRole("button", { name: "Try again" }).click();
    await see("Dan Whitaker");
  });

  it("the page says when it is offline, and that it is over", async () => {
    await open("/inbox");
    await see("Dan Whitaker");
    await visit.context.setOffline(true);
    await see("You are offline.");
    await visit.context.setOffline(false);
    await expect.poll(() => page.getByText("You are offline.").count()).toBe(0);
  });

  it("signed out elsewhere, the page asks to sign in again", async () => {
    await open("/inbox");
    await see("Dan Whitaker");
    stub.world.session = null;
    await page.getByRole("link", { name: "Credits" }).click();
    await see("We send you a code");
  });
});
