/** Setting a line up: where its number comes from, and whether the phone's own voicemail takes the calls. */
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import { put } from "./support/api.ts";
import { PHONE } from "./support/browser.ts";
import type { Stub } from "./support/stub.ts";
import { visits } from "./support/visit.ts";
import { call } from "./support/world.ts";

const FRIEND = "+15125550160";

const visit = visits({ viewport: PHONE });
const { open, see, press, asked } = visit;
let page: Page;
let stub: Stub;
beforeEach(() => {
  ({ page, stub } = visit);
});

describe("the number", () => {
  it("is bought, after the Twilio account was connected", async () => {
    await open("/welcome?step=2");
    await page.getByLabel("Buy a new number").check();
    await page.getByLabel("Account SID").fill(`AC${"a".repeat(32)}`);
    await page.getByLabel("Auth token").fill("secret");
    await press("Connect the Twilio account");
    await page.getByLabel("Area code").fill("737");
    await press("Search");
    await expect.poll(() => page.getByRole("button", { name: "Choose" }).count()).toBe(1);
    await press("Choose");
    expect(asked("POST", /carrier\/numbers$/)).toEqual([]);
    await press("Buy it? Twilio bills it monthly");
    await see("Where should calls ring?");
    expect(asked("POST", /carrier\/numbers$/)[0]?.body).toEqual({ phoneNumber: "+17375550122" });
    expect(new URL(page.url()).searchParams.get("line")).toBe("+17375550122");
  });

  it("is one of the account's, and it is said what connecting changes", async () => {
    stub.world.carrier = { numbers: [], available: [] };
    await open("/welcome?step=2");
    await page.getByLabel("A number of our Twilio account").check();
    await see("There is no number in your Twilio account");
    stub.world.carrier = null;
    await open("/welcome?step=2");
    await page.getByLabel("A number of our Twilio account").check();
    await page.getByLabel("Account SID").fill(`AC${"a".repeat(32)}`);
    await page.getByLabel("Auth token").fill("secret");
    await press("Connect the Twilio account");
    await see("Used elsewhere: connecting it brings its calls and texts here instead.");
    expect(await page.getByLabel(/555-0112/).isDisabled()).toBe(true);
    await page.getByLabel(/555-0111/).check();
    await press("Connect this number");
    await see("Where should calls ring?");
    expect(asked("POST", /\+15125550111\/connect$/)).toHaveLength(1);
  });

  it("that customers know is kept in three ways, and it is said whose number texts then", async () => {
    await open("/welcome?step=2");
    await page.getByLabel("The number we have now").check();
    await see("If you forward it, texts come from the other number");
  });
});

describe("the phone's own voicemail", () => {
  const toTheTest = async () => {
    await open("/welcome?step=3");
    await page.getByLabel("Carrier of this cell phone").selectOption("T-Mobile");
    await see("after only 10 to 15 seconds");
    await press("Next");
    await see("Does its voicemail answer?");
    await expect.poll(() => asked("GET", /calls$/).length).toBeGreaterThan(1);
  };
  const chosen = (label: RegExp) => page.getByLabel(label).isChecked();

  it("answered a call: a key press is chosen", async () => {
    await toTheTest();
    put(stub.world, call(FRIEND, 0, { outcome: "answered", reason: null, durationSeconds: 12 }));
    await press("Voicemail answered");
    await see("Its voicemail answers");
    expect(await chosen(/Press a key/)).toBe(true);
    await press("Next");
    await see("What should missed callers read?");
    expect(asked("PUT", /lines/).at(-1)?.body).toEqual({ answerConfirmation: "press_key" });
  });

  it("answered neither of two: picking up is enough", async () => {
    await toTheTest();
    put(stub.world, call(FRIEND, 0));
    await see("Nobody answered: it counts as missed.");
    put(stub.world, call(FRIEND, -1));
    await see("Both calls counted as missed");
    expect(await chosen(/Just pick up/)).toBe(true);
    await press("Next");
    await see("What should missed callers read?");
    expect(asked("PUT", /lines/).at(-1)?.body).toEqual({ answerConfirmation: "off" });
  });
});
