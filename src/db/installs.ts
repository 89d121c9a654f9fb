import { type RawBuilder, sql } from "kysely";
import type { CrmEvent, GrantEnding, InstallState, InstallTx, Launch } from "../app/ports/oauth.ts";
import type { User } from "../app/ports/sign-in.ts";
import type { Executor } from "./executor.ts";

const event = sql`id, business_id, connector, key, kind, record_id, survivor_id, phone, occurred_at`;

export const installs = ({ rows, first, run, t }: Executor): InstallTx["installs"] => {
  const businessOf = async (connector: string, accountId: string): Promise<string | null> =>
    (
      await first(sql<{ businessId: string }>`select business_id from ${t.connections}
        where connector = ${connector} and account_id = ${accountId}`)
    )?.businessId ?? null;
  const ofRecord = (table: RawBuilder<unknown>, businessId: string, connector: string, recordId: string) =>
    sql`${table} where business_id = ${businessId} and connector = ${connector} and record_id = ${recordId}`;

  return {
    addState: async ({ hash, browser, connector, host, purpose, businessId, returnTo, expiresAt }) => {
      await run(sql`insert into ${t.install_states}
          (hash, browser, connector, host, purpose, business_id, return_to, expires_at)
        values (${hash}, ${browser}, ${connector}, ${host}, ${purpose}, ${businessId}, ${returnTo}, ${expiresAt})`);
    },
    takeState: (hash) =>
      first(sql<InstallState & { browser: Buffer }>`delete from ${t.install_states} where hash = ${hash}
        returning connector, host, purpose, business_id, return_to, browser, expires_at`),
    forgetExpired: async (now) => {
      await run(sql`delete from ${t.install_states} where expires_at <= ${now}`);
      await run(sql`delete from ${t.launch_tokens} where expires_at <= ${now}`);
      await run(sql`delete from ${t.used_signatures} where expires_at <= ${now}`);
    },
    lockAccount: async (connector, accountId) => {
      await run(sql`select pg_advisory_xact_lock(
        hashtextextended(${`account:${connector}:${accountId}`}, 0))`);
      return businessOf(connector, accountId);
    },
    businessOf,
    userOf: (connector, accountId, crmUserId) =>
      first(sql<User>`select u.id, u.business_id, u.name, u.email, u.phone, u.phone_proven_at, u.role, u.created_at
        from ${t.crm_users} c join ${t.users} u on u.id = c.user_id and u.business_id = c.business_id
        where c.connector = ${connector} and c.account_id = ${accountId} and c.crm_user_id = ${crmUserId}`),
    wasRemoved: async (businessId, { connector, accountId, crmUserId }) =>
      (await first(sql`select 1 as it from ${t.crm_people_removed}
        where connector = ${connector} and account_id = ${accountId} and crm_user_id = ${crmUserId}
          and business_id = ${businessId}`)) !== null,
    useSignature: async (hash, expiresAt) =>
      (await run(sql`insert into ${t.used_signatures} (hash, expires_at) values (${hash}, ${expiresAt})
        on conflict (hash) do nothing`)) > 0,
    linkUser: async (link) => {
      await run(sql`with back as (
          delete from ${t.crm_people_removed} where connector = ${link.connector}
            and account_id = ${link.accountId} and crm_user_id = ${link.crmUserId} and business_id = ${link.businessId}
        )
        insert into ${t.crm_users} (connector, account_id, crm_user_id, business_id, user_id)
        values (${link.connector}, ${link.accountId}, ${link.crmUserId}, ${link.businessId}, ${link.userId})
        on conflict (connector, account_id, crm_user_id)
          do update set business_id = excluded.business_id, user_id = excluded.user_id`);
    },
    removeConnection: (businessId) =>
      first(sql<{
        connector: string;
        sealedCredentials: string | null;
      }>`delete from ${t.connections} where business_id = ${businessId}
        returning connector, sealed_credentials`),
    insertEnding: async (e) => {
      await run(sql`insert into ${t.grant_endings}
          (id, business_id, connector, sealed_credentials, next_attempt_at)
        values (${e.id}, ${e.businessId}, ${e.connector}, ${e.sealedCredentials}, ${e.nextAttemptAt})`);
    },
    findEnding: (businessId, id) =>
      first(sql<GrantEnding>`select id, business_id, connector, sealed_credentials, attempts
        from ${t.grant_endings} where business_id = ${businessId} and id = ${id}`),
    finishEnding: async (businessId, id) => {
      await run(sql`delete from ${t.grant_endings} where business_id = ${businessId} and id = ${id}`);
    },
    putOffEnding: async (businessId, id, problem, nextAttemptAt) => {
      await run(sql`update ${t.grant_endings} set attempts = attempts + 1, problem = ${problem},
          next_attempt_at = ${nextAttemptAt}
        where business_id = ${businessId} and id = ${id}`);
    },
    overdueEndings: (before, limit) =>
      rows(sql<{ businessId: string; endingId: string }>`select business_id, id as ending_id
        from ${t.grant_endings} where next_attempt_at < ${before} order by next_attempt_at limit ${limit}`),

    insertEvents: async (events) => {
      if (events.length === 0) return [];
      const each = (of: (e: CrmEvent) => string | null) => sql`${events.map(of)}::text[]`;
      // Columns as lists: of single values a statement has room for a few thousand events only.
      const fresh = await rows(sql<{ id: string }>`insert into ${t.crm_events} (${event})
        select id, business_id, connector, key, kind, record_id, survivor_id, phone, occurred_at::timestamptz
        from unnest(${each(({ id }) => id)}, ${each(({ businessId }) => businessId)},
            ${each(({ connector }) => connector)}, ${each(({ key }) => key)}, ${each(({ kind }) => kind)},
            ${each(({ recordId }) => recordId)}, ${each(({ survivorId }) => survivorId)},
            ${each(({ phone }) => phone ?? null)}, ${each(({ occurredAt }) => occurredAt.toISOString())})
          as given (${event})
        on conflict (business_id, connector, key) do nothing returning id`);
      return fresh.map(({ id }) => id);
    },
    lockEvent: (businessId, id) =>
      first(sql<CrmEvent>`select ${event} from ${t.crm_events}
        where business_id = ${businessId} and id = ${id} and done_at is null for update`),
    endEvent: async (businessId, id, at) => {
      await run(
        sql`update ${t.crm_events} set done_at = ${at} where business_id = ${businessId} and id = ${id}`,
      );
    },
    overdueEvents: (before, limit) =>
      rows(sql<{ businessId: string; eventIds: readonly string[] }>`select business_id,
          array_agg(id order by occurred_at, id) as event_ids
        from (select id, business_id, occurred_at from ${t.crm_events}
          where done_at is null and recorded_at < ${before} order by recorded_at limit ${limit}) forgotten
        group by business_id`),
    forgetEvents: async (before) => {
      await run(sql`delete from ${t.crm_events} where done_at < ${before}`);
    },
    phonesOf: async (businessId, connector, recordId) =>
      (
        await rows(sql<{
          phone: string;
        }>`select phone from (
            select phone from ${ofRecord(t.records, businessId, connector, recordId)}
            union select phone from ${t.activities} where business_id = ${businessId} and record_id = ${recordId}
          ) of_record
          left join lateral (select last_activity_at from ${t.callers}
            where business_id = ${businessId} and phone = of_record.phone) c on true
          order by c.last_activity_at desc nulls last, phone`)
      ).map(({ phone }) => phone),
    moveRecord: async (businessId, connector, from, to) => {
      await run(sql`update ${t.records} set record_id = ${to}, matched_by = 'merged', updated_at = now()
        where business_id = ${businessId} and connector = ${connector} and record_id = ${from}`);
      await run(sql`update ${t.activities} set record_id = ${to},
          wanted_record_id = case when wanted_record_id = ${to} then null else wanted_record_id end
        where business_id = ${businessId} and record_id = ${from} and kind <> 'consent'`);
      await run(sql`update ${t.activities} set wanted_record_id = ${to}
        where business_id = ${businessId} and wanted_record_id = ${from}`);
      // Which of the two values a merge keeps is the CRM's choice: consent is told again.
      return (
        await rows(sql<{
          phone: string;
        }>`update ${t.activities} set state = 'pending', next_attempt_at = now()
          where business_id = ${businessId} and kind = 'consent' and state = 'done' and record_id = any(${[from, to]}::text[])
          returning phone`)
      ).map(({ phone }) => phone);
    },
    forgetRecord: async (businessId, connector, recordId) => {
      await run(sql`delete from ${ofRecord(t.records, businessId, connector, recordId)}`);
    },
    addLaunch: async ({ hash, businessId, userId, connector, accountId, expiresAt }) => {
      await run(sql`insert into ${t.launch_tokens}
          (hash, business_id, user_id, connector, account_id, expires_at)
        values (${hash}, ${businessId}, ${userId}, ${connector}, ${accountId}, ${expiresAt})`);
    },
    useLaunch: (hash, now) =>
      first(sql<Launch>`delete from ${t.launch_tokens} where hash = ${hash} and expires_at > ${now}
        returning business_id, user_id, connector, account_id`),
  };
};
