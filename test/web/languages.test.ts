/** The page in two languages: nothing is missing in either, and each sentence takes the same parameters. */
import { IntlMessageFormat } from "intl-messageformat";
import { afterEach, describe, expect, it } from "vitest";
import type { Call, Text } from "../../src/app/ports/index.ts";
import { titleOfText, wordsOfCall } from "../../src/app/timeline/describe-activity.ts";
import { readManifest } from "../../src/crm/manifest.ts";
import { explainDeliveryError, KNOWN_DELIVERY_ERRORS } from "../../src/domain/delivery-errors.ts";
import type { Registration } from "../../src/domain/texting-state.ts";
import type { Notice } from "../../src/web/api/shapes.ts";
import { shell, type english as shellInEnglish } from "../../src/web/words/en/shell.ts";
import { said, spanish } from "../../src/web/words/es/index.ts";
import { languageFor, speakLanguage } from "../../src/web/words/language.ts";
import { dollars, numberWords, wholeDollars } from "../../src/web/words/number.ts";
import { fieldWords, noticeWords, problemWords } from "../../src/web/words/said.ts";
import type { Sentences, Translated } from "../../src/web/words/speak.ts";
import { dayWords, shortWhen } from "../../src/web/words/time.ts";

/** `…/lead-import.ts` → `leadImport` */
const areaOf = (file: string) =>
  file.replace(/^.*\/|\.ts$/g, "").replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** Words that are the same in both: names, signs, and what Spanish-speaking owners say in English. */
