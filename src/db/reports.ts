import { type RawBuilder, sql } from "kysely";
import type { CallCounts, ReportSpan, ReportTables } from "../app/overviews/reports.ts";
import type { MissedReason } from "../domain/call.ts";
import type { SkipReason } from "../domain/text-back.ts";
import type { Executor } from "./executor.ts";

/** Of the whole time, among rows of single periods, which count from 1. */
const WHOLE = 0;

interface OutcomeRow {
  period: number;
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
  /** Found by bisection among instants: to read each time by the business's clock took ten times as long. */
  const periodOf = (at: RawBuilder<unknown>, starts: readonly Date[]): RawBuilder<unknown> =>
    sql`width_bucket(${at}, ${starts}::timestamptz[])`;
  /** Calls of customers: neither our own tests, nor what our own forwarding sent back. */
  const counted = (businessId: string, { since, until, line }: ReportSpan): RawBuilder<unknown> =>
    sql`c.business_id = ${businessId} and c.direction = 'in'
      and c.standing not in ('live_test', 'forwarded_back')
      and c.occurred_at >= ${since} and c.occurred_at < ${until}
      and ${line === null ? sql`true` : sql`c.line = ${line}`}`;

  const outcomes = (businessId: string, span: ReportSpan, starts: readonly Date[]) =>
    rows(sql<OutcomeRow>`
      select ${periodOf(sql`c.occurred_at`, starts)} as period, c.outcome, c.reason,
        case when c.receipt ->> 'decision' = 'skip' then c.receipt ->> 'reason' end as skipped,
        count(*)::int as calls, count(c.recovered_at)::int as recovered
      from ${t.calls} c where ${counted(businessId, span)} group by 1, 2, 3, 4`);

  /** Of each period, and of the whole time: no median follows from others. */
  const textBacks = (businessId: string, span: ReportSpan, starts: readonly Date[]) =>
    rows(sql<{ period: number; texted: number; delivered: number; median: number | null }>`
      select coalesce(period, ${WHOLE}::int) as period,
        count(*) filter (where state in ('sent', 'unconfirmed', 'delivered', 'undelivered'))::int as texted,
        count(*) filter (where state = 'delivered')::int as delivered,
        round((percentile_cont(0.5) within group (order by seconds))::numeric, 1)::float8 as median
      from (
        select ${periodOf(sql`c.occurred_at`, starts)} as period, x.state,
          case when not c.receipt ? 'waitsUntil' then extract(epoch from a.ended_at - x.occurred_at) end as seconds
        from ${t.calls} c
        join ${t.texts} x on x.call_id = c.id and x.purpose = 'text_back'
        left join lateral (
          select ended_at from ${t.text_attempts} where text_id = x.id and outcome = 'accepted' limit 1
        ) a on true
        where ${counted(businessId, span)} and c.outcome = 'missed'
      ) b group by grouping sets ((period), ())`);

  const spent = (
    businessId: string,
    { since, until, line }: ReportSpan,
    starts: readonly Date[],
  ): Promise<{ period: number; credits: number }[]> =>
    rows(sql`
      select ${periodOf(sql`m.occurred_at`, starts)} as period,
        sum(case m.kind when 'post' then m.credits else -m.credits end)::int as credits
      from ${t.credit_transfers} m
      ${line === null ? sql`` : sql`join ${t.texts} x on x.id = m.text_id and x.line = ${line}`}
      where m.business_id = ${businessId} and m.kind in ('post', 'refund')
        and m.occurred_at >= ${since} and m.occurred_at < ${until} group by 1`);

  return {
    counts: async (businessId, span, starts) => {
      const [calls, texted, credits] = await Promise.all([
        outcomes(businessId, span, starts),
        textBacks(businessId, span, starts),
        spent(businessId, span, starts),
      ]);
      const [total, ...periods] = Array.from({ length: starts.length + 1 }, empty) as [Tally, ...Tally[]];
      const tallyOf = (period: number): Tally => (period === WHOLE ? total : (periods[period - 1] ?? total));
      for (const row of calls) {
        addOutcome(tallyOf(row.period), row);
        addOutcome(total, row);
      }
      for (const { period, texted: sent, delivered, median } of texted)
        Object.assign(tallyOf(period), { texted: sent, delivered, medianSecondsToText: median });
      for (const row of credits) {
        tallyOf(row.period).creditsSpent = row.credits;
        total.creditsSpent += row.credits;
      }
      return { total, periods };
    },

    missedAt: (businessId, span, timeZone) =>
      rows(sql<{ weekday: number; hour: number; missed: number }>`
        select extract(dow from local)::int as weekday, extract(hour from local)::int as hour,
          count(*)::int as missed
        from (select c.occurred_at at time zone ${timeZone}::text as local from ${t.calls} c
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

    creditsByPeriod: async (businessId, span, starts) => {
      const credits: number[] = starts.map(() => 0);
      for (const row of await spent(businessId, { ...span, line: null }, starts))
        credits[row.period - 1] = row.credits;
      return credits;
    },
  };
};
