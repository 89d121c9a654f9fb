import { type RawBuilder, sql } from "kysely";
import type { Page } from "../app/ports/index.ts";
import type { LeadFilter, LeadNote, LeadOrder, LeadQuery, LeadTable, LeadView } from "../app/ports/leads.ts";
import { type KnownLead, NOTES_SEPARATOR } from "../domain/lead-import.ts";
import { CLOSED_STAGES, STAGES } from "../domain/lead-stages.ts";
import type { E164 } from "../domain/phone.ts";
import type { Executor } from "./executor.ts";
import { importLeads } from "./lead-import.ts";
import { decodeCursor, pageOf } from "./paging.ts";

interface LeadRow extends Omit<LeadView, "lastActivity"> {
  lastTitle: string | null;
  lastAt: Date | null;
}

const toView = ({ lastTitle, lastAt, ...lead }: LeadRow): LeadView => ({
  ...lead,
  lastActivity: lastTitle === null || lastAt === null ? null : { title: lastTitle, at: lastAt },
});

const likePart = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

const sortedBy: Readonly<Record<LeadOrder, { column: RawBuilder<unknown>; of: (row: LeadView) => Date }>> = {
  newest: { column: sql`l.created_at`, of: (row) => row.createdAt },
  moved: { column: sql`l.moved_at`, of: (row) => row.movedAt },
};

