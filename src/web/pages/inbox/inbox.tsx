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
import { inboxTitle } from "../../words/inbox-title.ts";
import { ConversationList, ListSkeleton } from "./conversation-list.tsx";
import classes from "./inbox.module.css";

const FILTER_WORDS: Readonly<Record<InboxFilter, string>> = {
  all: "All",
  missed: "Missed",
  waiting: "Waiting",
  replied: "Replied",
};
const NOTHING_WORDS: Readonly<Record<InboxFilter, { title: string; words: string }>> = {
  all: { title: "Nothing here yet", words: "Each caller appears here with their calls and texts." },
  missed: { title: "No missed calls", words: "Whoever you miss appears here, with the text they got." },
  waiting: {
    title: "Nobody is waiting",
    words: "Callers who wrote or rang and got no word from you yet appear here.",
  },
  replied: { title: "No replies yet", words: "Callers who answered your text appear here." },
};

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
  useDocumentTitle(phone === undefined ? inboxTitle(unread, "Inbox") : "");

  return (
    <div className={classes.inbox} data-open={phone !== undefined || undefined}>
      <section className={classes.side} aria-label="Conversations">
        <header className={classes.head}>
          <Heading className={classes.title}>Inbox</Heading>
          <SetupHint />
          <TextInput
            aria-label="Search by name, number or text"
            placeholder="Name, number or words"
            type="search"
            leftSection={<Icon name="search" size={18} />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <fieldset className={classes.filters}>
            <legend className={classes.hidden}>Show</legend>
            {INBOX_FILTERS.map((each) => (
              <button
                key={each}
                type="button"
                className={classes.filter}
                aria-pressed={each === filter}
                onClick={() => setSearch(each === "all" ? {} : { filter: each }, { replace: true })}
              >
                {FILTER_WORDS[each]}
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
            <Empty icon={filter === "missed" ? "missed" : "inbox"} title={NOTHING_WORDS[filter].title}>
              {NOTHING_WORDS[filter].words}
            </Empty>
          ) : (
            <Empty icon="search" title="Nothing found">
              No name, number or text has “{q}” in it.
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
      <section className={classes.pane} aria-label="Conversation">
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
        <strong>Finish setting up</strong>
        Your calls do not come through textback yet.
      </span>
      <Icon name="next" />
    </Link>
  );
}
