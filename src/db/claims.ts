/**
 * Locks and request budgets that all processes on this database share. Both are one number: the moment until
 * which a lock is taken, or from which a budget's next turn is free. They are worth nothing after a crash of
 * the database, so the table is unlogged, and is no part of a backup.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { sql } from "kysely";
import type pg from "pg";
import { leavesNothingUnclear, pace, stillKept, turnTooFar, WAIT_AT_MOST_MS } from "../crm/claims.ts";
import type { Budget, Claims } from "../crm/contract.ts";
import { kyselyOver } from "./connect.ts";

/** Nobody works under this claim any more; it only waits for its end. */
const ABANDONED = "";
const LOOK_AGAIN_MS = { first: 20, longest: 250 } as const;

export interface PostgresClaims extends Claims {
  /** Makes the table. Several services may do so at once. */
  prepare(): Promise<void>;
}

/**
 * @param now the service's clock. The clocks of several hosts may differ a little: a turn is only ever moved
 * forward, so a budget is never exceeded for it, and a lease is far longer than any such difference.
 */
export function postgresClaims(pool: pg.Pool, schema: string, now: () => Date): PostgresClaims {
  const db = kyselyOver(pool);
  const claims = sql.id(schema, "claims");

  /** @returns `null` when it is ours now, else whose it is and for how much longer */
  async function take(key: string, holder: string, leaseMs: number) {
    const at = now();
    const { rows } = await sql<{ holder: string; until: Date }>`
      with taken as (
        insert into ${claims} as c (key, holder, until)
        values (${key}, ${holder}, ${new Date(at.getTime() + leaseMs)})
        on conflict (key) do update set holder = excluded.holder, until = excluded.until
          where c.until <= ${at}
        returning c.holder, c.until
      )
      select holder, until from taken
      union all select holder, until from ${claims} where key = ${key} and not exists (select 1 from taken)
    `.execute(db);
    const [current] = rows;
    if (current?.holder === holder) return null;
    // No row: it was let go between the two looks.
    if (current === undefined) return { abandoned: false, forMs: 1 };
    const forMs = Math.max(1, current.until.getTime() - at.getTime());
    return { abandoned: current.holder === ABANDONED, forMs };
  }

  const letGo = (key: string, holder: string) =>
    sql`delete from ${claims} where key = ${key} and holder = ${holder}`.execute(db);
  const abandon = (key: string, holder: string) =>
    sql`update ${claims} set holder = ${ABANDONED} where key = ${key} and holder = ${holder}`.execute(db);

  return {
    async prepare() {
      // "if not exists" alone can fail when two do it at the same moment.
      await db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(hashtextextended(${`${schema}.claims`}, 0))`.execute(trx);
        await sql`create unlogged table if not exists ${claims} (
          key text primary key, holder text not null, until timestamptz not null)`.execute(trx);
        await sql`delete from ${claims} where until < ${now()}`.execute(trx);
      });
    },

    async hold(name, leaseMs, work) {
      const key = `lock:${name}`;
      const holder = randomUUID();
      const giveUpAt = performance.now() + WAIT_AT_MOST_MS;
      let pauseMs: number = LOOK_AGAIN_MS.first;
      for (let taken = await take(key, holder, leaseMs); taken !== null; ) {
        if (taken.abandoned || performance.now() + pauseMs > giveUpAt) throw stillKept(taken.forMs);
        await delay(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LOOK_AGAIN_MS.longest);
        taken = await take(key, holder, leaseMs);
      }
      const done = await work().catch(async (error: unknown) => {
        await (leavesNothingUnclear(error) ? letGo : abandon)(key, holder);
        throw error;
      });
      await letGo(key, holder);
      return done;
    },

    async spend(budget) {
      const { everyMs, burst } = pace(budget);
      const at = now().getTime();
      const aheadMs = (burst - 1) * everyMs;
      // The row's moment is when the budget is whole again; a turn is free `aheadMs` before that.
      const turn = await sql<{ until: Date }>`
        insert into ${claims} as c (key, holder, until)
        values (${keyOf(budget)}, '', ${new Date(at + everyMs)})
        on conflict (key) do update
          set until = greatest(c.until, ${new Date(at)}) + ${everyMs} * interval '1 millisecond'
          where c.until <= ${new Date(at + aheadMs + WAIT_AT_MOST_MS)}
        returning c.until`.execute(db);
      const untilMs = turn.rows[0]?.until.getTime();
      if (untilMs === undefined) {
        const full = await sql<{
          until: Date;
        }>`select until from ${claims} where key = ${keyOf(budget)}`.execute(db);
        throw turnTooFar(Math.max(1, (full.rows[0]?.until.getTime() ?? at) - aheadMs - at));
      }
      const waitMs = untilMs - everyMs - aheadMs - at;
      if (waitMs > 0) await delay(waitMs);
    },

    async rest(budget, ms) {
      const { everyMs, burst } = pace(budget);
      const until = new Date(now().getTime() + ms + (burst - 1) * everyMs);
      await sql`insert into ${claims} as c (key, holder, until) values (${keyOf(budget)}, '', ${until})
        on conflict (key) do update set until = greatest(c.until, excluded.until)`.execute(db);
    },
  };
}

const keyOf = ({ key }: Budget): string => `budget:${key}`;
