import { type RawBuilder, sql } from "kysely";
import type { Attempt, Caller, Text, TextChange, Tx } from "../app/ports/index.ts";
import { callerColumns } from "./callers.ts";
import type { Executor } from "./executor.ts";
import { decodeCursor, pageOf } from "./paging.ts";

const columns: Readonly<Record<keyof TextChange, string>> = {
  state: "state",
  messageSid: "message_sid",
  errorCode: "error_code",
  errorMessage: "error_message",
  attempts: "attempts",
  absences: "absences",
  nextLookAt: "next_look_at",
};

export const assignments = <C extends object>(
  names: Readonly<Record<keyof C & string, string>>,
  change: C,
): RawBuilder<unknown> =>
  sql.join(
    Object.entries(names)
      .filter(([key]) => change[key as keyof C] !== undefined)
      .map(([key, column]) => sql`${sql.id(column as string)} = ${change[key as keyof C]}`),
  );

export const texts = ({ rows, first, run, t }: Executor): Tx["texts"] => ({
  insert: async (x) => {
    await run(sql`insert into ${t.texts} (id, business_id, line_id, line, phone, direction, purpose, call_id, body,
        state, message_sid, segments, next_look_at, expires_at, occurred_at, media)
      values (${x.id}, ${x.businessId}, ${x.lineId}, ${x.line}, ${x.phone}, ${x.direction}, ${x.purpose}, ${x.callId},
        ${x.body}, ${x.state}, ${x.messageSid}, ${x.segments}, ${x.nextLookAt}, ${x.expiresAt ?? null},
        ${x.occurredAt},
        ${JSON.stringify(x.media ?? [])})`);
  },
  find: (businessId, id) =>
    first(sql<Text>`select * from ${t.texts} where business_id = ${businessId} and id = ${id}`),
  lock: (businessId, id) =>
    first(sql<Text>`select * from ${t.texts} where business_id = ${businessId} and id = ${id} for update`),
  findMany: (businessId, ids) =>
    rows(sql<Text>`select * from ${t.texts} where business_id = ${businessId} and id = any(${ids}::text[])`),
  lockWithCaller: async (businessId, id) => {
    const [caller, text] = await Promise.all([
      first(sql<Caller>`select ${callerColumns} from ${t.callers}
        where business_id = ${businessId}
          and phone = (select phone from ${t.texts} where business_id = ${businessId} and id = ${id})
        for update`),
      first(sql<Text>`select * from ${t.texts} where business_id = ${businessId} and id = ${id} for update`),
    ]);
    return text === null || (caller === null && text.purpose !== "alert") ? null : { caller, text };
  },
  findBySid: (businessId, messageSid) =>
    first(
      sql<Text>`select * from ${t.texts} where business_id = ${businessId} and message_sid = ${messageSid}`,
    ),
  lockQueued: (businessId, phone) =>
    rows(sql<Text>`select * from ${t.texts}
      where business_id = ${businessId} and phone = ${phone} and direction = 'out' and state = 'queued'
      order by id for update`),
  findTextBackOf: (businessId, callId) =>
    first(sql<Text>`select * from ${t.texts}
      where business_id = ${businessId} and call_id = ${callId} and purpose = 'text_back'`),
  lastSentAt: async (businessId, phone) =>
    (
      await first(sql<{ at: Date }>`select occurred_at as at from ${t.texts}
        where business_id = ${businessId} and phone = ${phone} and direction = 'out'
          and purpose <> 'alert' and state not in ('failed', 'cancelled')
        order by occurred_at desc limit 1`)
    )?.at ?? null,
  update: async (businessId, id, change) => {
    await run(sql`update ${t.texts} set ${assignments<TextChange>(columns as Record<keyof TextChange & string, string>, change)}
      where business_id = ${businessId} and id = ${id}`);
  },
  updateFrom: async (from, businessId, id, change) =>
    (await run(sql`update ${t.texts} set ${assignments<TextChange>(columns as Record<keyof TextChange & string, string>, change)}
      where business_id = ${businessId} and id = ${id} and state = ${from}`)) > 0,
  list: async (businessId, { limit, after }) => {
    const cursor = decodeCursor(after);
    const found = await rows(sql<Text>`select * from ${t.texts} where business_id = ${businessId}
        and ${cursor === null ? sql`true` : sql`(occurred_at, id) < (${cursor.at}::timestamptz, ${cursor.id})`}
      order by occurred_at desc, id desc limit ${limit + 1}`);
    return pageOf(
      found,
      limit,
      (row) => row,
      (row) => ({ at: row.occurredAt.toISOString(), id: row.id }),
    );
  },
  claim: (businessId, textId, at, nextLookAt) =>
    // One statement. Waiting for the caller's lock, it sees what changed meanwhile: the lock reads the newest
    // consent, and the update looks at the newest state again.
    first(sql<Text>`with caller as materialized (
        select consent from ${t.callers} where business_id = ${businessId}
          and phone = (select phone from ${t.texts} where business_id = ${businessId} and id = ${textId})
        for update
      ), claimed as (
        update ${t.texts} set state = 'sending', attempts = attempts + 1, next_look_at = ${nextLookAt}
        where business_id = ${businessId} and id = ${textId} and state = 'queued'
          and (next_look_at is null or next_look_at <= ${at}) and (expires_at is null or expires_at > ${at})
          and case purpose when 'alert' then not exists (select from caller where consent = 'opted_out')
            else exists (select from caller where consent <> 'opted_out') end
        returning *
      ), attempt as (
        insert into ${t.text_attempts} (business_id, text_id, number, started_at)
        select business_id, id, attempts, ${at} from claimed
      )
      select * from claimed`),
  endAttempt: async (businessId, textId, number, end) => {
    await run(sql`update ${t.text_attempts} set ended_at = ${end.at}, outcome = ${end.outcome},
        message_sid = ${end.messageSid}, detail = ${end.detail}
      where business_id = ${businessId} and text_id = ${textId} and number = ${number}`);
  },
  attempts: (businessId, textId) =>
    rows(sql<Attempt>`select number, started_at, outcome from ${t.text_attempts}
      where business_id = ${businessId} and text_id = ${textId} order by number`),
  overdue: (before, limit) =>
    rows(sql<{ businessId: string; textId: string }>`select business_id, id as text_id from ${t.texts}
      where next_look_at < ${before} and state in ('queued', 'sending', 'unclear', 'sent')
      order by next_look_at limit ${limit}`),
});
