/** The mapping of a CRM's fields as rows to type in. At rest it is text, a `Field=what to write` on each line. */
export interface MappedField {
  readonly field: string;
  readonly written: string;
}

export const mappedFields = (lines: string): MappedField[] =>
  lines
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [field = "", ...rest] = line.split("=");
      return { field: field.trim(), written: rest.join("=").trim() };
    });

/** A row that nobody has filled in is none. */
export const mappingLines = (rows: readonly MappedField[]): string =>
  rows
    .filter(({ field, written }) => field.trim() !== "" || written.trim() !== "")
    .map(({ field, written }) => `${field.trim()}=${written.trim()}`)
    .join("\n");
