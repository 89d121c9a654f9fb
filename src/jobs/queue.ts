/**
 * The jobs, on pg-boss in the same Postgres. A job only says "look at this": what is true stands in our own
 * tables, so a job may run twice, late, or on another process, and the sweep makes up for one that was lost.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { PgBoss } from "pg-boss";
import type { Job, JobTime, Logger } from "../app/ports/index.ts";
import { type FirstHere, firstHere } from "./first-here.ts";

/** Where a job is written: the caller's open transaction, so that the job exists if and only if it commits. */
export interface JobSession {
  query(text: string, values: readonly unknown[]): Promise<{ fields: { name: string }[]; rows: unknown[][] }>;
}

/** Called when the transaction in which a job was written has committed, and only then. */
export type AfterCommit = (then: () => void) => void;

/** Handles one job; a throw means "again, later". The signal is aborted when the service stops. */
export interface JobHandlers {
  run(job: Job, signal: AbortSignal): Promise<void>;
  sweep(): Promise<void>;
  hourly(): Promise<void>;
}

const QUEUES: Readonly<Record<Job["kind"], string>> = {
  send_text: "send-text",
  drain_caller: "drain-caller",
  backfill: "backfill",
  fetch_legs: "fetch-legs",
  look_up_caller: "look-up-caller",
  find_record: "find-record",
  heal_record: "heal-record",
  retire_record: "retire-record",
  check_connection: "check-connection",
  place_call: "place-call",
  erase_at_carrier: "erase-at-carrier",
  end_grant: "end-grant",
  crm_events: "crm-events",
  send_alert: "send-alert",
  look_at_purchase: "look-at-purchase",
  check_registration: "check-registration",
};
/**
 * What somebody waits for. The process that committed such a job starts it at once; the queue is asked for it only
 * at the polling rate, so that another process finds it a second later should this one die.
 */
const STARTS_HERE: Job["kind"] = "send_text";
/** Jobs that wait for a business's CRM, and of those the ones that coalesce under their key. */
const CRM_JOBS = [
  "drain_caller",
  "backfill",
  "find_record",
  "heal_record",
  "retire_record",
  "check_connection",
] as const;
/** Callers wait for these; the others are nobody's hurry. */
const URGENT: readonly Job["kind"][] = ["drain_caller", "find_record"];
const COALESCING: readonly Job["kind"][] = [
  "drain_caller",
  "backfill",
  "find_record",
  "heal_record",
  "check_connection",
];
const isForCrm = (kind: Job["kind"]): boolean => CRM_JOBS.some((each) => each === kind);

/** Of a job that somebody waits for, before those that were put off and come again. */
const NOW = 1;

const SWEEP = "sweep";
const HOURLY = "hourly";
const DEAD = "dead-letters";

/** Waits between tries of a job that throws: 1 s, doubling with jitter, at most 5 min; 12 tries, about half an hour. */
const RETRIES = { retryLimit: 12, retryDelay: 1, retryBackoff: true, retryDelayMax: 300 } as const;
const HEARTBEAT_SECONDS = 10;
const KEEP_FINISHED_SECONDS = 3_600;

/** Measured with pg-boss 12.38: a batch of 1 drains at the polling rate only; 20 with bursts about 900 jobs/s. */
const BATCH = 20;
/**
 * One slow CRM takes at most so many jobs at a time of a queue, and workers are one more than that, so that it cannot
 * have them all. pg-boss counts a group's running jobs in the database, over all processes; with `stately` both
 * conditions hold in the same statement. Two workers that fetch in the same moment may exceed it by a few.
 */
const JOBS_PER_CRM = 2;
const CRM_WORKERS = JOBS_PER_CRM + 1;
/** A batch is settled when its last job ends; one that ended this long before is settled alone. */
const SETTLE_ALONE_AFTER_MS = 250;

/** While LISTEN works, deferred jobs are seen only at this interval. */
const POLL_SECONDS = 1;

/** pg-boss stops waiting for running jobs after this long; DESIGN: a graceful stop takes at most 10 s. */
const STOP_WITHIN_MS = 8_000;

/** Each with its options, what others lead to first. pg-boss keeps those of a queue that is there already. */
function* allQueues(): Generator<[name: string, Parameters<PgBoss["createQueue"]>[1]]> {
  yield [DEAD, { deleteAfterSeconds: 30 * 24 * 3_600 }];
  for (const kind of Object.keys(QUEUES) as Job["kind"][])
    yield [
      QUEUES[kind],
      {
        ...RETRIES,
        notify: kind !== STARTS_HERE,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        deleteAfterSeconds: KEEP_FINISHED_SECONDS,
        deadLetter: DEAD,
        ...(COALESCING.includes(kind) ? { policy: "stately" } : {}),
      },
    ];
  for (const name of [SWEEP, HOURLY])
    yield [name, { policy: "stately", deleteAfterSeconds: KEEP_FINISHED_SECONDS }];
}

export interface JobQueue {
  enqueueIn(
    session: JobSession,
    job: Job,
    when: JobTime | undefined,
    afterCommit: AfterCommit,
  ): Promise<void>;
  start(): Promise<void>;
  work(handlers: JobHandlers): Promise<void>;
  /** Jobs that are waiting or running, for metrics: the figures that pg-boss keeps, up to a minute old. */
  backlog(): Promise<number>;
  stop(): Promise<void>;
}

/** What coalesces: at most one is queued and one is running of each. */
function singletonKey(job: Job): string | undefined {
  switch (job.kind) {
    case "drain_caller":
    case "find_record":
    case "heal_record":
      return `${job.businessId}:${job.phone}`;
    case "backfill":
    case "check_connection":
      return job.businessId;
    default:
      return undefined;
  }
}

