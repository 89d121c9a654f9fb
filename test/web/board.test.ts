import { describe, expect, it } from "vitest";
import { leadOn, topOf, withLead, withLoaded, withPage } from "../../src/web/api/board.ts";
import type { Board, Lead } from "../../src/web/api/shapes.ts";
import { at, lead } from "./support/world.ts";

const boardOf = (...columns: readonly (readonly [stage: string, items: readonly Lead[], next?: string])[]) =>
  ({
    stages: columns.map(([stage, items, next = null]) => ({ stage, items, count: items.length, next })),
  }) as Board;
const ids = (board: Board) => board.stages.map(({ items }) => items.map(({ id }) => id).join(" "));

describe("the board that is kept in the page", () => {
  it("a lead moves to the place that its time gives it, and the counts follow", () => {
    const board = boardOf(["New", [lead("1", 1), lead("2", 2)]], ["Won", [lead("3", 3, "Won")]]);
    const after = withLead(board, { ...lead("2", 2), stage: "Won", movedAt: at(0) });
    expect(ids(after)).toEqual(["1", "2 3"]);
    expect(after.stages.map(({ count }) => count)).toEqual([1, 2]);
    expect(ids(withLead(after, lead("2", 2)))).toEqual(ids(board));
  });

  it("a lead that a search leaves out does not appear on it", () => {
    const board = boardOf(["New", [lead("1", 1)]]);
    expect(withLead(board, lead("9", 0))).toBe(board);
    expect(leadOn(board, "9")).toBeNull();
  });

  it("what was scrolled to stays below a fresh top, but for what stands elsewhere now", () => {
    const before = boardOf(
      ["New", [lead("1", 1), lead("2", 2), lead("3", 3), lead("4", 4)], "4"],
      ["Won", []],
    );
    const fresh = boardOf(["New", [lead("5", 0), lead("1", 1)], "1"], ["Won", [lead("3", 0, "Won")]]);
    const after = withLoaded(before, fresh);
    expect(ids(after)).toEqual(["5 1 2 4", "3"]);
    expect(after.stages[0]?.next).toBe("4");
    expect(ids(withLoaded(topOf(fresh), fresh))).toEqual(ids(fresh));
  });

  it("a page that overlaps what is there adds nobody twice", () =>
    expect(
      ids(
        withPage(boardOf(["New", [lead("1", 1), lead("2", 2)], "2"]), "New", {
          items: [lead("2", 2), lead("3", 3)],
          next: null,
        }),
      ),
    ).toEqual(["1 2 3"]));
});
