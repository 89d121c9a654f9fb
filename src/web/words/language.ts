/** In which language the page speaks: the browser's at first, from then on the one that was chosen here. */
import { useSyncExternalStore } from "react";

/** Each by its own name, so that whoever landed in the wrong one finds the way out. */
export const LANGUAGES = { en: "English", es: "Español" } as const;
export type Language = keyof typeof LANGUAGES;

/** Our businesses are in the United States: dollars, and commas between thousands, in Spanish too. */
const LOCALES: Readonly<Record<Language, string>> = { en: "en-US", es: "es-US" };
const REMEMBERED = "textback.language";

let now: Language = "en";
/** Fetched when it is first spoken: whoever reads English never loads it. */
let spoken: typeof import("./es/index.ts") | null = null;
const listeners = new Set<() => void>();

const isLanguage = (text: string | null): text is Language => text !== null && Object.hasOwn(LANGUAGES, text);

export const languageNow = (): Language => now;
export const localeNow = (): string => LOCALES[now];
export const spokenWords = () => spoken;

/** The first that we speak of those that somebody reads, the dearest first: `["es-MX", "en"]` is Spanish. */
export const languageFor = (read: readonly string[]): Language =>
  read.map((tag) => tag.toLowerCase().split("-")[0] ?? "").find(isLanguage) ?? "en";

/** Whoever chose once is not asked again. A frame remembers nothing: there it is always the browser's. */
export function languageToBegin(remembers: boolean): Language {
  const kept = remembers ? localStorage.getItem(REMEMBERED) : null;
  return isLanguage(kept) ? kept : languageFor(navigator.languages);
}

export const rememberLanguage = (language: Language): void => localStorage.setItem(REMEMBERED, language);

/** From here on every sentence is in this language. When its words cannot be fetched, nothing changes. */
export async function speakLanguage(language: Language): Promise<void> {
  if (language === "es") spoken ??= await import("./es/index.ts");
  now = language;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useLanguage = (): Language => useSyncExternalStore(subscribe, languageNow);
