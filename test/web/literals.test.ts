/** No sentence stands in the page's code: all that is read, or read out, comes from `words/en` and `words/es`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { describe, expect, it } from "vitest";
import type { Sentences } from "../../src/web/words/speak.ts";

const root = fileURLToPath(new URL("../../src/web", import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
  (name) => /\.tsx?$/.test(name) && !/^words\/(en|es)\/|^(build|vite\.config)\.ts$/.test(name),
);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly value?: unknown;
  readonly name?: unknown;
  readonly [part: string]: unknown;
}
const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";

/** What people read or hear, by the attribute's name; others hold classes, ids and the like. */
const READ =
  /^(aria-label|aria-description|aria-roledescription|placeholder|title|alt|label|thumbLabel|description|about|question|note|error|legend|message|words)$/;
/** Two words with a space between them, or one that begins like a sentence. */
const PROSE = /\p{L}{2,}[,.:;!?…]* +\p{L}{2,}|^\p{Lu}\p{Ll}{2,}[.!?…]?$/u;
/** What looks like words, and is none: for the program, or the same in every language. */
const NO_WORDS: readonly RegExp[] = [
  /^(sam@example\.com|https:\/\/example\.com\/alerts|AC…)$/,
  /^(textback|HubSpot|Salesforce|Twilio|T-Mobile|Verizon|AT&T|English|Español)$/,
  /^(Arrow(Up|Down|Left|Right)|Enter|Escape|Space)$/,
  /^(Maximiliana|Maximiliana Featherstone)$/,
  /^(GET|POST|PUT|PATCH|DELETE|Bearer )$/,
  /\(min-width|\(max-width|^(America|Pacific)\/|sans-serif|charset=utf-8/,
  // A name in the books: a stage, the field of a row, a title that the service gives.
  /^(Won|Lost|chosen by hand)$/,
];
/** Meant for whoever mends the program. */
const FOR_PROGRAMMERS = new Set(["Error", "TypeError"]);

function literalsIn(name: string): string[] {
  const source = readFileSync(join(root, name), "utf8");
  const found: string[] = [];
  const tell = (node: Node, text: string) => {
    const line = source.slice(0, node.start).split("\n").length;
    if (!NO_WORDS.some((each) => each.test(text.trim()))) found.push(`${name}:${line} ${text.trim()}`);
  };
  const visit = (node: Node, attribute: string | null) => {
    if (/^(Import|Export(All|Named)Declaration$|TS(?!As|Satisfies|NonNull))/.test(node.type) && node.source)
      return;
    if (/^TS(?!As|Satisfies|NonNull)/.test(node.type)) return;
    if (node.type === "NewExpression" && FOR_PROGRAMMERS.has(String((node.callee as Node).name))) return;
    if (node.type === "JSXText" && /\p{L}/u.test(String(node.value))) tell(node, String(node.value));
    const text =
      node.type === "Literal" && typeof node.value === "string"
        ? node.value
        : node.type === "TemplateElement"
          ? (node.value as { cooked: string }).cooked
          : null;
    if (
      text !== null &&
      (PROSE.test(text) || (attribute !== null && READ.test(attribute) && /\p{L}{2,}/u.test(text)))
    )
      tell(node, text);
    const inside = node.type === "JSXAttribute" ? String((node.name as Node).name) : null;
    for (const [part, value] of Object.entries(node)) {
      // A call, a key or another element inside an attribute has words of its own.
      const carried =
        inside ??
        (/^(JSXExpressionContainer|ConditionalExpression|LogicalExpression|TemplateLiteral)$/.test(
          node.type,
        ) && part !== "test"
          ? attribute
          : null);
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, carried);
    }
  };
  visit(
    parseSync(name, source, { lang: name.endsWith("x") ? "tsx" : "ts" }).program as unknown as Node,
    null,
  );
  return found;
}

const keysOf = (words: Sentences, path = ""): string[] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [path + key] : keysOf(value, `${path}${key}.`),
  );

/** Keys that are named in the code, whole or as a template such as `filter.${each}`. */
function isSaid(key: string, code: string): boolean {
  const templates = [...code.matchAll(/`([\w.]*)\$\{[^}]*\}([\w.]*)`/g)];
  return (
    code.includes(`"${key}"`) ||
    templates.some(([, from = "", to = ""]) => from + to !== "" && key.startsWith(from) && key.endsWith(to))
  );
}

describe("the page's code", () => {
  it("holds no sentence, label or placeholder of its own", () =>
    expect(files.flatMap(literalsIn)).toEqual([]));

  it("says every sentence that stands in the words", () => {
    const code = files.map((name) => readFileSync(join(root, name), "utf8"));
    const words = import.meta.glob<{ readonly english: Sentences }>("../../src/web/words/en/*.ts", {
      eager: true,
    });
    const silent = Object.entries(words).flatMap(([path, { english }]) => {
      const file = path.replace(/^.*\//, "");
      const speakers = code.filter((each) => each.includes(`en/${file}"`)).join("\n");
      return keysOf(english)
        .filter((key) => !isSaid(key, speakers))
        .map((key) => `${file} ${key}`);
    });
    expect(silent).toEqual([]);
  });
});
