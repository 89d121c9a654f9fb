import { sql } from "kysely";
import type { Call, ConversationItem, ConversationSummary, Text, Tx } from "../app/ports.ts";
import type { E164 } from "../domain/phone.ts";
import type { Executor } from "./executor.ts";
import { decodeCursor, pageOf } from "./paging.ts";

interface ItemRow {
  type: "call" | "text";
  id: string;
  phone: E164;
  occurredAt: Date;
}

/** The inbox: a conversation is all that a business and one phone number ever had to do with each other. */
export const conversations = ({ rows, t }: Executor): Tx["conversations"] => {
  const load = async (businessId: string, found: readonly ItemRow[]): Promise<ConversationItem[]> => {
    const ids = (type: ItemRow["type"]) => found.filter((row) => row.type === type).map(({ id }) => id);
    const calls = await rows(sql<Call>`select * from ${t.calls}
      where business_id = ${businessId} and id = any(${ids("call")}::text[])`);
    const texts = await rows(sql<Text>`select * from ${t.texts}
      where business_id = ${businessId} and id = any(${ids("text")}::text[])`);
    return found.flatMap((row): ConversationItem[] => {
      if (row.type === "call") {
        const call = calls.find(({ id }) => id === row.id);
        return call === undefined ? [] : [{ type: "call", call }];
      }
      const text = texts.find(({ id }) => id === row.id);
      return text === undefined ? [] : [{ type: "text", text }];
    });
  };

  return {
    list: async (businessId, { limit, after }) => {
      const cursor = decodeCursor(after);
      const found = await rows(sql<
        Omit<ConversationSummary, "last"> & {
          type: "call" | "text" | null;
          id: string | null;
          occurredAt: Date | null;
        }
      >`
        select c.phone, c.name, c.consent, c.consent_question, c.last_activity_at, i.type, i.id, i.occurred_at
        from ${t.callers} c left join lateral (
          (select 'call' as type, id, occurred_at from ${t.calls}
            where business_id = c.business_id and phone = c.phone order by occurred_at desc limit 1)
          union all
          (select 'text', id, occurred_at from ${t.texts}
            where business_id = c.business_id and phone = c.phone order by occurred_at desc limit 1)
          order by occurred_at desc limit 1
        ) i on true
        where c.business_id = ${businessId}
          and ${cursor === null ? sql`true` : sql`(c.last_activity_at, c.phone) < (${cursor.at}::timestamptz, ${cursor.id})`}
        order by c.last_activity_at desc, c.phone desc limit ${limit + 1}`);
      const items = await load(
        businessId,
        found.flatMap((row): ItemRow[] =>
          row.type === null || row.id === null || row.occurredAt === null
            ? []
            : [{ type: row.type, id: row.id, phone: row.phone, occurredAt: row.occurredAt }],
        ),
      );
      const lastOf = (phone: E164): ConversationItem | null =>
        items.find((item) => (item.type === "call" ? item.call.phone : item.text.phone) === phone) ?? null;
      return pageOf(
        found,
        limit,
        ({ phone, name, consent, consentQuestion, lastActivityAt }): ConversationSummary => ({
          phone,
          name,
          consent,
          consentQuestion,
          lastActivityAt,
          last: lastOf(phone),
        }),
        (row) => ({ at: row.lastActivityAt.toISOString(), id: row.phone }),
      );
    },

    items: async (businessId, phone, { limit, after }) => {
      const cursor = decodeCursor(after);
      const later =
        cursor === null ? sql`true` : sql`(occurred_at, id) > (${cursor.at}::timestamptz, ${cursor.id})`;
      const found = await rows(sql<ItemRow>`
        select 'call' as type, id, phone, occurred_at from ${t.calls}
          where business_id = ${businessId} and phone = ${phone} and ${later}
        union all
        select 'text', id, phone, occurred_at from ${t.texts}
          where business_id = ${businessId} and phone = ${phone} and ${later}
        order by occurred_at, id limit ${limit + 1}`);
      const page = pageOf(
        found,
        limit,
        (row) => row,
        (row) => ({ at: row.occurredAt.toISOString(), id: row.id }),
      );
      return { items: await load(businessId, page.items), next: page.next };
    },
  };
};
