/** Claims within one process, for tests: time is given, and waiting is somebody else's. */
import { leavesNothingUnclear, pace, stillKept, turnTooFar, WAIT_AT_MOST_MS } from "./claims.ts";
import type { Claims } from "./contract.ts";

export function memoryClaims(time: { now(): Date; wait(ms: number): Promise<void> }): Claims {
  const queues = new Map<string, Promise<void>>();
  const keptUntil = new Map<string, number>();
  const nextTurn = new Map<string, number>();
  const now = () => time.now().getTime();

  return {
    async hold(key, leaseMs, work) {
      const before = queues.get(key);
      const { promise: mine, resolve: letGo } = Promise.withResolvers<void>();
      queues.set(key, before === undefined ? mine : before.then(() => mine));
      await before;
      try {
        const kept = (keptUntil.get(key) ?? 0) - now();
        if (kept > 0) throw stillKept(kept);
        keptUntil.set(key, now() + leaseMs);
        const done = await work().catch((error: unknown) => {
          if (leavesNothingUnclear(error)) keptUntil.delete(key);
          throw error;
        });
        keptUntil.delete(key);
        return done;
      } finally {
        letGo();
      }
    },

    async spend(budget) {
      const { everyMs, burst } = pace(budget);
      const next = Math.max(nextTurn.get(budget.key) ?? 0, now());
      const waitMs = next - (burst - 1) * everyMs - now();
      if (waitMs > WAIT_AT_MOST_MS) throw turnTooFar(waitMs);
      nextTurn.set(budget.key, next + everyMs);
      if (waitMs > 0) await time.wait(waitMs);
    },

    async rest(budget, ms) {
      const { everyMs, burst } = pace(budget);
      const until = now() + ms + (burst - 1) * everyMs;
      nextTurn.set(budget.key, Math.max(nextTurn.get(budget.key) ?? 0, until));
    },
  };
}
