import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvOf, withoutGuard } from "../../src/http/csv.ts";
import { readTable } from "../../src/http/csv-in.ts";

/** Of tables with many cells each: reading one costs more than what is in it. */
const RUNS = { numRuns: 300 };

describe("a cell of a spreadsheet", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
    ["@SUM(A1)", "'@SUM(A1)"],
    [" =1", "' =1"],
    ["-2+3", "'-2+3"],
    ["+15125550142", "'+15125550142"],
    ["\u0000=1", "'\u0000=1"],
    ["\tx", "'\tx"],
    ["\rx", '"\'\rx"'],
    ["\nx", '"\'\nx"'],
    ["＝1", "'＝1"],
    ["＋1", "'＋1"],
    ["－1", "'－1"],
    ["＠SUM(A1)", "'＠SUM(A1)"],
    ["'=1", "''=1"],
    ["O'Brien", "O'Brien"],
    ["'tis", "'tis"],
    ['Say "hi", Bob', '"Say ""hi"", Bob"'],
    ["two\nlines", '"two\nlines"'],
  ])("%j is written as %j, and read back as it was", (cell, written) => {
    expect(csvOf(["a"], [[cell]])).toBe(`\uFEFFa\r\n${written}\r\n`);
    const [, [read = ""] = []] = parse(csvOf(["a"], [[cell]]), { bom: true }) as string[][];
    expect(withoutGuard(read)).toBe(cell);
  });

  const dangerous = fc
    .array(fc.constantFrom(..."=+-@\t\r\n\u0000＝＋－＠'\",; a1é".split("")), { maxLength: 8 })
    .map((letters) => letters.join(""));
  const cell = fc.oneof(
    dangerous,
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.string({ unit: "binary" }),
  );
  const table = fc.integer({ min: 1, max: 4 }).chain((width) => {
    const row = fc.array(cell, { minLength: width, maxLength: width });
    return fc.tuple(row, fc.array(row, { maxLength: 40 }));
  });

  it("whatever stands in it, a strict reader finds it again", () =>
    fc.assert(
      fc.property(table, ([header, rows]) => {
        const read = parse(csvOf(header, rows), { bom: true, record_delimiter: "\r\n" }) as string[][];
        expect(read.map((row) => row.map(withoutGuard))).toEqual([header, ...rows]);
      }),
      RUNS,
    ));

  it("whatever stands in it, no spreadsheet takes it for a formula", () =>
    fc.assert(
      fc.property(fc.array(dangerous, { minLength: 1, maxLength: 200 }), (cells) => {
        const [shown = []] = parse(csvOf(cells, []), { bom: true, record_delimiter: "\r\n" }) as string[][];
        // biome-ignore lint/suspicious/noControlCharactersInRegex: a NUL is one of the ways in
        const runs = /^(?:[=+\-@\t\r\n\u0000＝＋－＠]|\s+[=+\-@＝＋－＠])/;
        expect(shown.filter((text) => runs.test(text))).toEqual([]);
      }),
      RUNS,
    ));
});

describe("a table that somebody sends", () => {
  it.each([
    ["with commas", "Name,Phone\r\nAnn,1\r\n"],
    ["with semicolons", "Name;Phone\nAnn;1\n"],
    ["with tabs", "Name\tPhone\nAnn\t1"],
    ["with a byte-order mark", "\uFEFFName,Phone\nAnn,1"],
    ["of an old Mac", "Name,Phone\rAnn,1\r"],
    ["with empty lines", "Name,Phone\n\n,\nAnn,1\n\n"],
    ["with a comma in its quoted heading", '"Name",Phone\n"Ann",1'],
  ])("is read %s", (_how, text) => {
    const { headings, rows } = readTable(text);
    expect([headings, rows.map(({ cells }) => cells)]).toEqual([["Name", "Phone"], [["Ann", "1"]]]);
  });

  it("each row knows the line on which it begins", () =>
    expect(readTable('Name,Notes\nAnn,"two\r\nlines"\n\nBob,one\n').rows.map(({ line }) => line)).toEqual([
      2, 5,
    ]));

  it.each([
    ["", "(file)", "must not be empty"],
    ["Name,Phone\n", "(file)", "must have a row below the line that names the columns"],
    ['a,b\n1,"x', "line 2", "a quotation mark is opened and never closed"],
    ['a,b\n1,x"y"', "line 2", "a quotation mark stands in the middle of a cell that is not quoted"],
    ['a,b\n"x"y,2', "line 2", "something follows the quotation mark that ends a cell"],
    ["Name\nJos\uFFFD", "(file)", "must be UTF-8: save it as “CSV UTF-8” in your spreadsheet program"],
    [`a\n${"1\n".repeat(5_001)}`, "(file)", "must have at most 5000 rows: split it and import the parts"],
    [`${"a,".repeat(101)}\n1`, "(file)", "must have at most 100 columns"],
  ])("is refused in words: %#", (text, field, message) =>
    expect(() => readTable(text)).toThrow(
      expect.objectContaining({ code: "invalid_input", fields: [{ field, message }] }),
    ),
  );

  it("no text breaks the reader", () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('"', ",", ";", "\n", "\r", "a", "=", "'"), { maxLength: 30 }),
        (letters) => {
          try {
            readTable(letters.join(""));
          } catch (error) {
            expect(error).toMatchObject({ code: "invalid_input" });
          }
        },
      ),
      RUNS,
    ));
});
