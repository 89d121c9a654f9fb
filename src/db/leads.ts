import { sql } from "kysely";
import type { E164 } from "../domain/phone.ts";
import type { Executor } from "./executor.ts";

/** A lead of the built-in store. The connector's own port names what it needs; `main` joins the two. */
export interface LeadRow {
  readonly id: string;
  readonly businessId: string;
  readonly phone: E164;
  readonly name: string | null;
  readonly stage: string;
  readonly source: string;
  readonly createdAt: Date;
}

export interface LeadActivityRow {
  readonly activityId: string;
  readonly kind: "call" | "text";
  readonly title: string;
  readonly body: string;
  readonly occurredAt: Date;
}

export const leads = ({ rows, first, run, t }: Executor) => {
  const columns = sql`id, business_id, phone, name, stage, source, created_at`;
  const findByPhone = (businessId: string, phone: E164) =>
    first(
      sql<LeadRow>`select ${columns} from ${t.leads} where business_id = ${businessId} and phone = ${phone}`,
    );
  return {
    findByPhone,
    find: (businessId: string, id: string) =>
      first(sql<LeadRow>`select ${columns} from ${t.leads} where business_id = ${businessId} and id = ${id}`),
    findOrCreate: async (lead: LeadRow): Promise<LeadRow> => {
      const made = await first(sql<LeadRow>`insert into ${t.leads}
          (id, business_id, phone, name, stage, source, created_at, updated_at, moved_at)
        values (${lead.id}, ${lead.businessId}, ${lead.phone}, ${lead.name}, ${lead.stage}, ${lead.source},
          ${lead.createdAt}, ${lead.createdAt}, ${lead.createdAt})
        on conflict (business_id, phone) do nothing returning ${columns}`);
      const found = made ?? (await findByPhone(lead.businessId, lead.phone));
      if (found === null) throw new Error("A lead that was there a moment ago is gone");
      return found;
    },
    putActivities: async (businessId: string, leadId: string, activities: readonly LeadActivityRow[]) => {
      if (activities.length === 0) return;
      await run(sql`with put as (
          insert into ${t.lead_activities} (business_id, lead_id, activity_id, kind, title, body, occurred_at)
          values ${sql.join(
            activities.map(
              (a) =>
                sql`(${businessId}, ${leadId}, ${a.activityId}, ${a.kind}, ${a.title}, ${a.body}, ${a.occurredAt})`,
            ),
          )} on conflict do nothing returning occurred_at
        ), latest as (select max(occurred_at) as at from put)
        update ${t.leads} set moved_at = greatest(moved_at, latest.at) from latest where business_id = ${businessId} and id = ${leadId} and latest.at is not null`);
    },
    amendActivity: async (businessId: string, a: LeadActivityRow) => {
      await run(sql`update ${t.lead_activities} set title = ${a.title}, body = ${a.body}
        where business_id = ${businessId} and activity_id = ${a.activityId}`);
    },
    moveActivities: async (businessId: string, leadId: string, ids: readonly string[]): Promise<string[]> =>
      (
        await rows(sql<{ activityId: string }>`update ${t.lead_activities} set lead_id = ${leadId}
          where business_id = ${businessId} and activity_id = any(${ids}::text[]) returning activity_id`)
      ).map(({ activityId }) => activityId),
    activities: (businessId: string, leadId: string) =>
      rows(sql<LeadActivityRow>`select activity_id, kind, title, body, occurred_at from ${t.lead_activities}
        where business_id = ${businessId} and lead_id = ${leadId} order by occurred_at, activity_id`),
  };
};

export type Leads = ReturnType<typeof leads>;
