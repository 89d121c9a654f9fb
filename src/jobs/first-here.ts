/**
 * Starts jobs in the process that has just committed them, without the way through the queue: no wake-up, no
 * fetch, and nobody waits for the slowest of a batch. The row in the queue stays until the job is done, so what
 * this process forgets, by its death or because it has too much to do, a worker finds at the next poll.
 */
import type { Job, Logger } from "../app/ports/index.ts";

/** As many as a batch of the queue; each waits for the carrier most of its time. */
const AT_ONCE = 20;
/** Beyond that the queue's workers are as fast. */
const WAITING_AT_MOST = 1_000;
/** Rows are settled together. */
const GATHER_MS = 20;

export interface FirstHere {
  /** @param id the job's in the queue */
  take(id: string, job: Job): void;
  /**
   * For a worker that has fetched the job as well: it is run once in this process.
   * @returns the run that goes on here; `null`: the worker is to run it
   */
  handOver(id: string): Promise<void> | null;
  /** Resolves when what was begun is over; what only waited is left to the queue. */
  stop(): Promise<void>;
}

export interface FirstHereOptions {
  readonly run: (job: Job) => Promise<void>;
  /** These need not be run by anybody else. */
  readonly done: (ids: readonly string[]) => Promise<void>;
  readonly log: Logger;
}

export function firstHere({ run, done, log }: FirstHereOptions): FirstHere {
  const waiting = new Map<string, Job>();
  const running = new Map<string, Promise<void>>();
  let finished: string[] = [];
  let settling: Promise<void> | null = null;
  let stopped = false;

  async function settle(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    const ids = finished;
    finished = [];
    settling = null;
    await done(ids).catch((err: unknown) =>
      log.warn({ err, jobs: ids.length }, "jobs that are done stay queued; they will be run again"),
    );
  }

  async function work(id: string, job: Job): Promise<void> {
    try {
      await run(job);
      finished.push(id);
      settling ??= settle();
    } finally {
      running.delete(id);
      next();
    }
  }

  function next(): void {
    for (const [id, job] of waiting) {
      if (running.size >= AT_ONCE) return;
      waiting.delete(id);
      const working = work(id, job);
      running.set(id, working);
      working.catch((err: unknown) =>
        log.warn({ err, jobKind: job.kind, jobId: id }, "job failed; the queue will try it again"),
      );
    }
  }

  return {
    take(id, job) {
      if (stopped || waiting.size >= WAITING_AT_MOST) return;
      waiting.set(id, job);
      next();
    },
    handOver(id) {
      waiting.delete(id);
      return running.get(id) ?? null;
    },
    async stop() {
      stopped = true;
      waiting.clear();
      await Promise.allSettled(running.values());
      await settling;
    },
  };
}
