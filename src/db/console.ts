import { sql } from "kysely";
import type { ConsoleTable, Standing } from "../app/ports/console.ts";
import type { LineDefaults } from "../domain/settings.ts";
import type { Executor } from "./executor.ts";
import { type StoredTexting, textingOf } from "./lines.ts";
import { decodeCursor, pageOf } from "./paging.ts";

interface StandingRow extends Omit<Standing, "lines"> {
  lines: { forwards: boolean; texting: StoredTexting | null }[];
}

const likePart = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

export const operatorConsole = ({ rows, first, run, t }: Executor): ConsoleTable => ({
  standings: async (search, { limit, after }) => {
    const cursor = decodeCursor(after);
    const found = await rows(sql<StandingRow>`
      select b.id, b.name, b.time_zone, b.created_at, l.lines, coalesce(a.balance, 0)::int as credits, k.connector, k.health,
        w.pending, w.failed, n.open_notices, c.occurred_at as last_call_at
      from (
        select id, name, time_zone, created_at from ${t.businesses}
        where name ilike ${likePart(search)}
          and ${cursor === null ? sql`true` : sql`(created_at, id) > (${cursor.at}::timestamptz, ${cursor.id})`}
        order by created_at, id limit ${limit + 1}
      ) b
      left join ${t.connections} k on k.business_id = b.id
      left join ${t.credit_accounts} a on a.business_id = b.id and a.kind = 'available'
      cross join lateral (
        select coalesce(json_agg(json_build_object('forwards', cardinality(forward_to) > 0, 'texting', texting)),
          '[]') as lines from ${t.lines} where business_id = b.id
      ) l
      cross join lateral (
        select count(*) filter (where state = 'pending')::int as pending,
          count(*) filter (where state in ('parked', 'dead'))::int as failed
        from ${t.activities} where business_id = b.id and state in ('pending', 'parked', 'dead')
      ) w
      cross join lateral (
        select count(*)::int as open_notices from ${t.notices} where business_id = b.id and resolved_at is null
      ) n
      left join lateral (
        select occurred_at from ${t.calls} where business_id = b.id order by occurred_at desc, id desc limit 1
      ) c on true
      order by b.created_at, b.id`);
    return pageOf(
      found,
      limit,
      ({ lines, ...row }): Standing => ({
        ...row,
        lines: lines.map(({ forwards, texting }) => ({
          forwards,
          texting: texting === null ? null : textingOf(texting),
        })),
      }),
      (row) => ({ at: row.createdAt.toISOString(), id: row.id }),
    );
  },

  lineDefaults: async () =>
    (await first(sql<{ settings: Partial<LineDefaults> }>`select settings from ${t.line_defaults}`))
      ?.settings ?? {},
  putLineDefaults: async (settings, at) => {
    await run(sql`insert into ${t.line_defaults} (settings, updated_at) values (${JSON.stringify(settings)}, ${at})
      on conflict (id) do update set settings = excluded.settings, updated_at = excluded.updated_at`);
  },
});
