import { sql } from "kysely";
import type { OutboundCall, OutboundCallChange, Tx } from "../app/ports/index.ts";
import type { Executor } from "./executor.ts";
import { assignments } from "./texts.ts";

const changeable: Readonly<Record<keyof OutboundCallChange, string>> = {
  state: "state",
  callSid: "call_sid",
  attempts: "attempts",
  absences: "absences",
  attemptedAt: "attempted_at",
  problem: "problem",
  nextLookAt: "next_look_at",
};

export const outboundCalls = ({ rows, first, run, t }: Executor): Tx["outboundCalls"] => ({
  lockRequests: async (businessId) => {
    await run(sql`select pg_advisory_xact_lock(hashtextextended(${`outbound:${businessId}`}, 0))`);
  },
  countSince: async (businessId, since) => {
    const row = await first(sql<{ n: number }>`select count(*)::int as n from ${t.outbound_calls}
      where business_id = ${businessId} and requested_at > ${since}`);
    return row?.n ?? 0;
  },
  isRinging: async (businessId, ownerPhone) =>
    (await first(sql`select 1 from ${t.outbound_calls} where business_id = ${businessId}
      and owner_phone = ${ownerPhone} and state not in ('ended', 'failed')`)) !== null,
  isAcquainted: async (businessId, phone) =>
    (await first(sql`select 1 where
      exists (select from ${t.calls} where business_id = ${businessId} and phone = ${phone} and direction = 'in')
      or exists (select from ${t.texts} where business_id = ${businessId} and phone = ${phone} and direction = 'in')
      or exists (select from ${t.records} where business_id = ${businessId} and phone = ${phone})
      or exists (select from ${t.leads} where business_id = ${businessId} and phone = ${phone})`)) !== null,
  insert: async (c) => {
    await run(sql`insert into ${t.outbound_calls}
        (id, business_id, line_id, line, owner_phone, phone, state, next_look_at, requested_at)
      values (${c.id}, ${c.businessId}, ${c.lineId}, ${c.line}, ${c.ownerPhone}, ${c.phone}, ${c.state},
        ${c.nextLookAt}, ${c.requestedAt})`);
  },
  find: (businessId, id) =>
    first(
      sql<OutboundCall>`select * from ${t.outbound_calls} where business_id = ${businessId} and id = ${id}`,
    ),
  lock: (businessId, id) =>
    first(sql<OutboundCall>`select * from ${t.outbound_calls}
      where business_id = ${businessId} and id = ${id} for update`),
  hasSid: async (businessId, callSid) =>
    (await first(sql`select 1 from ${t.outbound_calls}
      where business_id = ${businessId} and call_sid = ${callSid}`)) !== null,
  update: async (businessId, id, change) => {
    await run(
      sql`update ${t.outbound_calls} set ${assignments<OutboundCallChange>(
        changeable as Record<keyof OutboundCallChange & string, string>,
        change,
      )} where business_id = ${businessId} and id = ${id}`,
    );
  },
  overdue: (before, limit) =>
    rows(sql<{
      businessId: string;
      callId: string;
    }>`select business_id, id as call_id from ${t.outbound_calls}
      where next_look_at < ${before} and state not in ('ended', 'failed') order by next_look_at limit ${limit}`),
});
