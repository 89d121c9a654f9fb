import { type RawBuilder, sql } from "kysely";
import type { ConversationSummary, InboxFilter, InboxSearch, InboxTable } from "../app/overviews/inbox.ts";
import type { E164 } from "../domain/phone.ts";
import { conversations } from "./conversations.ts";
import type { Executor } from "./executor.ts";
import { type InboxCursor, readInboxCursor, writeInboxCursor } from "./inbox-cursor.ts";

interface SummaryRow extends Omit<ConversationSummary, "last"> {
  /** Where it stands in this list: microseconds. */
  place: string;
  began: string;
  type: "call" | "text" | null;
  id: string | null;
}

/** A transaction moves a conversation a moment before others see it: what moved this recently may still be coming. */
const SETTLES_WITHIN_MICROS = 2_000_000;

/** Words that stand in more texts than this are frequent. */
const RARE_TEXTS = 1_000;

const conditions: Readonly<Record<InboxFilter, RawBuilder<unknown>>> = {
  all: sql`true`,
  missed: sql`c.last_call_missed and c.handled_at is null`,
  replied: sql`c.replied`,
  waiting: sql`c.caller_spoke_last and c.handled_at is null`,
};

/** What is not a word character ends a word, as the index sees it. */
const prefixQuery = (text: string): string =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => `'${word}':*`)
    .join(" & ");

const likePart = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

