import fc from "fast-check";
import { getCountries, getExampleNumber } from "libphonenumber-js/max";
import examples from "libphonenumber-js/mobile/examples";
import { describe, expect, it } from "vitest";
import {
  countryOf,
  type E164,
  formatPhone,
  forwardTargetText,
  maskPhone,
  normalisePhone,
  parseE164,
  parseForwardTarget,
} from "../../src/domain/phone.ts";

const phone = (text: string): E164 => {
  const parsed = parseE164(text);
  if (parsed === null) throw new Error(`a test's number is wrong: ${text}`);
  return parsed;
};

const exampleNumbers = getCountries().flatMap((country) => {
  const number = getExampleNumber(country, examples);
  return number === undefined ? [] : [{ country, number }];
});

const northAmerican = fc.stringMatching(/^[2-9]\d{2}[2-9]\d{6}$/);

describe("text that must be E.164 already", () => {
  it.each(["+15125550142", "+4930123456", "+390612345678", "+80012345678", "+5491123456789"])(
    "is read when it is %s",
    (text) => expect(parseE164(text)).toBe(text),
  );

  it.each(["+15005550006", "+15551230001", "+15550100001", "+15550101234", "+441632960961"])(
    "is read when it is the fictional %s: tests and examples use such numbers",
    (text) => expect(parseE164(text)).toBe(text),
  );

  it.each([
    ["empty", ""],
    ["without its plus", "15125550142"],
    ["national", "5125550142"],
    ["too short for its country", "+1512555014"],
    ["too long for its country", "+151255501423"],
    ["too long for any", "+1512555014212345678"],
    ["of no country", "+999999999999"],
    ["beginning with zero", "+0123456789"],
    ["formatted", "+1 512 555 0142"],
    ["a link", "tel:+15125550142"],
    ["followed by something", "+15125550142x"],
    ["followed by a line break", "+15125550142\n"],
    ["in other digits", "+１５１２５５５０１４２"],
    ["an emergency number", "+1911"],
  ])("is refused when it is %s", (_name, text) => expect(parseE164(text)).toBeNull());

  it.each([
    ["+4402079460958", "+442079460958"],
    ["+115125550142", "+15125550142"],
    ["+6100412345678", "+61412345678"],
  ])("is refused when it is %s, because the same phone is %s", (text) => expect(parseE164(text)).toBeNull());
});

