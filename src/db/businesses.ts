import { sql } from "kysely";
import type { ApiKey, Connection, Tx } from "../app/ports/index.ts";
import type { KnownRecord } from "../app/ports/records.ts";
import type { Business } from "../domain/business.ts";
import type { Executor } from "./executor.ts";
import { decodeCursor, pageOf } from "./paging.ts";

export const businesses = ({ rows, first, run, t }: Executor): Tx["businesses"] => ({
  insert: async (b) => {
    await run(sql`insert into ${t.businesses} (id, name, time_zone, country, lead_for_answered_callers,
        retention_days, created_at, demo_ends_at)
      values (${b.id}, ${b.name}, ${b.timeZone}, ${b.country}, ${b.leadForAnsweredCallers},
        ${JSON.stringify(b.retentionDays)}, ${b.createdAt}, ${b.demoEndsAt ?? null})`);
  },
  find: (id) => first(sql<Business>`select * from ${t.businesses} where id = ${id}`),
  list: async ({ limit, after }) => {
    const cursor = decodeCursor(after);
    const found = await rows(sql<Business>`select * from ${t.businesses}
      where ${cursor === null ? sql`true` : sql`(created_at, id) > (${cursor.at}::timestamptz, ${cursor.id})`}
      order by created_at, id limit ${limit + 1}`);
    return pageOf(
      found,
      limit,
      (row) => row,
      (row) => ({ at: row.createdAt.toISOString(), id: row.id }),
    );
  },
  update: (id, change) =>
    first(sql<Business>`update ${t.businesses} set
      name = coalesce(${change.name ?? null}, name),
      time_zone = coalesce(${change.timeZone ?? null}, time_zone),
      country = coalesce(${change.country ?? null}, country),
      lead_for_answered_callers = coalesce(${change.leadForAnsweredCallers ?? null}::boolean, lead_for_answered_callers),
      retention_days = retention_days || ${JSON.stringify(change.retentionDays ?? {})}::jsonb
      where id = ${id} returning *`),
  mediaLinkVersion: async (id) => {
    const row = await first(sql<{ version: number }>`select media_link_version as version from ${t.businesses}
      where id = ${id}`);
    if (row === null) throw new Error(`There is no business ${id}`);
    return row.version;
  },
  revokeMediaLinks: async (id) => {
    await run(sql`update ${t.businesses} set media_link_version = media_link_version + 1 where id = ${id}`);
  },
});

export const apiKeys = ({ rows, first, run, t }: Executor): Tx["apiKeys"] => ({
  insert: async (key) => {
    await run(sql`insert into ${t.api_keys} (id, business_id, hash, label, hint, created_at)
      values (${key.id}, ${key.businessId}, ${key.hash}, ${key.label}, ${key.hint}, ${key.createdAt})`);
  },
  findByHash: (hash) =>
    first(sql<ApiKey>`select id, business_id, label, hint, created_at from ${t.api_keys}
      where hash = ${hash} and revoked_at is null`),
  list: (businessId) =>
    rows(sql<ApiKey>`select id, business_id, label, hint, created_at from ${t.api_keys}
      where business_id = ${businessId} and revoked_at is null order by created_at, id`),
  revoke: async (businessId, keyId, at) =>
    (await run(sql`update ${t.api_keys} set revoked_at = ${at}
      where business_id = ${businessId} and id = ${keyId} and revoked_at is null`)) > 0,
});

export const carriers = ({ rows, first, run, t }: Executor): Tx["carriers"] => ({
  put: async (businessId, accountSid, sealed) => {
    await run(sql`insert into ${t.carriers} (business_id, account_sid, sealed_auth_token)
      values (${businessId}, ${accountSid}, ${sealed})
      on conflict (business_id) do update set account_sid = excluded.account_sid,
        sealed_auth_token = excluded.sealed_auth_token, updated_at = now()`);
  },
  find: (businessId) =>
    first(sql<{ accountSid: string; sealedAuthToken: string }>`select account_sid, sealed_auth_token
      from ${t.carriers} where business_id = ${businessId}`),
  listByAccount: (accountSid) =>
    rows(sql<{ businessId: string; sealedAuthToken: string }>`select business_id, sealed_auth_token
      from ${t.carriers} where account_sid = ${accountSid}`),
});

