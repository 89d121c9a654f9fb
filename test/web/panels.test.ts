/** What opens on a page: panels, questions, folds, forms and the simulated phone. All can use them, as they can the pages. */
import { beforeEach, describe, expect, it } from "vitest";
import { DESKTOP, PHONE } from "./support/browser.ts";
import { busyWorld, ringingDemo } from "./support/busy-world.ts";
import { tap, unfold } from "./support/opening.ts";
import { faultsOf, faultsOnAllScreens } from "./support/usable.ts";
import { type Visit, visits } from "./support/visit.ts";
import { at, LINE, ofAnOperator, smallWorld, type World } from "./support/world.ts";

const BOB = "/inbox/%2B15125550146";
const CSV = "Name,Phone,Status\nKim Doe,512 555 0170,New\nNo Number,,New\n";

interface Opened {
  readonly path: string;
  readonly world?: () => World;
  /** Words that are there before anything is opened. */
  readonly first: string | RegExp;
  /** All that can be open together. */
  readonly open: (visit: Visit) => Promise<unknown>;
  /** Words that are there then. */
  readonly sight: string | RegExp;
}
const taps =
  (...words: readonly (string | RegExp)[]) =>
  async ({ page }: Visit) => {
    for (const each of words) await tap(page, each);
  };

const OPENED: Readonly<Record<string, Opened>> = {
  "a call's receipt, how it stands in the CRM, which phone shall ring, and sending anyway": {
    path: BOB,
    first: "Do they want no more texts?",
    open: async (visit) => {
      await unfold(visit.page);
      await taps("Call", "Send the text anyway")(visit);
    },
    sight: "Send it for 1 credit?",
  },
  "the caller's panel, with their record and the end of what is kept": {
    path: BOB,
    first: "Bob’s Auto Body",
    open: taps("Bob’s Auto Body", "Wrong record?", "Erase this caller"),
    sight: "Erase everything",
  },
  "the caller's panel, with a name and a note being written": {
    path: "/inbox/%2B15125550142",
    world: smallWorld,
    first: "Maria Lopez",
    open: async ({ page }) => {
      await tap(page, "Maria Lopez");
      await page.getByLabel("A new note").fill("Beware of the dog");
      await tap(page, "Block this number");
    },
    sight: "Block? They get no more texts",
  },
  "what was said of an erased caller": {
    path: BOB,
    first: "Bob’s Auto Body",
    open: taps("Bob’s Auto Body", "Erase this caller", "Erase everything"),
    sight: "is yours to erase there",
  },
  "every setting of a line, what they would have done, and leaving without saving": {
    path: "/text-back",
    first: "most choose 20 to 25",
    open: async (visit) => {
      await unfold(visit.page);
      await visit.page.getByRole("slider").focus();
      await visit.page.keyboard.press("ArrowLeft");
      await visit.see("would have been texted instead");
      await taps("Credits")(visit);
    },
    sight: "Leave without saving?",
  },
  "a purchase that failed, what a credit paid for, and each day's credits": {
    path: "/credits?purchase=pur_0",
    first: "Only 12 credits left",
    open: taps("The same as a table", "Text sent"),
    sight: "To (",
  },
  "what the CRM refused, its settings, a token of one's own, and the end of the connection": {
    path: "/connection",
    first: "Mend the cause there",
    open: taps("Other record", "Leave out", "Connect with a token of your own", "Disconnect HubSpot"),
    sight: "Stay connected",
  },
  "another CRM": {
    path: "/connection",
    first: "Mend the cause there",
    open: taps("Salesforce", "Connect with a token of your own"),
    sight: "Access token",
  },
  "the reports' tables": {
    path: "/reports",
    first: "When calls are missed",
    open: ({ page }) => unfold(page),
    sight: "Delivered",
  },
  "a person being changed, one invited, one taken back, and one's own phone": {
    path: "/people",
    first: "Ida Blau",
    open: async ({ page, see }) => {
      await tap(page, "Send a code there");
      await see("6-digit code");
      await tap(page, /^Change$/);
      await page.getByLabel("Name", { exact: true }).last().fill("Zoe");
      await tap(page, /^Invite$/);
      await see("Zoe is invited");
      await tap(page, "Withdraw");
    },
    sight: "Withdraw?",
  },
  "what was sent, a webhook that is silent, and a new secret": {
    path: "/alerts",
    first: "The webhook does not answer",
    open: async ({ page, see }) => {
      await page.getByLabel("By webhook to").fill("https://example.com/others");
      await tap(page, "Save");
      await see("whsec_once");
      await tap(page, "New webhook secret");
    },
    sight: "The earlier one ends. Sure?",
  },
  "how long things are kept, before it is shortened": {
    path: "/kept-data",
    first: "Erase the words of old texts",
    open: async ({ page }) => {
      for (const each of await page.getByRole("switch").all()) await each.check();
      await tap(page, "Save");
    },
    sight: "Erase what is older, for good?",
  },
  "what an import would do": {
    path: "/leads/import",
    world: smallWorld,
    first: "Choose a CSV file",
    open: ({ page }) =>
      page
        .locator("input[type=file]")
        .setInputFiles({ name: "leads.csv", mimeType: "text/csv", buffer: Buffer.from(CSV) }),
    sight: "Row by row",
  },
  "a new business, an owner's link, a demo, and credits being added": {
    path: "/businesses",
    world: ofAnOperator,
    first: "Acme HVAC",
    open: async (visit) => {
      await taps("Owner's link", "Demo for reviewers", "Add credits", "New business")(visit);
      await visit.see("token=owners");
      await visit.see("Demo Plumbing");
      await visit.see("Reason");
    },
    sight: "Its time zone starts as yours",
  },
  "what new lines start with": {
    path: "/businesses/defaults",
    world: ofAnOperator,
    first: "most choose 20 to 25",
    open: ({ page }) => unfold(page),
    sight: "Calls per hour",
  },
  "a line's test that failed": {
    path: "/test",
    world: () => ({
      ...smallWorld(),
      liveTest: {
        line: LINE,
        startedAt: at(3),
        endsAt: at(-7),
        state: "failed",
        steps: { called: at(2), missed: at(2), texted: at(1), delivered: null },
        problem: { code: 30006, forOwner: "Their phone is a landline.", whatToDo: "Call them instead." },
      },
    }),
    first: "The text arrives on your phone",
    open: async () => {},
    sight: "Test again",
  },
  "the code that signs somebody in, refused": {
    path: "/sign-in",
    world: () => ({ ...smallWorld(), session: null }),
    first: "We send you a code",
    open: async ({ page }) => {
      await page.getByLabel("Your cell phone or e-mail").fill("(512) 555-0199");
      await tap(page, "Send me a code");
      await page.getByLabel("6-digit code").fill("000000");
    },
    sight: "This code is not right.",
  },
  "a customer's phone and the owner's, which rings": {
    path: "/more",
    world: () => ringingDemo(smallWorld()),
    first: "Sign out",
    open: async (visit) => {
      await tap(visit.page, "Try it");
      await visit.see("Do not pick up");
      await unfold(visit.page);
    },
    sight: "What happened, step by step",
  },
};

