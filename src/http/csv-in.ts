/** Reads comma-separated values as people's spreadsheets and address books write them. */
import { CsvError, parse } from "csv-parse/sync";
import { Refusal } from "../domain/errors.ts";
import type { TableRow } from "../domain/lead-import.ts";
import { withoutGuard } from "./csv.ts";

export const MAX_ROWS = 5_000;
export const MAX_COLUMNS = 100;

export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly TableRow[];
}

/** Where the comma is the decimal sign, spreadsheets write semicolons; a copy from one has tabs. */
const DELIMITERS = [",", ";", "\t"] as const;

function delimiterOf(text: string): string {
  const [first = ""] = text.split("\n", 1);
  const outsideQuotes = first.replaceAll(/"[^"]*"/g, "");
  const count = (delimiter: string) => outsideQuotes.split(delimiter).length;
  return DELIMITERS.toSorted((a, b) => count(b) - count(a))[0] ?? ",";
}

const refuse = (message: string, field = "(file)"): Refusal =>
  new Refusal("invalid_input", `The file cannot be read. ${field}: ${message}`, [{ field, message }]);

/** @throws Refusal `invalid_input` that names the line, where the file is no table at all */
export function readTable(text: string): Table {
  // What is no UTF-8 became this sign when the body was read.
  if (text.includes("\uFFFD"))
    throw refuse("must be UTF-8: save it as “CSV UTF-8” in your spreadsheet program");
  const records = recordsOf(text.replaceAll(/\r\n?/g, "\n"));
  const [head, ...rest] = records;
  if (head === undefined) throw refuse("must not be empty");
  if (head.cells.length > MAX_COLUMNS) throw refuse(`must have at most ${MAX_COLUMNS} columns`);
  if (rest.length === 0) throw refuse("must have a row below the line that names the columns");
  if (rest.length > MAX_ROWS)
    throw refuse(`must have at most ${MAX_ROWS} rows: split it and import the parts`);
  return { headings: head.cells, rows: rest };
}

function recordsOf(text: string): TableRow[] {
  try {
    const found = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      record_delimiter: "\n",
      info: true,
      // Rows of uneven length are judged one by one, below.
      relax_column_count: true,
      skip_records_with_empty_values: true,
      max_record_size: 100_000,
      to: MAX_ROWS + 2,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return found.map(({ record, info }) => ({
      // The parser counts to the end of a record; a cell with line breaks makes it longer than a line.
      line: info.lines - breaksIn(record),
      cells: record.map(withoutGuard),
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? `line ${error.lines}` : "(file)";
    throw refuse(WORDS[error.code] ?? "must be comma-separated values", line);
  }
}

const WORDS: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quotation mark is opened and never closed",
  INVALID_OPENING_QUOTE: "a quotation mark stands in the middle of a cell that is not quoted",
  CSV_INVALID_CLOSING_QUOTE: "something follows the quotation mark that ends a cell",
  CSV_MAX_RECORD_SIZE: "this row is longer than 100,000 characters",
};

const breaksIn = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + cell.split("\n").length - 1, 0);
