import { sql } from "kysely";
import type { Notice, Tx } from "../app/ports/index.ts";
import type { Executor } from "./executor.ts";
import { decodeCursor, pageOf } from "./paging.ts";

const columns = sql`id, subject, headline, what_to_do, times, first_at, last_at, resolved_at`;

export const notices = ({ rows, first, run, t }: Executor): Tx["notices"] => ({
  raise: async (n) => {
    await run(sql`insert into ${t.notices} as n
        (id, business_id, subject, headline, what_to_do, first_at, last_at)
      values (${n.id}, ${n.businessId}, ${n.subject}, ${n.headline}, ${n.whatToDo}, ${n.at}, ${n.at})
      on conflict (business_id, subject) where resolved_at is null
      do update set times = n.times + 1, last_at = excluded.last_at, headline = excluded.headline,
        what_to_do = excluded.what_to_do`);
  },
  resolve: async (businessId, subject, at) => {
    await run(sql`update ${t.notices} set resolved_at = ${at}
      where business_id = ${businessId} and subject = ${subject} and resolved_at is null`);
  },
  find: (businessId, id) =>
    first(sql<Notice>`select ${columns} from ${t.notices} where business_id = ${businessId} and id = ${id}`),
  list: async (businessId, { limit, after }) => {
    const cursor = decodeCursor(after);
    const found = await rows(sql<Notice>`select * from ${t.notices} where business_id = ${businessId}
        and ${cursor === null ? sql`true` : sql`(last_at, id) < (${cursor.at}::timestamptz, ${cursor.id})`}
      order by last_at desc, id desc limit ${limit + 1}`);
    return pageOf(
      found,
      limit,
      ({ id, subject, headline, whatToDo, times, firstAt, lastAt, resolvedAt }) => ({
        id,
        subject,
        headline,
        whatToDo,
        times,
        firstAt,
        lastAt,
        resolvedAt,
      }),
      (row) => ({ at: row.lastAt.toISOString(), id: row.id }),
    );
  },
});
