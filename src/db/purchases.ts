import { sql } from "kysely";
import type { Purchase, PurchaseChange, PurchaseTable } from "../app/ports/payments.ts";
import type { Executor } from "./executor.ts";
import { assignments } from "./texts.ts";

const columns: Readonly<Record<keyof PurchaseChange & string, string>> = {
  state: "state",
  sessionId: "session_id",
  url: "url",
  paymentId: "payment_id",
  revokedCredits: "revoked_credits",
  problem: "problem",
  nextLookAt: "next_look_at",
  settledAt: "settled_at",
};

export const purchases = ({ rows, first, run, t }: Executor): PurchaseTable => ({
  insert: async (p) => {
    await run(sql`insert into ${t.purchases} (id, business_id, credits, price_cents, state, next_look_at, requested_at)
      values (${p.id}, ${p.businessId}, ${p.credits}, ${p.priceCents}, ${p.state}, ${p.nextLookAt}, ${p.requestedAt})`);
  },
  find: (businessId, id) =>
    first(sql<Purchase>`select * from ${t.purchases} where business_id = ${businessId} and id = ${id}`),
  countSince: async (businessId, since) =>
    (
      await first(sql<{ n: number }>`select count(*)::int as n from ${t.purchases}
        where business_id = ${businessId} and requested_at > ${since}`)
    )?.n ?? 0,
  lock: (id) => first(sql<Purchase>`select * from ${t.purchases} where id = ${id} for update`),
  lockOfPayment: (paymentId) =>
    first(sql<Purchase>`select * from ${t.purchases} where payment_id = ${paymentId} for update`),
  update: async (businessId, id, change) => {
    await run(sql`update ${t.purchases} set ${assignments<PurchaseChange>(columns, change)}
      where business_id = ${businessId} and id = ${id}`);
  },
  takeTurn: async (paymentId) => {
    await run(sql`select pg_advisory_xact_lock(hashtextextended(${`payment:${paymentId}`}, 0))`);
  },
  putReversal: async ({ id, paymentId, cents, isWon }, at) => {
    await run(sql`insert into ${t.payment_reversals} as r (id, payment_id, cents, is_won, occurred_at)
      values (${id}, ${paymentId}, ${cents}, ${isWon}, ${at})
      on conflict (id) do update set cents = greatest(r.cents, excluded.cents), is_won = r.is_won or excluded.is_won`);
  },
  centsReversed: async (paymentId) =>
    (
      await first(sql<{
        cents: number;
      }>`select coalesce(sum(cents), 0)::int as cents from ${t.payment_reversals}
        where payment_id = ${paymentId} and not is_won`)
    )?.cents ?? 0,
  overdue: (before, limit) =>
    rows(sql<{
      businessId: string;
      purchaseId: string;
    }>`select business_id, id as purchase_id from ${t.purchases}
      where next_look_at < ${before} and state in ('opening', 'open') order by next_look_at limit ${limit}`),
  forgetReversals: async (before) => {
    await run(sql`delete from ${t.payment_reversals} r where occurred_at < ${before}
      and not exists (select from ${t.purchases} where payment_id = r.payment_id)`);
  },
});
