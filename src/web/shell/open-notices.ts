import { useInfiniteQuery } from "@tanstack/react-query";
import { noticesQuery } from "../api/queries.ts";

/** How many matters need the owner; those of the newest page, which is where open ones are. */
export function useOpenNotices(business: string): number {
  const { data } = useInfiniteQuery(noticesQuery(business));
  return (
    data?.pages.flatMap(({ items }) => items).filter(({ resolvedAt }) => resolvedAt === null).length ?? 0
  );
}
