/** What a text costs the network: characters, segments, encoding, and what could be written more cheaply. */
import { SegmentedMessage } from "sms-segments-calculator";
import { countSegments, type SegmentCount } from "../../domain/segments.ts";

export interface TextFacts extends SegmentCount {
  readonly characters: number;
  /** The characters for which the whole text is sent in the encoding with less than half the room. */
  readonly costly: readonly string[];
  /** The same text in the cheaper encoding; `null` when that cannot be had by small changes. */
  readonly plain: string | null;
}

export function textFacts(body: string): TextFacts {
  const counted = countSegments(body);
  const costly =
    counted.encoding === "GSM-7" ? [] : [...new Set(new SegmentedMessage(body).getNonGsmCharacters())];
  const plain = costly.length === 0 ? null : plainForm(body);
  return {
    ...counted,
    characters: [...body].length,
    costly,
    plain: plain !== null && plain !== body && countSegments(plain).encoding === "GSM-7" ? plain : null,
  };
}

/** Quotes, dashes and the like become their plain twins, accents that cost go, pictures go with a space beside them. */
function plainForm(body: string): string {
  const smart = new SegmentedMessage(body, "auto", true).graphemes.join("");
  return [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(smart)]
    .map(({ segment }) => cheaper(segment))
    .join("")
    .replace(/ {2,}/g, " ")
    .replace(/ +([.,!?](?!\.))/g, "$1")
    .trim();
}

function cheaper(character: string): string {
  if (countSegments(character).encoding === "GSM-7") return character;
  if (/\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(character)) return "";
  return character.normalize("NFD").replace(/\p{Mn}/gu, "");
}
