import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanLine, cleanText, clip } from "../../src/domain/plain-text.ts";

/** Letters, accents, controls, marks and halves of pairs, dense enough to meet each other. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom("e", "\u0301", " ", "\n", "\r", "\t", "\0", "\u202E", "\u2028", "\uFEFF", "\uFFFD"),
    fc.constantFrom("\uD83D", "\uDE00", "😀", "é", "한", "\u1112", "\u1161"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 60,
});

describe("cleaned text", () => {
  it.each([
    ["a NUL", "a\0b", "ab"],
    ["an escape sequence's first character", "\u001B[31mred", "[31mred"],
    ["DEL and a C1 control", "a\u007F\u009Bb", "ab"],
    ["an override of the reading direction", "gpj.\u202Eexe", "gpj.exe"],
    ["isolates and embeddings", "\u2066a\u2069\u202Ab\u202C", "ab"],
    ["direction marks and a byte order mark", "\uFEFFa\u200Eb\u200Fc\u061C", "abc"],
    ["half of a surrogate pair", "a\uD83Db\uDE00", "ab"],
    ["what is no character", "a\uFFFEb\uFFFFc", "abc"],
  ])("loses %s", (_name, raw, clean) => expect(cleanText(raw)).toBe(clean));

  it.each([
    ["a whole emoji", "😀 👨‍👩‍👧"],
    ["a line break", "one\ntwo"],
    ["an accent", "José"],
    ["right-to-left letters", "שלום"],
  ])("keeps %s", (_name, text) => expect(cleanText(text)).toBe(text));

  it.each(["\r\n", "\r", "\u2028", "\u2029", "\u0085", "\v", "\f"])(
    "has one newline for the line break %j, so that no words grow together",
    (lineBreak) => expect(cleanText(`one${lineBreak}two`)).toBe("one\ntwo"),
  );

  it("is in one normal form, also where something stood between a letter and its accent", () => {
    expect(cleanText("Jose\u0301")).toBe("José");
    expect(cleanText("Jose\0\u0301")).toBe("José");
  });

  it("is well-formed, has nothing left to strip, and stays as it is when cleaned again", () => {
    fc.assert(
      fc.property(hostile, (raw) => {
        const clean = cleanText(raw);
        expect(clean.isWellFormed()).toBe(true);
        expect(clean).toBe(clean.normalize("NFC"));
        expect(clean).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}|[\u2028\u2029\uFEFF\uFFFD-\uFFFF]/u);
        expect(cleanText(clean)).toBe(clean);
        expect(cleanLine(cleanLine(raw))).toBe(cleanLine(raw));
      }),
    );
  });
});

describe("a cleaned line", () => {
  it.each([
    ["  Bob\tSmith \r\n", "Bob Smith"],
    ["Acme\n\nHVAC", "Acme HVAC"],
    ["Acme\u00A0 \u2003HVAC", "Acme HVAC"],
    ["\u202E \0", ""],
  ])("of %j is %j", (raw, line) => expect(cleanLine(raw)).toBe(line));
});

describe("clipped text", () => {
  it.each([
    ["abc", 5, "abc"],
    ["abc", 3, "abc"],
    ["abc", 2, "ab"],
    ["abc", 0, ""],
    ["abc", -1, ""],
    ["a😀b", 2, "a"],
    ["a😀b", 3, "a😀"],
    ["😀", 1, ""],
  ])("of %j to %i is %j", (text, max, clipped) => expect(clip(text, max)).toBe(clipped));

  it("is a beginning of the text, as long as allowed, with no pair cut in two", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(40), (text, max) => {
        const clipped = clip(text, max);
        expect(text.startsWith(clipped)).toBe(true);
        expect(clipped.isWellFormed()).toBe(true);
        expect(clipped.length).toBeLessThanOrEqual(max);
        expect(clipped.length).toBeGreaterThanOrEqual(Math.min(text.length, max) - 1);
      }),
    );
  });
});
