import { sql } from "kysely";
import type { Call, Tx } from "../app/ports.ts";
import type { CallFact } from "../domain/call.ts";
import type { Executor } from "./executor.ts";
import { decodeCursor, pageOf } from "./paging.ts";

/** A call rings for minutes at most; one that never ended by our books must not look open for ever. */
export const calls = ({ rows, first, run, db, t }: Executor): Tx["calls"] => ({
  lock: async (businessId, callSid) => {
    // Advisory, since a leg's report may come before there is a row to lock.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`call:${businessId}:${callSid}`}, 0))`.execute(
      db,
    );
  },
  findBySid: (businessId, callSid) =>
    first(sql<Call>`select * from ${t.calls} where business_id = ${businessId} and call_sid = ${callSid}`),
  find: (businessId, id) =>
    first(sql<Call>`select * from ${t.calls} where business_id = ${businessId} and id = ${id}`),
  insert: async (c) => {
    const call = await first(sql<Call>`insert into ${t.calls}
        (id, business_id, line_id, line, phone, caller_kind, caller_name, standing, direction, call_sid, occurred_at)
      values (${c.id}, ${c.businessId}, ${c.lineId}, ${c.line}, ${c.phone}, ${c.callerKind}, ${c.callerName},
        ${c.standing}, ${c.direction}, ${c.callSid}, ${c.occurredAt})
      returning *`);
    if (call === null) throw new Error("An insert returned no row");
    return call;
  },
  update: async (businessId, id, c) => {
    await run(sql`update ${t.calls} set outcome = ${c.outcome}, reason = ${c.reason},
        duration_seconds = ${c.durationSeconds}, ended = ${c.ended},
        receipt = ${c.receipt === null ? null : JSON.stringify(c.receipt)}
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
      and line = ${line} and not ended and occurred_at >= ${since} and call_sid <> ${exceptSid} limit 1`)) !==
    null,
  addFact: async (businessId, callSid, deliveryKey, fact) =>
    (await run(sql`insert into ${t.call_events} (business_id, call_sid, delivery_key, fact)
      values (${businessId}, ${callSid}, ${deliveryKey}, ${JSON.stringify(fact)}) on conflict do nothing`)) >
    0,
  facts: async (businessId, callSid) =>
    (
      await rows(sql<{ fact: CallFact }>`select fact from ${t.call_events}
        where business_id = ${businessId} and call_sid = ${callSid} order by recorded_at, delivery_key`)
    ).map(({ fact }) => fact),
});
