/** Several things in one sentence. */
import { localeNow } from "./language.ts";

/** "a, b, or c" */
export const anyOf = (things: readonly string[]): string =>
  new Intl.ListFormat(localeNow(), { type: "disjunction" }).format(things);

/** "a, b, and c" */
export const allOf = (things: readonly string[]): string => new Intl.ListFormat(localeNow()).format(things);
