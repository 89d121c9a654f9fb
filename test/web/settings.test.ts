/** Notices, alerts, people, privacy, and trying a line out. */
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { PHONE } from "./support/browser.ts";
import type { Stub } from "./support/stub.ts";
import { there, visits } from "./support/visit.ts";
import { at, NOW } from "./support/world.ts";

const visit = visits({ viewport: PHONE });
const { open, see, press, asked } = visit;
let page: Page;
let stub: Stub;
beforeEach(() => {
  ({ page, stub } = visit);
});

describe("signing in", () => {
  it("is offered by the CRMs too, and goes on where the page was going", async () => {
    stub.world.session = null;
    await open("/sign-in?next=%2Fleads");
    const hubspot = page.getByRole("link", { name: "Sign in with HubSpot" });
    expect(await hubspot.getAttribute("href")).toBe("/oauth/hubspot/sign-in?next=%2Fleads");
    await page.getByRole("link", { name: "Sign in with Salesforce" }).waitFor();
  });

  it("is by code alone where the operator has no app at a CRM", async () => {
    stub.world.session = null;
    stub.world.waysToSignIn.splice(0);
    await open("/sign-in");
    await see("We send you a code");
    expect(await page.getByText(/Sign in with/).count()).toBe(0);
  });
});

describe("notices", () => {
  it("an open one is announced, leads to its matter, and is settled", async () => {
    stub.world.notices.unshift({
      id: "note_2",
      subject: "consent:+15125550143",
      headline: "(512) 555-0143 may have asked not to be texted.",
      whatToDo: "Read their text and decide.",
      times: 2,
      firstAt: at(60),
      lastAt: at(5),
      resolvedAt: null,
    });
    await open("/more");
    await page.getByRole("link", { name: /Notices 1 needs you/ }).click();
    await see("Read their text and decide.");
    expect(await page.getByRole("link", { name: "Read their text" }).getAttribute("href")).toContain(
      "%2B15125550143",
    );
    await press("Done");
    await see("Nothing to do");
    expect(asked("POST", /note_2\/done$/)).toHaveLength(1);
  });
});

describe("alerts", () => {
  it("only what changed is sent, and a webhook's secret is shown once", async () => {
    await open("/alerts");
    await page.getByRole("switch", { name: "When somebody writes" }).check();
    await page.getByLabel("By e-mail to").fill("sam@example.com, jo@example.com");
    await press("Save");
    await see("Saved.");
    expect(asked("PUT", /alerts$/)[0]?.body).toEqual({
      email: { to: ["sam@example.com", "jo@example.com"] },
      on: { missedCall: false, reply: true },
    });
    await page.getByLabel("By webhook to").fill("https://example.com/alerts");
    await press("Save");
    await see("whsec_once");
    expect(asked("PUT", /alerts$/)[1]?.body).toEqual({ webhook: { url: "https://example.com/alerts" } });
  });

  it("a refusal stands at its field", async () => {
    await open("/alerts");
    await page.getByLabel("By e-mail to").fill("sam@example.com");
    stub.fail(/alerts$/, 409, "mail_not_configured", "This service has no mail server.");
    await press("Save");
    await see("This service has no mail server.");
  });
});

