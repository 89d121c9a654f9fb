/** SOQL as far as it is asked here, over rows that are given. The grammar is a parser's that is not ours. */
import { parseQuery } from "@jetstreamapp/soql-parser-js";

export interface Row {
  readonly [field: string]: unknown;
}

export interface Query {
  readonly type: string;
  readonly fields: readonly string[];
  /** Of which relationships the children are asked too. */
  readonly children: readonly string[];
  readonly named: readonly string[];
  readonly matches: (row: Row) => boolean;
  readonly sorted: (rows: readonly Row[]) => readonly Row[];
  readonly limit: number;
}

interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly value: string | readonly string[];
  readonly literalType: string | readonly string[];
  readonly openParen?: number;
  readonly closeParen?: number;
}
interface Where {
  readonly left: Condition | null;
  readonly operator?: string;
  readonly right?: Where;
}

/** @throws when it is no SOQL */
export function readQuery(soql: string): Query {
  const parsed = parseQuery(soql) as unknown as {
    fields: readonly { field: string; subquery?: { relationshipName: string } }[];
    sObject: string;
    where?: Where;
    orderBy?: readonly { field: string; order?: string }[];
    limit?: number;
  };
  const conditions = flatten(parsed.where);
  const fields = parsed.fields.flatMap(({ field, subquery }) => (subquery === undefined ? [field] : []));
  return {
    type: parsed.sObject,
    fields,
    children: parsed.fields.flatMap(({ subquery }) => subquery?.relationshipName ?? []),
    named: [
      ...fields,
      ...conditions.map(({ condition }) => condition.field),
      ...(parsed.orderBy ?? []).map(({ field }) => field),
    ],
    matches: (row) => holds(conditions, row),
    sorted: (rows) =>
      [...rows].sort((a, b) => {
        for (const { field, order } of parsed.orderBy ?? []) {
          const by = compare(a[field], b[field]) * (order === "DESC" ? -1 : 1);
          if (by !== 0) return by;
        }
        return 0;
      }),
    limit: parsed.limit ?? 2_000,
  };
}

const compare = (a: unknown, b: unknown): number =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a ?? "").localeCompare(String(b ?? ""));

interface Term {
  readonly condition: Condition;
  readonly joinedBy: string | null;
}

function flatten(where: Where | undefined): readonly Term[] {
  const terms: Term[] = [];
  let joinedBy: string | null = null;
  for (let at = where; at !== undefined; at = at.right) {
    if (at.left !== null) terms.push({ condition: at.left, joinedBy });
    joinedBy = at.operator ?? null;
  }
  return terms;
}

/** SOQL has no precedence between AND and OR: a query mixes them in parentheses or not at all. */
function holds(terms: readonly Term[], row: Row): boolean {
  let source = "";
  for (const { condition, joinedBy } of terms) {
    if (joinedBy !== null) source += joinedBy === "OR" ? "|" : "&";
    source += "(".repeat(condition.openParen ?? 0) + (isTrue(condition, row) ? "1" : "0");
    source += ")".repeat(condition.closeParen ?? 0);
  }
  return evaluate(source);
}

function evaluate(source: string): boolean {
  let at = 0;
  const term = (): boolean => {
    if (source[at] === "(") {
      at++;
      const inner = all();
      at++;
      return inner;
    }
    return source[at++] === "1";
  };
  const all = (): boolean => {
    let value = term();
    while (source[at] === "|" || source[at] === "&") {
      const or = source[at++] === "|";
      const next = term();
      value = or ? value || next : value && next;
    }
    return value;
  };
  return source === "" || all();
}

const literal = (value: string): string =>
  value.startsWith("'") ? value.slice(1, -1).replaceAll(/\\(.)/g, "$1") : value.toLowerCase();

/** Ids are given with 15 or 18 characters, and text is compared whatever its case. */
const same = (held: unknown, value: string): boolean => {
  const a = String(held ?? "").toLowerCase();
  const b = literal(value).toLowerCase();
  return a === b || (/^\w{15}(\w{3})?$/.test(b) && a.slice(0, 15) === b.slice(0, 15) && a.length >= 15);
};

function isTrue({ field, operator, value }: Condition, row: Row): boolean {
  const values = typeof value === "string" ? [value] : value;
  switch (operator) {
    case "IN":
    case "=":
      return values.some((each) => same(row[field], each));
    case "!=":
      return !values.some((each) => same(row[field], each));
    default:
      throw new Error(`The fake knows no operator ${operator}`);
  }
}
