/** The loaded part of the inbox, brought up to date with one request, however much of it was loaded. */
interface Item {
  readonly phone: string;
  readonly lastActivityAt: string;
}
interface ListPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/**
 * Puts a fresh first page on top of what is loaded. A conversation that was touched and is not in the fresh
 * page no longer matches the filter, and goes.
 */
export function withFreshTop<T extends Item>(
  pages: readonly ListPage<T>[],
  fresh: ListPage<T>,
  touched: ReadonlySet<string>,
): ListPage<T>[] {
  const last = pages.at(-1);
  // All there is stands on the fresh page, so that nothing older can be right.
  if (last === undefined || fresh.next === null) return [fresh];
  const onTop = new Set(fresh.items.map(({ phone }) => phone));
  const below = pages
    .flatMap(({ items }) => items)
    .filter(({ phone }) => !onTop.has(phone) && !touched.has(phone));
  return [{ items: [...fresh.items, ...below].sort(newestFirst), next: last.next }];
}

const newestFirst = (a: Item, b: Item): number =>
  a.lastActivityAt === b.lastActivityAt
    ? Number(a.phone < b.phone) - Number(a.phone > b.phone)
    : Number(a.lastActivityAt < b.lastActivityAt) - Number(a.lastActivityAt > b.lastActivityAt);
