/** Phone numbers as people read them. Those that are not numbers (a SIP address) stay as they are. */
import { formatPhone, parseE164 } from "../../domain/phone.ts";

const kept = new Map<string, string>();

export function phoneWords(phone: string, country?: string): string {
  const key = `${country ?? ""}${phone}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const number = parseE164(phone);
  // A space at which a line may break would tear a number in two.
  const words = number === null ? phone : formatPhone(number, country).replaceAll(" ", "\u00A0");
  kept.set(key, words);
  return words;
}

/** The two letters of a round portrait: of the name, or none for a bare number. */
export function initialsOf(name: string | null): string | null {
  const words = (name ?? "").split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return first === undefined
    ? null
    : `${[...first][0]}${last === undefined ? "" : [...last][0]}`.toUpperCase();
}
