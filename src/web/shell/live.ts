/** Keeps what is on the screen as fresh as the server: the event stream, and polling while it is down. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { topOf } from "../api/board.ts";
import { addressOf } from "../api/client.ts";
import { follow, type Opened } from "../api/follow.ts";
import { credentials } from "../api/frame.ts";
import { keys, refreshInbox, SESSION_KEY } from "../api/queries.ts";
import type { Board } from "../api/shapes.ts";
import { newsOf } from "../api/sse.ts";

/** A burst of events (a call, its text, its delivery) becomes one refresh. */
const GATHER_MS = 300;
const POLL_WHILE_DOWN_MS = 20_000;
/** Shorter losses are not worth a word. */
const TELL_AFTER_MS = 6_000;

export type Liveness = "live" | "reconnecting";

export function useLive(business: string | null): Liveness {
  const client = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>("live");

  useEffect(() => {
    if (business === null) return;
    const stop = new AbortController();
    const gathered = gather(client, business, stop.signal);
    let telling: ReturnType<typeof setTimeout> | undefined;
    let polling: ReturnType<typeof setInterval> | undefined;
    const found = () => {
      clearTimeout(telling);
      clearInterval(polling);
      telling = undefined;
      polling = undefined;
      setLiveness("live");
    };
    void follow({
      open: (signal) => open(client, business, signal),
      onEvent: (event) => {
        const news = newsOf(event);
        if (news.kind === "conversation") gathered.conversation(news.phone);
        else if (news.kind === "lead") gathered.lead(news.phone);
        else if (news.kind !== "unrecognised") gathered.other(news.kind);
      },
      onOpen: (again) => {
        found();
        if (again) gathered.everything();
      },
      onLost: () => {
        telling ??= setTimeout(() => setLiveness("reconnecting"), TELL_AFTER_MS);
        polling ??= setInterval(gathered.everything, POLL_WHILE_DOWN_MS);
      },
      rest: restUntilHope,
      random: Math.random,
      signal: stop.signal,
    });
    return () => {
      stop.abort();
      found();
    };
  }, [business, client]);

  return liveness;
}

async function open(client: QueryClient, business: string, signal: AbortSignal): Promise<Opened> {
  const own = credentials();
  const response = await fetch(addressOf(`/businesses/${encodeURIComponent(business)}/events`), {
    credentials: own.credentials,
    headers: { ...own.headers, accept: "text/event-stream" },
    cache: "no-store",
    signal,
  });
  if (response.ok && response.body !== null) return { kind: "open", body: response.body };
  if (response.status === 401) {
    client.setQueryData(SESSION_KEY, null);
    return { kind: "refused" };
  }
  return { kind: "unavailable" };
}

/** A pause that ends early when the network is back or the page is looked at again. */
function restUntilHope(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", whenSeen);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const whenSeen = () => {
      if (document.visibilityState === "visible") done();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
    document.addEventListener("visibilitychange", whenSeen);
    signal.addEventListener("abort", done);
  });
}

type What = "inbox" | "timelines" | "leads" | "everyLead" | "line" | "credits" | "connection";

function gather(client: QueryClient, business: string, signal: AbortSignal) {
  let phones = new Set<string>();
  let wanted = new Set<What>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    timer = undefined;
    const [touched, what] = [phones, wanted];
    phones = new Set();
    wanted = new Set();
    if (signal.aborted) return;
    const stale = (queryKey: readonly unknown[]) => void client.invalidateQueries({ queryKey });
    if (what.has("inbox")) {
      // A failed refresh is made good by the next one; the list on the screen stays.
      refreshInbox(client, business, touched).catch(() => {});
      void client.invalidateQueries({ queryKey: keys.activity(business), refetchType: "none" });
    }
    if (what.has("timelines")) stale(keys.timeline(business));
    else for (const phone of touched) stale(keys.timeline(business, phone));
    for (const phone of touched) stale(keys.lead(business, phone));
    if (what.has("everyLead"))
      client.setQueriesData<Board>({ queryKey: keys.boards(business) }, (board) => board && topOf(board));
    if (what.has("leads")) stale(keys.leads(business));
    if (touched.size > 0 || what.has("inbox")) stale(keys.notices(business));
    if (what.has("line")) stale(keys.lines(business));
    if (what.has("credits")) stale(keys.credits(business));
    if (what.has("connection")) stale(keys.connection(business));
  };
  const soon = () => {
    if (timer === undefined) timer = setTimeout(flush, GATHER_MS);
  };

  return {
    conversation(phone: string | null) {
      if (phone === null) wanted.add("timelines");
      else phones.add(phone);
      wanted.add("inbox");
      // Each call and text moves its lead on the board.
      wanted.add("leads");
      soon();
    },
    lead(phone: string | null) {
      if (phone !== null) phones.add(phone);
      else wanted.add("everyLead");
      wanted.add("leads");
      soon();
    },
    other(kind: "line" | "credits" | "connection") {
      wanted.add(kind);
      soon();
    },
    everything() {
      for (const what of [
        "inbox",
        "timelines",
        "leads",
        "everyLead",
        "line",
        "credits",
        "connection",
      ] as const)
        wanted.add(what);
      soon();
    },
  };
}
