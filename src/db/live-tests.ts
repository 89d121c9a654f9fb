import { sql } from "kysely";
import type { LiveTest, LiveTestProgress, LiveTestTable } from "../app/calls/live-test.ts";
import type { Executor } from "./executor.ts";

export const liveTests = ({ first, run, t }: Executor): LiveTestTable => ({
  insert: async (test) => {
    await run(sql`insert into ${t.live_tests} (id, business_id, line, started_at, ends_at)
      values (${test.id}, ${test.businessId}, ${test.line}, ${test.startedAt}, ${test.endsAt})`);
  },
  countSince: async (businessId, since) =>
    (
      await first(sql<{ n: number }>`select count(*)::int as n from ${t.live_tests}
        where business_id = ${businessId} and started_at >= ${since}`)
    )?.n ?? 0,
  lockOpen: (businessId, line, at) =>
    first(sql<LiveTest>`select * from ${t.live_tests}
      where business_id = ${businessId} and line = ${line} and ends_at > ${at} and call_id is null
      order by started_at desc limit 1 for update`),
  setCall: async (businessId, id, callId) => {
    await run(
      sql`update ${t.live_tests} set call_id = ${callId} where business_id = ${businessId} and id = ${id}`,
    );
  },
  latest: (businessId, line) =>
    first(sql<LiveTestProgress>`select l.*, c.occurred_at as called_at, x.occurred_at as missed_at,
        a.ended_at as accepted_at, case when x.state = 'delivered' then x.state_at end as delivered_at,
        x.state as text_state, x.error_code
      from ${t.live_tests} l
      left join ${t.calls} c on c.id = l.call_id
      left join ${t.texts} x on x.call_id = l.call_id and x.purpose = 'test'
      left join lateral (
        select ended_at from ${t.text_attempts} where text_id = x.id and outcome = 'accepted' limit 1
      ) a on true
      where l.business_id = ${businessId} and l.line = ${line} order by l.started_at desc limit 1`),
});
