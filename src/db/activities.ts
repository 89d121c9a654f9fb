import { sql } from "kysely";
import type { ActivityChange, ActivityResult, ActivityRow, Tx } from "../app/ports.ts";
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
} as const;

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

export const activities = ({ rows, first, run, t }: Executor): Tx["activities"] => ({
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
      order by occurred_at, id limit ${limit}`),
  markAttempt: async (businessId, ids, at) => {
    await run(sql`update ${t.activities} set attempted_at = ${at}, attempts = attempts + 1
      where business_id = ${businessId} and id = any(${ids}::text[])`);
  },
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
        attempted_at = case when r.state = 'waiting' then null else a.attempted_at end, problem = r.problem
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
    const found = await rows(sql<ActivityRow>`select * from ${t.activities} where business_id = ${businessId}
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
    const row = await first(sql<{ pending: number; failed: number }>`select
        count(*) filter (where state = 'pending')::int as pending,
        count(*) filter (where state in ('parked', 'dead'))::int as failed
      from ${t.activities} where business_id = ${businessId} and state in ('pending', 'parked', 'dead')`);
    return row ?? { pending: 0, failed: 0 };
  },
  overdue: (before, limit) =>
    rows(sql<{ businessId: string; phone: E164 }>`select distinct business_id, phone from ${t.activities}
      where state = 'pending' and next_attempt_at < ${before} limit ${limit}`),
});
