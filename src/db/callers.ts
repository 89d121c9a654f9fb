import { sql } from "kysely";
import type { Caller, Tx } from "../app/ports/index.ts";
import type { E164 } from "../domain/phone.ts";
import type { Executor, Tables } from "./executor.ts";
import { decodeCursor, pageOf } from "./paging.ts";
import type { PhoneHashes } from "./privacy.ts";

/** What a Caller is, wherever one is read. */
export const callerColumns = sql`phone, name, consent, blocked, line_type, line_type_at, landline`;

/** An erased caller who had opted out is a new one, and opted out. */
const firstConsent = (t: Tables, hashesOf: PhoneHashes, businessId: string, phone: E164) =>
  sql`case when exists (select from ${t.opt_out_hashes} where business_id = ${businessId}
    and phone_hash = any(${hashesOf(businessId, phone)}::text[])) then 'opted_out' else 'unknown' end`;

export const callers = ({ rows, first, run, t }: Executor, hashesOf: PhoneHashes): Tx["callers"] => ({
  lock: async (businessId, phone, at) => {
    // The update is what locks an existing row; it also makes the conversation the newest.
    const caller = await first(sql<Caller>`insert into ${t.callers} as c
        (business_id, phone, first_seen_at, last_activity_at, consent)
      values (${businessId}, ${phone}, ${at}, ${at}, ${firstConsent(t, hashesOf, businessId, phone)})
      on conflict (business_id, phone) do update
        set last_activity_at = greatest(c.last_activity_at, excluded.last_activity_at)
      returning ${callerColumns}`);
    if (caller === null) throw new Error("An upsert returned no row");
    return caller;
  },
  lockExisting: (businessId, phone) =>
    first(sql<Caller>`select ${callerColumns} from ${t.callers}
      where business_id = ${businessId} and phone = ${phone} for update`),
  lockAll: async (businessId, phones) => {
    await run(sql`select from ${t.callers} where business_id = ${businessId} and phone = any(${phones}::text[])
      order by phone for update`);
  },
  nameAll: async (businessId, named, at) => {
    if (named.length === 0) return;
    const hashed = named.map((each) => ({ ...each, hashes: hashesOf(businessId, each.phone) }));
    await run(sql`insert into ${t.callers} (business_id, phone, name, first_seen_at, last_activity_at, consent)
      select ${businessId}, n.phone, n.name, ${at}, ${at},
        case when exists (select from ${t.opt_out_hashes} where business_id = ${businessId}
          and n.hashes ? phone_hash) then 'opted_out' else 'unknown' end
      from jsonb_to_recordset(${JSON.stringify(hashed)}::jsonb) as n(phone text, name text, hashes jsonb)
      order by n.phone
      on conflict (business_id, phone) do update set name = excluded.name`);
  },
  find: (businessId, phone) =>
    first(sql<Caller>`select ${callerColumns} from ${t.callers}
      where business_id = ${businessId} and phone = ${phone}`),
  rename: async (businessId, phone, name) => {
    await run(
      sql`update ${t.callers} set name = ${name} where business_id = ${businessId} and phone = ${phone}`,
    );
  },
  setConsent: async (businessId, phone, consent) => {
    await run(
      sql`update ${t.callers} set consent = ${consent} where business_id = ${businessId} and phone = ${phone}`,
    );
  },
  setBlocked: async (businessId, phone, blocked, at) => {
    await run(sql`insert into ${t.callers} (business_id, phone, first_seen_at, last_activity_at, blocked,
        consent)
      values (${businessId}, ${phone}, ${at}, ${at}, ${blocked},
        ${firstConsent(t, hashesOf, businessId, phone)})
      on conflict (business_id, phone) do update set blocked = excluded.blocked`);
  },
  listBlocked: (businessId) =>
    rows(sql<{ phone: E164; name: string | null }>`select phone, name from ${t.callers}
      where business_id = ${businessId} and blocked order by phone`),
  setLineType: async (businessId, phone, lineType, at) => {
    await run(sql`update ${t.callers} set line_type = ${lineType}, line_type_at = ${at}
      where business_id = ${businessId} and phone = ${phone}`);
  },
  markLandline: async (businessId, phone) => {
    await run(
      sql`update ${t.callers} set landline = true where business_id = ${businessId} and phone = ${phone}`,
    );
  },
  setConsentQuestion: async (businessId, phone, question) => {
    await run(sql`update ${t.callers} set consent_question = ${question}
      where business_id = ${businessId} and phone = ${phone}`);
  },
});

interface ConsentRow {
  id: string;
  phone: E164;
  consent: string;
  source: string;
  body: string | null;
  messageSid: string | null;
  occurredAt: Date;
}

export const consentEvents = ({ rows, first, run, t }: Executor): Tx["consentEvents"] => ({
  hasSince: async (businessId, phone, after) =>
    (await first(sql`select 1 from ${t.consent_events}
      where business_id = ${businessId} and phone = ${phone} and occurred_at > ${after} limit 1`)) !== null,
  insert: async (e) => {
    await run(sql`insert into ${t.consent_events}
        (id, business_id, phone, consent, source, body, message_sid, occurred_at)
      values (${e.id}, ${e.businessId}, ${e.phone}, ${e.consent}, ${e.source}, ${e.body}, ${e.messageSid},
        ${e.occurredAt})
      on conflict do nothing`);
  },
  list: async (businessId, { limit, after }) => {
    const cursor = decodeCursor(after);
    const found = await rows(sql<ConsentRow>`select * from ${t.consent_events}
      where business_id = ${businessId}
        and ${cursor === null ? sql`true` : sql`(occurred_at, id) < (${cursor.at}::timestamptz, ${cursor.id})`}
      order by occurred_at desc, id desc limit ${limit + 1}`);
    return pageOf(
      found,
      limit,
      ({ id, phone, consent, source, body, messageSid, occurredAt }) => ({
        id,
        phone,
        consent,
        source,
        body,
        messageSid,
        occurredAt,
      }),
      (row) => ({ at: row.occurredAt.toISOString(), id: row.id }),
    );
  },
});
