import { type RawBuilder, sql } from "kysely";
import type { CallCounts, ReportSpan, ReportTables } from "../app/reports.ts";
import type { MissedReason } from "../domain/call.ts";
import type { SkipReason } from "../domain/text-back.ts";
import type { Executor } from "./executor.ts";

interface OutcomeRow {
  begins: string | null;
  outcome: "answered" | "missed" | null;
  reason: MissedReason | null;
  /** Only when the call was not to be texted. */
  skipped: SkipReason | null;
  calls: number;
  recovered: number;
}

type Tally = { -readonly [K in keyof CallCounts]: CallCounts[K] };

const empty = (): Tally => ({
  calls: 0,
  answered: 0,
  missed: 0,
  missedByReason: {},
  texted: 0,
  delivered: 0,
  skipped: 0,
  skippedByReason: {},
  recovered: 0,
  medianSecondsToText: null,
  creditsSpent: 0,
});

const plus = <K extends string>(counts: Partial<Record<K, number>>, key: K, n: number) => ({
  ...counts,
  [key]: (counts[key] ?? 0) + n,
});

function addOutcome(tally: Tally, row: OutcomeRow): void {
  tally.calls += row.calls;
  tally.recovered += row.recovered;
  if (row.outcome === "answered") tally.answered += row.calls;
  if (row.outcome !== "missed") return;
  tally.missed += row.calls;
  if (row.reason !== null) tally.missedByReason = plus(tally.missedByReason, row.reason, row.calls);
  if (row.skipped === null) return;
  tally.skipped += row.calls;
  tally.skippedByReason = plus(tally.skippedByReason, row.skipped, row.calls);
}

export const reports = ({ rows, first, t }: Executor): ReportTables => {
  /** The day or week in which it was by the business's clock. */
  const begins = (at: RawBuilder<unknown>, { period, timeZone }: ReportSpan): RawBuilder<unknown> =>
    period === null
      ? sql`null::text`
      : sql`to_char(date_trunc(${period}::text, ${at} at time zone ${timeZone}::text), 'YYYY-MM-DD')`;
  /** Calls of customers: neither our own tests, nor what our own forwarding sent back. */
  const counted = (businessId: string, { since, until, line }: ReportSpan): RawBuilder<unknown> =>
    sql`c.business_id = ${businessId} and c.direction = 'in'
      and c.standing not in ('live_test', 'forwarded_back')
      and c.occurred_at >= ${since} and c.occurred_at < ${until}
      and ${line === null ? sql`true` : sql`c.line = ${line}`}`;

  const outcomes = (businessId: string, span: ReportSpan) =>
    rows(sql<OutcomeRow>`
      select ${begins(sql`c.occurred_at`, span)} as begins, c.outcome, c.reason,
        case when c.receipt ->> 'decision' = 'skip' then c.receipt ->> 'reason' end as skipped,
        count(*)::int as calls, count(c.recovered_at)::int as recovered
      from ${t.calls} c where ${counted(businessId, span)} group by 1, 2, 3, 4`);

  const textBacks = (businessId: string, span: ReportSpan) =>
    rows(sql<{ begins: string | null; texted: number; delivered: number; median: number | null }>`
      select ${begins(sql`c.occurred_at`, span)} as begins,
        count(*) filter (where x.state in ('sent', 'unconfirmed', 'delivered', 'undelivered'))::int as texted,
        count(*) filter (where x.state = 'delivered')::int as delivered,
        round((percentile_cont(0.5) within group (order by extract(epoch from a.ended_at - x.occurred_at))
          filter (where not c.receipt ? 'waitsUntil'))::numeric, 1)::float8 as median
      from ${t.calls} c
      join ${t.texts} x on x.call_id = c.id and x.purpose = 'text_back'
      left join lateral (
        select ended_at from ${t.text_attempts} where text_id = x.id and outcome = 'accepted' limit 1
      ) a on true
      where ${counted(businessId, span)} and c.outcome = 'missed' group by 1`);

  const spent = (businessId: string, span: ReportSpan) =>
    rows(sql<{ begins: string | null; credits: number }>`
      select ${begins(sql`m.occurred_at`, span)} as begins,
        sum(case m.kind when 'post' then m.credits else -m.credits end)::int as credits
      from ${t.credit_transfers} m
      ${span.line === null ? sql`` : sql`join ${t.texts} x on x.id = m.text_id and x.line = ${span.line}`}
      where m.business_id = ${businessId} and m.kind in ('post', 'refund')
        and m.occurred_at >= ${span.since} and m.occurred_at < ${span.until} group by 1`);

  return {
    counts: async (businessId, span) => {
      const [calls, texted, credits] = await Promise.all([
        outcomes(businessId, span),
        textBacks(businessId, span),
        spent(businessId, span),
      ]);
      const tallies = new Map<string | null, Tally>();
      const tallyOf = (key: string | null): Tally => {
        const tally = tallies.get(key) ?? empty();
        tallies.set(key, tally);
        return tally;
      };
      for (const row of calls) addOutcome(tallyOf(row.begins), row);
      for (const row of texted)
        Object.assign(tallyOf(row.begins), {
          texted: row.texted,
          delivered: row.delivered,
          medianSecondsToText: row.median,
        });
      for (const row of credits) tallyOf(row.begins).creditsSpent = row.credits;
      return [...tallies].map(([key, tally]) => ({ begins: key, ...tally }));
    },

    missedAt: (businessId, span) =>
      rows(sql<{ weekday: number; hour: number; missed: number }>`
        select extract(dow from local)::int as weekday, extract(hour from local)::int as hour,
          count(*)::int as missed
        from (select c.occurred_at at time zone ${span.timeZone}::text as local from ${t.calls} c
          where ${counted(businessId, span)} and c.outcome = 'missed') l
        group by 1, 2 order by 1, 2`),

    creditsSpent: async (businessId, since, until) => {
      const found = await first(sql<{ credits: number; firstAt: Date | null }>`
        select coalesce(sum(case kind when 'post' then credits else -credits end), 0)::int as credits,
          min(occurred_at) as first_at
        from ${t.credit_transfers} where business_id = ${businessId} and kind in ('post', 'refund')
          and occurred_at >= ${since} and occurred_at < ${until}`);
      return found ?? { credits: 0, firstAt: null };
    },

    creditsByDay: async (businessId, span) =>
      (await spent(businessId, { ...span, line: null, period: "day" })).map(({ begins: day, credits }) => ({
        day: day ?? "",
        credits,
      })),
  };
};
