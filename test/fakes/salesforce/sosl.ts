/** FIND {…} IN PHONE FIELDS RETURNING …, over what the index says. */

export interface Search {
  readonly terms: readonly string[];
  readonly returning: readonly {
    readonly type: string;
    readonly fields: readonly string[];
    readonly limit: number;
  }[];
  readonly limit: number;
}

const SHAPE = /^FIND \{([^{}]*)\} IN PHONE FIELDS RETURNING (.+?)(?: LIMIT (\d+))?$/s;
const OBJECT = /(\w+)\(([\w, ]+?)(?: ORDER BY [\w, ]+?)?(?: LIMIT (\d+))?\)/g;
const RESERVED = /[?&|!{}[\]()^~*:\\"'+-]/;

/** `null`: Salesforce would not understand it. */
export function readSearch(sosl: string): Search | null {
  const [, find, returning, limit] = SHAPE.exec(sosl) ?? [];
  if (find === undefined || returning === undefined || RESERVED.test(find)) return null;
  const objects = [...returning.matchAll(OBJECT)].map(([, type = "", fields = "", most]) => ({
    type,
    fields: fields.split(",").map((each) => each.trim()),
    limit: Number(most ?? 2_000),
  }));
  if (objects.length === 0) return null;
  return {
    terms: find.split(" OR ").map((each) => each.trim()),
    returning: objects,
    limit: Number(limit ?? 2_000),
  };
}

/** Punctuation is ignored; all of a number matches, or its last part. No letter, no plus sign. */
export function phoneMatches(typed: string, terms: readonly string[]): boolean {
  const digits = typed.replaceAll(/\D/g, "");
  return terms.some((term) => term.length >= 7 && digits.endsWith(term));
}
