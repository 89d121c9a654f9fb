/** Makes text from outside safe to store, send and show. */

// C0 and C1 controls but newline, DEL, and the marks that reorder what a reader sees (Unicode UAX #9).
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const UNSAFE = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/g;

/** Strips control characters, bidi marks and lone surrogates; keeps newlines; normalises to NFC. Idempotent. */
export const cleanText = (raw: string): string =>
  raw.toWellFormed().replaceAll("\uFFFD", "").normalize("NFC").replace(UNSAFE, "");

/** The same on one line: a name, a label. */
export const cleanLine = (raw: string): string => cleanText(raw).replace(/\s+/g, " ").trim();

/** At most `max` UTF-16 units (what a carrier counts), never cutting a surrogate pair in two. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, Math.max(0, max));
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
