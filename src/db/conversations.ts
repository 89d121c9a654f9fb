import { type RawBuilder, sql } from "kysely";
import type { Call, ConversationItem, Text, Tx } from "../app/ports/index.ts";
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
  const load = async (
    businessId: string,
    found: readonly Pick<ItemRow, "type" | "id">[],
  ): Promise<ConversationItem[]> => {
    const ids = (type: ItemRow["type"]) => found.filter((row) => row.type === type).map(({ id }) => id);
    const calls = await rows(sql<Call>`select * from ${t.calls}
      where business_id = ${businessId} and id = any(${ids("call")}::text[])`);
    const texts = await rows(sql<Text>`select * from ${t.texts}
      where business_id = ${businessId} and id = any(${ids("text")}::text[])`);
    const items = new Map<string, ConversationItem>([
      ...calls.map((call) => [call.id, { type: "call", call }] as const),
      ...texts.map((text) => [text.id, { type: "text", text }] as const),
    ]);
    return found.flatMap(({ id }) => items.get(id) ?? []);
  };

  const ofPhone = (businessId: string, phone: E164, where: RawBuilder<unknown>) => sql<ItemRow>`
    select 'call' as type, id, phone, occurred_at from ${t.calls}
      where business_id = ${businessId} and phone = ${phone} and ${where}
    union all
    select 'text', id, phone, occurred_at from ${t.texts}
      where business_id = ${businessId} and phone = ${phone} and purpose <> 'alert' and ${where}`;

  return {
    load,

    latest: async (businessId, phone, limit) => {
      const found = await rows(sql<ItemRow>`${ofPhone(businessId, phone, sql`true`)}
        order by occurred_at desc, id desc limit ${limit}`);
      return load(businessId, found);
    },

    items: async (businessId, phone, { limit, after }) => {
      const cursor = decodeCursor(after);
      const later =
        cursor === null ? sql`true` : sql`(occurred_at, id) > (${cursor.at}::timestamptz, ${cursor.id})`;
      const found = await rows(sql<ItemRow>`${ofPhone(businessId, phone, later)}
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
