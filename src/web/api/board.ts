/** The board of leads as the page keeps it: what was loaded of each stage, and how a lead moves on it. */
import type { Board, Column, Lead, Page } from "./shapes.ts";

/** So many leads of each stage are asked for at once. */
export const BOARD_PAGE = 50;

const latestFirst = (a: Lead, b: Lead): number =>
  a.movedAt === b.movedAt ? (a.id < b.id ? 1 : -1) : a.movedAt < b.movedAt ? 1 : -1;

/** A fresh top, and below it what was loaded before and does not stand somewhere else now. */
export function withLoaded(before: Board | undefined, fresh: Board): Board {
  const onTop = new Set(fresh.stages.flatMap(({ items }) => items.map(({ id }) => id)));
  return {
    stages: fresh.stages.map((column) => {
      const loaded = before?.stages.find(({ stage }) => stage === column.stage);
      const last = column.items.at(-1);
      // All there is stands on the fresh page, or no more than it was loaded.
      if (column.next === null || last === undefined || loaded === undefined) return column;
      if (loaded.items.length <= column.items.length) return column;
      const below = loaded.items.filter((lead) => !onTop.has(lead.id) && latestFirst(last, lead) < 0);
      return { ...column, items: [...column.items, ...below], next: loaded.next };
    }),
  };
}

/** Only the top of each stage: what is below must be asked for again. */
export const topOf = (board: Board): Board => ({
  stages: board.stages.map((column) => ({ ...column, items: column.items.slice(0, BOARD_PAGE) })),
});

export const withPage = (board: Board, stage: string, page: Page<Lead>): Board => ({
  stages: board.stages.map((column) => {
    if (column.stage !== stage) return column;
    const there = new Set(column.items.map(({ id }) => id));
    const more = page.items.filter(({ id }) => !there.has(id));
    return { ...column, items: [...column.items, ...more], next: page.next };
  }),
});

export const leadOn = (board: Board | undefined, id: string): Lead | null =>
  board?.stages.flatMap(({ items }) => items).find((lead) => lead.id === id) ?? null;

/** The lead as it is now, at its place. A board that does not show it stays as it is. */
export function withLead(board: Board, lead: Lead): Board {
  if (leadOn(board, lead.id) === null) return board;
  const without = (column: Column): Column => {
    const items = column.items.filter(({ id }) => id !== lead.id);
    return { ...column, items, count: column.count - (column.items.length - items.length) };
  };
  return {
    stages: board.stages.map(without).map((column) =>
      column.stage === lead.stage
        ? {
            ...column,
            items: [...column.items, lead].sort(latestFirst),
            count: column.count + 1,
          }
        : column,
    ),
  };
}
