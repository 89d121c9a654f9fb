import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCallerId } from "../../src/domain/caller-id.ts";
import { parseE164 } from "../../src/domain/phone.ts";

const known = (phone: string) => ({ kind: "known", phone });
const withheld = { kind: "withheld" };
const malformed = (raw: string) => ({ kind: "malformed", raw });

const KEYPAD = [
  ["ANONYMOUS", "266696687"],
  ["RESTRICTED", "7378742833"],
  ["BLOCKED", "2562533"],
  ["UNKNOWN", "8656696"],
  ["UNAVAILABLE", "86282452253"],
] as const;

describe("a caller who does not say who rings", () => {
  it.each([
    undefined,
    "",
    "  ",
    "anonymous",
    "Anonymous",
    "UNKNOWN",
    "Restricted",
    "blocked",
    "unavailable",
    "private",
    "\0anonymous ",
  ])("is withheld when the carrier says %j", (raw) => expect(readCallerId(raw, "US")).toEqual(withheld));

  it.each(KEYPAD)("is withheld when %s is typed on a keypad", (word, digits) => {
    const keys = "22233344455566677778889999";
    const typed = [...word].map((letter) => keys[letter.charCodeAt(0) - 65]).join("");
    expect(typed).toBe(digits);
    for (const raw of [digits, `+${digits}`, `1${digits}`, `+1${digits}`, `+1 ${digits}`])
      for (const country of ["US", "GB", "CN", "XX"]) expect(readCallerId(raw, country)).toEqual(withheld);
  });

  it.each(["(737) 874-2833", "+1 737-874-2833", "0017378742833"])(
    "is withheld also when the keypad's word is formatted as a number: %s",
    (raw) => expect(readCallerId(raw, "DE" === "DE" && raw.startsWith("00") ? "DE" : "US")).toEqual(withheld),
  );
});

describe("a caller who says who rings", () => {
  it.each([
    ["+15125550142", "US"],
    ["+15550101234", "US"],
    ["+15005550006", "US"],
    ["+15551230001", "GB"],
    ["+442079460958", "US"],
  ])("%s is known", (raw, country) => expect(readCallerId(raw, country)).toEqual(known(raw)));

  it.each([
    ["5125550142", "US", "+15125550142"],
    ["15125550142", "US", "+15125550142"],
    [" 15125550142", "US", "+15125550142"],
    ["5550101234", "US", "+15550101234"],
    ["512-555-0142", "US", "+15125550142"],
    ["+1 (512) 555-0142", "GB", "+15125550142"],
    ["02079460958", "GB", "+442079460958"],
    ["442079460958", "GB", "+442079460958"],
    ["442079460958", "US", "+442079460958"],
    ["+4402079460958", "US", "+442079460958"],
  ])("%j on a line in %s is %s", (raw, country, phone) =>
    expect(readCallerId(raw, country)).toEqual(known(phone)),
  );

  it("is read without a country only when the number has its own", () => {
    expect(readCallerId("+15125550142")).toEqual(known("+15125550142"));
    expect(readCallerId("442079460958")).toEqual(known("+442079460958"));
    expect(readCallerId("5125550142")).toEqual(malformed("5125550142"));
  });
});

describe("a caller id that cannot be texted", () => {
  it.each([
    ["a client", "client:bob"],
    ["a SIP address", "sip:desk@pbx.example.com"],
    ["a short code", "72345"],
    ["a short code of six digits", "723456"],
    ["a local number", "5550142"],
    ["a short run of digits that is a number of St Helena", "+2905"],
    ["too long", "+1512555014212"],
    ["impossible", "+15125550"],
    ["of no country", "+999999999999"],
    ["a name", "Acme HVAC"],
    ["a name with a number", "Bob 5125550142"],
    ["two numbers", "5125550142 5125550143"],
    ["punctuation", "(-)"],
  ])("is malformed when it is %s: %s", (_name, raw) => expect(readCallerId(raw, "US")).toEqual(malformed(raw)));

  it("is kept for the owner to see, cleaned and no longer than 64 characters", () => {
    expect(readCallerId(`client:\u202E\0b\nob`, "US")).toEqual(malformed("client:b ob"));
    expect(readCallerId(`client:${"😀".repeat(100)}`, "US")).toEqual(malformed(`client:${"😀".repeat(28)}`));
  });
});

it("whatever the carrier sends is read as something, and a known number is E.164", () => {
  const raw = fc.oneof(
    fc.stringMatching(/^\+?\d{0,16}$/),
    fc.string({ unit: fc.constantFrom(..."+0123456789 ().-"), maxLength: 20 }),
    fc.string({ unit: "binary", maxLength: 100 }),
  );
  fc.assert(
    fc.property(raw, fc.constantFrom("US", "GB", "DE", "IT", "XX"), (text, country) => {
      const caller = readCallerId(text, country);
      if (caller.kind === "known") {
        expect(parseE164(caller.phone)).toBe(caller.phone);
        expect(readCallerId(caller.phone, country)).toEqual(caller);
      }
      if (caller.kind === "malformed") {
        expect(caller.raw.length).toBeLessThanOrEqual(64);
        expect(caller.raw.isWellFormed()).toBe(true);
        expect(caller.raw).not.toMatch(/\p{Cc}/u);
      }
    }),
    { numRuns: 500 },
  );
});
