import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCallerId } from "../../src/domain/caller-id.ts";
import {
  countryOf,
  type E164,
  hasDialableShape,
  isInNumberingPlan,
  parseE164,
  type TariffKind,
  tariffOf,
} from "../../src/domain/phone.ts";

const known = (phone: string) => ({ kind: "known", phone });

describe("a caller id", () => {
  it.each([
    ["ANONYMOUS", "266696687"],
    ["RESTRICTED", "7378742833"],
    ["BLOCKED", "2562533"],
    ["UNKNOWN", "8656696"],
    ["UNAVAILABLE", "86282452253"],
    ["PRIVATE", "7748283"],
  ])(
    "that spells %s is withheld, as a word, on the keypad, with the country code and without",
    (word, digits) => {
      for (const raw of [
        word,
        word.toLowerCase(),
        ` ${word} `,
        digits,
        `+${digits}`,
        `+1${digits}`,
        `1${digits}`,
      ])
        expect([raw, readCallerId(raw, "US")]).toEqual([raw, { kind: "withheld" }]);
      expect(readCallerId(`sip:${word.toLowerCase()}@carrier.example`, "US").kind).toBe("malformed");
      expect(readCallerId(`sip:+${digits}@carrier.example`, "US")).toEqual({ kind: "withheld" });
    },
  );
  it.each([
    ["in E.164", "+15125550142", "US", "+15125550142"],
    ["with the plus lost on the way", " 15125550142", "US", "+15125550142"],
    ["in national digits", "5125550142", "US", "+15125550142"],
    ["as written on paper", "(512) 555-0142", "US", "+15125550142"],
    ["inside a SIP address", "sip:+15125550142@10.0.0.1:5060;user=phone", "US", "+15125550142"],
    ["inside a tel address", "tel:+15125550142", "US", "+15125550142"],
    ["British, for a British line", "02079460958", "GB", "+442079460958"],
    ["British without its plus, for an American line", "442079460958", "US", "+442079460958"],
  ])("%s is known", (_name, raw, country, phone) => expect(readCallerId(raw, country)).toEqual(known(phone)));
  it.each([
    ["a browser's client", "client:mike"],
    ["a SIP user", "sip:mike@pbx.example"],
    ["all zeros", "+10000000000"],
    ["all ones", "+11111111111"],
    ["an area code that cannot be", "+11235550142"],
    ["a short code", "24273"],
    ["an extension", "101"],
    ["a word", "Asterisk"],
    ["markup", "<script>"],
  ])("that is %s is malformed", (_name, raw) => expect(readCallerId(raw, "US").kind).toBe("malformed"));
  it("is one of the three, whatever arrives, and what is known is E.164", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\+?\d{0,17}$/)), (raw) => {
        const id = readCallerId(raw, "US");
        if (id.kind === "known") expect(parseE164(id.phone)).toBe(id.phone);
        if (id.kind === "malformed") expect(id.raw.length).toBeLessThanOrEqual(64);
      }),
    );
  });
});

describe("a number", () => {
  it.each<[string, string, TariffKind]>([
    ["an American one", "+15125550142", "ordinary"],
    ["an American personal one", "+15005550006", "ordinary"],
    ["toll-free", "+18005550142", "toll_free"],
    ["area code 900", "+19005550142", "premium"],
    ["exchange 976", "+12129765555", "premium"],
    ["British 09", "+449098790000", "premium"],
    ["British 070", "+447012345678", "premium"],
    ["French 0899", "+33899123456", "premium"],
    ["international premium", "+979123456789", "premium"],
    ["Inmarsat", "+870773111632", "satellite"],
    ["Iridium", "+8816512345678", "satellite"],
    ["an international network", "+88213300655", "satellite"],
    ["British mobile", "+447400123456", "ordinary"],
  ])("%s is %s: %s", (_name, phone, tariff) => expect(tariffOf(phone as E164)).toBe(tariff));
  it.each([
    ["Austin", "+15125550142", "US", "US"],
    ["Toronto", "+14165550142", "US", "CA"],
    ["Jamaica", "+18765550142", "US", "JM"],
    ["a new area code, at home in the US", "+18615550142", "US", "US"],
    ["a new area code, at home in Canada", "+18615550142", "CA", "CA"],
    ["London", "+442079460958", "US", "GB"],
    ["a satellite", "+870773111632", "US", null],
  ])("of %s belongs to its country", (_name, phone, home, country) =>
    expect(countryOf(phone as E164, home)).toBe(country),
  );
  it("is in the plan or is not", () => {
    expect(isInNumberingPlan("+15125550142" as E164)).toBe(true);
    expect(isInNumberingPlan("+447700900123" as E164)).toBe(false);
    expect(hasDialableShape("+447700900123" as E164)).toBe(true);
    expect(hasDialableShape("+10000000000" as E164)).toBe(false);
  });
});