describe("a number as people write it", () => {
  it.each([
    "(512) 555-0142",
    "512.555.0142",
    "512 555 0142",
    "5125550142",
    "1-512-555-0142",
    "+1 (512) 555-0142",
    "+15125550142",
    "tel:+1-512-555-0142",
    "512-555-0142 ext. 12",
    "512-555-0142 (cell)",
    " 512-555-0142\n",
    "512\u00A0555\u20110142",
    "+1\u202A512\u202C 555\u200B0142",
    "５１２ ５５５ ０１４２",
    "011 1 512 555 0142",
  ])("is the same one: %j", (text) => expect(normalisePhone(text, "US")).toBe("+15125550142"));

  it.each([
    ["0412 345 678", "AU", "+61412345678"],
    ["020 7946 0958", "GB", "+442079460958"],
    ["+44 (0)20 7946 0958", "US", "+442079460958"],
    ["06 12345678", "IT", "+390612345678"],
    ["001 512 555 0142", "DE", "+15125550142"],
  ])("%s in %s is %s", (text, country, number) => expect(normalisePhone(text, country)).toBe(number));

  it.each([
    ["nothing", ""],
    ["words", "call me"],
    ["a short code", "72345"],
    ["a local number", "555-0142"],
    ["letters for digits", "1-800-FLOWERS"],
    ["two numbers", "512-555-0142 / 512-555-0143"],
    ["endless", "5".repeat(10_000)],
  ])("is none when it is %s", (_name, text) => expect(normalisePhone(text, "US")).toBeNull());

  it.each(["XX", "", "us", "constructor"])("is not guessed at for the unknown country %j", (country) => {
    expect(normalisePhone("512 555 0142", country)).toBeNull();
    expect(normalisePhone("+1 512 555 0142", country)).toBe("+15125550142");
  });

  it("comes to the same E.164 however its digits are grouped", () => {
    const separators = fc.array(fc.constantFrom("", " ", "-", ".", " - ", "\u00A0"), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(northAmerican, fc.constantFrom("", "1", "+1"), separators, fc.boolean(), (d, code, s, round) => {
        const area = round ? `(${d.slice(0, 3)})` : d.slice(0, 3);
        const text = [code, s[0], area, s[1], d.slice(3, 6), s[2], d.slice(6)].join("");
        expect(normalisePhone(text, "US")).toBe(`+1${d}`);
      }),
    );
  });

  it("is E.164 once read, for whatever text, and reads the same again", () => {
    const noisy = fc.string({ unit: fc.constantFrom(..."+0123456789 ()-.x/,;#*é"), maxLength: 24 });
    const country = fc.constantFrom(...getCountries(), "XX");
    fc.assert(
      fc.property(fc.oneof(noisy, fc.string({ unit: "binary" })), country, country, (text, one, other) => {
        const number = normalisePhone(text, one);
        if (number === null) return;
        expect(parseE164(number)).toBe(number);
        expect(normalisePhone(number, other)).toBe(number);
      }),
      { numRuns: 500 },
    );
  });

  it("reads back in every country, national and international", () => {
    expect(exampleNumbers.length).toBeGreaterThan(200);
    for (const { country, number } of exampleNumbers) {
      expect(parseE164(number.number)).toBe(number.number);
      expect(normalisePhone(number.formatNational(), country)).toBe(number.number);
      expect(normalisePhone(number.formatInternational(), "US")).toBe(number.number);
    }
  });
});

describe("a number shown to people", () => {
  it.each([
    ["+15125550142", "US", "(512) 555-0142"],
    ["+15125550142", "GB", "+1 512 555 0142"],
    ["+15125550142", undefined, "+1 512 555 0142"],
    ["+15125550142", "XX", "+1 512 555 0142"],
    ["+442079460958", "GB", "020 7946 0958"],
    ["+15550101234", "US", "(555) 010-1234"],
    ["+15550101234", "CA", "(555) 010-1234"],
    ["+15550101234", "DE", "+1 555 010 1234"],
    ["+441632960961", "GB", "01632 960961"],
    ["+80012345678", "US", "+800 1234 5678"],
  ])("%s in %s is %s", (number, country, shown) => expect(formatPhone(phone(number), country)).toBe(shown));

  it("is plain ASCII in every country: another character would more than double a text's segments", () => {
    for (const { country, number } of exampleNumbers) {
      for (const home of [country, undefined])
        expect(formatPhone(phone(number.number), home)).toMatch(/^[ -~]+$/);
    }
  });
});

describe("the country of a number", () => {
  it.each([
    ["+15125550142", "US"],
    ["+14165550142", "CA"],
    ["+442079460958", "GB"],
    ["+80012345678", null],
    ["+15550101234", null],
    ["nonsense", null],
  ])("%s is %s", (number, country) => expect(countryOf(number)).toBe(country));
});

describe("a number in a log", () => {
  it.each([
    ["+15125550142", "+******42"],
    ["5125550142", "******42"],
    ["+1 (512) 555-0142", "+******42"],
    ["sip:desk@pbx.example.com", "******"],
    ["911", "******"],
    ["", "******"],
  ])("%j is %s", (number, masked) => expect(maskPhone(number)).toBe(masked));

  it("shows its plus and its last two digits and nothing else, whatever it is", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.stringMatching(/^\+?\d{0,16}$/), fc.string({ unit: "binary" })),
        (text) => {
          const masked = maskPhone(text);
          expect(masked).toMatch(/^\+?\*{6}(\d{2})?$/);
          const shown = masked.replace(/\D/g, "");
          expect(text.replace(/\D/g, "").endsWith(shown)).toBe(true);
        },
      ),
    );
  });
});