export const inbox = (executor: Executor): InboxTable => {
  const { rows, first, t } = executor;
  const { load } = conversations(executor);

  const columns = sql`c.phone, c.name, c.consent, c.consent_question, c.blocked, c.unread,
    c.caller_spoke_last and c.handled_at is null as waiting, c.handled_at, c.last_activity_at`;
  const latest = sql`left join lateral (
      (select 'call' as type, id, occurred_at from ${t.calls}
        where business_id = c.business_id and phone = c.phone order by occurred_at desc limit 1)
      union all
      (select 'text', id, occurred_at from ${t.texts}
        where business_id = c.business_id and phone = c.phone and purpose not in ('alert', 'test')
        order by occurred_at desc limit 1)
      order by occurred_at desc limit 1
    ) i on true`;

  const summaries = async (
    businessId: string,
    found: readonly SummaryRow[],
  ): Promise<ConversationSummary[]> => {
    const items = await load(
      businessId,
      found.flatMap(({ type, id }) => (type === null || id === null ? [] : [{ type, id }])),
    );
    const byId = new Map(items.map((item) => [item.type === "call" ? item.call.id : item.text.id, item]));
    return found.map(({ place: _place, began: _began, type: _type, id, ...summary }) => ({
      ...summary,
      last: byId.get(id ?? "") ?? null,
    }));
  };

  /**
   * A rare word is looked up in the index, and its callers are named. Of a frequent one they would be too many to
   * name: Postgres gathers them itself, or reads the list in its order until the page is full, whichever it takes to
   * be less.
   */
  const matching = async (
    businessId: string,
    { text, digits }: InboxSearch,
  ): Promise<RawBuilder<unknown>> => {
    const either = [sql`c.name ilike ${likePart(text)}`];
    if (digits !== null) either.push(sql`c.phone like ${likePart(digits)}`);
    const words = prefixQuery(text);
    if (words !== "") {
      const has = sql`(to_tsvector('simple'::regconfig, body) || array_to_tsvector(array['business ' || business_id]))
        @@ (${`'business ${businessId}'`}::tsquery && ${words}::tsquery)`;
      const found = await rows(
        sql<{ phone: E164 }>`select phone from ${t.texts} where ${has} limit ${RARE_TEXTS + 1}`,
      );
      either.push(
        found.length <= RARE_TEXTS
          ? sql`c.phone = any(${[...new Set(found.map(({ phone }) => phone))]}::text[])`
          : sql`exists (select from ${t.texts}
              where business_id = ${businessId} and phone = c.phone and ${has})`,
      );
    }
    return sql`(${sql.join(either, sql` or `)})`;
  };

  /**
   * Three kinds of rows, each read in order from an index, and merged. Until the cursor has passed the moment at
   * which the list was begun: what moved shortly before that and stands below it. Then: what has not moved
   * since. And what has moved above the cursor, at the place where it stood when the list was begun.
   */
  const page = (
    businessId: string,
    condition: RawBuilder<unknown>,
    { began, seen, place, phone }: InboxCursor,
    limit: number,
  ): RawBuilder<SummaryRow> => {
    const unseen = sql`not (c.phone = any(${seen}::text[]))`;
    return sql<SummaryRow>`
      select ${columns}, p.place::text, ${began} as began, i.type, i.id
      from (
        (select c.phone, c.position as place from ${t.callers} c
          where c.business_id = ${businessId} and ${condition}
            and (c.position, c.phone) < (${place}::bigint, ${phone})
            and (c.position <= ${began}::bigint or ${unseen})
          order by c.position desc, c.phone desc limit ${limit + 1})
        union all
        (select c.phone, was.place from ${t.callers} c
          cross join lateral (
            select max(earlier) filter (where (earlier, c.phone) < (${place}::bigint, ${phone})) as place,
              max(earlier) filter (where earlier <= ${began}::bigint) as settled
            from unnest(c.earlier_positions) as earlier
          ) was
          where c.business_id = ${businessId} and ${condition} and c.position > ${began}::bigint
            and (c.position, c.phone) >= (${place}::bigint, ${phone}) and ${unseen}
            and was.place is not null
            -- Not if it was shown already, where it had settled.
            and (was.settled is null or was.settled <= was.place
              or (was.settled, c.phone) < (${place}::bigint, ${phone})))
        order by place desc, phone desc limit ${limit + 1}
      ) p join ${t.callers} c on c.business_id = ${businessId} and c.phone = p.phone
      ${latest}
      order by p.place desc, p.phone desc`;
  };

  const firstPage = (
    businessId: string,
    condition: RawBuilder<unknown>,
    limit: number,
  ): RawBuilder<SummaryRow> => sql<SummaryRow>`
    select ${columns}, c.position::text as place,
      ((extract(epoch from clock_timestamp()) * 1000000)::bigint - ${SETTLES_WITHIN_MICROS}::bigint)::text as began,
      i.type, i.id
    from (
      select c.* from ${t.callers} c
      where c.business_id = ${businessId} and c.position is not null and ${condition}
      order by c.position desc, c.phone desc limit ${limit + 1}
    ) c ${latest}
    order by c.position desc, c.phone desc`;

  /** @param caller a query that gives the caller's whole row, or none */
  const one = async (businessId: string, caller: RawBuilder<unknown>) => {
    const row = await first(sql<SummaryRow>`with c as (${caller})
      select ${columns}, '' as place, '' as began, i.type, i.id from c ${latest}`);
    return row === null ? null : ((await summaries(businessId, [row]))[0] ?? null);
  };
  const shown = (businessId: string, phone: E164) =>
    sql`business_id = ${businessId} and phone = ${phone} and position is not null`;
  const change = (businessId: string, phone: E164, set: RawBuilder<unknown>) =>
    one(businessId, sql`update ${t.callers} set ${set} where ${shown(businessId, phone)} returning *`);

  return {
    list: async (businessId, { filter, search }, { limit, after }) => {
      const cursor = after === null ? null : readInboxCursor(after);
      const condition =
        search === null
          ? conditions[filter]
          : sql`${conditions[filter]} and ${await matching(businessId, search)}`;
      const found = await rows(
        cursor === null
          ? firstPage(businessId, condition, limit)
          : page(businessId, condition, cursor, limit),
      );
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      if (found.length <= limit || last === undefined)
        return { items: await summaries(businessId, shown), next: null };
      // Shown above the moment at which the list was begun, it would come again at its earlier place.
      const began = cursor?.began ?? last.began;
      const fresh = shown.filter(({ place }) => BigInt(place) > BigInt(began)).map(({ phone }) => phone);
      const seen = [...(cursor?.seen ?? []), ...fresh];
      return {
        items: await summaries(businessId, shown),
        next: writeInboxCursor({ began, seen, place: last.place, phone: last.phone }),
      };
    },

    counts: async (businessId) => {
      const count = (condition: RawBuilder<unknown>) => sql`(count(*) filter (where ${condition}))::int`;
      const counted = await first(sql<Record<InboxFilter | "unread", number>>`select
        ${count(conditions.all)} as "all", ${count(conditions.missed)} as missed,
        ${count(conditions.replied)} as replied, ${count(conditions.waiting)} as waiting,
        ${count(sql`c.unread`)} as unread
        from ${t.callers} c where c.business_id = ${businessId} and c.position is not null`);
      if (counted === null) throw new Error("A count returned no row");
      return counted;
    },

    find: (businessId, phone) =>
      one(businessId, sql`select * from ${t.callers} where ${shown(businessId, phone)}`),
    markRead: (businessId, phone) => change(businessId, phone, sql`unread = false`),
    setHandled: (businessId, phone, at) => change(businessId, phone, sql`handled_at = ${at}`),
  };
};
