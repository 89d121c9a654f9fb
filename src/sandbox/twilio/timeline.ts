/**
 * Simulated time of one call. Everything that waits in it waits here, so that ten seconds of ringing are over in
 * no time when the pace is 0 and still happen in the right order: the clock moves to the next thing due only when
 * nothing is left to do at the present one, and it stands still while we wait for somebody outside.
 */

/** Something that happens at most once. */
export interface Signal {
  readonly fired: boolean;
  fire(): void;
  /** Calls at once when it has already happened. The answer forgets the listener. */
  once(listener: () => void): () => void;
}

export function signal(): Signal {
  const listeners = new Set<() => void>();
  let fired = false;
  return {
    get fired() {
      return fired;
    },
    fire() {
      if (fired) return;
      fired = true;
      for (const listener of [...listeners]) listener();
      listeners.clear();
    },
    once(listener) {
      if (fired) listener();
      else listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export interface Timeline {
  /** Since the start. */
  readonly seconds: number;
  /** The simulated moment. */
  now(): Date;
  /** `true`: the time passed. `false`: one of the signals came first. */
  wait(seconds: number, ...until: readonly Signal[]): Promise<boolean>;
  /** Work in real time, such as a request: meanwhile the clock stands still. */
  outside<T>(work: () => Promise<T>): Promise<T>;
}

interface Waiting {
  readonly at: number;
  wake(): void;
}

/** @param paceMs how long simulated seconds really take */
export function timeline(startedAt: Date, paceMs: (seconds: number) => number): Timeline {
  const waiting = new Set<Waiting>();
  let seconds = 0;
  let outside = 0;
  let planned = false;
  let sleep: { timer: NodeJS.Timeout; since: number; forMs: number; seconds: number } | null = null;

  /** Also in the middle of a sleep: whoever hangs up then has talked that long. */
  const elapsed = (): number =>
    sleep === null
      ? seconds
      : seconds + sleep.seconds * Math.min(1, (performance.now() - sleep.since) / sleep.forMs);

  const advance = (): void => {
    planned = false;
    if (outside > 0) return;
    let next: Waiting | null = null;
    for (const each of waiting) if (next === null || each.at < next.at) next = each;
    if (next === null || next.at === Number.POSITIVE_INFINITY) return;
    const due = next;
    const arrive = (): void => {
      sleep = null;
      seconds = Math.max(seconds, due.at);
      due.wake();
    };
    const ms = paceMs(due.at - seconds);
    if (ms <= 0) arrive();
    else
      sleep = {
        timer: setTimeout(arrive, ms),
        since: performance.now(),
        forMs: ms,
        seconds: due.at - seconds,
      };
  };
  /** After this turn of the event loop all that could go on without time passing has gone on. */
  const plan = (): void => {
    if (sleep !== null) {
      clearTimeout(sleep.timer);
      seconds = elapsed();
      sleep = null;
    }
    if (outside > 0 || planned) return;
    planned = true;
    setImmediate(advance);
  };

  return {
    get seconds() {
      return elapsed();
    },
    now: () => new Date(startedAt.getTime() + elapsed() * 1_000),
    wait(forSeconds, ...until) {
      if (until.some(({ fired }) => fired)) return Promise.resolve(false);
      return new Promise((resolve) => {
        plan();
        const settle = (passed: boolean): void => {
          for (const forget of forgets) forget();
          waiting.delete(entry);
          resolve(passed);
          plan();
        };
        const entry: Waiting = { at: seconds + Math.max(0, forSeconds), wake: () => settle(true) };
        const forgets = until.map((each) => each.once(() => settle(false)));
        waiting.add(entry);
      });
    },
    async outside(work) {
      outside++;
      plan();
      try {
        return await work();
      } finally {
        outside--;
        plan();
      }
    },
  };
}
