/** Server-sent events: each page that is open hears what it has to ask for again. */
import type { ServerResponse } from "node:http";
import type { Change } from "../app/changes.ts";
import { Refusal } from "../domain/errors.ts";
import { type Route, route } from "./route.ts";

export interface LiveHub {
  /**
   * Keeps the answer open and writes the business's changes into it.
   * @param stillMay asked at each beat: whoever signs out, or is removed, hears no more
   */
  open(res: ServerResponse, businessId: string, stillMay: () => Promise<boolean>): void;
  publish(change: Change): void;
  /** Ends all streams: their pages come back by themselves, and then ask for everything anew. */
  restart(): void;
  /** Every 15 s: proxies cut a connection on which nothing moves. */
  beat(): Promise<void>;
  /** As `restart`, for good. */
  close(): void;
}

export const BEAT_MS = 15_000;
/** A page comes back so long after its stream ended. */
const COME_BACK_MS = 2_000;
export const MAX_STREAMS_PER_BUSINESS = 200;
/** Whoever reads slower than this is let go; coming back, they ask for everything once. */
const MAX_UNREAD_BYTES = 64 * 1_024;

interface Stream {
  readonly res: ServerResponse;
  readonly stillMay: () => Promise<boolean>;
}

export function liveHub(): LiveHub {
  const streams = new Map<string, Set<Stream>>();
  let closed = false;

  const write = (res: ServerResponse, text: string): void => {
    if (res.writableLength > MAX_UNREAD_BYTES) res.destroy();
    else if (!res.writableEnded) res.write(text);
  };
  const all = (): Stream[] => [...streams.values()].flatMap((each) => [...each]);
  const restart = (): void => {
    for (const { res } of all()) res.end();
  };

  return {
    open(res, businessId, stillMay) {
      if (closed) throw new Refusal("unavailable", "The service is stopping. Try again.");
      const of = streams.get(businessId) ?? new Set();
      if (of.size >= MAX_STREAMS_PER_BUSINESS)
        throw new Refusal("too_many_streams", "Too many pages of this business are open at once.");
      const stream = { res, stillMay };
      streams.set(businessId, of.add(stream));
      res.once("close", () => {
        of.delete(stream);
        if (of.size === 0 && streams.get(businessId) === of) streams.delete(businessId);
      });
      res.writeHead(200, {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store",
        // Or nginx would keep the events until it has enough of them.
        "X-Accel-Buffering": "no",
      });
      res.write(`retry: ${COME_BACK_MS}\n\n`);
    },
    publish({ businessId, ...change }) {
      const text = `event: ${change.kind}\ndata: ${JSON.stringify(change)}\n\n`;
      for (const { res } of streams.get(businessId) ?? []) write(res, text);
    },
    restart,
    async beat() {
      for (const { res } of all()) write(res, ": beat\n\n");
      // One after the other: the pages that are open must not crowd out the calls that come in.
      for (const { res, stillMay } of all()) if (!(await stillMay())) res.end();
    },
    close() {
      closed = true;
      restart();
    },
  };
}

export const liveRoutes = (hub: LiveHub): Route[] => [
  route({
    method: "get",
    path: "/businesses/:businessId/events",
    summary:
      "What changes, as server-sent events: conversation, lead, line, credits, connection. Ask again for what is named",
    guard: "business",
    handle: async ({ businessId }) => ({
      status: 200,
      body: undefined,
      stream: (res, stillMay) => hub.open(res, businessId, stillMay),
    }),
  }),
];
