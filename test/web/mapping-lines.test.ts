import { expect, it } from "vitest";
import { mappedFields, mappingLines } from "../../src/web/pages/connection/mapping-lines.ts";

it.each([
  ["", []],
  ["Industry=Plumbing", [{ field: "Industry", written: "Plumbing" }]],
  [
    "A__c = x=y \n\nB__c=",
    [
      { field: "A__c", written: "x=y" },
      { field: "B__c", written: "" },
    ],
  ],
])("the lines %j are the rows, and the rows are lines again", (lines, rows) => {
  expect(mappedFields(lines)).toEqual(rows);
  expect(mappedFields(mappingLines(rows))).toEqual(rows);
});

it("a row that nobody filled in is no line", () =>
  expect(
    mappingLines([
      { field: " ", written: "" },
      { field: "A__c", written: " x " },
    ]),
  ).toBe("A__c=x"));