describe("people", () => {
  it("are invited, changed and removed", async () => {
    await open("/people");
    await see("Jo Ortiz");
    await page.getByLabel("Name").fill("Kim Park");
    await page.getByLabel("E-mail or cell phone").fill("(512) 555-0155");
    await press("Invite");
    await see("https://textback.example.com/invitation?token=once");
    expect(asked("POST", /invitations$/)[0]?.body).toEqual({
      name: "Kim Park",
      email: null,
      phone: "+15125550155",
      role: "member",
    });
    await press("Withdraw");
    await press("Withdraw?");
    await page.getByLabel("Role of Jo Ortiz").selectOption("owner");
    await expect.poll(() => stub.world.users[1]?.role).toBe("owner");
    await page.getByRole("button", { name: "Change" }).nth(1).click();
    await press("Remove");
    await press("Remove Jo Ortiz?");
    await expect.poll(() => stub.world.users).toHaveLength(1);
  });

  it("one's own phone is proven by a code that is sent there", async () => {
    const user = { id: "user_mike", name: "Mike Miller", phone: "+15125550199", phoneProven: false };
    stub.world.session = { user, role: "owner", businesses: [{ id: "biz_acme", name: "Acme HVAC" }] };
    await open("/people");
    await press("Send a code there");
    await page.getByLabel("6-digit code").fill("111111");
    await press("Confirm");
    await see("This code is wrong or too old.");
    await page.getByLabel("6-digit code").fill("123456");
    await press("Confirm");
    await see("Your phone is proven.");
    expect(await page.getByRole("button", { name: "Send a code there" }).count()).toBe(0);
  });

  it("the last owner stays one", async () => {
    await open("/people");
    await page.getByLabel("Role of Mike Miller").selectOption("member");
    await see("This is the business's last owner.");
  });

  it("a member sees that this is an owner's matter, and may end their own sessions", async () => {
    stub.world.session = {
      user: { id: "user_jo", name: "Jo Ortiz" },
      role: "member",
      businesses: [{ id: "biz_acme", name: "Acme HVAC", role: "member" }],
    };
    await open("/people");
    await see("Only an owner can see and change this");
    expect(asked("GET", /users$/)).toEqual([]);
    await press("Sign me out everywhere");
    await see("We send you a code");
  });
});

describe("privacy", () => {
  it("erasing what is old is asked twice, keeping it longer is not", async () => {
    await open("/kept-data");
    await page.getByRole("switch", { name: "Erase the words of old texts" }).check();
    await page.getByLabel("Days until texts are erased").fill("90");
    await press("Save");
    expect(asked("PATCH", /biz_acme$/)).toEqual([]);
    await press("Erase what is older, for good?");
    await see("Saved. Erasing runs every hour.");
    expect(asked("PATCH", /biz_acme$/)[0]?.body).toEqual({ retentionDays: { bodies: 90, recordings: null } });
    await page.getByLabel("Days until texts are erased").fill("120");
    await press("Save");
    await expect.poll(() => asked("PATCH", /biz_acme$/)).toHaveLength(2);
  });
});

describe("the live test", () => {
  it("starts, ticks step by step, and passes", async () => {
    await open("/text-back");
    await page.getByRole("link", { name: "Try it out" }).click();
    await press("Start the test");
    await see(/From \(512\).555-0199, the phone that calls are forwarded to/);
    await see("10:00");
    const step = (title: string) => page.locator("li", { hasText: title });
    const test = stub.world.liveTest;
    if (test === null) throw new Error("A test was started.");
    const now = NOW.toISOString();
    const steps = { called: now, missed: now, texted: null, delivered: null };
    stub.world.liveTest = { ...test, state: "running", steps };
    await there(page.locator('li[data-state="done"]', { hasText: "It counts as missed" }));
    expect(await step("The text leaves").getAttribute("data-state")).toBe("running");
    stub.world.liveTest = { ...test, state: "passed", steps: { ...steps, texted: now, delivered: now } };
    await see("It works");
    await there(page.getByRole("button", { name: "Test again" }));
  });

  it("tells what went wrong, and what to do", async () => {
    const now = NOW.toISOString();
    stub.world.liveTest = {
      line: "+15125550100",
      startedAt: now,
      endsAt: at(-10),
      state: "failed",
      steps: { called: now, missed: now, texted: null, delivered: null },
      problem: {
        code: 30034,
        forOwner: "The carriers blocked the text.",
        whatToDo: "Register the number first.",
      },
    };
    await open("/test");
    await see("The carriers blocked the text. Register the number first.");
  });
});
