import { describe, expect, it } from "vitest";
import { readConfig } from "../src/config.ts";
import { marketplaceAdvice } from "../src/marketplace-advice.ts";

const ready = {
  PUBLIC_URL: "https://textback.example.com",
  TEXTBACK_SECRET: "x".repeat(32),
  TWILIO_ACCOUNT_SID: `AC${"a".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "token",
  TEXTBACK_MARKETPLACE: "1",
  TEXTBACK_OPERATOR_NAME: "Acme Software",
  TEXTBACK_SUPPORT_EMAIL: "help@example.com",
  TEXTBACK_OUTGOING_IPS: "203.0.113.10, 2001:db8::1",
  SALESFORCE_CLIENT_ID: "id",
  SALESFORCE_CLIENT_SECRET: "secret",
  SALESFORCE_PACKAGE_URL: "https://login.salesforce.com/packaging/installPackage.apexp?p0=04t",
};
const OWN = ["127.0.0.1", "10.0.3.7", "::1", "fe80::1"];
const whatOf = (change: Record<string, string | undefined>, own: readonly string[] = OWN) =>
  marketplaceAdvice(readConfig({ ...ready, ...change }), own).map(({ what }) => what);

describe("a service that is listed in marketplaces", () => {
  it("and has all they ask for is told nothing", () => expect(whatOf({})).toEqual([]));

  it.each([
    ["plain http", { PUBLIC_URL: "http://textback.example.com" }, OWN, /not https/],
    ["no name", { TEXTBACK_OPERATOR_NAME: undefined }, OWN, /who runs this service/],
    ["nobody to write to", { TEXTBACK_SUPPORT_EMAIL: undefined }, OWN, /nobody to write to/],
    ["no package", { SALESFORCE_PACKAGE_URL: undefined }, OWN, /package first/],
    [
      "no app at all",
      {
        SALESFORCE_CLIENT_ID: undefined,
        SALESFORCE_CLIENT_SECRET: undefined,
        SALESFORCE_PACKAGE_URL: undefined,
      },
      OWN,
      /no CRM can be connected/,
    ],
    ["no addresses", { TEXTBACK_OUTGOING_IPS: undefined }, OWN, /do not say which addresses/],
    ["an address from inside", { TEXTBACK_OUTGOING_IPS: "203.0.113.10,10.0.3.7" }, OWN, /lists 10\.0\.3\.7,/],
    ["an inside address of the new kind", { TEXTBACK_OUTGOING_IPS: "fd00::7" }, OWN, /lists fd00::7,/],
    ["a machine that sends from elsewhere", {}, [...OWN, "203.0.113.99"], /sends from 203\.0\.113\.99,/],
  ])("with %s is told so, once", (_what, change, own, words) => {
    const told = whatOf(change, own);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(words);
  });

  it("is told all at once", () =>
    expect(whatOf({ TEXTBACK_OPERATOR_NAME: undefined, TEXTBACK_SUPPORT_EMAIL: undefined })).toHaveLength(2));
});

describe("any other service", () => {
  it("is told nothing of marketplaces", () => {
    expect(whatOf({ TEXTBACK_MARKETPLACE: "0", TEXTBACK_OPERATOR_NAME: undefined })).toEqual([]);
    expect(marketplaceAdvice(readConfig({ TEXTBACK_MARKETPLACE: "1" }), OWN)).toEqual([]);
  });
});
