import pRetry from "p-retry";
import type pg from "pg";
import type { Job, Store, Tx } from "../app/ports.ts";
import { activities, records } from "./activities.ts";
import { apiKeys, audit, businesses, carriers, connections, idempotency } from "./businesses.ts";
import { callers, consentEvents } from "./callers.ts";
import { calls } from "./calls.ts";
import { conversations } from "./conversations.ts";
import { exclusively } from "./exclusively.ts";
import { executor } from "./executor.ts";
import { type Leads, leads } from "./leads.ts";
import { ledger } from "./ledger.ts";
import { lines } from "./lines.ts";
import { notices } from "./notices.ts";
import { recordings } from "./recordings.ts";
import { recovery } from "./recovery.ts";
import { hasStalePlan, poolSession, type Session, transaction } from "./session.ts";
import { texts } from "./texts.ts";

/** Writes a job within the given transaction, so that it exists if and only if the transaction commits. */
export type EnqueueIn = (session: Session, job: Job, notBefore: Date | undefined) => Promise<void>;

/** Deadlock and serialization failure: Postgres rolled everything back and asks to be asked again. */
const AGAIN_CODES = new Set(["40001", "40P01"]);
const AGAIN_AT_MOST = 4;

const mayTryAgain = (error: unknown): boolean =>
  AGAIN_CODES.has((error as { code?: string }).code ?? "") || hasStalePlan(error);

export interface PostgresStore extends Store {
  readonly leads: Leads;
  /** For probes: throws when the database does not answer. */
  ping(): Promise<void>;
}

/**
 * A connection that is lost between two statements of a transaction raises an event on its client, and
 * nobody listens there while it is checked out: the process would die. The next statement fails anyway.
 */
function surviveLostConnections(pool: pg.Pool): void {
  const listened = new WeakSet<pg.PoolClient>();
  pool.on("acquire", (client) => {
    if (listened.has(client)) return;
    listened.add(client);
    client.on("error", () => {});
  });
}

export function postgresStore(pool: pg.Pool, schema: string, enqueueIn: EnqueueIn): PostgresStore {
  surviveLostConnections(pool);

  const tables = (session: Session): Tx => {
    const x = executor(session, schema);
    return {
      businesses: businesses(x),
      apiKeys: apiKeys(x),
      carriers: carriers(x),
      lines: lines(x),
      callers: callers(x),
      consentEvents: consentEvents(x),
      calls: calls(x),
      texts: texts(x),
      ledger: ledger(x),
      connections: connections(x),
      records: records(x),
      activities: activities(x),
      conversations: conversations(x),
      idempotency: idempotency(x),
      audit: audit(x),
      notices: notices(x),
      recordings: recordings(x),
      recovery: recovery(x),
      jobs: { enqueue: (job, notBefore) => enqueueIn(session, job, notBefore) },
    };
  };

  const single = poolSession(pool);
  return {
    read: tables(single),
    leads: leads(executor(single, schema)),
    transaction: (work) =>
      pRetry(() => transaction(pool, (session) => work(tables(session))), {
        retries: AGAIN_AT_MOST,
        minTimeout: 5,
        maxTimeout: 50,
        randomize: true,
        shouldRetry: ({ error }) => mayTryAgain(error),
      }),
    exclusively: (what, work) => exclusively(pool, `${schema}:${what}`, work),
    ping: async () => {
      await pool.query("select 1");
    },
  };
}
