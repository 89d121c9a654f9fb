/** Every page, on a phone and on a desk, in light and in dark: no error, no sideways scroll, nothing against the policy, usable by all. Those on which something opens beside all the rest are in panels.test.ts. */
import { beforeEach, describe, expect, it } from "vitest";
import { PHONE } from "./support/browser.ts";
import { faultsOnAllScreens } from "./support/usable.ts";
import { visits } from "./support/visit.ts";
import { inHubspot, ofAnOperator, smallWorld } from "./support/world.ts";

/** Each with a sight that tells that it is there. */
type Pages = readonly [path: string, sight: string][];
const HERE: Pages = [
  ["/leads", "Dan Whitaker"],
  ["/leads/lead_0", "Has a dog"],
  ["/leads/import", "Choose a CSV file"],
];
const OPERATORS: Pages = [["/businesses", "Acme HVAC"]];
const PAGES: Pages = [
  ["/inbox", "Dan Whitaker"],
  ["/inbox?filter=waiting", "Priya Raman"],
  ["/inbox/%2B15125550142", "Gate code is 4471"],
  ["/inbox/%2B15125550144", "Not delivered"],
  ["/inbox/%2B15125550147", "asked not to be texted"],
  ["/credits", "Only 12 credits left"],
  ["/leads", "Your leads are in HubSpot"],
  ["/inbox/%2B15125550146", "No text: there were no credits left."],
  ["/notices", "Nothing to do"],
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

// A tab's first page costs as much as the next three.
const visit = visits({ viewport: PHONE }, { oneTab: true });
describe.each([
  ["a business that keeps its leads here", smallWorld, HERE],
  ["a business with HubSpot", inHubspot, PAGES],
  ["an operator", ofAnOperator, OPERATORS],
] as const)("of %s", (_whose, world, pages) => {
  beforeEach(() => visit.stub.begin(world()));

  it.each(pages)("%s", async (path, sight) => {
    await visit.open(path);
    expect(await faultsOnAllScreens(visit, sight)).toEqual({});
  });
});
