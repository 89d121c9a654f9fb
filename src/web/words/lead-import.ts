/** An import in the owner's words: what each row does, and what a file becomes before it is sent. */
import type { ColumnUse } from "../../domain/lead-import.ts";
import type { ImportPreview } from "../api/shapes.ts";

export const USE_WORDS: Readonly<Record<ColumnUse, string>> = {
  name: "Name",
  phone: "Phone number",
  stage: "Stage",
  notes: "Note",
  ignore: "Left out",
};

type Row = ImportPreview["rows"][number];

const CHANGE_WORDS: Readonly<Record<Row["changes"][number], string>> = {
  name: "gets this name",
  stage: "moves to this stage",
  note: "gets the note",
};

/** What happens to one row. */
export function rowWords({ outcome, changes, sameAs, problems }: Row): string {
  switch (outcome) {
    case "create":
      return "New lead";
    case "refuse":
      return `Left out. ${problems.map(({ field, message }) => `${field === "(row)" ? "The row" : capital(field)} ${message}`).join(". ")}.`;
    case "same":
      return sameAs === null ? "Already there, nothing new" : `Same number as line ${sameAs}, nothing new`;
    case "change": {
      const what = changes.map((change) => CHANGE_WORDS[change]).join(", ");
      return sameAs === null ? `Already there: ${what}` : `Same number as line ${sameAs}: that lead ${what}`;
    }
  }
}

const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;

const many = (count: number, one: string, more: string): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : more}`;

/** "12 new leads, 3 changes; 40 rows say nothing new" */
export function countWords({ create, change, same, refuse }: ImportPreview["counts"]): string {
  const parts = [
    ...(create > 0 ? [many(create, "new lead", "new leads")] : []),
    ...(change > 0 ? [many(change, "row changes a lead", "rows change leads")] : []),
    ...(same > 0 ? [many(same, "row says nothing new", "rows say nothing new")] : []),
    ...(refuse > 0 ? [many(refuse, "row is left out", "rows are left out")] : []),
  ];
  return parts.length === 0 ? "Nothing" : parts.join(", ");
}

/**
 * The text of a file as spreadsheet programs save it: UTF-8, UTF-16 with its mark, and, where it is neither, what
 * Excel on Windows writes.
 */
export function textOfFile(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
