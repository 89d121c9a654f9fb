/** What Postgres does for the queries of a use case: each is explained as it is asked, with its own parameters. */
import type pg from "pg";
import type { Session } from "../../src/db/session.ts";

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Index Recheck"?: number;
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
  readonly Plans?: readonly Node[];
}

export interface Plan {
  readonly text: string;
  /** Rows that were looked at in tables and indexes, those that were then left out too. */
  readonly rowsRead: number;
  /** Pages of 8 kB. */
  readonly buffers: number;
  /** Rows that were sorted. */
  readonly sorted: number;
  /** Tables that were read from end to end. */
  readonly scanned: readonly string[];
  readonly milliseconds: number;
}

/** A statement that is prepared once may be planned without knowing its parameters: both ways must do. */
export type Planning = "force_custom_plan" | "force_generic_plan";

const all = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(all)];
const total = (nodes: readonly Node[], of: (node: Node) => number): number =>
  Math.round(nodes.reduce((sum, node) => sum + of(node) * node["Actual Loops"], 0));
const isScan = (node: Node): boolean =>
  node["Relation Name"] !== undefined || node["Node Type"] === "Bitmap Index Scan";

function planOf(
  text: string,
  { Plan: top, "Execution Time": milliseconds }: { Plan: Node; "Execution Time": number },
): Plan {
  const nodes = all(top);
  return {
    text,
    rowsRead: total(
      nodes.filter(isScan),
      (node) =>
        node["Actual Rows"] +
        (node["Rows Removed by Filter"] ?? 0) +
        (node["Rows Removed by Index Recheck"] ?? 0),
    ),
    buffers: top["Shared Hit Blocks"] + top["Shared Read Blocks"],
    sorted: total(
      nodes.filter((node) => node["Node Type"].includes("Sort")),
      (node) => node["Actual Rows"],
    ),
    scanned: nodes.flatMap((node) => (node["Node Type"] === "Seq Scan" ? (node["Relation Name"] ?? []) : [])),
    milliseconds,
  };
}

const literal = (client: pg.PoolClient, value: unknown): string => {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value))
    return client.escapeLiteral(`{${value.map((each) => JSON.stringify(each)).join(",")}}`);
  return client.escapeLiteral(value instanceof Date ? value.toISOString() : String(value));
};

/** Answers as the pool would, and keeps the plan of every query in `plans`. */
export function explaining(pool: pg.Pool, planning: Planning): { session: Session; plans: Plan[] } {
  const plans: Plan[] = [];
  const explain = async (client: pg.PoolClient, text: string, values: readonly unknown[]) => {
    await client.query("begin");
    await client.query(`set local plan_cache_mode = ${planning}`);
    await client.query(`prepare explained as ${text}`);
    const given = values.length === 0 ? "" : `(${values.map((each) => literal(client, each)).join(", ")})`;
    const { rows } = await client.query(`explain (analyze, buffers, format json) execute explained${given}`);
    plans.push(planOf(text, rows[0]["QUERY PLAN"][0]));
    await client.query("rollback");
    await client.query("deallocate explained");
  };
  return {
    plans,
    session: {
      async query(text, values) {
        const client = await pool.connect();
        try {
          await explain(client, text, values);
          return await client.query({ text, values: [...values], rowMode: "array" });
        } finally {
          client.release();
        }
      },
    },
  };
}
