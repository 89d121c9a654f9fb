import { sql } from "kysely";
import { CHOSEN_BY_HAND, type KnownRecord, type RecordTx } from "../app/ports/records.ts";
import type { E164 } from "../domain/phone.ts";
import type { Executor } from "./executor.ts";

export const recordColumns = sql`record_id, record_name as name, matched_by, others`;

export const records = ({ rows, first, run, t }: Executor): RecordTx["records"] => {
  const own = (businessId: string, connector: string, phone: E164) =>
    sql`business_id = ${businessId} and connector = ${connector} and phone = ${phone}`;
  return {
    find: (businessId, connector, phone) =>
      first(
        sql<KnownRecord>`select ${recordColumns} from ${t.records} where ${own(businessId, connector, phone)}`,
      ),
    remember: (businessId, connector, phone, r, lookAgainAt) =>
      run(sql`with kept as (
          insert into ${t.records} as r
            (business_id, connector, phone, record_id, record_name, matched_by, others, look_again_at)
          values (${businessId}, ${connector}, ${phone}, ${r.recordId}, ${r.name}, ${r.matchedBy},
            ${JSON.stringify(r.others ?? [])}, ${lookAgainAt})
          on conflict (business_id, connector, phone) do update set record_id = excluded.record_id,
            record_name = excluded.record_name, others = excluded.others,
            matched_by = case when r.matched_by = ${CHOSEN_BY_HAND} and r.record_id = excluded.record_id
              then r.matched_by else excluded.matched_by end,
            look_again_at = excluded.look_again_at, updated_at = now()
          -- A person's choice stands, also against a search that began before it.
          where r.matched_by <> ${CHOSEN_BY_HAND} or r.record_id = excluded.record_id
            or excluded.matched_by = ${CHOSEN_BY_HAND}
        ), named as (
          update ${t.callers} set name = ${r.name}
          where business_id = ${businessId} and phone = ${phone} and ${r.name}::text is not null
            and name is distinct from ${r.name}
        )
        update ${t.activities} set state = 'pending', next_attempt_at = now()
        where business_id = ${businessId} and phone = ${phone}
          and (state = 'waiting'
            or kind = 'consent' and state = 'done' and record_id is distinct from ${r.recordId})`),
    forget: async (businessId, connector, phone) => {
      await run(sql`delete from ${t.records} where ${own(businessId, connector, phone)}`);
    },
    lookAgain: async (businessId, connector, phone, at) => {
      await run(
        sql`update ${t.records} set look_again_at = ${at} where ${own(businessId, connector, phone)}`,
      );
    },
    takeToLookAt: (now, until, { perBusiness, all }) =>
      // Only where the record is still used: a CRM that was disconnected is not asked.
      rows(sql<{ businessId: string; phone: E164 }>`with due as (
          select r.business_id, r.connector, r.phone,
            row_number() over (partition by r.business_id order by r.look_again_at) as n
          from ${t.records} r join ${t.connections} k on k.business_id = r.business_id and k.connector = r.connector
          where r.look_again_at <= ${now} and k.health <> 'needs_reconnect'
        )
        update ${t.records} r set look_again_at = ${until}
        from (select * from due where n <= ${perBusiness} limit ${all}) d
        where r.business_id = d.business_id and r.connector = d.connector and r.phone = d.phone
        returning r.business_id, r.phone`),
    since: async (businessId, connector, phone) =>
      (
        await first(
          sql<{
            updatedAt: Date;
          }>`select updated_at from ${t.records} where ${own(businessId, connector, phone)}`,
        )
      )?.updatedAt ?? null,
    keepNobody: async (businessId, connector, phone, at) => {
      await run(sql`insert into ${t.record_lookups} (business_id, connector, phone, nobody_at)
        values (${businessId}, ${connector}, ${phone}, ${at})
        on conflict (business_id, connector, phone) do update set nobody_at = excluded.nobody_at`);
    },
    takeNobody: async (businessId, connector, phone, since) => {
      const taken = await first(sql<{ nobodyAt: Date }>`delete from ${t.record_lookups}
        where ${own(businessId, connector, phone)} returning nobody_at`);
      return taken === null || taken.nobodyAt < since ? null : taken.nobodyAt;
    },
    forgetNobodies: async (before) => {
      await run(sql`delete from ${t.record_lookups} where nobody_at < ${before}`);
    },
  };
};
