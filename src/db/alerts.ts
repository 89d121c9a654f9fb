import { sql } from "kysely";
import type { Alert, AlertTables, AlertWebhook } from "../app/ports/alerts.ts";
import type { AlertSettings } from "../domain/alerts.ts";
import type { Executor } from "./executor.ts";
import { decodeCursor, pageOf } from "./paging.ts";

export const alerts = ({ rows, first, run, t }: Executor): AlertTables => {
  const columns = sql`id, business_id, channel, about, source_id, line, phone, state, attempts, unclear, problem,
    text_id, occurred_at`;
  return {
    settings: async (businessId) =>
      (
        await first(
          sql<{ alerts: AlertSettings | null }>`select alerts from ${t.businesses} where id = ${businessId}`,
        )
      )?.alerts ?? null,
    // Not `for update`: that would wait for every call which points at its business.
    lockSettings: async (businessId) =>
      (
        await first(sql<{ alerts: AlertSettings | null }>`select alerts from ${t.businesses}
          where id = ${businessId} for no key update`)
      )?.alerts ?? null,
    putSettings: async (businessId, settings) => {
      await run(
        sql`update ${t.businesses} set alerts = ${JSON.stringify(settings)} where id = ${businessId}`,
      );
    },

    webhook: (businessId) =>
      first(sql<AlertWebhook>`select sealed_secret, failing_since from ${t.alert_webhooks}
        where business_id = ${businessId}`),
    putWebhook: async (businessId, sealedSecret) => {
      await run(sql`insert into ${t.alert_webhooks} (business_id, sealed_secret)
        values (${businessId}, ${sealedSecret})
        on conflict (business_id) do update set sealed_secret = excluded.sealed_secret, failing_since = null,
          updated_at = now()`);
    },
    deleteWebhook: async (businessId) => {
      await run(sql`delete from ${t.alert_webhooks} where business_id = ${businessId}`);
    },
    webhookFailed: async (businessId, at) =>
      (
        await first(sql<{ failingSince: Date }>`update ${t.alert_webhooks}
          set failing_since = coalesce(failing_since, ${at}::timestamptz)
          where business_id = ${businessId} returning failing_since`)
      )?.failingSince ?? at,
    webhookWorked: async (businessId) => {
      await run(sql`update ${t.alert_webhooks} set failing_since = null
        where business_id = ${businessId} and failing_since is not null`);
    },

    wantInTurn: async (wanted, caller, pauseMs) => {
      const [one] = wanted;
      if (one === undefined) return [];
      const pause = sql`make_interval(secs => ${pauseMs / 1_000}::float8)`;
      return rows(sql<{ id: string; at: Date }>`
        with turn as (
          insert into ${t.alert_turns} as mine (business_id, caller, channel, last_at)
          select ${one.businessId}, ${caller}, channel, ${one.occurredAt}::timestamptz
          from unnest(${wanted.map(({ channel }) => channel)}::text[]) as channel
          on conflict (business_id, caller, channel) do update
            set last_at = greatest(excluded.last_at, mine.last_at + ${pause})
            where mine.last_at <= excluded.last_at - ${pause}
              or (${one.about === "reply"}::boolean and mine.last_at <= excluded.last_at)
          returning channel, last_at
        )
        insert into ${t.alerts}
          (id, business_id, channel, about, source_id, line, phone, next_attempt_at, occurred_at)
        select wanted.id, ${one.businessId}, channel, ${one.about}, ${one.sourceId}, ${one.line}, ${one.phone},
          last_at, last_at
        from turn join unnest(${wanted.map(({ id }) => id)}::text[],
          ${wanted.map(({ channel }) => channel)}::text[]) as wanted (id, channel) using (channel)
        on conflict do nothing returning id, occurred_at as at`);
    },
    giveTurnBack: async ({ businessId, channel, occurredAt }, caller) => {
      await run(sql`delete from ${t.alert_turns} where business_id = ${businessId} and caller = ${caller}
        and channel = ${channel} and last_at = ${occurredAt}`);
    },
    want: async (a) =>
      (await run(sql`insert into ${t.alerts}
          (id, business_id, channel, about, source_id, line, phone, next_attempt_at, occurred_at)
        values (${a.id}, ${a.businessId}, ${a.channel}, ${a.about}, ${a.sourceId}, ${a.line}, ${a.phone},
          ${a.occurredAt}, ${a.occurredAt})
        on conflict do nothing`)) > 0,

    claim: (businessId, id, at, leaseUntil) =>
      first(sql<Alert>`update ${t.alerts} set state = 'sending', attempts = attempts + 1,
          unclear = unclear + (state = 'sending')::int, next_attempt_at = ${leaseUntil}
        where business_id = ${businessId} and id = ${id} and state in ('pending', 'sending')
          and next_attempt_at <= ${at}
        returning ${columns}`),
    settle: async (businessId, id, attempt, end) =>
      (await run(sql`update ${t.alerts} set state = ${end.state}, problem = ${end.problem},
          next_attempt_at = ${end.nextAttemptAt}, unclear = unclear + ${end.unclear === true ? 1 : 0}::int,
          text_id = coalesce(${end.textId ?? null}, text_id)
        where business_id = ${businessId} and id = ${id} and state = 'sending' and attempts = ${attempt}`)) >
      0,
    cancelWaiting: async (businessId, channel, why) => {
      await run(sql`update ${t.alerts} set state = 'cancelled', next_attempt_at = null, problem = ${why}
        where business_id = ${businessId} and channel = ${channel} and state = 'pending'`);
    },

    list: async (businessId, { limit, after }) => {
      const cursor = decodeCursor(after);
      const found = await rows(sql<Alert>`select ${columns} from ${t.alerts} where business_id = ${businessId}
          and ${cursor === null ? sql`true` : sql`(occurred_at, id) < (${cursor.at}::timestamptz, ${cursor.id})`}
        order by occurred_at desc, id desc limit ${limit + 1}`);
      return pageOf(
        found,
        limit,
        (row) => row,
        (row) => ({ at: row.occurredAt.toISOString(), id: row.id }),
      );
    },
    isOwnersPhone: async (businessId, phone) =>
      (
        await first(sql<{ owners: boolean }>`select not exists (
            select from ${t.callers} where business_id = ${businessId} and phone = ${phone}
          ) and (
            exists (select from ${t.businesses}
              where id = ${businessId} and alerts->'text'->>'to' = ${phone})
            or exists (select from ${t.texts}
              where business_id = ${businessId} and phone = ${phone} and purpose = 'alert')
          ) as owners`)
      )?.owners ?? false,
    noticesToMail: (limit) =>
      rows(sql<{ businessId: string; noticeId: string }>`select n.business_id, n.id as notice_id
        from ${t.notices} n join ${t.businesses} b on b.id = n.business_id
        where n.resolved_at is null and jsonb_typeof(b.alerts->'email') = 'object'
          and not exists (select from ${t.alerts} a where a.business_id = n.business_id and a.about = 'notice'
            and a.source_id = n.id and a.channel = 'email')
        order by n.first_at limit ${limit}`),
    overdue: (before, limit) =>
      rows(sql<{ businessId: string; alertId: string }>`select business_id, id as alert_id from ${t.alerts}
        where next_attempt_at < ${before} and state in ('pending', 'sending')
        order by next_attempt_at limit ${limit}`),
    forgetTurnsBefore: async (at) => {
      await run(sql`delete from ${t.alert_turns} where last_at < ${at}`);
    },
  };
};