export const connections = ({ rows, first, run, t }: Executor): Tx["connections"] => ({
  // Neither this nor `setHealth` touches `updated_at`: by that the heartbeat knows when access was last renewed.
  setSettings: async (businessId, connector, settings) => {
    await run(sql`update ${t.connections} set settings = ${JSON.stringify(settings)}
      where business_id = ${businessId} and connector = ${connector}`);
  },
  find: (businessId) =>
    first(sql`select connector, sealed_credentials, settings, health, health_detail, account_id,
      account_name from ${t.connections} where business_id = ${businessId}`) as ReturnType<
      Tx["connections"]["find"]
    >,
  findFor: async (businessId, phone) => {
    const row = await first(sql<
      Omit<Connection, "connector"> &
        Omit<KnownRecord, "recordId"> & {
          connector: string | null;
          recordId: string | null;
        }
    >`select k.connector, k.sealed_credentials, k.settings, k.health, k.health_detail,
        r.record_id, r.record_name as name, r.matched_by, r.others
      from ${t.businesses} b left join ${t.connections} k on k.business_id = b.id
      left join ${t.records} r on r.business_id = b.id and r.phone = ${phone}
        and r.connector = coalesce(k.connector, 'builtin')
      where b.id = ${businessId}`);
    if (row === null) return { connection: null, known: null };
    const { recordId, name, matchedBy, others, connector, ...rest } = row;
    return {
      connection: connector === null ? null : { connector, ...rest },
      known: recordId === null ? null : { recordId, name, matchedBy, others },
    };
  },
  degraded: async (limit) =>
    (
      await rows(sql<{ businessId: string }>`select business_id from ${t.connections}
        where health = 'degraded' order by updated_at limit ${limit}`)
    ).map(({ businessId }) => businessId),
  put: async (businessId, c) => {
    await run(sql`insert into ${t.connections}
        (business_id, connector, sealed_credentials, settings, health, health_detail, account_id, account_name)
      values (${businessId}, ${c.connector}, ${c.sealedCredentials}, ${JSON.stringify(c.settings)}, ${c.health},
        ${c.healthDetail}, ${c.accountId ?? null}, ${c.accountName ?? null})
      on conflict (business_id) do update set connector = excluded.connector,
        sealed_credentials = excluded.sealed_credentials, settings = excluded.settings, health = excluded.health,
        health_detail = excluded.health_detail, account_id = excluded.account_id,
        account_name = excluded.account_name, updated_at = now()`);
  },
  setHealth: async (businessId, { sealedCredentials, health, healthDetail, accountName }) => {
    await run(sql`update ${t.connections} set health = ${health}, health_detail = ${healthDetail},
        account_name = coalesce(account_name, ${accountName ?? null})
      where business_id = ${businessId} and sealed_credentials is not distinct from ${sealedCredentials}`);
  },
});

export const idempotency = ({ first, run, t }: Executor): Tx["idempotency"] => ({
  find: (scope, key) =>
    first(sql<{ requestHash: string; status: number; body: unknown }>`select request_hash, status, body
      from ${t.idempotency_keys} where scope = ${scope} and key = ${key}`),
  insert: async (e) =>
    (await run(sql`insert into ${t.idempotency_keys} (scope, key, request_hash, status, body, created_at)
      values (${e.scope}, ${e.key}, ${e.requestHash}, ${e.status}, ${JSON.stringify(e.body)}, ${e.at})
      on conflict do nothing`)) > 0,
  lock: async (scope, key) => {
    await run(sql`select pg_advisory_xact_lock(hashtextextended(${`idempotency:${scope}:${key}`}, 0))`);
  },
  forgetBefore: async (at) => {
    await run(sql`delete from ${t.idempotency_keys} where created_at < ${at}`);
  },
});

export const audit = ({ run, t }: Executor): Tx["audit"] => ({
  write: async (e) => {
    await run(sql`insert into ${t.audit} (business_id, actor, action, detail, occurred_at)
      values (${e.businessId}, ${e.actor}, ${e.action}, ${JSON.stringify(e.detail)}, ${e.at})`);
  },
});
