import { sql } from "kysely";
import type { Call, Tx } from "../app/ports/index.ts";
import type { AnswerSample } from "../domain/answered-by.ts";
import type { CallFact } from "../domain/call.ts";
import type { Executor } from "./executor.ts";
import { decodeCursor, pageOf } from "./paging.ts";

/** A call rings for minutes at most; one that never ended by our books must not look open for ever. */
export const calls = ({ rows, first, run, t }: Executor): Tx["calls"] => ({
  takeIn: async (businessId, callSid, facts) => {
    const [, added, standing] = await Promise.all([
      // Advisory, since a leg's report may come before there is a row to lock.
      run(sql`select pg_advisory_xact_lock(hashtextextended(${`call:${businessId}:${callSid}`}, 0))`),
      run(sql`insert into ${t.call_events} (business_id, call_sid, delivery_key, fact)
        select ${businessId}, ${callSid}, key, fact
        from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb) as f (key text, fact jsonb)
        on conflict do nothing`),
      first(sql<Call & { facts: CallFact[] }>`select c.*, e.facts from (
          select coalesce(jsonb_agg(fact order by recorded_at, delivery_key), '[]') as facts from ${t.call_events}
          where business_id = ${businessId} and call_sid = ${callSid}
        ) e left join ${t.calls} c on c.business_id = ${businessId} and c.call_sid = ${callSid}`),
    ]);
    if (standing === null) throw new Error("An aggregate returned no row");
    const { facts: known, ...call } = standing;
    return { call: call.id === null ? null : call, facts: known, fresh: added > 0 };
  },
  findBySid: (businessId, callSid) =>
    first(sql<Call>`select * from ${t.calls} where business_id = ${businessId} and call_sid = ${callSid}`),
  find: (businessId, id) =>
    first(sql<Call>`select * from ${t.calls} where business_id = ${businessId} and id = ${id}`),
  insert: async (c) => {
    const call = await first(sql<Call>`insert into ${t.calls}
        (id, business_id, line_id, line, phone, caller_kind, caller_name, standing, direction, call_sid,
        stir_verdict, occurred_at)
      values (${c.id}, ${c.businessId}, ${c.lineId}, ${c.line}, ${c.phone}, ${c.callerKind}, ${c.callerName},
        ${c.standing}, ${c.direction}, ${c.callSid}, ${c.stirVerdict}, ${c.occurredAt})
      returning *`);
    if (call === null) throw new Error("An insert returned no row");
    return call;
  },
  update: async (businessId, id, c) => {
    await run(sql`update ${t.calls} set outcome = ${c.outcome}, reason = ${c.reason},
        duration_seconds = ${c.durationSeconds}, ended = ${c.ended},
        receipt = ${c.receipt === null ? null : JSON.stringify(c.receipt)},
        verdict = ${c.verdict === null ? null : JSON.stringify(c.verdict)}, hung_up_by = ${c.hungUpBy}
      where business_id = ${businessId} and id = ${id}`);
  },
  list: async (businessId, filter, { limit, after }) => {
    const cursor = decodeCursor(after);
    const found = await rows(sql<Call>`select * from ${t.calls}
      where business_id = ${businessId}
        and ${filter.phone === null ? sql`true` : sql`phone = ${filter.phone}`}
        and ${filter.outcome === null ? sql`true` : sql`outcome = ${filter.outcome}`}
        and ${cursor === null ? sql`true` : sql`(occurred_at, id) < (${cursor.at}::timestamptz, ${cursor.id})`}
      order by occurred_at desc, id desc limit ${limit + 1}`);
    return pageOf(
      found,
      limit,
      (row) => row,
      (row) => ({ at: row.occurredAt.toISOString(), id: row.id }),
    );
  },
  hasOpen: async (businessId, line, phone, since, exceptSid) =>
    (await first(sql`select 1 from ${t.calls} where business_id = ${businessId} and phone = ${phone}
      and line = ${line} and direction = 'in' and not ended and occurred_at >= ${since} and call_sid <> ${exceptSid} limit 1`)) !==
    null,
  timesOf: async (businessId, phone, since, exceptSid) =>
    (
      await rows(sql<{ occurredAt: Date }>`select occurred_at from ${t.calls}
        where business_id = ${businessId} and phone = ${phone} and direction = 'in'
          and occurred_at >= ${since} and call_sid <> ${exceptSid} order by occurred_at desc limit 1000`)
    ).map(({ occurredAt }) => occurredAt),
  answerSamples: async (businessId, line) =>
    rows(sql<AnswerSample>`select verdict ->> 'verdict' as verdict, (verdict ->> 'rangSeconds')::int as ring_seconds
      from ${t.calls}
      where business_id = ${businessId} and line = ${line} and verdict ->> 'rangSeconds' is not null
      order by occurred_at desc limit 100`),
  markRecovered: async (businessId, phone, since, at) => {
    await run(sql`update ${t.calls} set recovered_at = ${at}
      where business_id = ${businessId} and phone = ${phone} and occurred_at between ${since} and ${at}
        and direction = 'in' and outcome = 'missed' and recovered_at is null`);
  },
  findMany: (businessId, ids) =>
    rows(sql<Call>`select * from ${t.calls} where business_id = ${businessId} and id = any(${ids}::text[])`),
});
