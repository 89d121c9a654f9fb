/** Comma-separated values (RFC 4180) that a spreadsheet shows and never runs. */

/**
 * What makes a spreadsheet take a cell for a formula, in ordinary and in full-width characters, also behind white
 * space (owasp.org/www-community/attacks/CSV_Injection). An apostrophe before it keeps it text; a cell that begins
 * so by itself gets one more, so that reading can take exactly one away.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a NUL is one of the ways in
const FORMULA = /^'*(?:[\t\r\n\u0000]|[\s\u0000]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/;

type Cell = string | number | null;

function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The cell as it was before `csvOf` made it safe. Others stay as they are. */
export const withoutGuard = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;

/** With a byte-order mark, without which Excel takes names in UTF-8 for another encoding. */
export const csvOf = (header: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `\uFEFF${[header, ...rows].map((row) => row.map(cellText).join(",")).join("\r\n")}\r\n`;
