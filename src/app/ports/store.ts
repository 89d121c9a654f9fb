/** All tables together. */
import type { BackTestTable } from "../calls/back-test.ts";
import type { LiveTestTable } from "../calls/live-test.ts";
import type { Change } from "../changes.ts";
import type { InboxTable } from "../overviews/inbox.ts";
import type { ReportTables } from "../overviews/reports.ts";
import type { ActivityTable } from "./activities.ts";
import type { AlertTables } from "./alerts.ts";
import type { ApiKeyTable, AuditTable, BusinessTable, CarrierTable, IdempotencyTable } from "./businesses.ts";
import type { CallerTable, ConsentEventTable } from "./callers.ts";
import type { CallTable, RecordingTable } from "./calls.ts";
import type { ConnectionTable } from "./connections.ts";
import type { ConsoleTable } from "./console.ts";
import type { ConversationTables } from "./conversations.ts";
import type { LedgerTables } from "./credits.ts";
import type { DemoTable } from "./demos.ts";
import type { Job, JobTime } from "./jobs.ts";
import type { LeadTable } from "./leads.ts";
import type { LineTable } from "./lines.ts";
import type { NoticeTable } from "./notices.ts";
import type { InstallTx } from "./oauth.ts";
import type { OutboundCallTable } from "./outbound-calls.ts";
import type { PurchaseTable } from "./payments.ts";
import type { PrivacyTables } from "./privacy.ts";
import type { PushTx } from "./push.ts";
import type { RecordTx } from "./records.ts";
import type { RecoveryTables } from "./recovery.ts";
import type { SignInTx } from "./sign-in.ts";
import type { TextTable } from "./texts.ts";

/**
 * One transaction's view of our tables. Lock order, everywhere: call, caller, text, credit accounts.
 * Every method that touches a business's rows takes its id.
 */
export interface Tx extends SignInTx, InstallTx, RecordTx, PushTx {
  /** Tells open pages what to ask for again: after the commit, and never if there is none. */
  notify(change: Change): void;
  readonly businesses: BusinessTable;
  readonly apiKeys: ApiKeyTable;
  readonly carriers: CarrierTable;
  readonly lines: LineTable;
  readonly callers: CallerTable;
  readonly consentEvents: ConsentEventTable;
  readonly calls: CallTable;
  readonly recordings: RecordingTable;
  readonly outboundCalls: OutboundCallTable;
  readonly privacy: PrivacyTables;
  readonly texts: TextTable;
  readonly ledger: LedgerTables;
  readonly connections: ConnectionTable;
  readonly activities: ActivityTable;
  readonly conversations: ConversationTables;
  readonly inbox: InboxTable;
  readonly leads: LeadTable;
  readonly reports: ReportTables;
  readonly backTests: BackTestTable;
  readonly purchases: PurchaseTable;
  readonly liveTests: LiveTestTable;
  readonly idempotency: IdempotencyTable;
  readonly console: ConsoleTable;
  readonly demos: DemoTable;
  readonly notices: NoticeTable;
  readonly audit: AuditTable;
  readonly alerts: AlertTables;
  readonly recovery: RecoveryTables;
  readonly jobs: {
    /** Commits with the transaction. */
    enqueue(job: Job, when?: JobTime): Promise<void>;
  };
}

export interface Store {
  /** All or nothing; a deadlock or serialization failure is retried a few times. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Single statements, each for itself: for reading. */
  readonly read: Tx;
  /**
   * Does this work unless another process is at it. Whoever dies at it lets go.
   * @returns whether it was done here.
   */
  exclusively(what: string, work: () => Promise<void>): Promise<boolean>;
}
