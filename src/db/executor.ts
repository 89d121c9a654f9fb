import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from "kysely";
import type { Session } from "./session.ts";

/** One connection, transaction or pool, and where our tables are. SQL is written as SQL; parameters are always bound. */
export interface Executor {
  /** `${t.calls}`: a table of ours, with its schema. */
  readonly t: Tables;
  /** Columns arrive in camelCase; what is inside a JSON column stays as it is. */
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
  "outbound_calls",
  "texts",
  "text_attempts",
  "consent_events",
  "connections",
  "records",
  "activities",
  "record_moves",
  "record_move_items",
  "record_lookups",
  "leads",
  "lead_activities",
  "lead_notes",
  "idempotency_keys",
  "audit",
  "notices",
  "recordings",
  "live_tests",
  "line_defaults",
  "carrier_erasures",
  "opt_out_hashes",
  "erased_callers",
  "alerts",
  "alert_webhooks",
  "alert_turns",
  "sweep_points",
  "credit_accounts",
  "credit_transfers",
  "transfer_credits",
  "purchases",
  "payment_reversals",
  "users",
  "invitations",
  "sign_in_links",
  "sign_in_codes",
  "sign_in_limits",
  "sessions",
  "session_users",
  "install_states",
  "crm_users",
  "crm_people_removed",
  "grant_endings",
  "crm_events",
  "launch_tokens",
  "push_keys",
  "push_devices",
  "used_signatures",
] as const;
export type Tables = Readonly<Record<(typeof TABLES)[number], RawBuilder<unknown>>>;

/** A function; what holds for minutes; and what lets somebody in right now, which a restored backup must not bring back to life. */
const NOT_KEPT: readonly string[] = [
  "transfer_credits",
  "record_lookups",
  "sign_in_links",
  "sign_in_codes",
  "sign_in_limits",
  "sessions",
  "session_users",
  "install_states",
  "launch_tokens",
  "used_signatures",
];

/** Every table with data of ours, parents before children: the order in which a backup is restored. */
export const DATA_TABLES = TABLES.filter((name) => !NOT_KEPT.includes(name));

/** Turns `sql` into text and parameters. It never runs anything: sessions do. */
const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

const camelNames = new Map<string, string>();
function camelCase(column: string): string {
  const known = camelNames.get(column);
  if (known !== undefined) return known;
  const camel = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  camelNames.set(column, camel);
  return camel;
}

export function executor(session: Session, schema: string): Executor {
  const t = Object.fromEntries(
    TABLES.map((name) => [name, sql`${sql.id(schema, name)}`]),
  ) as unknown as Tables;
  const execute = (query: RawBuilder<unknown>) => {
    const { sql: text, parameters } = query.compile(compiler);
    return session.query(text, parameters);
  };
  const rows = async <T>(query: RawBuilder<T>): Promise<T[]> => {
    const { fields, rows: found } = await execute(query);
    const names = fields.map(({ name }) => camelCase(name));
    return found.map((values) => {
      const row: Record<string, unknown> = {};
      for (let i = 0; i < names.length; i++) row[names[i] ?? ""] = values[i];
      return row as T;
    });
  };
  return {
    t,
    rows,
    first: async (query) => (await rows(query))[0] ?? null,
    run: async (query) => (await execute(query)).rowCount ?? 0,
  };
}
