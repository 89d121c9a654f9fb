/** What the pages ask of the server, cached by TanStack Query. Keys begin with the business, so that switching is clean. */
import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  QueryCache,
  QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { BOARD_PAGE, withLoaded } from "./board.ts";
import { ApiProblem } from "./client.ts";
import { api } from "./endpoints.ts";
import { withFreshTop } from "./inbox-pages.ts";
import type { Board, Conversation, InboxFilter, LeadQuery, Page, Session, TimelineItem } from "./shapes.ts";

const MAX_RETRIES = 2;
/** A timeline is asked for in pages of 200, oldest first; beyond this many pages the rest is left out, and said so. */
const MAX_TIMELINE_PAGES = 10;
const INBOX_PAGE = 50;
const TEST_LOOK_MS = 1_500;
const MOVE_LOOK_MS = 2_000;

export const BUSINESSES_KEY = ["businesses"] as const;
export const SESSION_KEY = ["session"] as const;

export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiProblem && error.status === 401) client.setQueryData(SESSION_KEY, null);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        networkMode: "always",
        // A definite no stays one; only trouble is worth another try.
        retry: (failures, error) =>
          failures < MAX_RETRIES &&
          error instanceof ApiProblem &&
          (error.status === 0 || error.status >= 500),
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
  return client;
}

/** `null`: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return await api.session(signal);
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 300_000,
});

const of = (business: string, ...rest: readonly unknown[]) => ["business", business, ...rest] as const;
export const keys = {
  all: (business: string) => of(business),
  conversations: (business: string) => of(business, "conversations"),
  /** What refreshes the timeline refreshes it too. */
  record: (business: string, phone: string) => of(business, "timeline", phone, "record"),
  counts: (business: string) => of(business, "counts"),
  notices: (business: string) => of(business, "notices"),
  alerts: (business: string) => of(business, "alerts"),
  users: (business: string) => of(business, "users"),
  blocked: (business: string) => of(business, "blocked"),
  timeline: (business: string, phone?: string) =>
    phone === undefined ? of(business, "timeline") : of(business, "timeline", phone),
  lines: (business: string) => of(business, "lines"),
  liveTest: (business: string, number: string) => of(business, "live-test", number),
  lead: (business: string, phone: string) => of(business, "lead", phone),
  leads: (business: string) => of(business, "leads"),
  boards: (business: string) => of(business, "leads", "board"),
  leadDetails: (business: string, lead: string) => of(business, "leads", "one", lead),
  credits: (business: string) => of(business, "credits"),
  connection: (business: string) => of(business, "connection"),
  activity: (business: string) => of(business, "reports"),
};

export const businessQuery = (business: string) =>
  queryOptions({
    queryKey: of(business, "business"),
    queryFn: ({ signal }) => api.business(business, signal),
    staleTime: 300_000,
  });

export const linesQuery = (business: string) =>
  queryOptions({
    queryKey: keys.lines(business),
    queryFn: async ({ signal }) => (await api.lines(business, signal)).items,
    staleTime: 60_000,
  });

/** Apart from the list, which is there at once: this one looks at the line's past calls. */
export const lineQuery = (business: string, number: string) =>
  queryOptions({
    queryKey: [...keys.lines(business), number] as const,
    queryFn: ({ signal }) => api.line(business, number, signal),
    staleTime: 300_000,
  });

/** @param settings the change, as JSON: what is tried out is the key */
export const backTestQuery = (business: string, number: string, settings: string) =>
  infiniteQueryOptions({
    queryKey: of(business, "back-test", number, settings),
    queryFn: ({ pageParam, signal }) =>
      api.backTest(business, number, JSON.parse(settings), pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    // The earlier answer stays on the screen until the new one is there.
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    staleTime: 60_000,
    retry: (failures, error) => failures < MAX_RETRIES && error instanceof ApiProblem && error.status === 429,
  });

/** `null`: this line was never tried out. Asked again and again while a test runs. */
export const liveTestQuery = (business: string, number: string) =>
  queryOptions({
    queryKey: keys.liveTest(business, number),
    queryFn: ({ signal }) => orNull(api.liveTest(business, number, signal), "live_test_not_found"),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) =>
      data?.state === "waiting" || data?.state === "running" ? TEST_LOOK_MS : false,
  });

export const conversationsQuery = (business: string, filter: InboxFilter, q: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.conversations(business), filter, q] as const,
    queryFn: ({ pageParam, signal }) =>
      api.conversations(business, { filter, q, after: pageParam, limit: INBOX_PAGE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    // The event stream keeps it fresh; a refetch would ask for every loaded page again.
    refetchOnWindowFocus: false,
    staleTime: 300_000,
  });

/** Asks for the first page of each inbox on the screen and merges it in. */
export async function refreshInbox(
  client: QueryClient,
  business: string,
  touched: ReadonlySet<string>,
): Promise<void> {
  void client.invalidateQueries({ queryKey: keys.counts(business) });
  const all = client.getQueryCache().findAll({ queryKey: keys.conversations(business) });
  await Promise.all(
    all.map(async (query) => {
      const [filter, q] = query.queryKey.slice(3) as [InboxFilter, string];
      if (!query.isActive() || query.state.data === undefined) {
        await client.invalidateQueries({ queryKey: query.queryKey, exact: true });
        return;
      }
      const fresh = await api.conversations(business, { filter, q, limit: INBOX_PAGE });
      client.setQueryData<InfiniteData<Page<Conversation>, string | null>>(query.queryKey, (data) =>
        data === undefined ? data : { pages: withFreshTop(data.pages, fresh, touched), pageParams: [null] },
      );
    }),
  );
}

