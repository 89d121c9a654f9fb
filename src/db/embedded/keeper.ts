/** Starts the server again whenever it goes, as long as the service lives: slower each time, and not forever. */
import type { Logger } from "../../app/ports/index.ts";
import type { Watch } from "./watch.ts";

export interface KeeperClock {
  /** Milliseconds that only ever grow. */
  now(): number;
  /** Ends early, without an error, when the signal is given. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

export interface KeeperOptions {
  /** Until the server runs and answers again. */
  revive(signal: AbortSignal): Promise<Watch>;
  readonly log: Logger;
  readonly clock: KeeperClock;
}

export interface Keeper {
  /** No restart begins after this; resolves once one that had begun is over. */
  stop(): Promise<void>;
}

/** Before the first attempt, the second and so on; 5 min in all, so that a full disk can be seen to. */
export const RESTART_DELAYS_MS = [0, 500, 2_000, 5_000, 15_000, 30_000, 60_000, 90_000, 90_000] as const;
/** A server that goes again sooner than this was not well, and stays on the same ladder of delays. */
export const STABLE_AFTER_MS = 60_000;

export function keepRunning(first: Watch, { revive, log, clock }: KeeperOptions): Keeper {
  const stopping = new AbortController();
  const { signal } = stopping;
  let watch = first;
  let attempts = 0;

  async function revived(): Promise<Watch | null> {
    for (;;) {
      const delayMs = RESTART_DELAYS_MS[attempts];
      if (delayMs === undefined) return null;
      attempts += 1;
      await clock.pause(delayMs, signal);
      if (signal.aborted) return null;
      try {
        return await revive(signal);
      } catch (err) {
        if (signal.aborted) return null;
        const retryInMs = RESTART_DELAYS_MS[attempts] ?? null;
        log.warn({ err, attempt: attempts, retryInMs }, "the embedded PostgreSQL could not be started again");
      }
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const since = clock.now();
      const why = await watch.lost;
      if (signal.aborted) return;
      if (clock.now() - since >= STABLE_AFTER_MS) attempts = 0;
      log.warn({ why }, "the embedded PostgreSQL is gone; starting it again");
      const next = await revived();
      if (next === null) break;
      watch = next;
      log.warn({ attempt: attempts }, "the embedded PostgreSQL runs again");
    }
    if (signal.aborted) return watch.close();
    log.error({ attempts }, GIVEN_UP);
  }

  const over = run();
  return {
    async stop() {
      stopping.abort();
      await watch.close();
      await over;
    },
  };
}

const GIVEN_UP =
  "the embedded PostgreSQL does not stay up, and is not started again: look into the log folder of its data for why, put that right, and restart textback";
