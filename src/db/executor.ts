import { type Kysely, type RawBuilder, sql } from "kysely";

/** One connection or transaction, and where our tables are. SQL is written as SQL; parameters are always bound. */
export interface Executor {
  readonly db: Kysely<unknown>;
  /** `${t.calls}`: a table of ours, with its schema. */
  readonly t: Tables;
  rows<T>(query: RawBuilder<T>): Promise<T[]>;
  first<T>(query: RawBuilder<T>): Promise<T | null>;
  /** @returns how many rows were changed. */
  run(query: RawBuilder<unknown>): Promise<number>;
}

const TABLES = [
  "businesses",
  "api_keys",
  "carriers",
  "lines",
  "callers",
  "calls",
  "call_events",
  "texts",
  "text_attempts",
  "consent_events",
  "connections",
  "records",
  "activities",
  "leads",
  "lead_activities",
  "idempotency_keys",
  "audit",
  "credit_accounts",
  "credit_transfers",
  "transfer_credits",
] as const;
export type Tables = Readonly<Record<(typeof TABLES)[number], RawBuilder<unknown>>>;

/** Every table with data of ours, parents before children: the order in which a backup is restored. */
export const DATA_TABLES = TABLES.filter((name) => name !== "transfer_credits");

export function executor(db: Kysely<unknown>, schema: string): Executor {
  const t = Object.fromEntries(
    TABLES.map((name) => [name, sql`${sql.id(schema, name)}`]),
  ) as unknown as Tables;
  return {
    db,
    t,
    rows: async <T>(query: RawBuilder<T>) => (await query.execute(db)).rows,
    first: async <T>(query: RawBuilder<T>) => (await query.execute(db)).rows[0] ?? null,
    run: async (query) => Number((await query.execute(db)).numAffectedRows ?? 0),
  };
}
