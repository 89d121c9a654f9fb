import fc from "fast-check";
import { SegmentedMessage } from "sms-segments-calculator";
import { describe, expect, it } from "vitest";
import { countSegments } from "../../src/domain/segments.ts";

describe("the segments of a text", () => {
  it.each([
    ["nothing", "", 1, "GSM-7"],
    ["160 plain characters", "x".repeat(160), 1, "GSM-7"],
    ["161 plain characters", "x".repeat(161), 2, "GSM-7"],
    ["306 plain characters", "x".repeat(306), 2, "GSM-7"],
    ["307 plain characters", "x".repeat(307), 3, "GSM-7"],
    ["80 euro signs, which take two each", "€".repeat(80), 1, "GSM-7"],
    ["81 euro signs", "€".repeat(81), 2, "GSM-7"],
    ["160 characters with an accent of GSM-7", `é${"x".repeat(159)}`, 1, "GSM-7"],
    ["70 characters with a curly quote", `’${"x".repeat(69)}`, 1, "UCS-2"],
    ["71 characters with a curly quote", `’${"x".repeat(70)}`, 2, "UCS-2"],
    ["a ç, which GSM-7 has only as Ç", "ç", 1, "UCS-2"],
    ["35 emoji, which take two each", "😀".repeat(35), 1, "UCS-2"],
    ["36 emoji", "😀".repeat(36), 2, "UCS-2"],
    ["a line break in Windows's way", `a\r\n${"x".repeat(157)}`, 1, "GSM-7"],
    ["480 plain characters, the longest text-back", "x".repeat(480), 4, "GSM-7"],
  ] as const)("%s", (_name, body, segments, encoding) =>
    expect(countSegments(body)).toMatchObject({ segments, encoding }),
  );

  it("are what the carrier's own calculator says, also where we need not ask it", () => {
    const ascii = fc.string({ unit: "grapheme-ascii", maxLength: 480 });
    const mixed = fc.string({ unit: fc.constantFrom(..."abc {}[]€é’\n\r", "😀", "e\u0301"), maxLength: 330 });
    const plain = fc.stringMatching(/^[\w .,!?'@\n]{0,480}$/);
    fc.assert(
      fc.property(fc.oneof(ascii, mixed, plain), (body) => {
        const counted = new SegmentedMessage(body);
        expect(countSegments(body)).toMatchObject({
          segments: counted.segmentsCount,
          encoding: counted.getEncodingName(),
        });
      }),
    );
  });

  it("agree with the calculator for each single ASCII character", () => {
    for (let code = 0; code < 128; code += 1) {
      const body = String.fromCharCode(code).repeat(150);
      const counted = new SegmentedMessage(body);
      expect([code, countSegments(body)]).toMatchObject([
        code,
        { segments: counted.segmentsCount, encoding: counted.getEncodingName() },
      ]);
    }
  });

  it("are counted up to 1600 characters, more than a carrier takes", () => {
    expect(countSegments("€".repeat(64_000))).toEqual(countSegments("€".repeat(1_600)));
  });
});