/** Who somebody is when their conversation was opened by its address, not from the list. */
export const conversationQuery = (business: string, phone: string) =>
  queryOptions({
    queryKey: [...keys.timeline(business, phone), "summary"] as const,
    queryFn: ({ signal }) => orNull(api.conversation(business, phone, signal), "conversation_not_found"),
  });

export const countsQuery = (business: string) =>
  queryOptions({
    queryKey: keys.counts(business),
    queryFn: ({ signal }) => api.inboxCounts(business, signal),
  });

export const blockedQuery = (business: string) =>
  queryOptions({
    queryKey: keys.blocked(business),
    queryFn: async ({ signal }) => (await api.blocked(business, signal)).items,
  });

/** What an action on one caller makes stale: the list, their timeline and what is known of them. */
export async function refreshCaller(client: QueryClient, business: string, phone: string): Promise<void> {
  await Promise.all([
    refreshInbox(client, business, new Set([phone])),
    client.invalidateQueries({ queryKey: keys.timeline(business, phone) }),
  ]);
}

/** A refusal that is an answer: there is none. */
async function orNull<T>(asked: Promise<T>, code: string): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === code) return null;
    throw error;
  }
}

export interface Timeline {
  readonly items: readonly TimelineItem[];
  /** There is more than is shown. */
  readonly cut: boolean;
}
export const timelineQuery = (business: string, phone: string) =>
  queryOptions({
    queryKey: [...keys.timeline(business, phone), "items"] as const,
    queryFn: ({ signal }) =>
      everyPage((after) => api.timeline(business, phone, after, signal), MAX_TIMELINE_PAGES),
  });

/** All pages of a list, up to a limit. */
export async function everyPage<T>(
  load: (after: string | null) => Promise<Page<T>>,
  maxPages: number,
  enough: (items: readonly T[]) => boolean = () => false,
): Promise<{ items: readonly T[]; cut: boolean }> {
  const items: T[] = [];
  let after: string | null = null;
  for (let page = 0; page < maxPages; page++) {
    const got: Page<T> = await load(after);
    items.push(...got.items);
    if (got.next === null || enough(got.items)) return { items, cut: false };
    after = got.next;
  }
  return { items, cut: true };
}

/** `null`: the business keeps its leads in another CRM, or this caller has none. */
export const leadQuery = (business: string, phone: string) =>
  queryOptions({
    queryKey: keys.lead(business, phone),
    queryFn: async ({ signal }) =>
      (await orNull(api.leadOf(business, phone, signal), "not_builtin"))?.items[0] ?? null,
  });

export const noticesQuery = (business: string) =>
  infiniteQueryOptions({
    queryKey: keys.notices(business),
    queryFn: ({ pageParam, signal }) => api.notices(business, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    staleTime: 60_000,
  });

export const alertsQuery = (business: string) =>
  queryOptions({
    queryKey: keys.alerts(business),
    queryFn: ({ signal }) => api.alerts(business, signal),
  });

export const usersQuery = (business: string) =>
  queryOptions({
    queryKey: keys.users(business),
    queryFn: async ({ signal }) => (await api.users(business, signal)).items,
  });

export const invitationsQuery = (business: string) =>
  queryOptions({
    queryKey: [...keys.users(business), "invitations"] as const,
    queryFn: async ({ signal }) => (await api.invitations(business, signal)).items,
  });

/** The board as far as it was scrolled; a refresh asks for the top of each stage only. */
export const boardQuery = (business: string, query: LeadQuery) =>
  queryOptions({
    queryKey: [...keys.boards(business), query] as const,
    queryFn: async ({ signal, client, queryKey }) =>
      withLoaded(
        client.getQueryData<Board>(queryKey),
        await api.leadBoard(business, { ...query, limit: BOARD_PAGE }, signal),
      ),
    // The last board stays while a search is typed.
    placeholderData: keepPreviousData,
  });

export const leadDetailsQuery = (business: string, lead: string) =>
  queryOptions({
    queryKey: keys.leadDetails(business, lead),
    queryFn: ({ signal }) => api.lead(business, lead, signal),
  });

export const creditsQuery = (business: string) =>
  queryOptions({
    queryKey: keys.credits(business),
    queryFn: ({ signal }) => api.credits(business, signal),
  });

/** Which CRMs there are, and how each is connected. */
export const connectorsQuery = queryOptions({
  queryKey: ["connectors"],
  queryFn: async ({ signal }) => (await api.connectors(signal)).items,
  staleTime: 300_000,
});

/** On which record of the CRM the caller stands. While a move is under way it is looked after. */
export const recordQuery = (business: string, phone: string) =>
  queryOptions({
    queryKey: keys.record(business, phone),
    queryFn: ({ signal }) => api.callerRecord(business, phone, signal),
    refetchInterval: ({ state: { data } }) => (data?.isMoving === true ? MOVE_LOOK_MS : false),
  });

export const connectionQuery = (business: string) =>
  queryOptions({
    queryKey: keys.connection(business),
    queryFn: ({ signal }) => api.connection(business, signal),
  });
