import { sql } from "kysely";
import type { BackTestTable } from "../app/calls/back-test.ts";
import type { PastCall, PastCaller, PastText } from "../domain/back-test-history.ts";
import type { CallFact } from "../domain/call.ts";
import type { E164 } from "../domain/phone.ts";
import { MAX_REPEAT_WINDOW_MINUTES } from "../domain/repeat-window.ts";
import type { Executor } from "./executor.ts";

const TIMEOUT_MS = 5_000;
/** Of the texts and other calls of these callers, and of the ledger: more than any line's month holds. */
const MAX_ROWS = 50_000;
const DAY_MS = 86_400_000;
const before = (at: Date, ms: number): Date => new Date(at.getTime() - ms);

type Row<T> = T & { phone: string };

export const backTests = ({ rows, first, t }: Executor): BackTestTable => {
  const callsOf = (businessId: string, line: E164, since: Date, limit: number) =>
    rows(sql<Omit<PastCall, "told"> & { told: CallFact[][] | null }>`
      select c.id, c.phone, c.standing, c.stir_verdict, c.occurred_at, c.outcome, c.reason, c.verdict, c.receipt,
        (select jsonb_agg(d.facts order by d.recorded_at) from (
          select recorded_at, jsonb_agg(fact order by delivery_key) as facts from ${t.call_events}
          where business_id = c.business_id and call_sid = c.call_sid group by recorded_at
        ) d) as told
      from ${t.calls} c
      where c.business_id = ${businessId} and c.line = ${line} and c.direction = 'in'
        and c.outcome is not null and c.ended and c.occurred_at >= ${since}
      order by c.occurred_at desc, c.id desc limit ${limit}`);

  const callersOf = async (businessId: string, phones: readonly string[], since: Date) => {
    const [callers, consents, calls, texts] = await Promise.all([
      rows(sql<Row<Pick<PastCaller, "consent" | "blocked" | "lineType" | "landline">>>`
        select phone, consent, blocked, line_type, landline from ${t.callers}
        where business_id = ${businessId} and phone = any(${phones}::text[])`),
      rows(sql<Row<PastCaller["consents"][number]>>`
        select phone, consent, occurred_at as at from ${t.consent_events}
        where business_id = ${businessId} and phone = any(${phones}::text[]) order by occurred_at`),
      rows(sql<Row<PastCaller["calls"][number]>>`
        select phone, id, occurred_at as at from ${t.calls}
        where business_id = ${businessId} and phone = any(${phones}::text[]) and direction = 'in'
          and occurred_at >= ${before(since, DAY_MS)} order by occurred_at desc limit ${MAX_ROWS}`),
      rows(sql<Row<PastText>>`
        select phone, case purpose when 'text_back' then call_id end as text_back_of, occurred_at as at,
          case when state in ('failed', 'cancelled') then coalesce(state_at, occurred_at) end as failed_at
        from ${t.texts}
        where business_id = ${businessId} and phone = any(${phones}::text[]) and direction = 'out'
          and purpose <> 'alert' and occurred_at >= ${before(since, MAX_REPEAT_WINDOW_MINUTES * 60_000)}
        order by occurred_at desc limit ${MAX_ROWS}`),
    ]);
    const consentsOf = Map.groupBy(consents, ({ phone }) => phone);
    const callsOfPhone = Map.groupBy(calls, ({ phone }) => phone);
    const textsOf = Map.groupBy(texts.reverse(), ({ phone }) => phone);
    return new Map(
      callers.map(({ phone, ...caller }) => [
        phone,
        {
          ...caller,
          consents: consentsOf.get(phone) ?? [],
          calls: callsOfPhone.get(phone) ?? [],
          texts: textsOf.get(phone) ?? [],
        },
      ]),
    );
  };

  const creditsOf = async (businessId: string, since: Date) => {
    const account = `${businessId}:available`;
    const [now, changes] = await Promise.all([
      first(sql<{ balance: number }>`select balance::int from ${t.credit_accounts} where id = ${account}`),
      rows(sql<{ at: Date; credits: number }>`
        select occurred_at as at, (case target when ${account} then credits else -credits end)::int as credits
        from ${t.credit_transfers}
        where business_id = ${businessId} and occurred_at >= ${since}
          and (source = ${account} or target = ${account})
        order by occurred_at limit ${MAX_ROWS}`),
    ]);
    const changed = changes.reduce((sum, { credits }) => sum + credits, 0);
    return { atStart: (now?.balance ?? 0) - changed, changes };
  };

  return {
    takeTurn: async (businessId) => {
      const [taken] = await Promise.all([
        first(sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(
          hashtextextended(${`back-test:${businessId}`}, 0)) as taken`),
        first(sql`select set_config('statement_timeout', ${String(TIMEOUT_MS)}, true)`),
      ]);
      return taken?.taken === true;
    },
    history: async (businessId, line, since, maxCalls) => {
      const found = await callsOf(businessId, line, since, maxCalls + 1);
      const calls = found
        .slice(0, maxCalls)
        .reverse()
        .map((call) => ({ ...call, told: call.told ?? [] }));
      const from = found.length > maxCalls ? (calls[0]?.occurredAt ?? since) : since;
      const phones = [...new Set(calls.flatMap(({ phone }) => phone ?? []))];
      const [callers, credits] = await Promise.all([
        callersOf(businessId, phones, from),
        creditsOf(businessId, from),
      ]);
      return { history: { calls, callers, credits }, cut: found.length > maxCalls };
    },
  };
};