async function asObjects(session: JobSession, text: string, values: readonly unknown[]) {
  const { fields, rows } = await session.query(text, values);
  return { rows: rows.map((row) => Object.fromEntries(fields.map(({ name }, i) => [name, row[i]]))) };
}

/** @param isElsewhere whether a business keeps its leads in a CRM that may be slow: its jobs are a group of their own */
export function jobQueue(
  connection: pg.PoolConfig,
  schema: string,
  log: Logger,
  isElsewhere: (businessId: string) => boolean,
): JobQueue {
  // pg-boss counts on one statement after the other.
  const { pipeline: _, ...plain } = connection;
  const boss = new PgBoss({
    ...(plain as object),
    schema,
    max: 6,
    application_name: "textback jobs",
    useListenNotify: true,
  });
  boss.on("error", (error) => log.error({ err: error }, "job queue"));
  boss.on("warning", (warning) => log.warn({ warning }, "job queue"));
  const stopping = new AbortController();
  let here: FirstHere | null = null;

  async function runOne({ id, data }: { id: string; data: Job }, handlers: JobHandlers) {
    try {
      await (here?.handOver(id) ?? handlers.run(data, stopping.signal));
      return { id, status: "completed" as const };
    } catch (error) {
      log.error({ err: error, jobKind: data.kind, jobId: id }, "job failed; it will be tried again");
      return { id, status: "failed" as const, output: { message: String(error) } };
    }
  }

  /** Nobody waits for the slow jobs beside theirs: until it is settled, a job's key stays taken. */
  async function runBatch(queue: string, jobs: readonly { id: string; data: Job }[], handlers: JobHandlers) {
    let isOver = false;
    const settleAlone = async (id: string) => {
      if (isOver) return;
      await boss
        .complete(queue, id)
        .catch((error: unknown) => log.warn({ err: error }, "job not settled alone"));
    };
    const results = await Promise.all(
      jobs.map(async (job) => {
        const result = await runOne(job, handlers);
        if (jobs.length > 1 && result.status === "completed")
          setTimeout(settleAlone, SETTLE_ALONE_AFTER_MS, job.id).unref();
        return result;
      }),
    );
    isOver = true;
    return results;
  }

  return {
    async enqueueIn(session, job, when, afterCommit) {
      const key = singletonKey(job);
      const id = randomUUID();
      const sent = await boss.send(QUEUES[job.kind], job, {
        id,
        db: { executeSql: (text, values) => asObjects(session, text, values ?? []) },
        ...(key === undefined ? {} : { singletonKey: key }),
        ...(isForCrm(job.kind) && isElsewhere(job.businessId) ? { group: { id: job.businessId } } : {}),
        ...(when === undefined ? { priority: NOW } : when === "no_hurry" ? {} : { startAfter: when }),
      });
      if (job.kind === STARTS_HERE && when === undefined) afterCommit(() => here?.take(id, job));
      // What it coalesced with may have been put off for an hour, or stand behind hundreds: it is wanted now.
      if (sent === null && when === undefined)
        await session.query(
          `update "${schema}".job set start_after = least(start_after, now()), priority = ${NOW}
           where name = $1 and singleton_key = $2 and state = 'created' and (start_after > now() or priority < ${NOW})`,
          [QUEUES[job.kind], key],
        );
    },

    async start() {
      await boss.start();
      const there = new Set((await boss.getQueues()).map(({ name }) => name));
      for (const [name, options] of allQueues()) if (!there.has(name)) await boss.createQueue(name, options);
    },

    async work(handlers) {
      const options = {
        batchSize: BATCH,
        burstWhenBatchFull: true,
        perJobResults: true,
        pollingIntervalSeconds: POLL_SECONDS,
        notifyPollingIntervalSeconds: POLL_SECONDS,
      } as const;
      here = firstHere({
        run: (job) => handlers.run(job, stopping.signal),
        // Also what no worker has fetched yet.
        done: async (ids) => {
          await boss.complete(QUEUES[STARTS_HERE], [...ids], undefined, { includeQueued: true });
        },
        log,
      });
      for (const kind of Object.keys(QUEUES) as Job["kind"][]) {
        const queue = QUEUES[kind];
        const groups = isForCrm(kind)
          ? { groupConcurrency: JOBS_PER_CRM, localConcurrency: URGENT.includes(kind) ? CRM_WORKERS : 1 }
          : {};
        await boss.work<Job, unknown, typeof options>(queue, { ...options, ...groups }, (jobs) =>
          runBatch(queue, jobs, handlers),
        );
      }
      await boss.work(SWEEP, { pollingIntervalSeconds: 5 }, () => handlers.sweep());
      await boss.schedule(SWEEP, "* * * * *");
      await boss.work(HOURLY, { pollingIntervalSeconds: 60 }, () => handlers.hourly());
      await boss.schedule(HOURLY, "23 * * * *");
    },

    async backlog() {
      const queues = await boss.getQueues(Object.values(QUEUES));
      return queues.reduce((sum, { queuedCount, activeCount }) => sum + queuedCount + activeCount, 0);
    },

    async stop() {
      stopping.abort();
      const begunAt = performance.now();
      // What outlasts it stays in the queue.
      await Promise.race([here?.stop(), delay(STOP_WITHIN_MS, undefined, { ref: false })]);
      const leftMs = STOP_WITHIN_MS - (performance.now() - begunAt);
      await boss.stop({ graceful: true, timeout: Math.max(0, leftMs), close: true });
    },
  };
}
