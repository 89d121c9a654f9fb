/** Every page, on a phone and on a desk, in light and in dark: no error, no sideways scroll, nothing against the policy, usable by all. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Activity } from "../../src/web/api/shapes.ts";
import { DESKTOP, openPage, PHONE, type Seen, startBrowser } from "./support/browser.ts";
import { type Stub, startStub } from "./support/stub.ts";
import { AXE, SMALL_TARGETS } from "./support/usable.ts";
import { at, connectedTo, smallWorld } from "./support/world.ts";

let browser: Browser;
let stub: Stub;
beforeAll(async () => {
  const world = smallWorld();
  world.connection = connectedTo("hubspot", { pending: 2, failed: 1, waitingSince: at(90) });
  world.credits = { available: 12, held: 0, spent: 88 };
  world.offer = { ...world.offer, byCard: true };
  world.activities.push({
    id: "act_1",
    phone: "+15125550142" as Activity["phone"],
    kind: "call",
    sourceId: "call_1",
    state: "parked",
    recordId: null,
    matchedBy: null,
    otherRecords: [],
    movingTo: null,
    discardReason: null,
    attempts: 3,
    problem: 'Property "hs_call_status" does not exist',
    occurredAt: at(75),
  });
  stub = await startStub(world);
  browser = await startBrowser(inject("chromium"));
});
afterAll(async () => {
  await browser.close();
  await stub.stop();
});

/** Each with a sight that tells that it is there. */
const PAGES: readonly [path: string, sight: string][] = [
  ["/inbox", "Dan Whitaker"],
  ["/inbox?filter=waiting", "Priya Raman"],
  ["/inbox/%2B15125550142", "Gate code is 4471"],
  ["/inbox/%2B15125550144", "Not delivered"],
  ["/inbox/%2B15125550147", "asked not to be texted"],
  ["/text-back", "most choose 20 to 25"],
  ["/credits", "Only 12 credits left"],
  ["/connection", "Mend the cause there"],
  ["/reports", "When calls are missed"],
  ["/leads", "Your leads are in HubSpot"],
  ["/inbox/%2B15125550146", "No text: there were no credits left."],
  ["/notices", "Nothing to do"],
  ["/alerts", "When we miss a call"],
  ["/people", "Jo Ortiz"],
  ["/kept-data", "Erase the words of old texts"],
  ["/blocked", "Nobody is blocked"],
  ["/test", "Start the test"],
  ["/more", "Sign out"],
  ["/welcome?step=1", "Callers read this name"],
  ["/welcome?step=2", "Buy a new number"],
  ["/welcome?step=3", "Voicemail answers too"],
  ["/welcome?step=4", "The text they get"],
  ["/welcome?step=5", "Where do you keep your leads"],
  ["/welcome?step=6", "Start the test"],
  ["/sign-in", "We send you a code"],
  ["/sign-in?token=used-up", "This link no longer works"],
  ["/invitation?token=used-up", "This link no longer works"],
  ["/nowhere", "There is no such page"],
];
const LOOKS = [
  { name: "a phone", viewport: PHONE, colorScheme: "light" },
  { name: "a phone in the dark", viewport: PHONE, colorScheme: "dark" },
  { name: "a desk", viewport: DESKTOP, colorScheme: "light" },
] as const;

describe.each(LOOKS)("on $name", ({ viewport, colorScheme }) => {
  let seen: Seen;
  beforeAll(async () => {
    seen = await openPage(browser, { viewport, colorScheme });
  });
  afterAll(() => seen.context.close());

  it.each(PAGES)("%s", async (path, sight) => {
    const { page, errors } = seen;
    await page.goto(stub.url + path);
    await page.getByText(sight).filter({ visible: true }).first().waitFor();
    expect(errors.splice(0)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
    expect(await page.evaluate(SMALL_TARGETS)).toEqual([]);
    expect(await page.evaluate(AXE)).toEqual([]);
    expect(stub.violations.splice(0)).toEqual([]);
  });
});

describe("names and texts from outside", () => {
  const HOSTILE = [
    "<script>window.broken = 1</script>",
    '<img src=x onerror="window.broken = 1">',
    "{{constructor.constructor('window.broken = 1')()}}",
    "javascript:window.broken=1",
    '"><svg onload=window.broken=1>',
    "</style><script>window.broken=1</script>",
    "&lt;b&gt;bold&lt;/b&gt;",
    "%3Cscript%3E",
    "a".repeat(480),
    "‮txet desrever",
    "Z̵̢̛a̷l̸g̵o̶".repeat(20),
    "👩‍👩‍👧‍👦".repeat(40),
    "   ",
    "null",
    "__proto__",
  ];

  it("are shown as what they are: text", async () => {
    const world = smallWorld({ conversations: 8 });
    const hostile = Array.from({ length: 200 }, (_, index) => `${HOSTILE[index % HOSTILE.length]}${index}`);
    const [first] = world.conversations;
    if (first === undefined) throw new Error("The small world has conversations.");
    const items = world.timelines.get(first.phone) ?? [];
    const like = items.find((item) => item.type === "text" && item.direction === "in");
    if (like?.type !== "text") throw new Error("The first conversation has a reply.");
    world.timelines.set(
      first.phone,
      hostile.map((body, index) => ({ ...like, id: `hostile_${index}`, body })),
    );
    world.conversations.splice(
      0,
      1,
      ...hostile.map((name, index) => ({
        ...first,
        name,
        phone: (index === 0 ? first.phone : `+1512555${1000 + index}`) as typeof first.phone,
        last: { ...like, body: name },
      })),
    );
    const other = await startStub(world);
    const { page, errors, context } = await openPage(browser, { viewport: PHONE });
    for (const path of ["/inbox", `/inbox/${encodeURIComponent(first.phone)}`, "/text-back"]) {
      await page.goto(other.url + path);
      await page
        .getByText(path === "/text-back" ? "Missed-call text-back" : "script")
        .filter({ visible: true })
        .first()
        .waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
    }
    await page.goto(`${other.url}/inbox/${encodeURIComponent(first.phone)}`);
    await page.getByRole("button", { name: "Show earlier" }).click();
    expect(
      await page.getByText("<script>window.broken = 1</script>0").filter({ visible: true }).count(),
    ).toBeGreaterThan(0);
    expect(await page.evaluate("window.broken")).toBeUndefined();
    expect(errors).toEqual([]);
    expect(other.violations).toEqual([]);
    await context.close();
    await other.stop();
  });
});
