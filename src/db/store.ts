import pRetry from "p-retry";
import type pg from "pg";
import type { Change } from "../app/changes.ts";
import type { Job, JobTime, Store, Tx } from "../app/ports/index.ts";
import { activities } from "./activities.ts";
import { alerts } from "./alerts.ts";
import { backTests } from "./back-test.ts";
import { apiKeys, audit, businesses, carriers, connections, idempotency } from "./businesses.ts";
import { callers, consentEvents } from "./callers.ts";
import { calls } from "./calls.ts";
import { operatorConsole } from "./console.ts";
import { conversations } from "./conversations.ts";
import { demos } from "./demos.ts";
import { exclusively } from "./exclusively.ts";
import { executor } from "./executor.ts";
import { inbox } from "./inbox.ts";
import { installs } from "./installs.ts";
import { leadTable } from "./lead-table.ts";
import { type Leads, leads } from "./leads.ts";
import { ledger } from "./ledger.ts";
import { lines } from "./lines.ts";
import { liveTests } from "./live-tests.ts";
import { notices } from "./notices.ts";
import { outboundCalls } from "./outbound-calls.ts";
import { type PhoneHashes, privacy } from "./privacy.ts";
import { purchases } from "./purchases.ts";
import { push } from "./push.ts";
import { recordMoves } from "./record-moves.ts";
import { recordings } from "./recordings.ts";
import { records } from "./records.ts";
import { recovery } from "./recovery.ts";
import { reports } from "./reports.ts";
import { hasStalePlan, poolSession, type Session, transaction } from "./session.ts";
import { sessions, signIn } from "./sign-in.ts";
import { texts } from "./texts.ts";
import { invitations, users } from "./users.ts";

/** Runs when the transaction has committed, and never if it does not. */
type AfterCommit = (then: () => void) => void;

/** Writes a job within the given transaction, so that it exists if and only if the transaction commits. */
export type EnqueueIn = (
  session: Session,
  job: Job,
  when: JobTime | undefined,
  afterCommit: AfterCommit,
) => Promise<void>;

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

/**
 * @param hashesOf under which an erased caller's opt-out may be kept, the current one first
 * @param tell hears of the changes that were committed; without it nobody does, as on the command line
 */
export function postgresStore(
  pool: pg.Pool,
  schema: string,
  enqueueIn: EnqueueIn,
  hashesOf: PhoneHashes,
  tell: (changes: readonly Change[]) => void = () => {},
): PostgresStore {
  surviveLostConnections(pool);

  const tables = (session: Session, notify: Tx["notify"], afterCommit: AfterCommit): Tx => {
    const x = executor(session, schema);
    return {
      businesses: businesses(x),
      apiKeys: apiKeys(x),
      carriers: carriers(x),
      lines: lines(x),
      callers: callers(x, hashesOf),
      consentEvents: consentEvents(x),
      calls: calls(x),
      outboundCalls: outboundCalls(x),
      texts: texts(x),
      ledger: ledger(x),
      connections: connections(x),
      records: records(x),
      recordMoves: recordMoves(x),
      activities: activities(x),
      conversations: conversations(x),
      inbox: inbox(x),
      leads: leadTable(x),
      reports: reports(x),
      backTests: backTests(x),
      purchases: purchases(x),
      liveTests: liveTests(x),
      console: operatorConsole(x),
      demos: demos(x),
      idempotency: idempotency(x),
      audit: audit(x),
      notices: notices(x),
      recordings: recordings(x),
      alerts: alerts(x),
      push: push(x),
      users: users(x),
      invitations: invitations(x),
      sessions: sessions(x),
      signIn: signIn(x),
      installs: installs(x),
      notify,
      privacy: privacy(x, hashesOf),
      recovery: recovery(x),
      jobs: { enqueue: (job, when) => enqueueIn(session, job, when, afterCommit) },
    };
  };

  const single = poolSession(pool);
  return {
    read: tables(
      single,
      (change) => tell([change]),
      (then) => then(),
    ),
    leads: leads(executor(single, schema)),
    transaction: (work) =>
      pRetry(
        async () => {
          const changes: Change[] = [];
          const afterwards: (() => void)[] = [];
          const result = await transaction(pool, (session) =>
            work(
              tables(
                session,
                (change) => changes.push(change),
                (then) => afterwards.push(then),
              ),
            ),
          );
          for (const then of afterwards) then();
          tell(changes);
          return result;
        },
        {
          retries: AGAIN_AT_MOST,
          minTimeout: 5,
          maxTimeout: 50,
          randomize: true,
          shouldRetry: ({ error }) => mayTryAgain(error),
        },
      ),
    exclusively: (what, work) => exclusively(pool, `${schema}:${what}`, work),
    ping: async () => {
      await pool.query("select 1");
    },
  };
}
