import { sql } from "kysely";
import type { ActivityChange, ActivityResult, ActivityRow, CallerDue, Tx } from "../app/ports/index.ts";
import type { KnownRecord } from "../app/ports/records.ts";
import type { E164 } from "../domain/phone.ts";
import type { Executor } from "./executor.ts";
import { decodeCursor, pageOf } from "./paging.ts";
import { assignments } from "./texts.ts";

const columns = {
  loggedVersion: "logged_version",
  recordId: "record_id",
  wantedRecordId: "wanted_record_id",
  externalId: "external_id",
  attemptedAt: "attempted_at",
  attempts: "attempts",
  problem: "problem",
  discardReason: "discard_reason",
  nextAttemptAt: "next_attempt_at",
  takenBy: "taken_by",
} as const;

/** Longer than a back-fill waits for a CRM: after that its process has died. */
const BACKFILL_LEASE = sql`interval '5 minutes'`;

const toRecord = ({ id, state, version, record, externalId, problem }: ActivityResult) => ({
  id,
  state,
  version,
  record_id: record?.recordId ?? null,
  matched_by: record?.matchedBy ?? null,
  others: record?.others ?? [],
  external_id: externalId,
  problem,
});

/** A call or text of before that stands nowhere yet, and is in nobody's hands: a back-fill may take it. */
const isSimple = (before: Date) =>
  sql`a.external_id is null and a.kind in ('call', 'text') and a.occurred_at < ${before}
    and not a.alone and a.taken_by is null`;

