import { type RawBuilder, sql } from "kysely";
import type { KnownRecord, RecordMove, RecordMoveSeen, RecordTx } from "../app/ports/records.ts";
import type { Executor } from "./executor.ts";
import { decodeCursor, pageOf } from "./paging.ts";

interface MoveRow extends Omit<RecordMove, "from"> {
  fromRecord: KnownRecord | null;
}
const toMove = ({ fromRecord, ...row }: MoveRow): RecordMove => ({ ...row, from: fromRecord });

const columns = sql`id, business_id, phone, connector, why, from_record, to_record_id, occurred_at, undone_at,
  retirement, kept_because`;

export const recordMoves = ({ rows, first, run, t }: Executor): RecordTx["recordMoves"] => {
  const one = async (query: RawBuilder<MoveRow>) => {
    const row = await first(query);
    return row === null ? null : toMove(row);
  };
  /** To be moved to where it stands already: it stays. */
  const stay = (businessId: string, phone: string) =>
    run(sql`update ${t.activities} set wanted_record_id = null
    where business_id = ${businessId} and phone = ${phone} and wanted_record_id = record_id`);

  return {
    begin: async (m) => {
      await run(sql`insert into ${t.record_moves}
          (id, business_id, phone, connector, why, from_record, to_record_id, occurred_at, retire_at)
        values (${m.id}, ${m.businessId}, ${m.phone}, ${m.connector}, ${m.why},
          ${m.from === null ? null : JSON.stringify(m.from)}, ${m.toRecordId}, ${m.occurredAt}, ${m.retireAt})`);
      await run(sql`with standing as (
          update ${t.activities} set wanted_record_id = ${m.toRecordId}, state = 'pending', next_attempt_at = now(),
            problem = null
          where business_id = ${m.businessId} and phone = ${m.phone} and kind <> 'consent'
            and external_id is not null and record_id <> ${m.toRecordId}
            and coalesce(connector, ${m.connector}) = ${m.connector}
          returning id, record_id
        )
        insert into ${t.record_move_items} (business_id, move_id, activity_id, from_record_id)
        select ${m.businessId}, ${m.id}, id, record_id from standing`);
      // What may be on its way to the earlier record right now is to be moved as well.
      await run(sql`update ${t.activities} set wanted_record_id = ${m.toRecordId}
        where business_id = ${m.businessId} and phone = ${m.phone} and kind <> 'consent'
          and external_id is null and state in ('pending', 'waiting', 'parked')`);
      await stay(m.businessId, m.phone);
    },
    redirect: async (businessId, phone, from, to) => {
      await run(sql`update ${t.activities} set wanted_record_id = ${to}
        where business_id = ${businessId} and phone = ${phone} and wanted_record_id = ${from}
          and ${to === null ? sql`external_id is null` : sql`true`}`);
      await stay(businessId, phone);
    },
    undo: async (move, at) => {
      await run(sql`update ${t.record_moves} set undone_at = ${at}, retire_at = null
        where business_id = ${move.businessId} and id = ${move.id}`);
      await run(sql`update ${t.activities} a set state = 'pending', next_attempt_at = now(), problem = null,
          wanted_record_id = coalesce(
            (select i.from_record_id from ${t.record_move_items} i
              where i.move_id = ${move.id} and i.activity_id = a.id), ${move.from?.recordId ?? null})
        where a.business_id = ${move.businessId} and a.phone = ${move.phone} and a.kind <> 'consent'
          and a.external_id is not null and a.record_id = ${move.toRecordId}
          and coalesce(a.connector, ${move.connector}) = ${move.connector}`);
      await stay(move.businessId, move.phone);
    },
    find: (businessId, id) =>
      one(
        sql<MoveRow>`select ${columns} from ${t.record_moves} where business_id = ${businessId} and id = ${id}`,
      ),
    latestOf: (businessId, connector, phone) =>
      one(sql<MoveRow>`select ${columns} from ${t.record_moves}
        where business_id = ${businessId} and connector = ${connector} and phone = ${phone}
        order by occurred_at desc, id desc limit 1`),
    isUnderWay: async (businessId, phone) =>
      (await first(sql`select 1 from ${t.activities} where business_id = ${businessId} and phone = ${phone}
        and state = 'pending' and wanted_record_id is not null limit 1`)) !== null,
    standsOn: async (businessId, phone, recordId) =>
      (await first(sql`select 1 from ${t.activities} where business_id = ${businessId} and phone = ${phone}
        and record_id = ${recordId} and kind <> 'consent' and external_id is not null limit 1`)) !== null,
    list: async (businessId, { limit, after }) => {
      const cursor = decodeCursor(after);
      const found = await rows(sql<MoveRow & Pick<RecordMoveSeen, "state" | "activities">>`
        select ${columns}, s.activities,
          case when m.undone_at is not null then 'undone' when s.parked > 0 then 'parked'
            when s.moving > 0 then 'moving' else 'done' end as state
        from ${t.record_moves} m cross join lateral (
          select count(*)::int as activities,
            count(*) filter (where a.state = 'parked' and a.wanted_record_id = m.to_record_id) as parked,
            count(*) filter (where a.state = 'pending' and a.wanted_record_id = m.to_record_id) as moving
          from ${t.record_move_items} i join ${t.activities} a on a.id = i.activity_id where i.move_id = m.id
        ) s
        where m.business_id = ${businessId}
          and ${cursor === null ? sql`true` : sql`(m.occurred_at, m.id) < (${cursor.at}::timestamptz, ${cursor.id})`}
        order by m.occurred_at desc, m.id desc limit ${limit + 1}`);
      return pageOf(
        found,
        limit,
        ({ fromRecord, ...row }) => ({ ...row, from: fromRecord }),
        (row) => ({ at: row.occurredAt.toISOString(), id: row.id }),
      );
    },
    dueToRetire: (now, limit) =>
      rows(sql<{
        businessId: string;
        moveId: string;
      }>`select business_id, id as move_id from ${t.record_moves}
        where retire_at <= ${now} order by retire_at limit ${limit}`),
    retireAt: async (businessId, id, at) => {
      await run(
        sql`update ${t.record_moves} set retire_at = ${at} where business_id = ${businessId} and id = ${id}`,
      );
    },
    endRetirement: async (businessId, id, { retirement, keptBecause }) => {
      await run(sql`update ${t.record_moves} set retire_at = null, retirement = ${retirement},
          kept_because = ${keptBecause}
        where business_id = ${businessId} and id = ${id}`);
    },
  };
};
