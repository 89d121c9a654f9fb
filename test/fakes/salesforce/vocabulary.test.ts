/** The fake speaks Salesforce's own words: checked against lists that are not ours, where they are at hand. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { standardFields } from "./fields.ts";

const specs = new URL("../../../../shared/specs/salesforce/", import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, specs), "utf8"));

const lists = existsSync(specs) ? "" : " (skipped: the lists are not at hand)";
describe.skipIf(lists !== "")(`Salesforce's own words${lists}`, () => {
  it("the fake has no standard field that Salesforce has not", () => {
    const { objects } = read("sobjects-67.json") as { objects: Record<string, Record<string, string>> };
    // Two that every record has are on no list of Apex types.
    const always = new Set(["IsDeleted", "MasterRecordId", "Id", "Name"]);
    const strangers = standardFields().flatMap(([type, fields]) =>
      fields
        .filter((field) => !always.has(field) && objects[type]?.[field] === undefined)
        .map((field) => `${type}.${field}`),
    );
    expect(strangers).toEqual([]);
  });

  it("the fake answers with no error code that Salesforce has not", () => {
    const known = knownCodes();
    const folder = new URL("./", import.meta.url);
    const used = readdirSync(folder)
      .filter((name) => !name.endsWith(".test.ts"))
      .flatMap((name) => [
        ...readFileSync(new URL(name, folder), "utf8").matchAll(/refused\(\s*\d+,\s*"([A-Z_]+)"/g),
      ])
      .map(([, code]) => code ?? "");
    expect(used.length).toBeGreaterThan(15);
    expect(used.filter((code) => !known.has(code))).toEqual([]);
  });

  it("the connector waits for no error code that Salesforce has not", () => {
    const known = knownCodes();
    const source = readFileSync(
      new URL("../../../connectors/salesforce/errors.ts", import.meta.url),
      "utf8",
    ).replace(/const NEVER_SENT = .*/, "");
    const used = [...source.matchAll(/"([A-Z]+(?:_[A-Z]+)+)"/g)].map(([, code]) => code ?? "");
    expect(used.length).toBeGreaterThan(15);
    expect(used.filter((code) => !known.has(code))).toEqual([]);
  });
});

function knownCodes(): ReadonlySet<string> {
  const { StatusCode, ExceptionCode } = read("error-codes-66.json") as Record<string, string[]>;
  // Of the REST API alone (…/api_rest/errorcodes.htm, …/resources_composite_composite_post.htm).
  const rest = ["NOT_FOUND", "PROCESSING_HALTED", "BAD_REQUEST", "JSON_PARSER_ERROR"];
  return new Set([...(StatusCode ?? []), ...(ExceptionCode ?? []), ...rest]);
}
