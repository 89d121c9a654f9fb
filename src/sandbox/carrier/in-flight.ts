/** What the carrier still has under way, so that a test can wait for all of it instead of sleeping. */
export interface InFlight {
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing is under way, including what the last of it started. */
  idle(): Promise<void>;
}

export function createInFlight(): InFlight {
  const open = new Set<Promise<unknown>>();
  return {
    track(work) {
      open.add(work);
      const done = () => open.delete(work);
      work.then(done, done);
      return work;
    },
    async idle() {
      while (open.size > 0) await Promise.allSettled(open);
    },
  };
}

/**
 * Runs one sender's webhooks in turn, as they usually arrive. Not a promise of the carrier's: one that a
 * fault holds back does not hold back the next.
 */
export interface Turns {
  take(start: () => { done: Promise<unknown>; held: boolean }): void;
  settled(): Promise<void>;
}

export function createTurns(): Turns {
  let turn: Promise<unknown> = Promise.resolve();
  const all: Promise<unknown>[] = [];
  return {
    take(start) {
      const started = turn.then(start);
      turn = started.then(({ done, held }) => (held ? undefined : done));
      all.push(started.then(({ done }) => done));
    },
    async settled() {
      await Promise.all(all);
    },
  };
}
