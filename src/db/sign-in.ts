import { sql } from "kysely";
import type { Membership, Session, SignInTx, User } from "../app/ports/sign-in.ts";
import { EMBEDDED_SESSION_LIVES_MS, LIMIT_WINDOW_MS, SESSION_LIVES_MS } from "../domain/sign-in.ts";
import type { Executor } from "./executor.ts";

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms);

export const sessions = ({ first, run, t }: Executor): SignInTx["sessions"] => ({
  insert: async (s) => {
    await run(sql`insert into ${t.sessions}
        (id, hash, operator, embedded_in, account_id, address_key, created_at, last_seen_at)
      values (${s.id}, ${s.hash}, ${s.operator}, ${s.embedding?.connector ?? null},
        ${s.embedding?.accountId ?? null}, ${s.addressKey}, ${s.at}, ${s.at})`);
    await run(sql`insert into ${t.session_users} (session_id, user_id)
      select ${s.id}, unnest(${s.userIds}::text[])`);
  },
  find: async (hash, now) => {
    const session = await first(sql<Session>`select s.id, s.operator, s.last_seen_at,
        coalesce(json_agg(json_build_object('userId', u.id, 'businessId', u.business_id, 'businessName', b.name,
          'role', u.role) order by u.created_at, u.id) filter (where u.id is not null), '[]') as members
      from ${t.sessions} s
      left join ${t.session_users} su on su.session_id = s.id
      left join ${t.users} u on u.id = su.user_id
      left join ${t.businesses} b on b.id = u.business_id
      where s.hash = ${hash} and s.embedded_in is null and s.revoked_at is null
        and s.last_seen_at > ${before(now, SESSION_LIVES_MS)}
      group by s.id`);
    return session === null || (!session.operator && session.members.length === 0) ? null : session;
  },
  findEmbedded: (hash, now) =>
    first(sql<Membership>`select u.id as user_id, u.business_id, b.name as business_name, u.role
      from ${t.sessions} s
      join ${t.session_users} su on su.session_id = s.id
      join ${t.users} u on u.id = su.user_id
      join ${t.businesses} b on b.id = u.business_id
      join ${t.connections} c on c.business_id = u.business_id
        and c.connector = s.embedded_in and c.account_id = s.account_id
      where s.hash = ${hash} and s.revoked_at is null
        and s.created_at > ${before(now, EMBEDDED_SESSION_LIVES_MS)}`),
  note: async (id, at) => {
    await run(sql`update ${t.sessions} set last_seen_at = greatest(last_seen_at, ${at}) where id = ${id}`);
  },
  revoke: async (hash, at) => {
    await run(sql`update ${t.sessions} set revoked_at = ${at} where hash = ${hash} and revoked_at is null`);
  },
  revokeOfUsers: async (userIds, at) => {
    await run(sql`update ${t.sessions} set revoked_at = ${at} where revoked_at is null and id in
      (select session_id from ${t.session_users} where user_id = any(${userIds}::text[]))`);
  },
  revokeOfOperator: async (at) => {
    await run(sql`update ${t.sessions} set revoked_at = ${at} where operator and revoked_at is null`);
  },
  isFamiliar: async (userIds, addressKey) =>
    (await first(sql`select 1 from ${t.session_users} su join ${t.sessions} s on s.id = su.session_id
      where su.user_id = any(${userIds}::text[]) and s.address_key = ${addressKey} limit 1`)) !== null,
});

export const signIn = ({ first, run, t }: Executor): SignInTx["signIn"] => ({
  addLink: async ({ hash, userId, expiresAt }) => {
    await run(sql`insert into ${t.sign_in_links} (hash, user_id, expires_at)
      values (${hash}, ${userId}, ${expiresAt})`);
  },
  useLink: (hash, now) =>
    first(sql<{ userId: string | null }>`delete from ${t.sign_in_links}
      where hash = ${hash} and expires_at > ${now} returning user_id`),
  findLinkUser: (userId) => first(sql<User>`select * from ${t.users} where id = ${userId}`),
  addCode: async ({ ticket, contactKey, codeHash, expiresAt }) => {
    await run(sql`insert into ${t.sign_in_codes} (ticket, contact_key, code_hash, expires_at)
      values (${ticket}, ${contactKey}, ${codeHash}, ${expiresAt})`);
  },
  // A right guess leaves no guesses over, in the statement that counts it: of two at once, one gets in.
  guess: async ({ ticket, contactKey, codeHash }, maxGuesses, now) => {
    const row = await first(sql<{ right: boolean }>`update ${t.sign_in_codes}
      set guesses = case when code_hash = ${codeHash} then ${maxGuesses} else guesses + 1 end
      where ticket = ${ticket} and contact_key = ${contactKey} and guesses < ${maxGuesses} and expires_at > ${now}
      returning code_hash = ${codeHash} as right`);
    return row?.right ?? false;
  },
  count: async (bucket, windowMs, now) => {
    const over = before(now, windowMs);
    const row = await first(sql<{
      used: number;
    }>`insert into ${t.sign_in_limits} as l (bucket, began_at, used)
      values (${bucket}, ${now}, 1)
      on conflict (bucket) do update set
        used = case when l.began_at <= ${over} then 1 else l.used + 1 end,
        began_at = case when l.began_at <= ${over} then excluded.began_at else l.began_at end
      returning used`);
    return row?.used ?? 1;
  },
  forgetExpired: async (now) => {
    await run(sql`delete from ${t.sign_in_links} where expires_at <= ${now}`);
    await run(sql`delete from ${t.sign_in_codes} where expires_at <= ${now}`);
    await run(sql`delete from ${t.sign_in_limits} where began_at <= ${before(now, LIMIT_WINDOW_MS)}`);
    await run(sql`delete from ${t.sessions} where last_seen_at <= ${before(now, SESSION_LIVES_MS)}`);
  },
});
