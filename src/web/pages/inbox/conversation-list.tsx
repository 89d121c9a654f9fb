/** The list of the inbox. Only the rows in sight exist, so that ten thousand conversations scroll like ten. */
import { Skeleton } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, useEffect, useRef } from "react";
import { Link, useLocation } from "react-router";
import type { Conversation } from "../../api/shapes.ts";
import { useBusiness } from "../../shell/workspace.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Portrait } from "../../ui/portrait.tsx";
import { inbox } from "../../words/en/inbox.ts";
import { glanceOf } from "../../words/glance.ts";
import { phoneWords } from "../../words/phone.ts";
import { momentWords, shortWhen } from "../../words/time.ts";
import classes from "./conversation-list.module.css";

const ROW_PX = 78;
/** The next page is asked for while this many rows are still unseen. */
const AHEAD_ROWS = 15;

interface Props {
  readonly conversations: readonly Conversation[];
  readonly chosen: string | null;
  /** `null` while a page is on its way, or when there is no more. */
  readonly more: (() => void) | null;
}

export function ConversationList({ conversations, chosen, more }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => conversations[index]?.phone ?? index,
    overscan: 8,
  });
  const seen = rows.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more !== null && last >= conversations.length - AHEAD_ROWS) more();
  }, [more, last, conversations.length]);

  /** The arrows go from row to row, also to rows that do not exist yet. */
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const at = Number(
      (event.target as HTMLElement).closest("[data-index]")?.getAttribute("data-index") ?? -1,
    );
    const to = at + step;
    if (step === 0 || at === -1 || to < 0 || to >= conversations.length) return;
    event.preventDefault();
    rows.scrollToIndex(to);
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${to}"] a`)?.focus();
    });
  };

  return (
    <div ref={scroller} className={classes.scroller}>
      <ul className={classes.list} style={{ height: rows.getTotalSize() }} onKeyDown={onKeyDown}>
        {seen.map(({ index, key, start }) => {
          const conversation = conversations[index];
          return conversation === undefined ? null : (
            <li
              key={key}
              data-index={index}
              className={classes.item}
              style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
              aria-setsize={conversations.length}
              aria-posinset={index + 1}
            >
              <Row conversation={conversation} chosen={conversation.phone === chosen} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const Row = memo(function Row({ conversation, chosen }: { conversation: Conversation; chosen: boolean }) {
  const { timeZone, country } = useBusiness();
  const { search } = useLocation();
  const { words, tone, kind } = glanceOf(conversation.last);
  const { unread } = conversation;
  const number = phoneWords(conversation.phone, country);
  const at = new Date(conversation.lastActivityAt);
  return (
    <Link
      to={{ pathname: `/inbox/${encodeURIComponent(conversation.phone)}`, search }}
      className={classes.row}
      data-unread={unread || undefined}
      aria-current={chosen ? "true" : undefined}
    >
      <Portrait name={conversation.name} />
      <span className={classes.words}>
        <span className={classes.top}>
          <span className={classes.name}>{conversation.name ?? number}</span>
          <time
            className={classes.when}
            dateTime={conversation.lastActivityAt}
            title={momentWords(at, timeZone)}
          >
            {shortWhen(at, timeZone, new Date())}
          </time>
        </span>
        <span className={classes.bottom}>
          <span className={classes.glance} data-tone={tone}>
            {kind !== "text" && <Icon name={kind} size={16} />}
            <span className={classes.clip}>{words}</span>
          </span>
          {conversation.blocked && <span className={classes.tag}>{inbox("blocked")}</span>}
          {!conversation.blocked && conversation.consent === "opted_out" && (
            <span className={classes.tag}>{inbox("optedOut")}</span>
          )}
          {unread && (
            <span className={classes.dot}>
              <span className={classes.hidden}>{inbox("unread")}</span>
            </span>
          )}
        </span>
      </span>
    </Link>
  );
});

export function ListSkeleton() {
  return (
    <div className={classes.scroller} role="status" aria-label={inbox("loading")}>
      {Array.from({ length: 8 }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div className={classes.row} style={{ height: ROW_PX }} key={row}>
          <Skeleton circle height={44} width={44} style={{ flex: "none" }} />
          <span className={classes.words}>
            <Skeleton height={13} width="55%" mb={10} />
            <Skeleton height={11} width="85%" />
          </span>
        </div>
      ))}
    </div>
  );
}
