import { sql } from "kysely";
import type { LedgerMismatch, StatementLine, Transfer, TransferResult, Tx } from "../app/ports/index.ts";
import type { Balances } from "../domain/credits.ts";
import type { Executor } from "./executor.ts";
import { decodeCursor, pageOf } from "./paging.ts";

export const ledger = ({ rows, first, run, t }: Executor): Tx["ledger"] => ({
  open: async (businessId) => {
    await run(sql`insert into ${t.credit_accounts} (id, business_id, kind)
      select ${businessId} || ':' || kind, ${businessId}, kind from unnest(array['available', 'held', 'spent', 'owed']) as kind`);
  },
  transfer: async (r, id, at) => {
    const row = await first(sql<{
      result: TransferResult;
    }>`select ${t.transfer_credits}(${id}, ${r.businessId}, ${r.key},
      ${r.kind}, ${r.credits}::bigint, ${r.textId}, ${r.reason}, ${at}::timestamptz) as result`);
    if (row === null) throw new Error("transfer_credits returned no row");
    return row.result;
  },
  balances: async (businessId) => {
    const found = await rows(sql<{ kind: keyof Balances; balance: number }>`
      select kind, balance::int from ${t.credit_accounts} where business_id = ${businessId}`);
    const of = (kind: keyof Balances) => found.find((row) => row.kind === kind)?.balance ?? 0;
    const owed = -of("owed");
    return {
      available: of("available"),
      held: of("held"),
      spent: of("spent"),
      ...(owed > 0 ? { owed } : {}),
    };
  },
  available: async (businessId) =>
    (
      await first(sql<{ balance: number }>`select balance::int from ${t.credit_accounts}
      where business_id = ${businessId} and kind = 'available'`)
    )?.balance ?? 0,
  transfers: async (businessId, { limit, after }) => {
    const cursor = decodeCursor(after);
    const found = await rows(sql<Transfer>`select id, kind, credits::int, text_id, reason, occurred_at
      from ${t.credit_transfers} where business_id = ${businessId}
        and ${cursor === null ? sql`true` : sql`(occurred_at, id) < (${cursor.at}::timestamptz, ${cursor.id})`}
      order by occurred_at desc, id desc limit ${limit + 1}`);
    return pageOf(
      found,
      limit,
      (row) => row,
      (row) => ({ at: row.occurredAt.toISOString(), id: row.id }),
    );
  },
  statement: (businessId, limit) =>
    rows(sql<StatementLine>`select m.id, m.kind, m.credits::int, m.text_id, m.reason, m.occurred_at, x.phone, x.purpose,
        (case target when ${`${businessId}:available`} then m.credits when ${`${businessId}:spent`} then 0
          else -m.credits end)::int as change
      from ${t.credit_transfers} m
      left join ${t.texts} x on x.business_id = m.business_id and x.id = m.text_id
      where m.business_id = ${businessId} order by m.occurred_at desc, m.id desc limit ${limit}`),
  // Recomputes every balance from the transfers; an honest ledger returns nothing.
  reconcile: () =>
    rows(sql<LedgerMismatch>`
      with entries as (
        select source as account, -credits as credits from ${t.credit_transfers}
        union all select target, credits from ${t.credit_transfers}
      ), computed as (select account, sum(credits) as total from entries group by account)
      select a.id as account, a.balance::int, coalesce(c.total, 0)::int as computed
      from ${t.credit_accounts} a left join computed c on c.account = a.id
      where a.balance <> coalesce(c.total, 0)
      order by a.id`),
  low: (below) =>
    rows(sql<{ businessId: string; name: string; available: number }>`
      select b.id as business_id, b.name, a.balance::int as available
      from ${t.credit_accounts} a join ${t.businesses} b on b.id = a.business_id
      where a.kind = 'available' and a.balance < ${below} order by a.balance, b.id`),
});