const SAME: ReadonlySet<string> = new Set([
  "shell.place.crm",
  "time.age.days",
  "welcome.step.crm",
  "welcome.carrier.accountSid",
  "connection.title",
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

// Tests that speak Spanish leave English behind.
afterEach(() => speakLanguage("en"));

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

describe("a sentence that is not there, or is said wrongly", () => {
  it("does not compile", () => {
    const wrong = () => {
      // @ts-expect-error a key that is misspelt
      shell("offlin");
      // @ts-expect-error a parameter is missing
      shell("notices");
      // @ts-expect-error a parameter of the wrong kind
      shell("notices", { count: "1" });
      // @ts-expect-error a parameter that the sentence does not have
      shell("offline", { count: 1 });
      const missing = { place: "Lugar" };
      // @ts-expect-error Spanish without the rest of its area
      return missing satisfies Translated<typeof shellInEnglish>;
    };
    expect(wrong).toBeTypeOf("function");
  });
});

describe("what the service says in words of its own", () => {
  it.each(KNOWN_DELIVERY_ERRORS)("the carrier's code %i is explained", (code) => {
    const { forOwner } = said.deliveryErrorOf(code);
    expect(forOwner).not.toContain(String(code));
    expect(forOwner).not.toBe(explainDeliveryError(code).forOwner);
  });

  it.each(["in", "out"] as const)("every title of a text and of a call (%s) has its Spanish", (direction) => {
    const titles = [
      ...(["sent", "failed"] as const).map((state) => titleOfText({ direction, state } as Text)),
      ...(["missed", "answered"] as const).map(
        (outcome) => wordsOfCall({ direction, outcome, reason: null, durationSeconds: null } as Call).title,
      ),
    ];
    expect(titles.filter((title) => said.activityTitles[title] === undefined)).toEqual([]);
  });

  it.each(["builtin", "hubspot", "salesforce"])("the manifest of %s has its Spanish", async (id) => {
    const { credentials } = readManifest(
      (await import(`../../manifests/${id}/connector.json`)).default,
      "ours",
    );
    const typed = Object.entries(credentials).filter(([, { from }]) => from === "person");
    const inSpanish = said.connectors[id]?.credentials ?? {};
    expect(typed.map(([name, { help }]) => [name, help === undefined])).toEqual(
      Object.entries(inSpanish).map(([name, { help }]) => [name, help === undefined]),
    );
  });

  it("a refusal, a field and a notice are said by their codes, unknown ones too", async () => {
    const refusal = { code: "no_credits", message: "There are no credits left." };
    const field = { field: "voicemail.greeting", message: "must not be empty" };
    expect(problemWords(refusal)).toBe(refusal.message);
    expect(fieldWords(field)).toBe("This must not be empty.");
    await speakLanguage("es");
    expect(problemWords(refusal)).toContain("No quedan créditos");
    expect(problemWords({ code: "made_tomorrow", message: "New." })).toBe(said.otherProblem);
    expect(fieldWords(field)).toBe(said.fields.greeting);
    const invalid = { code: "invalid_input", message: "The input is not valid.", fields: [field] };
    expect(problemWords(invalid)).toBe(said.fields.greeting);
    expect(fieldWords({ field: "unheard.of", message: "must be" })).toBe(said.otherField);
    const notice = (subject: string) =>
      noticeWords({ subject, headline: "x", whatToDo: "y" } as Notice, "US");
    expect(notice("consent:+15125550142").headline).toContain("(512)\u00A0555-0142");
    expect(notice("made_tomorrow")).toEqual(said.otherNotice);
  });
});

describe("what is told of a line and of a call", () => {
  const refused = (change: Partial<Registration>) =>
    said.texting({
      status: "blocked",
      errorCode: null,
      registration: { brand: null, campaign: null, toll_free: null, ...change },
    }).headline;

  it("a line that cannot text names what was refused, as the service does", () => {
    expect(refused({ brand: "FAILED" })).toContain("registro de su negocio");
    expect(refused({ brand: "APPROVED", campaign: "FAILED" })).toContain("descripción de sus mensajes");
    expect(refused({ toll_free: "TWILIO_REJECTED" })).toContain("toll-free");
  });

  it("a pause by a carrier's code says the code's own words, and that the registration is under way", () => {
    const registration = { brand: "PENDING", campaign: null, toll_free: null };
    const { headline } = said.texting({ status: "registering", errorCode: 30034, registration });
    expect(headline).toBe(`${said.deliveryErrorOf(30034).forOwner} El registro está en trámite.`);
  });

  it("who or what answered agrees with what the call counts as", () => {
    const key = { sign: "key", says: "unsure", detail: "No key was pressed." } as const;
    expect(said.answeredBy({ verdict: "unsure", evidence: [key] }, "missed")).toContain(
      "nadie marcó la tecla",
    );
    expect(said.answeredBy({ verdict: "unsure", evidence: [] }, "missed")).toContain("cuenta como perdida");
    expect(said.answeredBy({ verdict: "unsure", evidence: [] }, "answered")).toContain(
      "cuenta como contestada",
    );
    expect(said.answeredBy({ verdict: "voicemail", evidence: [] }, "missed")).toContain("buzón de voz");
  });
});

describe("moments and amounts in Spanish", () => {
  const now = new Date("2026-11-24T20:15:00Z");
  const chicago = "America/Chicago";
  it.each([
    ["2026-11-24T19:07:00Z", /^1:07\sp\.\s?m\.$/, /^Hoy$/],
    ["2026-11-24T05:30:00Z", /^Ayer$/, /^Ayer$/],
    ["2026-11-20T18:00:00Z", /^vie$/, /^Viernes, 20 (de )?nov$/],
  ])("%s", async (moment, short, day) => {
    await speakLanguage("es");
    expect(shortWhen(new Date(moment), chicago, now)).toMatch(short);
    expect(dayWords(new Date(moment), chicago, now)).toMatch(day);
  });

  it("dollars stay dollars", async () => {
    await speakLanguage("es");
    expect([dollars(900), wholeDollars(1_200), numberWords(1_200)]).toEqual(["$9.00", "$1,200", "1,200"]);
  });
});

describe("the language", () => {
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
    expect(shell("notices", { count: 1_200 })).toBe("1,200 notices");
    await speakLanguage("es");
    expect(shell("notices", { count: 1_200 })).toBe("1,200 avisos");
    expect(shell("notices", { count: 1 })).toBe("1 aviso");
  });
});
