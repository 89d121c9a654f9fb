/**
 * The jobs, on pg-boss in the same Postgres. A job only says "look at this": what is true stands in our own
 * tables, so a job may run twice, late, or on another process, and the sweep makes up for one that was lost.
 */
import type pg from "pg";
import { PgBoss } from "pg-boss";
import type { Job, Logger } from "../app/ports.ts";

/** Where a job is written: the caller's open transaction, so that the job exists if and only if it commits. */
export interface JobSession {
  query(text: string, values: readonly unknown[]): Promise<{ fields: { name: string }[]; rows: unknown[][] }>;
}

/** Handles one job; a throw means "again, later". The signal is aborted when the service stops. */
export interface JobHandlers {
  run(job: Job, signal: AbortSignal): Promise<void>;
  sweep(): Promise<void>;
  hourly(): Promise<void>;
}

const QUEUES: Readonly<Record<Job["kind"], string>> = {
  send_text: "send-text",
  drain_caller: "drain-caller",
  fetch_legs: "fetch-legs",
  look_up_caller: "look-up-caller",
  place_call: "place-call",
  erase_at_carrier: "erase-at-carrier",
  end_grant: "end-grant",
  crm_event: "crm-event",
  send_alert: "send-alert",
  look_at_purchase: "look-at-purchase",
  check_registration: "check-registration",
};
const SWEEP = "sweep";
const HOURLY = "hourly";
const DEAD = "dead-letters";

/** Waits between tries of a job that throws: 1 s, doubling with jitter, at most 5 min; 12 tries, about half an hour. */
const RETRIES = { retryLimit: 12, retryDelay: 1, retryBackoff: true, retryDelayMax: 300 } as const;
const HEARTBEAT_SECONDS = 10;
const KEEP_FINISHED_SECONDS = 3_600;

/** Measured with pg-boss 12.38: a batch of 1 drains at the polling rate only; 20 with bursts about 900 jobs/s. */
const BATCH = 20;
/** While LISTEN works, deferred jobs are seen only at this interval. */
const POLL_SECONDS = 1;

/** pg-boss stops waiting for running jobs after this long; DESIGN: a graceful stop takes at most 10 s. */
const STOP_WITHIN_MS = 8_000;

export interface JobQueue {
  enqueueIn(session: JobSession, job: Job, notBefore: Date | undefined): Promise<void>;
  start(): Promise<void>;
  work(handlers: JobHandlers): Promise<void>;
  /** Jobs that are waiting or running, for metrics and tests. */
  backlog(): Promise<number>;
  stop(): Promise<void>;
}

const singletonKey = (job: Job): string | undefined =>
  // At most one queued and one running drain per caller: the rest coalesces.
  job.kind === "drain_caller" ? `${job.businessId}:${job.phone}` : undefined;

async function asObjects(session: JobSession, text: string, values: readonly unknown[]) {
  const { fields, rows } = await session.query(text, values);
  return { rows: rows.map((row) => Object.fromEntries(fields.map(({ name }, i) => [name, row[i]]))) };
}

export function jobQueue(connection: pg.PoolConfig, schema: string, log: Logger): JobQueue {
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

  return {
    async enqueueIn(session, job, notBefore) {
      const key = singletonKey(job);
      await boss.send(QUEUES[job.kind], job, {
        db: { executeSql: (text, values) => asObjects(session, text, values ?? []) },
        ...(key === undefined ? {} : { singletonKey: key }),
        ...(notBefore === undefined ? {} : { startAfter: notBefore }),
      });
    },

    async start() {
      await boss.start();
      await boss.createQueue(DEAD, { deleteAfterSeconds: 30 * 24 * 3_600 });
      const common = {
        ...RETRIES,
        notify: true,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        deleteAfterSeconds: KEEP_FINISHED_SECONDS,
        deadLetter: DEAD,
      };
      await boss.createQueue(QUEUES.send_text, common);
      await boss.createQueue(QUEUES.fetch_legs, common);
      await boss.createQueue(QUEUES.look_up_caller, common);
      await boss.createQueue(QUEUES.place_call, common);
      await boss.createQueue(QUEUES.erase_at_carrier, common);
      await boss.createQueue(HOURLY, { policy: "stately", deleteAfterSeconds: KEEP_FINISHED_SECONDS });
      await boss.createQueue(QUEUES.end_grant, common);
      await boss.createQueue(QUEUES.crm_event, common);
      await boss.createQueue(QUEUES.send_alert, common);
      await boss.createQueue(QUEUES.look_at_purchase, common);
      await boss.createQueue(QUEUES.check_registration, common);
      await boss.createQueue(QUEUES.drain_caller, { ...common, policy: "stately" });
      await boss.createQueue(SWEEP, { policy: "stately", deleteAfterSeconds: KEEP_FINISHED_SECONDS });
    },

    async work(handlers) {
      const options = {
        batchSize: BATCH,
        burstWhenBatchFull: true,
        perJobResults: true,
        pollingIntervalSeconds: POLL_SECONDS,
        notifyPollingIntervalSeconds: POLL_SECONDS,
      } as const;
      for (const queue of Object.values(QUEUES)) {
        await boss.work<Job, unknown, typeof options>(queue, options, (jobs) =>
          Promise.all(
            jobs.map(async ({ id, data }) => {
              try {
                await handlers.run(data, stopping.signal);
                return { id, status: "completed" as const };
              } catch (error) {
                log.error(
                  { err: error, jobKind: data.kind, jobId: id },
                  "job failed; it will be tried again",
                );
                return { id, status: "failed" as const, output: { message: String(error) } };
              }
            }),
          ),
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
      await boss.stop({ graceful: true, timeout: STOP_WITHIN_MS, close: true });
    },
  };
}
