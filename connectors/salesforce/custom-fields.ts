/**
 * What the customer writes into fields of their own, or into ours instead of us: "Field = value", one per line, with
 * our words in braces. It is checked against what the org says of its fields, so that a field that is missing is told
 * in words before Salesforce refuses a whole record for it. Pure.
 */
import { assertNever } from "../../src/domain/errors.ts";
import type { Fields } from "./client.ts";
import type { Field } from "./org.ts";

type FieldsOf = ReadonlyMap<string, Field> | undefined;
/** What may stand in braces, and what it is for one record; empty: there is none. */
export type Words = Readonly<Record<string, string>>;

interface Line {
  readonly field: string;
  readonly value: string;
}

/** What a mapping may name. */
export interface MappingRules {
  /** The object, as the administrator knows it. */
  readonly object: "Lead" | "Task";
  readonly lines: string;
  readonly fields: FieldsOf;
  readonly words: readonly string[];
  /** Fields that have a setting of their own, or by which we recognise what is ours. */
  readonly reserved: ReadonlySet<string>;
}

const WORD = /\{\{\s*(\w+)\s*\}\}/g;
const YES_OR_NO = /^(?:true|false|yes|no|1|0)$/i;

const linesOf = (text: string): readonly Line[] =>
  text.split("\n").flatMap((line) => {
    const at = line.indexOf("=");
    return at === -1 ? [] : [{ field: line.slice(0, at).trim(), value: line.slice(at + 1).trim() }];
  });

const wordsIn = (value: string): readonly string[] =>
  [...value.matchAll(WORD)].map(([, word = ""]) => word.toLowerCase());

export const mappedFields = (lines: string): ReadonlySet<string> =>
  new Set(linesOf(lines).map(({ field }) => field));

/**
 * The mapped fields of one record. A line whose words are all empty is left out.
 *
 * @param which `changing`: only what depends on the record, so that a correction undoes nobody's work in Salesforce
 */
export function customFields(
  lines: string,
  fields: FieldsOf,
  words: Words,
  which: "all" | "changing" = "all",
): Fields {
  const written = linesOf(lines).flatMap(({ field: name, value }) => {
    const field = fields?.get(name);
    const asked = wordsIn(value);
    if (which === "changing" && (asked.length === 0 || field?.updateable !== true)) return [];
    if (asked.length > 0 && asked.every((word) => (words[word] ?? "") === "")) return [];
    const text = value.replaceAll(WORD, (_all, word: string) => words[word.toLowerCase()] ?? "");
    return text === "" ? [] : [[name, typed(field, text)] as const];
  });
  return Object.fromEntries(written);
}

type Kind = "yes or no" | "number" | "date" | "text";

function kindOf(field: Field | undefined): Kind {
  switch (field?.type) {
    case "boolean":
      return "yes or no";
    case "int":
    case "double":
    case "currency":
    case "percent":
      return "number";
    case "date":
      return "date";
    default:
      return "text";
  }
}

export function typed(field: Field | undefined, text: string): string | number | boolean {
  const kind = kindOf(field);
  switch (kind) {
    case "yes or no":
      return /^(?:true|yes|1)$/i.test(text);
    case "number":
      return Number.isFinite(Number(text)) ? Number(text) : text;
    case "date":
      return text.slice(0, "2026-01-31".length);
    case "text":
      return field === undefined || field.length === 0 ? text : cut(text, field.length);
    default:
      return assertNever(kind);
  }
}

/** Code points, so that no character is cut in two. @param most UTF-16 units */
export const cut = (value: string, most: number): string =>
  value.length <= most
    ? value
    : `${Array.from(value)
        .slice(0, most - 1)
        .join("")
        .slice(0, most - 1)}…`;

/** What is wrong with a mapping in this org, in words for whoever typed it. */
export const problemsOf = (rules: MappingRules): readonly string[] =>
  linesOf(rules.lines).flatMap((line) => problemOf(line, rules) ?? []);

function problemOf({ field: name, value }: Line, rules: MappingRules): string | null {
  const { object, fields, words, reserved } = rules;
  const stranger = wordsIn(value).find((word) => !words.includes(word));
  if (reserved.has(name)) return `${object}.${name} cannot be mapped: textback writes it by itself.`;
  if (stranger !== undefined)
    return `${object}.${name}: {{${stranger}}} is unknown; known are ${words.map((each) => `{{${each}}}`).join(", ")}.`;
  // Of an object that our user may not see nothing is known.
  if (fields === undefined) return null;
  const field = fields.get(name);
  if (field === undefined)
    return `${object} has no field called ${name}, or the connected user may not see it.`;
  if (!field.createable) return `The connected user may not write ${object}.${name}.`;
  return wordsIn(value).length > 0 || value === "" ? null : literalProblem(object, field, value);
}

/** A value that is no value of this field, in words. */
export function literalProblem(object: string, field: Field, value: string): string | null {
  const kind = kindOf(field);
  const fits =
    (kind !== "yes or no" || YES_OR_NO.test(value)) &&
    (kind !== "number" || Number.isFinite(Number(value))) &&
    (kind !== "date" || /^\d{4}-\d\d-\d\d$/.test(value));
  if (!fits) return `${object}.${field.name} takes a ${kind}, not “${value}”.`;
  return field.restrictedPicklist && !field.values.has(value)
    ? `${object}.${field.name} has no value “${value}”; it has ${[...field.values].join(", ")}.`
    : null;
}
