/** Keeps one event stream open for as long as the page is: reconnects with growing, scattered pauses. */
import { readEvents, type ServerEvent } from "./sse.ts";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Half of the pause is chance, so that a restarted server is not met by all its pages at once. */
export const pauseMs = (failures: number, chance: number): number => {
  const full = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1));
  return Math.round(full / 2 + (full / 2) * chance);
};

export type Opened =
  | { readonly kind: "open"; readonly body: ReadableStream<Uint8Array> }
  /** Asking again would not help: signed out, or no such business. */
  | { readonly kind: "refused" }
  | { readonly kind: "unavailable" };

export interface FollowOptions {
  readonly open: (signal: AbortSignal) => Promise<Opened>;
  readonly onEvent: (event: ServerEvent) => void;
  /** Also called after each reconnect: what happened in between was not told, so everything is asked again. */
  readonly onOpen: (again: boolean) => void;
  readonly onLost: () => void;
  /** Resolves after the pause, or earlier when there is reason to hope (the network is back). */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

export async function follow(options: FollowOptions): Promise<void> {
  const { open, onEvent, onOpen, onLost, rest, random, signal } = options;
  let failures = 0;
  let again = false;
  while (!signal.aborted) {
    // Whatever ends the stream, a network error or the server's own end, the answer is the same.
    const opened = await open(signal).catch((): Opened => ({ kind: "unavailable" }));
    if (signal.aborted || opened.kind === "refused") return;
    if (opened.kind === "open") {
      onOpen(again);
      again = true;
      // A proxy that accepts and hangs up at once is no success: only what is read counts as one.
      await readEvents(opened.body, onEvent, () => {
        failures = 0;
      }).catch(() => {});
      if (signal.aborted) return;
    }
    onLost();
    failures += 1;
    await rest(pauseMs(failures, random()), signal);
  }
}
