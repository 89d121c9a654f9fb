/** What an owner does about one caller: call them, have them texted after all, decide for them, block, hand over, erase. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { beforeEach, describe, expect, it } from "vitest";
import type { Line } from "../../src/web/api/shapes.ts";
import { put } from "./support/api.ts";
import { PHONE } from "./support/browser.ts";
import type { Stub } from "./support/stub.ts";
import { there, visits } from "./support/visit.ts";
import { call, LINE, text } from "./support/world.ts";

const DAN = "+15125550143";
const BOB = "+15125550146";
const conversation = (phone: string) => `/inbox/${encodeURIComponent(phone)}`;

const visit = visits({ viewport: PHONE });
const { open, see, press, asked } = visit;
let page: Page;
let stub: Stub;
beforeEach(() => {
  ({ page, stub } = visit);
});
const dan = () => stub.world.conversations.find(({ phone }) => phone === DAN);
const details = async () => {
  await open(conversation(DAN));
  await page.getByRole("button", { name: /Dan Whitaker/ }).click();
};

describe("a call that got no text", () => {
  it("says why at once, and is texted after all with two presses", async () => {
    await open(conversation(BOB));
    await see("No text: there were no credits left.");
    await press("Send the text anyway");
    expect(asked("POST", /text-back$/)).toEqual([]);
    await press("Send it for 1 credit?");
    await see("Texted back");
    expect(asked("POST", /text-back$/)[0]?.idempotencyKey).toMatch(/^[0-9a-f]{32}$/);
    expect(await page.getByText("Send the text anyway").count()).toBe(0);
  });

  it("tells why the server does not send it either", async () => {
    stub.fail(/text-back$/, 402, "no_credits", "There are no credits left. Buy credits, then try again.");
    await open(conversation(BOB));
    await press("Send the text anyway");
    await press("Send it for 1 credit?");
    await see("There are no credits left. Buy credits, then try again.");
  });
});

describe("calling back", () => {
  it("tells how far the call is, from the own phone's ring to its end", async () => {
    await open(conversation(DAN));
    await press("Call");
    await see("Your phone rings");
    expect(asked("POST", /calls$/)[0]?.body).toEqual({ line: LINE, to: DAN });
    const calling = stub.world.calling;
    if (calling === null) throw new Error("A call was asked for.");
    stub.world.calling = { ...calling, state: "talking" };
    await see("You are talking");
    stub.world.calling = { ...calling, state: "ended", outcome: "answered", durationSeconds: 65 };
    await see("1 min 5 s");
    await press("Close");
    await expect.poll(() => page.getByText("The call is over").count()).toBe(0);
  });

  it("asks which phone shall ring when there are several", async () => {
    const [line] = stub.world.lines;
    Object.assign(line as Line, { forwardTo: ["+15125550199", "+15125550198", "sip:desk@example.com"] });
    await open(conversation(DAN));
    await press("Call");
    await press("(512) 555-0198");
    await see("Your phone rings");
    expect(asked("POST", /calls$/)[0]?.body).toEqual({ line: LINE, to: DAN, from: "+15125550198" });
  });

  it("says why it was not placed", async () => {
    stub.fail(/calls$/, 409, "no_phone_to_ring", "This line forwards to no phone.");
    await open(conversation(DAN));
    await press("Call");
    await see("This line forwards to no phone.");
  });
});

describe("what they left and sent", () => {
  it("a recording that does not play is fetched anew, and a picture that does not load stays a link", async () => {
    const recording = {
      id: "rec_1",
      durationSeconds: 12,
      url: "/media/gone",
      occurredAt: "2026-11-24T20:00:00Z",
    };
    put(stub.world, call(DAN, 1, { recordings: [recording] }));
    put(stub.world, text(DAN, 0, "Look", { media: [{ url: "/media/gone.png", contentType: "image/png" }] }));
    await open(conversation(DAN));
    await see("They left a message · 12 s");
    await there(page.getByRole("link", { name: "Open what they sent" }));
    await expect.poll(() => page.locator("li img").count()).toBe(0);
    await page.evaluate(
      'document.querySelector("audio").load(); document.querySelector("audio").play().catch(() => {})',
    );
    await see("This message could not be played.");
    const before = asked("GET", /conversations\/\+15125550143$/).length;
    await press("Try again");
    await expect.poll(() => asked("GET", /conversations\/\+15125550143$/).length).toBeGreaterThan(before);
  });
});

describe("what may have been an opt-out", () => {
  beforeEach(() => {
    const index = stub.world.conversations.findIndex(({ phone }) => phone === DAN);
    stub.world.conversations[index] = {
      ...(dan() as NonNullable<ReturnType<typeof dan>>),
      consentQuestion: "“Please stop” may be an opt-out.",
    };
  });

  it("yes takes two presses, and ends the texts", async () => {
    await open(conversation(DAN));
    await press("Yes, no more texts");
    await press("Sure? Only they can undo it");
    await see("This caller asked not to be texted (STOP).");
    expect(asked("POST", /consent$/)[0]?.body).toEqual({ optsOut: true });
  });

  it("no settles the question", async () => {
    await open(conversation(DAN));
    await press("No, they may be texted");
    await expect.poll(() => page.getByText("Do they want no more texts?").count()).toBe(0);
    expect(asked("POST", /consent$/)[0]?.body).toEqual({ optsOut: false });
    expect(await page.getByLabel("Your text").count()).toBe(1);
  });
});

describe("about the caller", () => {
  it("blocked, they cannot be texted; the list of blocked numbers lets them go", async () => {
    await details();
    await press("Block this number");
    await press("Block? They get no more texts");
    await see("Unblock this number");
    await press("Back to the conversation");
    await see("You blocked this number");
    await page.getByRole("link", { name: "Unblock" }).click();
    await press("Unblock Dan Whitaker");
    await see("Nobody is blocked");
    expect(dan()?.blocked).toBe(false);
  });

  it("all that is kept is saved as a file", async () => {
    await details();
    const [file] = await Promise.all([page.waitForEvent("download"), press("Save all that is kept")]);
    expect(file.suggestedFilename()).toBe("15125550143.json");
    expect(JSON.parse(await readFile(await file.path(), "utf8"))).toMatchObject({ phone: DAN });
  });

  it("erased, they are gone, after it was said what goes", async () => {
    await details();
    await press("Erase this caller");
    await see("This cannot be undone.");
    await press("Keep it");
    expect(asked("DELETE", /conversations/)).toEqual([]);
    await press("Erase this caller");
    await press("Erase everything");
    await see("Nothing of this caller is kept here any more.");
    await expect.poll(() => new URL(page.url()).pathname).toBe("/inbox");
    await expect.poll(() => page.getByRole("link", { name: /Dan Whitaker/ }).count()).toBe(0);
  });

  it("handled, and open again", async () => {
    await open(conversation(DAN));
    await press("Handled");
    await page.getByRole("button", { name: "Handled", pressed: true }).click();
    await there(page.getByRole("button", { name: "Handled", pressed: false }));
    expect(asked("POST", /handled$/).map(({ body }) => body)).toEqual([
      { handled: true },
      { handled: false },
    ]);
  });
});
