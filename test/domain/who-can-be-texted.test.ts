import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCallerId } from "../../src/domain/caller-id.ts";
import type { E164 } from "../../src/domain/phone.ts";
import {
  isSpoofed,
  makesLead,
  mayDial,
  type TextableInput,
  type UndialableReason,
  type UntextableReason,
  whyNotTextable,
} from "../../src/domain/who-can-be-texted.ts";

const line = "+15125550100";
const owner = "+15125550199";
const from = (raw: string): TextableInput => ({
  caller: readCallerId(raw, "US"),
  ownLines: new Set([line]),
  forwardNumbers: new Set([owner]),
  country: "US",
  allowedCountries: [],
  lineType: null,
  knownLandline: false,
  blocklisted: false,
  stirVerdict: null,
  callsInLastHour: 1,
  maxCallsPerHour: null,
});
const customer = "+15125550142";

describe("who can be texted", () => {
  it.each<[string, string, Partial<TextableInput>, UntextableReason[]]>([
    ["an ordinary caller", customer, {}, []],
    ["a toll-free caller", "+18005550142", {}, []],
    ["a withheld number", "anonymous", {}, ["withheld"]],
    ["RESTRICTED on the keypad, though a valid number", "+17378742833", {}, ["withheld"]],
    ["a short code", "24273", {}, ["short_code"]],
    ["a browser's client", "client:mike", {}, ["malformed"]],
    ["one of our own lines", line, {}, ["own_line"]],
    ["the owner's phone", owner, {}, ["forward_number"]],
    ["a number on the blocklist", customer, { blocklisted: true }, ["blocklisted"]],
    ["a number that somebody else used", customer, { stirVerdict: "TN-Validation-Failed-A" }, ["spoofed"]],
    ["a number that the carrier vouches for", customer, { stirVerdict: "TN-Validation-Passed-A" }, []],
    ["a number that nobody vouches for", customer, { stirVerdict: "No-TN-Validation" }, []],
    ["a caller at the limit", customer, { callsInLastHour: 10, maxCallsPerHour: 10 }, []],
    ["a caller over the limit", customer, { callsInLastHour: 11, maxCallsPerHour: 10 }, ["too_many_calls"]],
    ["a premium number", "+19005550142", {}, ["premium_rate"]],
    ["a shared-cost line", customer, { lineType: "sharedCost" }, ["premium_rate"]],
    ["a satellite phone", "+870773111632", {}, ["satellite", "other_country"]],
    ["a landline, as looked up", customer, { lineType: "landline" }, ["landline"]],
    ["a landline, as an earlier text found out", customer, { knownLandline: true }, ["landline"]],
    ["a mobile", customer, { lineType: "mobile" }, []],
    ["an internet phone", customer, { lineType: "nonFixedVoip" }, []],
    ["a Canadian", "+14165550142", {}, ["other_country"]],
    ["a Canadian, where allowed", "+14165550142", { allowedCountries: ["CA"] }, []],
    ["an American, of a Canadian business", customer, { country: "CA" }, ["other_country"]],
    ["a number of an area code to come", "+18615550142", {}, []],
    [
      "several at once, the weightiest first",
      "+442079460958",
      { blocklisted: true, stirVerdict: "TN-Validation-Failed", knownLandline: true },
      ["blocklisted", "spoofed", "landline", "other_country"],
    ],
  ])("%s", (_name, raw, change, reasons) => {
    const found = whyNotTextable({ ...from(raw), ...change });
    expect(found.map(({ reason }) => reason)).toEqual(reasons);
    for (const { detail } of found) expect(detail).toMatch(/^[A-Z].+\.$/);
  });

  it.each([
    ["TN-Validation-Failed", true],
    ["TN-Validation-Failed-B", true],
    ["TN-Validation-Failed-C-Diverted", true],
    ["TN-Validation-Failed-A-Passthrough", true],
    ["TN-Validation-Passed-C", false],
    ["No-TN-Validation", false],
    ["NULL", false],
    [null, false],
  ])("the verdict %s means spoofed: %s", (verdict, spoofed) => expect(isSpoofed(verdict)).toBe(spoofed));

  it.each<[string, Partial<TextableInput>, boolean]>([
    ["an ordinary caller", {}, true],
    ["a landline", { knownLandline: true }, true],
    ["a blocklisted one", { blocklisted: true }, false],
    ["a spoofed one", { stirVerdict: "TN-Validation-Failed" }, false],
    ["one that calls like a machine", { callsInLastHour: 99, maxCallsPerHour: 10 }, false],
    ["a short code", { caller: { kind: "malformed", raw: "24273" } }, false],
    ["a withheld one", { caller: { kind: "withheld" } }, false],
  ])("%s becomes a lead: %s", (_name, change, lead) =>
    expect(makesLead(whyNotTextable({ ...from(customer), ...change }))).toBe(lead),
  );

  it("names each reason once, in one order, whatever comes together", () => {
    const order: UntextableReason[] = [
      ...(["own_line", "forward_number", "blocklisted", "spoofed", "too_many_calls"] as const),
      ...(["satellite", "premium_rate", "landline", "other_country"] as const),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(customer, line, owner, "+19005550142", "+442079460958", "+870773111632"),
        fc.record({
          blocklisted: fc.boolean(),
          knownLandline: fc.boolean(),
          stirVerdict: fc.option(fc.constantFrom("TN-Validation-Failed-A", "TN-Validation-Passed-A")),
          callsInLastHour: fc.integer({ min: 1, max: 20 }),
          maxCallsPerHour: fc.option(fc.integer({ min: 1, max: 20 })),
        }),
        (raw, change) => {
          const found = whyNotTextable({ ...from(raw), ...change }).map(({ reason }) =>
            order.indexOf(reason),
          );
          expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
        },
      ),
    );
  });
});

describe("click-to-call may dial", () => {
  it.each<[string, string, string, boolean, UndialableReason | null]>([
    ["a number at home", customer, "US", false, null],
    ["a fictional number at home", "+12125550142", "US", false, null],
    ["a toll-free number", "+18005550142", "US", false, null],
    ["a British mobile, of a British business", "+447400123456", "GB", false, null],
    ["no British number out of service", "+447700900123", "GB", false, "not_in_service"],
    ["a foreign number that has called", "+442079460958", "US", true, null],
    ["no other foreign number", "+442079460958", "US", false, "other_country"],
    ["no Caribbean number, though it looks American", "+18765550142", "US", false, "other_country"],
    ["no 900 number", "+19005550142", "US", false, "premium_rate"],
    ["no 900 number, though it has called", "+19005550142", "US", true, "premium_rate"],
    ["no 976 exchange", "+12129765555", "US", true, "premium_rate"],
    ["no British 09 number", "+449098790000", "GB", true, "premium_rate"],
    ["no satellite, though it has called", "+8816512345678", "US", true, "satellite"],
    ["no international network", "+88213300655", "US", true, "satellite"],
  ])("%s (%s from %s)", (_name, phone, country, isKnown, reason) => {
    const decision = mayDial(phone as E164, country, isKnown);
    expect(decision.may ? null : decision.reason).toBe(reason);
  });
});