export const leadTable = (executor: Executor): LeadTable => {
  const { rows, first, run, t } = executor;
  const columns = sql`l.id, l.phone, l.name, l.stage, l.source, l.created_at, l.moved_at,
    coalesce(c.waiting, false) as waiting,
    a.title as last_title, a.occurred_at as last_at`;
  /** Of the leads that were chosen: what is beside them. */
  const beside = (businessId: string) => sql`
    left join lateral (
      select caller_spoke_last and handled_at is null as waiting from ${t.callers}
      -- One by one: a plan that is made before the page's length is known would read every caller.
      where business_id = ${businessId} and phone = l.phone limit 1
    ) c on true
    left join lateral (
      select title, occurred_at from ${t.lead_activities}
      where lead_id = l.id order by occurred_at desc, activity_id desc limit 1
    ) a on true`;

  const filters: Readonly<
    Record<LeadFilter, (query: Omit<LeadQuery, "stage">, businessId: string) => RawBuilder<unknown>>
  > = {
    all: () => sql`true`,
    waiting: (
      _query,
      businessId,
    ) => sql`exists (select from ${t.callers} w where w.business_id = ${businessId}
      and w.phone = l.phone and w.caller_spoke_last and w.handled_at is null)`,
    quiet: ({ quietSince }) =>
      sql`(l.moved_at < ${quietSince} and not l.stage = any(${CLOSED_STAGES}::text[]))`,
  };
  const condition = (businessId: string, query: Omit<LeadQuery, "stage">): RawBuilder<unknown> => {
    const { phone, search, filter } = query;
    const parts = [sql`l.business_id = ${businessId}`, filters[filter](query, businessId)];
    if (phone !== null) parts.push(sql`l.phone = ${phone}`);
    if (search !== null) {
      const either = [
        sql`l.name ilike ${likePart(search.text)}`,
        sql`exists (select from ${t.lead_notes} n
          where n.business_id = ${businessId} and n.lead_id = l.id and n.body ilike ${likePart(search.text)})`,
      ];
      if (search.digits !== null) either.push(sql`l.phone like ${likePart(search.digits)}`);
      parts.push(sql`(${sql.join(either, sql` or `)})`);
    }
    return sql.join(parts, sql` and `);
  };

  const pageIn = (found: readonly LeadRow[], limit: number, order: LeadOrder): Page<LeadView> =>
    pageOf(
      found.map(toView),
      limit,
      (lead) => lead,
      (lead) => ({
        at: sortedBy[order].of(lead).toISOString(),
        id: lead.id,
      }),
    );

  const find: LeadTable["find"] = async (businessId, id) => {
    const row = await first(sql<LeadRow>`select ${columns} from ${t.leads} l ${beside(businessId)}
      where l.business_id = ${businessId} and l.id = ${id}`);
    return row === null ? null : toView(row);
  };

  return {
    find,
    list: async (businessId, query, order, { limit, after }) => {
      const cursor = decodeCursor(after);
      const { column } = sortedBy[order];
      const found = await rows(sql<LeadRow>`select ${columns} from (
          select * from ${t.leads} l where ${condition(businessId, query)}
            and ${query.stage === null ? sql`true` : sql`l.stage = ${query.stage}`}
            and ${cursor === null ? sql`true` : sql`(${column}, l.id) < (${cursor.at}::timestamptz, ${cursor.id})`}
          order by ${column} desc, l.id desc limit ${limit + 1}
        ) l ${beside(businessId)} order by ${column} desc, l.id desc`);
      return pageIn(found, limit, order);
    },
    board: async (businessId, query, limit) => {
      const where = condition(businessId, query);
      const [counts, found] = await Promise.all([
        rows(sql<{ stage: string; count: number }>`select l.stage, count(*)::int as count from ${t.leads} l
          where ${where} group by l.stage`),
        rows(sql<LeadRow>`select ${columns} from unnest(${STAGES}::text[]) as s(stage)
          cross join lateral (
            select * from ${t.leads} l where ${where} and l.stage = s.stage
            order by l.moved_at desc, l.id desc limit ${limit + 1}
          ) l ${beside(businessId)} order by l.moved_at desc, l.id desc`),
      ]);
      return STAGES.map((stage) => ({
        stage,
        count: counts.find((each) => each.stage === stage)?.count ?? 0,
        ...pageIn(
          found.filter((lead) => lead.stage === stage),
          limit,
          "moved",
        ),
      }));
    },
    activities: (businessId, leadId) =>
      rows(sql<{
        occurredAt: Date;
      }>`select activity_id, kind, title, body, occurred_at from ${t.lead_activities}
        where business_id = ${businessId} and lead_id = ${leadId} order by occurred_at, activity_id`),
    update: async (businessId, id, { name, stage }, at) => {
      const changed = await run(sql`update ${t.leads} set updated_at = ${at}
          ${name === undefined ? sql`` : sql`, name = ${name}`}
          ${
            stage === undefined
              ? sql``
              : sql`, moved_at = case when stage = ${stage} then moved_at else ${at} end, stage = ${stage}`
          }
        where business_id = ${businessId} and id = ${id}`);
      return changed === 0 ? null : find(businessId, id);
    },

    notes: (businessId, leadId) =>
      rows(sql<LeadNote>`select id, body, author, created_at from ${t.lead_notes}
        where business_id = ${businessId} and lead_id = ${leadId} order by created_at, id`),
    joinedNotes: async (businessId, leadIds) => {
      const found = await rows(sql<{ leadId: string; notes: string }>`
        select lead_id, string_agg(body, ${NOTES_SEPARATOR} order by created_at, id) as notes
        from ${t.lead_notes} where business_id = ${businessId} and lead_id = any(${leadIds}::text[])
        group by lead_id`);
      return new Map(found.map(({ leadId, notes }) => [leadId, notes]));
    },
    addNote: async (businessId, leadId, { id, body, author, createdAt }) => {
      await run(sql`insert into ${t.lead_notes} (id, business_id, lead_id, body, author, created_at)
        values (${id}, ${businessId}, ${leadId}, ${body}, ${author}, ${createdAt})`);
    },
    removeNote: async (businessId, leadId, noteId) =>
      (await run(sql`delete from ${t.lead_notes}
        where business_id = ${businessId} and lead_id = ${leadId} and id = ${noteId}`)) > 0,

    known: async (businessId, phones, { locks }) => {
      const found = await rows(sql<Omit<KnownLead, "notes"> & { phone: E164 }>`
        select id, phone, name, stage from ${t.leads}
        where business_id = ${businessId} and phone = any(${phones}::text[])
        order by phone ${locks ? sql`for update` : sql``}`);
      const notes = await rows(sql<{ leadId: string; notes: string[] }>`
        select lead_id, array_agg(body order by created_at, id) as notes from ${t.lead_notes}
        where business_id = ${businessId} and lead_id = any(${found.map(({ id }) => id)}::text[])
        group by lead_id`);
      const byLead = new Map(notes.map((each) => [each.leadId, each.notes]));
      return found.map((lead) => ({ ...lead, notes: byLead.get(lead.id) ?? [] }));
    },
    importAll: importLeads(executor),
  };
};