describe("where a line forwards to", () => {
  it.each([
    "sip:desk@pbx.example.com",
    "sip:+15125550142@pbx.example.com",
    "sip:desk@pbx.example.com:5061;transport=tls",
    "sip:hunt-group_1@acme.sip.us1.twilio.com;region=ie1;edge=dublin",
    "sip:desk@192.0.2.7:65535",
    "sips:desk@pbx.example.com",
    "sip:desk@pbx.example.com;lr",
  ])("may be %s", (uri) => expect(parseForwardTarget(uri)).toEqual({ kind: "sip", uri }));

  it("may be a phone", () => {
    expect(parseForwardTarget("+15125550142")).toEqual({ kind: "phone", number: "+15125550142" });
  });

  it.each([
    ["empty", ""],
    ["a national number", "512 555 0142"],
    ["a web address", "https://pbx.example.com"],
    ["a client", "client:desk"],
    ["a SIP address without a user", "sip:pbx.example.com"],
    ["a SIP address without a host", "sip:desk@"],
    ["without its scheme", "desk@pbx.example.com"],
    ["of two hosts", "sip:desk@a.example.com@b.example.com"],
    ["followed by a line break", "sip:desk@pbx.example.com\n"],
    ["with a control character", "sip:desk@pbx\u0000.example.com"],
    ["with an encoded control character", "sip:desk%0d%0a@pbx.example.com"],
    ["with headers", "sip:desk@pbx.example.com?X-Other=1"],
    ["with what looks like headers in the user", "sip:desk?X=1@pbx.example.com"],
    ["with markup", "sip:desk@pbx.example.com</Sip><Number>"],
    ["with a space", "sip:desk@pbx example.com"],
    ["with an underscore in the host", "sip:desk@my_pbx.example.com"],
    ["with an empty label", "sip:desk@pbx..example.com"],
    ["with a label that begins with a hyphen", "sip:desk@-pbx.example.com"],
    ["with a host of dots", "sip:desk@.."],
    ["with a port that there is not", "sip:desk@pbx.example.com:65536"],
    ["with port zero", "sip:desk@pbx.example.com:0"],
    ["with an empty parameter", "sip:desk@pbx.example.com;"],
    ["with a parameter of no name", "sip:desk@pbx.example.com;=tls"],
    ["in letters that only look the same", "sip:dеsk@pbx.example.com"],
  ])("may not be %s", (_name, text) => expect(parseForwardTarget(text)).toBeNull());

  it("may not be a SIP address of 255 characters, the carrier's first that is too long", () => {
    const uri = (length: number) => `sip:desk@${"abc.".repeat(70)}`.slice(0, length - 3).replace(/\.$/, "c") + "com";
    expect(uri(254)).toHaveLength(254);
    expect(parseForwardTarget(uri(254))).not.toBeNull();
    expect(parseForwardTarget(uri(255))).toBeNull();
  });

  it("reads back from its text, and holds no character that means something in XML or in a header", () => {
    const near = fc.string({ unit: fc.constantFrom(..."sip:@ab.-_;=+5&<>\"'?%\n\0 "), maxLength: 30 });
    fc.assert(
      fc.property(
        fc.oneof(near, near.map((rest) => `sip:a@b${rest}`), near.map((user) => `sip:${user}@b.c`)),
        (text) => {
          const target = parseForwardTarget(text);
          if (target === null) return;
          expect(parseForwardTarget(forwardTargetText(target))).toEqual(target);
          expect(forwardTargetText(target)).toMatch(/^[^\s<>&"'?%\p{Cc}]+$/u);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("is refused at once, however long and crooked the text", () => {
    const started = performance.now();
    for (const text of [
      `sip:a@${"a".repeat(100_000)}`,
      `sip:a@${"a.".repeat(50_000)}`,
      `sip:${";a".repeat(50_000)}`,
    ])
      expect(parseForwardTarget(text)).toBeNull();
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
