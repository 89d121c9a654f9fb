/**
 * All that the page says stands in `words/en`, one small file for each area, and in `words/es` beside it.
 *
 * How to add words:
 * 1. Write the sentence in `en/<area>.ts` under a key that tells what it is for. English is what the types are
 *    made of: a key that is not there does not compile, nor does a parameter that is missing, too much or of the
 *    wrong kind.
 * 2. Write it in `es/<area>.ts`: while it is missing there, that file does not compile.
 * 3. Say it: `inbox("nothing.title")`, `inbox("found", { words })`, and with markup inside the sentence
 *    `inbox.rich("headline", { count, b: (words) => <b>{words}</b> })`.
 *
 * Sentences are whole, never glued from pieces: other languages put the pieces elsewhere. What differs from time to
 * time is a parameter, in the syntax of ICU messages: `{name}` is text, `{count, number}` a number, and
 * `{count, plural, one {# call} other {# calls}}` agrees with it. Braces that are meant are quoted: `'{{'`.
 * A module must not keep a sentence in a constant: it would stay in the language in which it was loaded.
 *
 * A new area is a file in both folders and a line in `es/index.ts`.
 */
import { createTranslator } from "use-intl/core";
import type { SpanishWords } from "./es/index.ts";
import { type Language, languageNow, localeNow, spokenWords } from "./language.ts";

export interface Sentences {
  readonly [key: string]: string | Sentences;
}

/** What the Spanish file of an area must have: the same keys. Parameters are compared by a test. */
export type Translated<English> = {
  readonly [Key in keyof English]: English[Key] extends string ? string : Translated<English[Key]>;
};

const translator = <const English extends Sentences>(messages: English) =>
  createTranslator({ locale: localeNow(), messages });

/** The words of an area: a function from keys to sentences in the language of the moment. */
export function speak<const English extends Sentences>(area: keyof SpanishWords, english: English) {
  const speakers = new Map<Language, ReturnType<typeof translator<English>>>();
  const speaker = () => {
    const language = languageNow();
    const kept = speakers.get(language);
    if (kept !== undefined) return kept;
    const translated = language === "es" ? (spokenWords()?.spanish[area] as English | undefined) : undefined;
    const made = translator(translated ?? english);
    speakers.set(language, made);
    return made;
  };
  return new Proxy(speaker(), {
    apply: (_first, _this, said: Parameters<ReturnType<typeof speaker>>) => speaker()(...said),
    get: (_first, name) => Reflect.get(speaker(), name),
  });
}
