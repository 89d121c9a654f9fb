import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";

interface Happened {
  readonly businessId: string;
  /** `null`: withheld, so nobody's to erase. */
  readonly phone: E164 | null;
  readonly at: Date;
}

/**
 * Leaves out what callers did before they were erased. The carrier still lists it, and a sweep that was held up
 * reaches back to it: taken in, it would undo the erasure.
 */
export async function leaveErased<T>(
  app: App,
  items: readonly T[],
  read: (item: T) => Happened,
): Promise<T[]> {
  const known = new Map<string, Promise<Date | null>>();
  const erasedAt = (businessId: string, phone: E164): Promise<Date | null> => {
    const key = `${businessId} ${phone}`;
    const found = known.get(key) ?? app.store.read.privacy.erasedAt(businessId, phone);
    known.set(key, found);
    return found;
  };
  const kept: T[] = [];
  for (const item of items) {
    const { businessId, phone, at } = read(item);
    const erased = phone === null ? null : await erasedAt(businessId, phone);
    if (erased === null || at > erased) kept.push(item);
  }
  return kept;
}
