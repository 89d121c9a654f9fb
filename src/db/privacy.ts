import { sql } from "kysely";
import type { CallerFile, Erasure, MediaSource, Text, Tx } from "../app/ports/index.ts";
import type { RetentionDays } from "../domain/business.ts";
import type { Executor } from "./executor.ts";

/** The keyed hashes of a number, under the current secret first. */
export type PhoneHashes = (businessId: string, phone: string) => readonly string[];

interface ErasureRow {
  id: string;
  businessId: string;
  kind: "recording" | "media";
  target: string;
  attempts: number;
  nextAttemptAt: Date;
}

const toErasure = ({ kind, target, ...row }: ErasureRow): Erasure => ({
  ...row,
  source: kind === "recording" ? { kind, recordingSid: target } : { kind: "picture", url: target },
});

export const privacy = ({ rows, first, run, t }: Executor, hashesOf: PhoneHashes): Tx["privacy"] => ({
  retentions: () =>
    rows(sql<{ businessId: string; days: RetentionDays }>`select id as business_id, retention_days as days
      from ${t.businesses}
      where retention_days ->> 'bodies' is not null or retention_days ->> 'recordings' is not null`),
  eraseBodies: (businessId, before, at, limit) =>
    // A text that may still have to be looked for at the carrier is found there by its words.
    rows(sql<Pick<Text, "media">>`with old as materialized (
        select id, media from ${t.texts}
        where business_id = ${businessId} and occurred_at < ${before} and body_erased_at is null
          and state not in ('queued', 'sending', 'unclear')
        order by occurred_at limit ${limit} for update skip locked
      ), emptied as (
        update ${t.texts} x set body = '', media = '[]', body_erased_at = ${at}
        from old where x.id = old.id and x.business_id = ${businessId}
      ), told as (
        update ${t.lead_activities} l set body = ''
        from ${t.activities} a join old on old.id = a.source_id
        where a.business_id = ${businessId} and a.kind = 'text'
          and l.business_id = ${businessId} and l.activity_id = a.id
      )
      select media from old`),
  takeRecordings: async (businessId, before, limit) =>
    (
      await rows(sql<{ recordingSid: string }>`delete from ${t.recordings} where business_id = ${businessId}
        and id in (select id from ${t.recordings} where business_id = ${businessId} and occurred_at < ${before}
          order by occurred_at limit ${limit} for update skip locked)
        returning recording_sid`)
    ).map(({ recordingSid }): MediaSource => ({ kind: "recording", recordingSid })),
  insertErasure: async ({ id, businessId, source, nextAttemptAt }) => {
    const [kind, target] =
      source.kind === "recording" ? ["recording", source.recordingSid] : ["media", source.url];
    return (
      (await run(sql`insert into ${t.carrier_erasures} (id, business_id, kind, target, next_attempt_at)
        values (${id}, ${businessId}, ${kind}, ${target}, ${nextAttemptAt}) on conflict do nothing`)) > 0
    );
  },
  findErasure: async (businessId, id) => {
    const row = await first(sql<ErasureRow>`select id, business_id, kind, target, attempts, next_attempt_at
      from ${t.carrier_erasures} where business_id = ${businessId} and id = ${id}`);
    return row === null ? null : toErasure(row);
  },
  endErasure: async (businessId, id) => {
    await run(sql`delete from ${t.carrier_erasures} where business_id = ${businessId} and id = ${id}`);
  },
  putOffErasure: async (businessId, id, problem, nextAttemptAt) => {
    await run(sql`update ${t.carrier_erasures} set attempts = attempts + 1, problem = ${problem},
        next_attempt_at = ${nextAttemptAt}
      where business_id = ${businessId} and id = ${id}`);
  },
  overdueErasures: (before, limit) =>
    rows(sql<{ businessId: string; erasureId: string }>`select business_id, id as erasure_id
      from ${t.carrier_erasures} where next_attempt_at < ${before} order by next_attempt_at limit ${limit}`),

  isInTouch: async (businessId, phone, since) =>
    (await first(sql`select 1 where
      exists (select from ${t.calls} where business_id = ${businessId} and phone = ${phone}
        and (occurred_at + make_interval(secs => coalesce(duration_seconds, 0)) > ${since}
          -- Twilio ends a call after four hours.
          or not ended and occurred_at > ${since}::timestamptz - interval '4 hours'))
      or exists (select from ${t.texts} where business_id = ${businessId} and phone = ${phone}
        and (occurred_at > ${since} or state in ('sending', 'unclear')))
      or exists (select from ${t.outbound_calls} where business_id = ${businessId} and phone = ${phone}
        and state not in ('ended', 'failed'))
      or exists (select from ${t.activities} where business_id = ${businessId} and phone = ${phone}
        and state = 'pending' and attempted_at > ${since})`)) !== null,
  mediaOfCaller: async (businessId, phone) => {
    const recordings = await rows(sql<{ recordingSid: string }>`select r.recording_sid from ${t.recordings} r
      join ${t.calls} c on c.id = r.call_id where c.business_id = ${businessId} and c.phone = ${phone}`);
    const texts = await rows(sql<Pick<Text, "media">>`select media from ${t.texts}
      where business_id = ${businessId} and phone = ${phone} and media <> '[]'`);
    return [
      ...recordings.map(({ recordingSid }) => ({ kind: "recording", recordingSid }) as const),
      ...texts.flatMap(({ media }) => media.map(({ url }) => ({ kind: "picture", url }) as const)),
    ];
  },
  eraseCaller: async (businessId, phone, noticeSubject) => {
    const own = sql`business_id = ${businessId} and phone = ${phone}`;
    const recordings = await run(sql`delete from ${t.recordings} where business_id = ${businessId}
      and call_id in (select id from ${t.calls} where ${own})`);
    await run(sql`delete from ${t.call_events} where business_id = ${businessId}
      and call_sid in (select call_sid from ${t.calls} where ${own})`);
    // What the owner was told names the caller too, in alerts, in texts to the owner's phone, and in notices.
    await run(sql`update ${t.texts} set body = '', body_erased_at = now() where business_id = ${businessId}
      and purpose = 'alert' and id in (select text_id from ${t.alerts} where ${own})`);
    await run(sql`delete from ${t.alerts} where ${own}`);
    await run(sql`delete from ${t.alert_turns} where business_id = ${businessId} and caller = ${phone}`);
    await run(sql`delete from ${t.notices} where business_id = ${businessId}
      and (subject = ${noticeSubject} or strpos(headline, ${phone}) > 0)`);
    // Attempts go with their texts, a lead's notes and timeline with the lead.
    const texts = await run(sql`delete from ${t.texts} where ${own}`);
    const calls = await run(sql`delete from ${t.calls} where ${own}`);
    await run(sql`delete from ${t.outbound_calls} where ${own}`);
    await run(sql`delete from ${t.record_moves} where ${own}`);
    await run(sql`delete from ${t.record_lookups} where ${own}`);
    await run(sql`delete from ${t.activities} where ${own}`);
    await run(sql`delete from ${t.records} where ${own}`);
    const leads = await run(sql`delete from ${t.leads} where ${own}`);
    await run(sql`delete from ${t.consent_events} where ${own}`);
    await run(sql`delete from ${t.callers} where ${own}`);
    return { calls, texts, recordings, leads };
  },
  keepOptOut: async (businessId, phone, optedOut) => {
    const hashes = hashesOf(businessId, phone);
    await run(sql`delete from ${t.opt_out_hashes} where business_id = ${businessId}
      and phone_hash = any(${hashes}::text[])`);
    if (optedOut)
      await run(sql`insert into ${t.opt_out_hashes} (business_id, phone_hash)
        values (${businessId}, ${hashes[0]})`);
  },
  keepErasedAt: async (businessId, phone, at) => {
    await run(sql`insert into ${t.erased_callers} (business_id, phone_hash, erased_at)
      values (${businessId}, ${hashesOf(businessId, phone)[0]}, ${at})
      on conflict (business_id, phone_hash) do update set erased_at = excluded.erased_at`);
  },
  erasedAt: async (businessId, phone) =>
    (
      await first(sql<{ at: Date | null }>`select max(erased_at) as at from ${t.erased_callers}
        where business_id = ${businessId} and phone_hash = any(${hashesOf(businessId, phone)}::text[])`)
    )?.at ?? null,
  forgetErasedBefore: async (at) => {
    await run(sql`delete from ${t.erased_callers} where erased_at < ${at}`);
  },
  callerFile: async (businessId, phone): Promise<CallerFile> => {
    const own = sql`business_id = ${businessId} and phone = ${phone}`;
    const lead = await first(sql<NonNullable<CallerFile["lead"]>>`select id, name, stage, source, created_at
      from ${t.leads} where ${own}`);
    const [caller, consents, callRequests, records, leadNotes, leadTimeline] = await Promise.all([
      first(sql<
        NonNullable<CallerFile["caller"]>
      >`select name, consent, blocked, first_seen_at, last_activity_at
        from ${t.callers} where ${own}`),
      rows(sql<CallerFile["consents"][number]>`select consent, source, body, message_sid, occurred_at
        from ${t.consent_events} where ${own} order by occurred_at, id`),
      rows(sql<CallerFile["callRequests"][number]>`select id, state, problem, requested_at
        from ${t.outbound_calls} where ${own} order by requested_at, id`),
      rows(sql<CallerFile["records"][number]>`select connector, record_id, record_name as name
        from ${t.records} where ${own} order by connector`),
      lead === null
        ? []
        : rows(sql<CallerFile["leadNotes"][number]>`select body, author, created_at from ${t.lead_notes}
            where business_id = ${businessId} and lead_id = ${lead.id} order by created_at, id`),
      lead === null
        ? []
        : rows(sql<
            CallerFile["leadTimeline"][number]
          >`select title, body, occurred_at from ${t.lead_activities}
            where business_id = ${businessId} and lead_id = ${lead.id} order by occurred_at, activity_id`),
    ]);
    return { caller, consents, callRequests, records, lead, leadNotes, leadTimeline };
  },
});