export const activities = ({ rows, first, run, t }: Executor): Tx["activities"] => {
  const hasRecord = sql`exists (select from ${t.records} r join ${t.connections} k
    on k.business_id = r.business_id and k.connector = r.connector
    where r.business_id = a.business_id and r.phone = a.phone)`;
  return {
    want: async (a) => {
      // A call or text that is there already has changed: it is wanted again, one version on.
      await run(sql`insert into ${t.activities} as a
        (id, business_id, phone, kind, source_id, state, may_create, occurred_at, next_attempt_at)
      values (${a.id}, ${a.businessId}, ${a.phone}, ${a.kind}, ${a.sourceId}, ${a.state}, ${a.mayCreate},
        ${a.occurredAt}, now())
      on conflict (business_id, kind, source_id) do update set wanted_version = a.wanted_version + 1,
        may_create = excluded.may_create, next_attempt_at = now(),
        -- What was answered and waits for a record may now be a missed call, which makes one.
        state = case when a.state = 'done' or a.state = 'waiting' and excluded.may_create then 'pending'
                     else a.state end`);
    },
    due: (businessId, phone, now, limit) =>
      rows(sql<ActivityRow>`select * from ${t.activities}
      where business_id = ${businessId} and phone = ${phone} and state = 'pending'
        and (next_attempt_at is null or next_attempt_at <= ${now} or next_attempt_at <= now())
        and (taken_by is distinct from 'backfill' or attempted_at <= ${now}::timestamptz - ${BACKFILL_LEASE})
      order by occurred_at, id limit ${limit} for update`),
    markAttempt: async (businessId, ids, at, by) => {
      await run(sql`update ${t.activities} set attempted_at = ${at}, attempts = attempts + 1, taken_by = ${by}
      where business_id = ${businessId} and id = any(${ids}::text[])`);
    },
    letGo: async (businessId, ids) => {
      await run(sql`update ${t.activities} set taken_by = null
      where business_id = ${businessId} and id = any(${ids}::text[]) and taken_by is not null`);
    },
    dueForBackfill: (businessId, { connector, now, before, limit }) =>
      rows(sql<ActivityRow & { known: KnownRecord }>`select a.*, jsonb_build_object('recordId', r.record_id,
        'name', r.record_name, 'matchedBy', r.matched_by, 'others', r.others) as known
      from ${t.activities} a
      join ${t.records} r on r.business_id = a.business_id and r.connector = ${connector} and r.phone = a.phone
      where a.business_id = ${businessId} and a.state = 'pending' and ${isSimple(before)}
        and (a.next_attempt_at is null or a.next_attempt_at <= ${now} or a.next_attempt_at <= now())
      order by a.occurred_at, a.id limit ${limit} for update of a skip locked`),
    giveBack: async (businessId, given, { state, alone, nextAttemptAt, problem }) => {
      const list = given.map(({ id, attemptedAt }) => ({ id, attempted_at: attemptedAt }));
      await run(sql`update ${t.activities} a set state = ${state}, alone = ${alone}, taken_by = null,
        next_attempt_at = ${nextAttemptAt}, problem = ${problem}, attempted_at = g.attempted_at
      from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as g (id text, attempted_at timestamptz)
      where a.business_id = ${businessId} and a.id = g.id and a.state = 'pending'`);
    },
    resume: (businessId, now, before) =>
      rows(sql<CallerDue>`with resumed as (
        update ${t.activities} a set state = 'pending', next_attempt_at = ${now}, alone = false, taken_by = null
        where business_id = ${businessId} and state = 'parked' returning a.*
      ) select a.business_id, a.phone, bool_and(${isSimple(before)} and ${hasRecord}) as may_backfill
      from resumed a group by a.business_id, a.phone order by min(a.occurred_at)`),
    settle: async (businessId, connector, results) => {
      if (results.length === 0) return;
      await run(sql`update ${t.activities} a set
        -- Changed meanwhile, or chosen for another record: there is more to do.
        state = case when r.state = 'done' and (a.wanted_version > r.version
                       or a.wanted_record_id <> coalesce(r.record_id, ''))
                     then 'pending' else r.state end,
        logged_version = case when r.state = 'done' then r.version else a.logged_version end,
        record_id = coalesce(r.record_id, a.record_id), external_id = coalesce(r.external_id, a.external_id),
        matched_by = coalesce(r.matched_by, a.matched_by),
        others = case when r.record_id is null then a.others else r.others end,
        wanted_record_id = case when a.wanted_record_id = r.record_id then null else a.wanted_record_id end,
        connector = case when r.state = 'done' then ${connector} else a.connector end,
        attempted_at = case when r.state = 'waiting' then null else a.attempted_at end, problem = r.problem,
        taken_by = null
      from jsonb_to_recordset(${JSON.stringify(results.map(toRecord))}::jsonb)
        as r (id text, state text, version int, record_id text, matched_by text, others jsonb, external_id text,
          problem text)
      where a.business_id = ${businessId} and a.id = r.id and a.id = any(${results.map(({ id }) => id)}::text[])`);
    },
    update: async (businessId, id, change) => {
      const { state, ...rest } = change;
      const sets = [
        ...(Object.keys(rest).length > 0 ? [assignments<Omit<ActivityChange, "state">>(columns, rest)] : []),
        // Done only if nothing has changed since what was logged was read.
        ...(state === undefined
          ? []
          : state === "done"
            ? [
                sql`state = case when wanted_version > ${change.loggedVersion ?? 0} then 'pending' else 'done' end`,
              ]
            : [sql`state = ${state}`]),
      ];
      await run(
        sql`update ${t.activities} set ${sql.join(sets)} where business_id = ${businessId} and id = ${id}`,
      );
    },
    find: (businessId, id) =>
      first(sql<ActivityRow>`select * from ${t.activities} where business_id = ${businessId} and id = ${id}`),
    findOf: (businessId, kind, sourceId) =>
      first(sql<ActivityRow>`select * from ${t.activities}
      where business_id = ${businessId} and kind = ${kind} and source_id = ${sourceId}`),
    ofSources: (businessId, sourceIds) =>
      rows(sql<ActivityRow>`select * from ${t.activities}
      where business_id = ${businessId} and kind in ('call', 'text') and source_id = any(${sourceIds}::text[])`),
    tellConsentAgain: async (businessId) =>
      (
        await rows(sql<{ phone: E164 }>`update ${t.activities} set state = 'pending', next_attempt_at = now()
        where business_id = ${businessId} and kind = 'consent' and state <> 'discarded' returning phone`)
      ).map(({ phone }) => phone),
    list: async (businessId, state, { limit, after }) => {
      const cursor = decodeCursor(after);
      const found =
        await rows(sql<ActivityRow>`select * from ${t.activities} where business_id = ${businessId}
        and ${state === null ? sql`true` : sql`state = ${state}`}
        and ${cursor === null ? sql`true` : sql`(occurred_at, id) < (${cursor.at}::timestamptz, ${cursor.id})`}
      order by occurred_at desc, id desc limit ${limit + 1}`);
      return pageOf(
        found,
        limit,
        (row) => row,
        (row) => ({ at: row.occurredAt.toISOString(), id: row.id }),
      );
    },
    counts: async (businessId) => {
      const row = await first(sql<{ pending: number; failed: number; waitingSince: Date | null }>`select
        count(*) filter (where state = 'pending')::int as pending,
        count(*) filter (where state in ('parked', 'dead'))::int as failed,
        min(occurred_at) filter (where state = 'pending') as waiting_since
      from ${t.activities} where business_id = ${businessId} and state in ('pending', 'parked', 'dead')`);
      return row ?? { pending: 0, failed: 0, waitingSince: null };
    },
    overdue: (since, before, limit) =>
      rows(sql<CallerDue>`select a.business_id, a.phone, bool_and(${isSimple(before)} and ${hasRecord}) as may_backfill
      from ${t.activities} a where a.state = 'pending' and a.next_attempt_at < ${since}
      group by a.business_id, a.phone limit ${limit}`),
  };
};
