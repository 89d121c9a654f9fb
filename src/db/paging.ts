import type { Page } from "../app/ports/index.ts";
import { Refusal } from "../domain/errors.ts";

/** Where a list goes on: the sort key of the last row that was given out. Opaque to clients. */
export interface Cursor {
  readonly at: string;
  readonly id: string;
}

export const encodeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.at, cursor.id])).toString("base64url");

export function decodeCursor(text: string | null): Cursor | null {
  if (text === null) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (Array.isArray(parsed) && typeof parsed[0] === "string" && typeof parsed[1] === "string") {
      if (!Number.isNaN(Date.parse(parsed[0]))) return { at: parsed[0], id: parsed[1] };
    }
  } catch {
    // Falls through to the refusal: what cannot be read was not ours.
  }
  throw new Refusal("invalid_input", "The cursor is not one that we gave out.", [
    { field: "after", message: "must be a `next` value from an earlier answer" },
  ]);
}

/** Cuts the one extra row that says whether there is more. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  map: (row: R) => T,
  key: (row: R) => Cursor,
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(map),
    next: rows.length > limit && last !== undefined ? encodeCursor(key(last)) : null,
  };
}
