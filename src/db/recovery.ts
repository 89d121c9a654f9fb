import { sql } from "kysely";
import type { KnownCall, KnownText, Tx } from "../app/ports/index.ts";
import type { E164 } from "../domain/phone.ts";
import type { Executor } from "./executor.ts";

export const recovery = ({ rows, first, run, t }: Executor): Tx["recovery"] => ({
  point: async (account, list) =>
    (
      await first(sql<{ sweptTo: Date }>`select swept_to from ${t.sweep_points}
        where account = ${account} and list = ${list}`)
    )?.sweptTo ?? null,
  movePoint: async ({ account, businessId, list, to }) => {
    await run(sql`insert into ${t.sweep_points} as p (account, business_id, list, swept_to)
      values (${account}, ${businessId}, ${list}, ${to})
      on conflict (account, list) do update set swept_to = greatest(p.swept_to, excluded.swept_to)`);
  },
  linesSince: () =>
    rows(sql<{ number: E164; since: Date }>`select number, created_at as since from ${t.lines}`),
  knownCalls: (businessIds, callSids) =>
    rows(sql<KnownCall>`select e.call_sid, array_agg(e.delivery_key) as keys, c.ended
      from ${t.call_events} e
      left join ${t.calls} c on c.business_id = e.business_id and c.call_sid = e.call_sid
      where e.business_id = any(${businessIds}::text[]) and e.call_sid = any(${callSids}::text[])
      group by e.call_sid, c.ended`),
  knownTexts: (businessIds, messageSids) =>
    rows(sql<KnownText>`select id, business_id, message_sid, state from ${t.texts}
      where business_id = any(${businessIds}::text[]) and message_sid = any(${messageSids}::text[])`),
  markRecovered: async (businessId, callSid, withinMs) => {
    await run(sql`update ${t.calls} c set recovered_at = r.at
      from (select c.id, min(x.occurred_at) as at from ${t.calls} c join ${t.texts} x
          on x.business_id = c.business_id and x.phone = c.phone and x.direction = 'in'
          and x.occurred_at >= c.occurred_at
          and x.occurred_at <= c.occurred_at + ${withinMs}::double precision * interval '1 millisecond'
        where c.business_id = ${businessId} and c.call_sid = ${callSid}
          -- Whoever says stop has not come back to the business.
          and not exists (select from ${t.consent_events} e where e.business_id = x.business_id
            and e.message_sid = x.message_sid and e.consent = 'opted_out')
        group by c.id) r
      where c.id = r.id and c.business_id = ${businessId} and c.outcome = 'missed' and c.recovered_at is null`);
  },
});