const visit = visits({ viewport: PHONE }, { oneTab: true });
describe("usable by all, on a phone and on a desk, in light and in dark:", () => {
  it.each(Object.entries(OPENED))("%s", async (_what, { path, world = busyWorld, first, open, sight }) => {
    visit.stub.begin(world());
    await visit.page.setViewportSize(PHONE);
    await visit.open(path);
    await visit.see(first);
    await open(visit);
    expect(await faultsOnAllScreens(visit, sight)).toEqual({});
  });

  it("trouble, while there is no network", async () => {
    visit.stub.begin(smallWorld());
    visit.stub.fail(/notices$/, 500, "internal_error", "Something went wrong.", 9);
    await visit.open("/notices");
    await visit.see("Something went wrong.");
    await visit.page.evaluate("dispatchEvent(new Event('offline'))");
    expect(await faultsOnAllScreens(visit, "You are offline.")).toEqual({});
  });

  it("each way to a number", async () => {
    visit.stub.begin(smallWorld());
    await visit.page.setViewportSize(PHONE);
    await visit.open("/welcome?step=2");
    const found: [way: string, faults: Record<string, string[]>][] = [];
    for (const [way, sight] of [
      ["Buy a new number", "Connect the Twilio account"],
      ["The number we have now", "If you forward it"],
      ["A number that our provider assigned", "Use this number"],
    ] as const) {
      await tap(visit.page, way);
      found.push([way, await faultsOnAllScreens(visit, sight)]);
    }
    expect(found.filter(([, faults]) => Object.keys(faults).length > 0)).toEqual([]);
  });
});

describe("on a desk", () => {
  beforeEach(() => visit.page.setViewportSize(DESKTOP));

  it("a line's test that runs, and so never settles", async () => {
    visit.stub.begin(smallWorld());
    await visit.open("/test");
    await tap(visit.page, "Start the test");
    await visit.see("Time left");
    expect(await faultsOf(visit.page)).toEqual([]);
  });

  it("a lead that is being carried from stage to stage", async () => {
    visit.stub.begin(smallWorld());
    await visit.open("/leads");
    await visit.see("Dan Whitaker");
    await visit.page.locator("[data-lead]").first().focus();
    await visit.page.keyboard.press("Space");
    await expect.poll(() => visit.page.locator("[data-carried]").count()).toBe(1);
    expect(await faultsOf(visit.page)).toEqual([]);
    await visit.page.keyboard.press("Escape");
  });
});
