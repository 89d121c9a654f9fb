import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Manifest, ManifestError, readManifest } from "../../src/crm/manifest.ts";
import { recordIdIn, recordUrl } from "../../src/crm/record-address.ts";

const raw = (id: string) =>
  JSON.parse(readFileSync(new URL(`../../manifests/${id}/connector.json`, import.meta.url), "utf8"));
const hubspot: Manifest = readManifest(raw("hubspot"), "hubspot");
const salesforce: Manifest = readManifest(raw("salesforce"), "salesforce");
const portal = { portalId: "62515", accessToken: "secret" };
const org = { instanceUrl: "https://acme.my.salesforce.com/", accessToken: "secret" };

describe("where a record is seen", () => {
  it.each([
    ["a contact", hubspot, portal, "151", "https://app.hubspot.com/contacts/62515/record/0-1/151"],
    ["a portal that is not known", hubspot, { accessToken: "pat-1" }, "151", null],
    ["what is no id", hubspot, portal, "151/../7", null],
    [
      "a lead",
      salesforce,
      org,
      "00Q5e00000abcde",
      "https://acme.my.salesforce.com/lightning/r/Lead/00Q5e00000abcde/view",
    ],
    [
      "a person",
      salesforce,
      org,
      "0035e00000abcdeAAA",
      "https://acme.my.salesforce.com/lightning/r/Contact/0035e00000abcdeAAA/view",
    ],
    ["a task, which is no record", salesforce, org, "00T5e00000abcde", null],
    ["an org at no address", salesforce, { instanceUrl: "javascript:alert(1)//" }, "00Q5e00000abcde", null],
  ])("%s", (_what, manifest, given, id, url) => expect(recordUrl(manifest, given, id)).toBe(url));
});

describe("which record a person names", () => {
  it.each([
    ["an id", hubspot, portal, "151", "151"],
    [
      "the address of a contact",
      hubspot,
      portal,
      "https://app.hubspot.com/contacts/62515/record/0-1/151",
      "151",
    ],
    [
      "as older pages have it",
      hubspot,
      portal,
      "https://app-eu1.hubspot.com/contacts/62515/contact/151/?eschref=x",
      "151",
    ],
    [
      "a contact of another portal",
      hubspot,
      portal,
      "https://app.hubspot.com/contacts/777/record/0-1/151",
      null,
    ],
    [
      "any portal, when ours is not known",
      hubspot,
      {},
      "https://app.hubspot.com/contacts/777/record/0-1/151",
      "151",
    ],
    ["a company", hubspot, portal, "https://app.hubspot.com/contacts/62515/record/0-2/151", null],
    ["a list", hubspot, portal, "https://app.hubspot.com/contacts/62515/objects/0-1/views/all/list", null],
    ["a name", hubspot, portal, "Pat", null],
    [
      "a lead's address",
      salesforce,
      org,
      "https://acme.lightning.force.com/lightning/r/Lead/00Q5e00000abcdeAAA/view",
      "00Q5e00000abcdeAAA",
    ],
    [
      "in the older pages",
      salesforce,
      org,
      "https://acme.my.salesforce.com/0035e00000abcde",
      "0035e00000abcde",
    ],
    [
      "an opportunity",
      salesforce,
      org,
      "https://acme.lightning.force.com/lightning/r/Opportunity/0065e00000abcdeAAA/view",
      null,
    ],
    ["an address without https", salesforce, org, "acme.my.salesforce.com/0035e00000abcde", null],
  ])("%s", (_what, manifest, given, typed, id) => expect(recordIdIn(manifest, given, typed)).toBe(id));

  it("whatever is typed, what comes out is an id", () =>
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (typed) => {
        for (const manifest of [hubspot, salesforce]) {
          const id = recordIdIn(manifest, {}, `https://x.example/contacts/1/record/0-1/${typed}`);
          if (id !== null) expect(id).toMatch(new RegExp(`^(?:${manifest.records?.id})$`));
        }
      }),
    ));

  it("is read again from where it is seen", () =>
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 99_999_999_999n }), (number) => {
        const id = String(number);
        expect(recordIdIn(hubspot, portal, recordUrl(hubspot, portal, id) ?? "")).toBe(id);
      }),
    ));

  it("a connector that says nothing of addresses takes what is typed", () =>
    expect(recordIdIn(readManifest(raw("builtin"), "builtin"), {}, "lead_1")).toBe("lead_1"));
});

it("a secret has no place in an address", () =>
  expect(() =>
    readManifest(
      {
        ...raw("hubspot"),
        records: { url: "https://x.example/{accessToken}/{id}", id: "\\d+", inUrl: "(\\d+" },
      },
      "x",
    ),
  ).toThrow(
    new ManifestError("x", [
      "records: {accessToken} is no credential that may be shown",
      "records.inUrl: is no regular expression",
    ]),
  ));
