/** The page in two languages: nothing is missing in either, and each sentence takes the same parameters. */
import { IntlMessageFormat } from "intl-messageformat";
import { afterEach, describe, expect, it } from "vitest";
import { spanish } from "../../src/web/words/es/index.ts";
import { languageFor, speakLanguage } from "../../src/web/words/language.ts";
import { type Sentences, speak } from "../../src/web/words/speak.ts";

/** `…/lead-import.ts` → `leadImport` */
const areaOf = (file: string) =>
  file.replace(/^.*\/|\.ts$/g, "").replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** Words that are the same in both: names, signs, and what Spanish-speaking owners say in English. */
const SAME: ReadonlySet<string> = new Set([
  "shell.place.crm",
  "time.age.days",
  "welcome.step.crm",
  "welcome.carrier.accountSid",
]);

type Node = ReturnType<IntlMessageFormat["getAst"]>[number];

/** `count`, `count#plural`, `b#tag`: what a sentence takes, however often it says it. */
function parametersIn(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node): string[] => {
    if (!("value" in node) || node.type === 0) return [];
    if ("children" in node) return [`${node.value}#tag`, ...parametersIn(node.children)];
    if ("options" in node)
      return [node.value, ...Object.values(node.options).flatMap(({ value }) => parametersIn(value))];
    return [node.value];
  });
}
const parametersOf = (sentence: string, locale: string): string[] =>
  [...new Set(parametersIn(new IntlMessageFormat(sentence, locale).getAst()))].sort();

function flat(sentences: Sentences, path: string): [path: string, sentence: string][] {
  return Object.entries(sentences).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[`${path}.${key}`, value]] : flat(value, `${path}.${key}`),
  );
}

const areas = Object.entries(
  import.meta.glob<{ readonly english: Sentences }>("../../src/web/words/en/*.ts", { eager: true }),
).map(([file, words]) => {
  const area = areaOf(file);
  return {
    area,
    english: words.english,
    spanish: (spanish as Readonly<Record<string, Sentences>>)[area] ?? {},
  };
});

describe("each area", () => {
  it("is there in both languages", () =>
    expect(Object.keys(spanish).sort()).toEqual(areas.map(({ area }) => area).sort()));

  it.each(areas)("$area has the same sentences with the same parameters", ({ area, ...words }) => {
    const parameters = (sentences: Sentences, locale: string) =>
      Object.fromEntries(flat(sentences, area).map(([path, each]) => [path, parametersOf(each, locale)]));
    expect(parameters(words.spanish, "es-US")).toEqual(parameters(words.english, "en-US"));
  });

  it("has no sentence left in English", () => {
    const inEnglish = new Map(areas.flatMap(({ area, ...words }) => flat(words.english, area)));
    const left = areas
      .flatMap(({ area, ...words }) => flat(words.spanish, area))
      .filter(
        ([path, sentence]) =>
          inEnglish.get(path) === sentence && /\p{L}/u.test(sentence.replaceAll(/\{[^{}]*\}/g, "")),
      )
      .map(([path]) => path);
    expect(left.filter((path) => !SAME.has(path))).toEqual([]);
    expect([...SAME].filter((path) => !left.includes(path))).toEqual([]);
  });
});

describe("the language", () => {
  afterEach(() => speakLanguage("en"));

  it.each([
    [["es-MX", "en-US"], "es"],
    [["es"], "es"],
    [["ES-419"], "es"],
    [["en-US", "es-US"], "en"],
    [["fr-FR", "es-US", "en"], "es"],
    [["pt-BR"], "en"],
    [[], "en"],
  ] as const)("of somebody who reads %j is %s", (read, language) => expect(languageFor(read)).toBe(language));

  it("changes what is said from one moment to the next, with numbers and plurals of its own", async () => {
    const shell = speak("shell", { notices: "{count, plural, one {# notice} other {# notices}}" });
    expect(shell("notices", { count: 1_200 })).toBe("1,200 notices");
    await speakLanguage("es");
    expect(shell("notices", { count: 1_200 })).toBe("1,200 avisos");
    expect(shell("notices", { count: 1 })).toBe("1 aviso");
  });
});
