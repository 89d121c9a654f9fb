/** Leads below each other. Only those in sight exist, so that a stage with thousands scrolls like one with ten. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import type { Lead } from "../../api/shapes.ts";
import { leads as words } from "../../words/en/leads.ts";
import classes from "./rows.module.css";

/** The next page is asked for while this many rows are still unseen. */
const AHEAD_ROWS = 15;

interface Props {
  readonly leads: readonly Lead[];
  readonly total: number;
  readonly rowPx: number;
  readonly label: string;
  readonly more: (() => void) | null;
  readonly failed: boolean;
  readonly children: (lead: Lead) => ReactNode;
}

export function Rows({ leads, total, rowPx, label, more, failed, children }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: leads.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    getItemKey: (index) => leads[index]?.id ?? index,
    overscan: 6,
  });
  const seen = rows.getVirtualItems();
  const last = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more !== null && !failed && last >= leads.length - AHEAD_ROWS) more();
  }, [more, failed, last, leads.length]);

  /** The arrows go from row to row, also to rows that do not exist yet. */
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const target = event.target as HTMLElement;
    const at = Number(target.closest("[data-index]")?.getAttribute("data-index") ?? -1);
    const to = at + step;
    if (step === 0 || at === -1 || target.tagName === "SELECT" || event.defaultPrevented) return;
    if (to < 0 || to >= leads.length) return;
    event.preventDefault();
    rows.scrollToIndex(to);
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`[data-index="${to}"] :is(a, button)`)?.focus();
    });
  };

  return (
    <div ref={scroller} className={classes.scroller}>
      <ul
        className={classes.list}
        style={{ height: rows.getTotalSize() }}
        onKeyDown={onKeyDown}
        aria-label={label}
      >
        {seen.map(({ index, key, start }) => {
          const lead = leads[index];
          return lead === undefined ? null : (
            <li
              key={key}
              data-index={index}
              className={classes.item}
              style={{ height: rowPx, transform: `translateY(${start}px)` }}
              aria-setsize={total}
              aria-posinset={index + 1}
            >
              {children(lead)}
            </li>
          );
        })}
      </ul>
      {failed && more !== null && (
        <button type="button" className={classes.again} onClick={more}>
          {words("moreFailed")}
        </button>
      )}
    </div>
  );
}
