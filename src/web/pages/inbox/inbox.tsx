/** The inbox: all conversations on the left, the chosen one beside it; on a phone one of the two. */
import { TextInput } from "@mantine/core";
import { useDebouncedValue, useDocumentTitle } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Link, Outlet, useParams, useSearchParams } from "react-router";
import { conversationsQuery, countsQuery, linesQuery } from "../../api/queries.ts";
import { INBOX_FILTERS, type InboxFilter } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Empty, Trouble } from "../../ui/states.tsx";
import { common } from "../../words/en/common.ts";
import { inbox } from "../../words/en/inbox.ts";
import { inboxTitle } from "../../words/inbox-title.ts";
import { ConversationList, ListSkeleton } from "./conversation-list.tsx";
import classes from "./inbox.module.css";

/** Larger numbers say no more, and take room. */
const MAX_COUNT = 99;

const isFilter = (text: string | null): text is InboxFilter =>
  (INBOX_FILTERS as readonly (string | null)[]).includes(text);

export default function Inbox() {
  const { id } = useBusiness();
  const { phone } = useParams();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("filter");
  const filter: InboxFilter = isFilter(asked) ? asked : "all";
  const [typed, setTyped] = useState(search.get("q") ?? "");
  const [q] = useDebouncedValue(typed.trim(), 250);
  const list = useInfiniteQuery(conversationsQuery(id, filter, q));
  const conversations = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  // On a phone an open conversation is the whole page, and its name the heading.
  const Heading = phone === undefined ? "h1" : "h2";
  const { data: counts } = useQuery(countsQuery(id));
  const unread = counts?.unread ?? 0;
  // An open conversation says itself what the page is.
  useDocumentTitle(phone === undefined ? inboxTitle(unread, inbox("title")) : "");

  return (
    <div className={classes.inbox} data-open={phone !== undefined || undefined}>
      <section className={classes.side} aria-label={inbox("conversations")}>
        <header className={classes.head}>
          <Heading className={classes.title}>{inbox("title")}</Heading>
          <SetupHint />
          <TextInput
            aria-label={inbox("search")}
            placeholder={inbox("searchHint")}
            type="search"
            leftSection={<Icon name="search" size={18} />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <fieldset className={classes.filters}>
            <legend className={classes.hidden}>{inbox("show")}</legend>
            {INBOX_FILTERS.map((each) => (
              <button
                key={each}
                type="button"
                className={classes.filter}
                aria-pressed={each === filter}
                onClick={() => setSearch(each === "all" ? {} : { filter: each }, { replace: true })}
              >
                {inbox(`filter.${each}`)}
                {each !== "all" && counts !== undefined && counts[each] > 0 && (
                  <span className={classes.count}>
                    {" "}
                    {counts[each] > MAX_COUNT ? `${MAX_COUNT}+` : counts[each]}
                  </span>
                )}
              </button>
            ))}
          </fieldset>
        </header>
        {list.isPending ? (
          <ListSkeleton />
        ) : list.isError && conversations.length === 0 ? (
          <Trouble error={list.error} retry={() => void list.refetch()} />
        ) : conversations.length === 0 ? (
          q === "" ? (
            <Empty icon={filter === "missed" ? "missed" : "inbox"} title={inbox(`nothing.${filter}.title`)}>
              {inbox(`nothing.${filter}.words`)}
            </Empty>
          ) : (
            <Empty icon="search" title={common("nothingFound")}>
              {inbox("nothingWith", { words: q })}
            </Empty>
          )
        ) : (
          <ConversationList
            conversations={conversations}
            chosen={phone ?? null}
            more={list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : null}
          />
        )}
      </section>
      <section className={classes.pane} aria-label={inbox("conversation")}>
        <Outlet />
      </section>
    </div>
  );
}

/** Until a line forwards calls, the product does nothing: say so where the owner looks every day. */
function SetupHint() {
  const { id } = useBusiness();
  const { data: lines } = useQuery(linesQuery(id));
  if (lines === undefined || lines.some(({ forwardTo }) => forwardTo !== null)) return null;
  return (
    <Link to="/welcome" className={classes.setup}>
      <span>
        <strong>{inbox("setUp.title")}</strong>
        {inbox("setUp.words")}
      </span>
      <Icon name="next" />
    </Link>
  );
}
