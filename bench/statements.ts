/** What PostgreSQL was asked and how long each took it, as its own extension counts (F.32 pg_stat_statements). */
import type pg from "pg";

export const STATEMENTS_LIBRARY = "pg_stat_statements";

export interface Statements {
  forget(): Promise<void>;
  /** The dearest first, each with its share for one of `units` calls. */
  report(units: number): Promise<readonly string[]>;
}

/** @param client of a server that has loaded the library */
export async function statementsOf(client: pg.Client): Promise<Statements> {
  await client.query(`create extension if not exists ${STATEMENTS_LIBRARY}`);
  return {
    async forget() {
      await client.query("select pg_stat_statements_reset()");
    },
    async report(units) {
      const { rows } = await client.query<{ calls: number; ms: number; query: string }>(
        `select calls::int, total_exec_time as ms, query from pg_stat_statements
         where query !~ 'pg_stat_statements|^select 1 from textback_jobs' order by total_exec_time desc`,
      );
      const count = rows.reduce((sum, { calls }) => sum + calls, 0);
      const ms = rows.reduce((sum, row) => sum + row.ms, 0);
      const line = (calls: number, time: number, what: string) =>
        `  ${(calls / units).toFixed(2).padStart(7)} ${(time / units).toFixed(3).padStart(8)} ms  ${what}`;
      return [
        line(count, ms, "all statements, times for one missed call and what the execution took"),
        ...rows.map((row) => line(row.calls, row.ms, row.query.replace(/\s+/g, " ").slice(0, 160))),
      ];
    },
  };
}
