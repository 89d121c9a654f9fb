/**
 * What the use cases need from the edges, in the use cases' own words. `db`, `telephony` and `jobs`
 * implement these; `main` joins them.
 */
import type { ActivityKind, RecordName } from "../crm/contract.ts";
import type { AnswerSample } from "../domain/answered-by.ts";
import type { Business, RetentionDays } from "../domain/business.ts";
import type { CallAnswer, CallDirection, CallFact, CallOutcome, MissedReason } from "../domain/call.ts";
import type { Consent, ConsentSource } from "../domain/consent.ts";
import type { Balances, TransferKind } from "../domain/credits.ts";
import type { HungUpBy, OutboundCallState } from "../domain/outbound-call.ts";
import type { E164 } from "../domain/phone.ts";
import type { LineSettings } from "../domain/settings.ts";
import type { DeliveryNews, TextDirection, TextPurpose, TextState } from "../domain/text.ts";
import type { CallerStanding, Receipt } from "../domain/text-back.ts";
import type { Registration, TextingState } from "../domain/texting-state.ts";
import type { LineType } from "../domain/who-can-be-texted.ts";
import type { AlertTables } from "./alert-ports.ts";
import type { BackTestTable } from "./back-test.ts";
import type { CarrierNumbers } from "./carrier-numbers.ts";
import type { Change } from "./changes.ts";
import type { ConsoleTable } from "./console-ports.ts";
import type { DemoTable } from "./demo-ports.ts";
import type { InboxTable } from "./inbox.ts";
import type { LeadNote, LeadTable } from "./lead-ports.ts";
import type { LiveTestTable } from "./live-test.ts";
import type { InstallTx } from "./oauth-ports.ts";
import type { PurchaseTable } from "./payment-ports.ts";
import type { PushTx } from "./push-ports.ts";
import type { KnownRecord, RecordTx } from "./record-ports.ts";
import type { ReportTables } from "./reports.ts";
import type { SignInTx } from "./sign-in-ports.ts";

/** A page of a list: what follows `after`, at most `limit`. */
export interface PageRequest {
  readonly limit: number;
  readonly after: string | null;
}
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Line extends LineSettings {
  readonly id: string;
  readonly businessId: string;
  readonly number: E164;
  /** Whether the carriers let it text; `null`: nobody has refused it yet. */
  readonly texting: TextingState | null;
}

/** A line as a webhook needs it: with its business and the carrier account that may speak for it. */
export interface LineInUse {
  readonly line: Line;
  readonly business: Business;
  /** The business's own account, or `null` for the operator's. */
  readonly carrierAccountSid: string | null;
  /** Where it keeps its leads; not said: in the built-in store. */
  readonly connector?: string | null;
}

export interface Call {
  readonly id: string;
  readonly businessId: string;
  readonly lineId: string | null;
  readonly line: E164;
  readonly phone: E164 | null;
  readonly callerKind: "known" | "withheld" | "malformed";
  readonly callerName: string | null;
  readonly standing: CallerStanding;
  readonly direction: CallDirection;
  readonly callSid: string;
  readonly outcome: CallOutcome | null;
  readonly reason: MissedReason | null;
  readonly durationSeconds: number | null;
  readonly ended: boolean;
  readonly receipt: Receipt | null;
  /** `StirVerstat` as the carrier gave it. */
  readonly stirVerdict: string | null;
  /** What answered, when something did. */
  readonly verdict: CallAnswer | null;
  /** When the caller first replied after this missed call. */
  readonly recoveredAt: Date | null;
  /** Of a call that the business made; `null`: not known, or nobody talked. */
  readonly hungUpBy: HungUpBy | null;
  readonly occurredAt: Date;
}

/** A call that the business asked for: the wish, and the attempt at it. */
export interface OutboundCall {
  /** Once the carrier has it, that of the row among the calls too. */
  readonly id: string;
  readonly businessId: string;
  readonly lineId: string | null;
  readonly line: E164;
  /** The business's own, which rings first. */
  readonly ownerPhone: E164;
  /** The customer's. */
  readonly phone: E164;
  readonly state: OutboundCallState;
  readonly callSid: string | null;
  readonly attempts: number;
  readonly absences: number;
  readonly attemptedAt: Date | null;
  /** In words for the owner. */
  readonly problem: string | null;
  readonly nextLookAt: Date | null;
  readonly requestedAt: Date;
}

export type OutboundCallChange = Partial<
  Pick<OutboundCall, "state" | "callSid" | "attempts" | "absences" | "attemptedAt" | "problem" | "nextLookAt">
>;

/** A message that a caller left. */
export interface Recording {
  readonly id: string;
  readonly callId: string;
  readonly recordingSid: string;
  readonly durationSeconds: number | null;
  readonly occurredAt: Date;
}

export interface Text {
  readonly id: string;
  readonly businessId: string;
  readonly lineId: string | null;
  readonly line: E164;
  readonly phone: E164;
  readonly direction: TextDirection;
  readonly purpose: TextPurpose;
  readonly callId: string | null;
  readonly body: string;
  readonly state: TextState;
  readonly messageSid: string | null;
  readonly errorCode: number | null;
  readonly errorMessage: string | null;
  readonly segments: number;
  readonly attempts: number;
  /** How often the carrier's list was found without this text since its last attempt. */
  readonly absences: number;
  readonly nextLookAt: Date | null;
  /** If it has not left by then it is dropped. */
  readonly expiresAt: Date | null;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
  /** When its words and pictures were erased; nothing on a text that is being made. */
  readonly bodyErasedAt?: Date | null;
  readonly occurredAt: Date;
}

export interface Attempt {
  readonly number: number;
  readonly startedAt: Date;
  /** `null` while it is under way, and for good when the process died during it. */
  readonly outcome: "accepted" | "refused" | "throttled" | "not_sent" | "unclear" | null;
}

export interface Caller {
  readonly phone: E164;
  readonly name: string | null;
  readonly consent: Consent;
  /** The business does not want this caller. */
  readonly blocked: boolean;
  /** As looked up at the carrier, within `LINE_TYPE_KEPT_MS`; `null`: not looked up. */
  readonly lineType: LineType | null;
  readonly lineTypeAt: Date | null;
  /** A text to it met an error that only landlines give. */
  readonly landline: boolean;
}

export type ActivityState = "pending" | "waiting" | "done" | "parked" | "dead" | "discarded";

/** What is told to the CRM: calls and texts on a timeline, and a caller's consent on their record. */
export type OutboxKind = ActivityKind | "consent";

/** One row of the outbox to the CRM. */
export interface ActivityRow {
  readonly id: string;
  readonly businessId: string;
  readonly phone: E164;
  readonly kind: OutboxKind;
  readonly sourceId: string;
  readonly state: ActivityState;
  readonly wantedVersion: number;
  readonly loggedVersion: number;
  /** Where it stands, and why there; which other records have the number. */
  readonly recordId: string | null;
  readonly matchedBy: string | null;
  readonly others: readonly RecordName[];
  /** It stands on another record than this, to which it is to be moved; `null`: it stands where it should. */
  readonly wantedRecordId: string | null;
  readonly externalId: string | null;
  readonly attemptedAt: Date | null;
  readonly attempts: number;
  readonly problem: string | null;
  readonly discardReason: string | null;
  readonly mayCreate: boolean;
  /** In whose hands it is while it is tried. */
  readonly takenBy: "drain" | "backfill" | null;
  /** A back-fill has left it to its caller's drain. */
  readonly alone: boolean;
  readonly occurredAt: Date;
}

export type ConnectionHealth = "ok" | "degraded" | "needs_reconnect";
export interface Connection {
  readonly connector: string;
  readonly sealedCredentials: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly health: ConnectionHealth;
  readonly healthDetail: string | null;
  /** The CRM's id and name of the account; not known of a token that a person typed in. */
  readonly accountId?: string | null;
  readonly accountName?: string | null;
}

/** What the owner has to know or do, in plain words. */
export interface Notice {
  readonly id: string;
  readonly subject: string;
  readonly headline: string;
  readonly whatToDo: string;
  readonly times: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly resolvedAt: Date | null;
}

export interface ApiKey {
  readonly id: string;
  readonly businessId: string;
  readonly label: string;
  readonly hint: string;
  readonly createdAt: Date;
}

export interface Transfer {
  readonly id: string;
  readonly kind: TransferKind;
  readonly credits: number;
  readonly textId: string | null;
  readonly reason: string;
  readonly occurredAt: Date;
}

export interface StatementLine extends Transfer {
  /** Of the text that it moved for; `null` without one, or when that was erased. */
  readonly phone: E164 | null;
  readonly purpose: TextPurpose | null;
  /** What it changed in what is available. */
  readonly change: number;
}

export type TransferResult = "done" | "replayed" | "conflict" | "insufficient" | "nothing" | "settled";
export interface TransferRequest {
  readonly businessId: string;
  /** The same key is the same transfer; with another body it is a conflict. */
  readonly key: string;
  readonly kind: TransferKind;
  /** `null` for what settles an earlier transfer: post, void, refund. */
  readonly credits: number | null;
  readonly textId: string | null;
  readonly reason: string;
}

/** One line of `reconcile`: a balance that is not the sum of its transfers. Healthy is an empty list. */
export interface LedgerMismatch {
  readonly account: string;
  readonly balance: number;
  readonly computed: number;
}

export type ConversationItem =
  | { readonly type: "call"; readonly call: Call }
  | { readonly type: "text"; readonly text: Text };

/** What a job says: look at this. It carries no state, may be late, and may run twice. */
export type Job =
  | { readonly kind: "send_text"; readonly businessId: string; readonly textId: string }
  | { readonly kind: "drain_caller"; readonly businessId: string; readonly phone: E164 }
  | { readonly kind: "fetch_legs"; readonly businessId: string; readonly callSid: string }
  | { readonly kind: "look_up_caller"; readonly businessId: string; readonly phone: E164 }
  | { readonly kind: "backfill"; readonly businessId: string }
  | { readonly kind: "find_record"; readonly businessId: string; readonly phone: E164 }
  | { readonly kind: "heal_record"; readonly businessId: string; readonly phone: E164 }
  | { readonly kind: "retire_record"; readonly businessId: string; readonly moveId: string }
  | { readonly kind: "check_connection"; readonly businessId: string }
  | { readonly kind: "place_call"; readonly businessId: string; readonly callId: string }
  | { readonly kind: "erase_at_carrier"; readonly businessId: string; readonly erasureId: string }
  | { readonly kind: "end_grant"; readonly businessId: string; readonly endingId: string }
  | { readonly kind: "crm_events"; readonly businessId: string; readonly eventIds: readonly string[] }
  | { readonly kind: "send_alert"; readonly businessId: string; readonly alertId: string }
  | { readonly kind: "look_at_purchase"; readonly businessId: string; readonly purchaseId: string }
  | { readonly kind: "check_registration"; readonly businessId: string; readonly number: E164 };

/** Not before then; or as soon as nobody waits for others. Not given: now. */
export type JobTime = Date | "no_hurry";

/** A fact about a call under the key that is the same each time the carrier repeats it. */
export interface KeyedFact {
  readonly key: string;
  readonly fact: CallFact;
}

export type SweptList = "messages" | "calls";

/** What our books say of a call that the carrier lists. */
export interface KnownCall {
  readonly callSid: string;
  /** `null`: only its legs have been heard of. */
  readonly ended: boolean | null;
  /** The keys of what we have been told about it. */
  readonly keys: readonly string[];
}
export interface KnownText extends Pick<Text, "id" | "businessId" | "state"> {
  readonly messageSid: string;
}

export interface NewCall
  extends Omit<
    Call,
    "outcome" | "reason" | "durationSeconds" | "ended" | "receipt" | "verdict" | "recoveredAt" | "hungUpBy"
  > {}

export type NewText = Pick<
  Text,
  | "id"
  | "businessId"
  | "lineId"
  | "line"
  | "phone"
  | "direction"
  | "purpose"
  | "callId"
  | "body"
  | "state"
  | "messageSid"
  | "segments"
  | "nextLookAt"
  | "occurredAt"
> &
  Partial<Pick<Text, "expiresAt" | "media">>;

export type TextChange = Partial<
  Pick<Text, "state" | "messageSid" | "errorCode" | "errorMessage" | "attempts" | "absences" | "nextLookAt">
>;

export type ActivityChange = Partial<
  Pick<
    ActivityRow,
    | "state"
    | "loggedVersion"
    | "recordId"
    | "wantedRecordId"
    | "externalId"
    | "attemptedAt"
    | "attempts"
    | "problem"
    | "discardReason"
    | "takenBy"
  >
> & { readonly nextAttemptAt?: Date | null };

/** A caller with something to tell the CRM. */
export interface CallerDue {
  readonly businessId: string;
  readonly phone: E164;
  /** All of it is such as a back-fill takes. */
  readonly mayBackfill: boolean;
}

/** What became of one activity: it stands in the CRM as `externalId`, or the CRM refused it with these words. */
export interface ActivityResult {
  readonly id: string;
  /** The version that was sent. */
  readonly version: number;
  /** The record on which it was put just now; `null`: it stands where it stood. */
  readonly record: KnownRecord | null;
  readonly externalId: string | null;
  readonly state: "done" | "parked" | "discarded" | "waiting";
  readonly problem: string | null;
}

/**
 * One transaction's view of our tables. Lock order, everywhere: call, caller, text, credit accounts.
 * Every method that touches a business's rows takes its id.
 */
export interface Tx extends SignInTx, InstallTx, RecordTx, PushTx {
  /** Tells open pages what to ask for again: after the commit, and never if there is none. */
  notify(change: Change): void;
  readonly businesses: {
    insert(business: Business): Promise<void>;
    find(id: string): Promise<Business | null>;
    list(page: PageRequest): Promise<Page<Business>>;
    update(
      id: string,
      change: Partial<Omit<Business, "id" | "createdAt" | "retentionDays">> & {
        readonly retentionDays?: Partial<RetentionDays>;
      },
    ): Promise<Business | null>;
    /** Links of another version than this are called back. */
    mediaLinkVersion(id: string): Promise<number>;
    revokeMediaLinks(id: string): Promise<void>;
  };
  readonly apiKeys: {
    insert(key: ApiKey & { hash: Buffer }): Promise<void>;
    findByHash(hash: Buffer): Promise<ApiKey | null>;
    list(businessId: string): Promise<readonly ApiKey[]>;
    /** @returns false when the business has no such living key. */
    revoke(businessId: string, keyId: string, at: Date): Promise<boolean>;
  };
  readonly carriers: {
    put(businessId: string, accountSid: string, sealedAuthToken: string): Promise<void>;
    find(businessId: string): Promise<{ accountSid: string; sealedAuthToken: string } | null>;
    /** Every business that registered this account, since two may share one. */
    listByAccount(accountSid: string): Promise<readonly { businessId: string; sealedAuthToken: string }[]>;
  };
  readonly lines: {
    find(businessId: string, number: E164): Promise<Line | null>;
    /** Across businesses: for webhooks, and to keep lines from calling each other. */
    findInUse(number: E164): Promise<LineInUse | null>;
    ownerOf(number: E164): Promise<string | null>;
    list(businessId: string): Promise<readonly Line[]>;
    listInUse(): Promise<readonly LineInUse[]>;
    /** Throws a Refusal `line_taken` when the number is another business's. */
    upsert(line: Omit<Line, "texting">): Promise<Line>;
    /** Locks the line until the end of the transaction. */
    lockTexting(businessId: string, number: E164): Promise<TextingState | null>;
    setTexting(businessId: string, number: E164, texting: TextingState): Promise<void>;
    /**
     * Lines of any business whose registration was asked for before `anyBefore`, or, where texts are held up,
     * before `waitingBefore`. They count as asked from `at` on.
     */
    takeToAsk(
      at: Date,
      waitingBefore: Date,
      anyBefore: Date,
      limit: number,
    ): Promise<readonly { businessId: string; number: E164 }[]>;
    delete(businessId: string, number: E164): Promise<boolean>;
  };
  readonly callers: {
    /** Makes the caller's row if needed and locks it until the end of the transaction. */
    lock(businessId: string, phone: E164, at: Date): Promise<Caller>;
    /** Locks the caller's row if there is one, and changes nothing. */
    lockExisting(businessId: string, phone: E164): Promise<Caller | null>;
    find(businessId: string, phone: E164): Promise<Caller | null>;
    /** Locks those that there are, in an order that all who lock many keep. */
    lockAll(businessId: string, phones: readonly E164[]): Promise<void>;
    rename(businessId: string, phone: E164, name: string | null): Promise<void>;
    /** The same for many, also for those who never called: their first text-back greets them by name. */
    nameAll(
      businessId: string,
      named: readonly { readonly phone: E164; readonly name: string | null }[],
      at: Date,
    ): Promise<void>;
    setConsent(businessId: string, phone: E164, consent: Consent): Promise<void>;
    setBlocked(businessId: string, phone: E164, blocked: boolean, at: Date): Promise<void>;
    listBlocked(
      businessId: string,
    ): Promise<readonly { readonly phone: E164; readonly name: string | null }[]>;
    setLineType(businessId: string, phone: E164, lineType: LineType, at: Date): Promise<void>;
    markLandline(businessId: string, phone: E164): Promise<void>;
    /** What may have been an opt-out, for a person to look at; `null` when that is done. */
    setConsentQuestion(businessId: string, phone: E164, question: string | null): Promise<void>;
  };
  readonly consentEvents: {
    /** Whether anything was said about it after that moment. */
    hasSince(businessId: string, phone: E164, after: Date): Promise<boolean>;
    insert(event: {
      id: string;
      businessId: string;
      phone: E164;
      consent: "opted_in" | "opted_out";
      source: ConsentSource;
      body: string | null;
      messageSid: string | null;
      occurredAt: Date;
    }): Promise<void>;
    list(
      businessId: string,
      page: PageRequest,
    ): Promise<
      Page<{
        id: string;
        phone: E164;
        consent: string;
        source: string;
        body: string | null;
        messageSid: string | null;
        occurredAt: Date;
      }>
    >;
  };
  readonly calls: {
    /**
     * Adds what a delivery says to what is known of the call, each fact once under its key, and locks the call
     * until the end of the transaction: all that concerns it happens one after the other, also before its row exists.
     */
    takeIn(
      businessId: string,
      callSid: string,
      facts: ReadonlyArray<{ readonly key: string; readonly fact: CallFact }>,
    ): Promise<{ readonly call: Call | null; readonly facts: readonly CallFact[]; readonly fresh: boolean }>;
    findBySid(businessId: string, callSid: string): Promise<Call | null>;
    find(businessId: string, id: string): Promise<Call | null>;
    insert(call: NewCall): Promise<Call>;
    update(
      businessId: string,
      id: string,
      change: Pick<
        Call,
        "outcome" | "reason" | "durationSeconds" | "ended" | "receipt" | "verdict" | "hungUpBy"
      >,
    ): Promise<void>;
    list(
      businessId: string,
      filter: { phone: E164 | null; outcome: CallOutcome | null },
      page: PageRequest,
    ): Promise<Page<Call>>;
    /** An unended call of this caller on this line that began at `since` or later, other than `exceptSid`. */
    hasOpen(businessId: string, line: E164, phone: E164, since: Date, exceptSid: string): Promise<boolean>;
    findMany(businessId: string, ids: readonly string[]): Promise<readonly Call[]>;
    /** When this caller called the business since then, other than with `exceptSid`. */
    timesOf(businessId: string, phone: E164, since: Date, exceptSid: string): Promise<readonly Date[]>;
    /** What answered this line's latest calls, and after how much ringing. */
    answerSamples(businessId: string, line: E164): Promise<readonly AnswerSample[]>;
    /** The caller has answered: their missed calls since then count as recovered. */
    markRecovered(businessId: string, phone: E164, since: Date, at: Date): Promise<void>;
  };
  readonly recordings: {
    /** @returns false when it is known already. */
    insert(recording: Recording & { readonly businessId: string }): Promise<boolean>;
    find(businessId: string, id: string): Promise<Recording | null>;
    ofCalls(businessId: string, callIds: readonly string[]): Promise<readonly Recording[]>;
  };
  readonly outboundCalls: {
    /** Requests of one business happen one after the other, until the end of the transaction. */
    lockRequests(businessId: string): Promise<void>;
    countSince(businessId: string, since: Date): Promise<number>;
    isRinging(businessId: string, ownerPhone: E164): Promise<boolean>;
    /** Whether this number has called or texted the business, or stands in its CRM. */
    isAcquainted(businessId: string, phone: E164): Promise<boolean>;
    insert(call: OutboundCall): Promise<void>;
    find(businessId: string, id: string): Promise<OutboundCall | null>;
    lock(businessId: string, id: string): Promise<OutboundCall | null>;
    hasSid(businessId: string, callSid: string): Promise<boolean>;
    update(businessId: string, id: string, change: OutboundCallChange): Promise<void>;
    /** Of any business, whose next look is due: for the sweep. */
    overdue(before: Date, limit: number): Promise<readonly { businessId: string; callId: string }[]>;
  };
  readonly privacy: {
    /** Businesses that want something erased after some time. */
    retentions(): Promise<readonly { readonly businessId: string; readonly days: RetentionDays }[]>;
    /** Empties the oldest of the texts that are settled and older. @returns what hung on each. */
    eraseBodies(
      businessId: string,
      before: Date,
      at: Date,
      limit: number,
    ): Promise<readonly Pick<Text, "media">[]>;
    takeRecordings(businessId: string, before: Date, limit: number): Promise<readonly MediaSource[]>;
    /** @returns false when it is to be erased already. */
    insertErasure(erasure: Erasure): Promise<boolean>;
    findErasure(businessId: string, id: string): Promise<Erasure | null>;
    endErasure(businessId: string, id: string): Promise<void>;
    putOffErasure(businessId: string, id: string, problem: string, nextAttemptAt: Date): Promise<void>;
    /** Of any business: for the sweep. */
    overdueErasures(
      before: Date,
      limit: number,
    ): Promise<readonly { businessId: string; erasureId: string }[]>;
    /** Whether something about this caller is going on, or happened after `since`. */
    isInTouch(businessId: string, phone: E164, since: Date): Promise<boolean>;
    /** What the carrier keeps of this caller. */
    mediaOfCaller(businessId: string, phone: E164): Promise<readonly MediaSource[]>;
    /** Deletes every row about this caller, the notices on that subject or with the number too; what was paid stays, without the number. */
    eraseCaller(businessId: string, phone: E164, noticeSubject: string): Promise<ErasedRows>;
    /** Whether an erased caller stays opted out when they turn up again. */
    keepOptOut(businessId: string, phone: E164, optedOut: boolean): Promise<void>;
    /** Remembers, by a hash of the number, when this caller was erased. */
    keepErasedAt(businessId: string, phone: E164, at: Date): Promise<void>;
    erasedAt(businessId: string, phone: E164): Promise<Date | null>;
    forgetErasedBefore(at: Date): Promise<void>;
    callerFile(businessId: string, phone: E164): Promise<CallerFile>;
  };
  readonly texts: {
    insert(text: NewText): Promise<void>;
    find(businessId: string, id: string): Promise<Text | null>;
    findMany(businessId: string, ids: readonly string[]): Promise<readonly Text[]>;
    lock(businessId: string, id: string): Promise<Text | null>;
    /** Locks the caller, then the text, until the end of the transaction. An alert's text has no caller. */
    lockWithCaller(businessId: string, id: string): Promise<{ text: Text; caller: Caller | null } | null>;
    findBySid(businessId: string, messageSid: string): Promise<Text | null>;
    findTextBackOf(businessId: string, callId: string): Promise<Text | null>;
    /** When we last sent this caller a text, or are about to. Alerts to the owner do not count. */
    lastSentAt(businessId: string, phone: E164): Promise<Date | null>;
    update(businessId: string, id: string, change: TextChange): Promise<void>;
    /** Only if it still is in state `from`. @returns whether it was. */
    updateFrom(from: TextState, businessId: string, id: string, change: TextChange): Promise<boolean>;
    list(businessId: string, page: PageRequest): Promise<Page<Text>>;
    /**
     * Marks the attempt at a text that is queued, due and not expired, and whose caller has not opted out: the
     * one way a text becomes `sending`. `null` when any of this is not so. The caller is locked while it is decided.
     */
    claim(businessId: string, textId: string, at: Date, nextLookAt: Date): Promise<Text | null>;
    /** Locks this caller's texts that have not left. */
    lockQueued(businessId: string, phone: E164): Promise<readonly Text[]>;
    endAttempt(
      businessId: string,
      textId: string,
      number: number,
      end: {
        at: Date;
        outcome: "accepted" | "refused" | "throttled" | "not_sent" | "unclear";
        messageSid: string | null;
        detail: string | null;
      },
    ): Promise<void>;
    attempts(businessId: string, textId: string): Promise<readonly Attempt[]>;
    /** Texts of any business whose next look is due: for the sweep. */
    overdue(before: Date, limit: number): Promise<readonly { businessId: string; textId: string }[]>;
  };
  readonly ledger: {
    open(businessId: string): Promise<void>;
    transfer(request: TransferRequest, id: string, at: Date): Promise<TransferResult>;
    balances(businessId: string): Promise<Balances>;
    available(businessId: string): Promise<number>;
    transfers(businessId: string, page: PageRequest): Promise<Page<Transfer>>;
    /** The newest so many, with the text that each moved for. */
    statement(businessId: string, limit: number): Promise<readonly StatementLine[]>;
    reconcile(): Promise<readonly LedgerMismatch[]>;
    low(below: number): Promise<readonly { businessId: string; name: string; available: number }[]>;
  };
  readonly connections: {
    find(businessId: string): Promise<Connection | null>;
    /** All that a drain needs to know of the business, its connection, and this caller's record there. */
    findFor(
      businessId: string,
      phone: E164,
    ): Promise<{
      readonly connection: Connection | null;
      readonly known: KnownRecord | null;
    }>;
    put(businessId: string, connection: Connection): Promise<void>;
    /** Businesses whose CRM said that something is not as it should be. */
    degraded(limit: number): Promise<readonly string[]>;
    /** Leaves alone what gives access, which may be renewed at this very moment. */
    setSettings(
      businessId: string,
      connector: string,
      settings: Readonly<Record<string, unknown>>,
    ): Promise<void>;
    /** As long as the credentials are those it was found out with. */
    setHealth(
      businessId: string,
      found: Pick<Connection, "sealedCredentials" | "health" | "healthDetail" | "accountName">,
    ): Promise<void>;
  };
  readonly activities: {
    /** Wants this call or text on the timeline; when it is there already, wants it corrected. */
    want(activity: {
      id: string;
      businessId: string;
      phone: E164;
      kind: OutboxKind;
      sourceId: string;
      occurredAt: Date;
      state: "pending" | "waiting";
      /** Whether this is reason enough to make a lead of an unknown number. */
      mayCreate: boolean;
    }): Promise<void>;
    /** The caller's activities that are to be sent now and are on no way yet, oldest first, locked. */
    due(businessId: string, phone: E164, now: Date, limit: number): Promise<readonly ActivityRow[]>;
    /** Writes down, before anything leaves, that these are being tried, and by whom. */
    markAttempt(
      businessId: string,
      ids: readonly string[],
      at: Date,
      by: NonNullable<ActivityRow["takenBy"]>,
    ): Promise<void>;
    /** The caller's drain lets go of these: a back-fill may take them. */
    letGo(businessId: string, ids: readonly string[]): Promise<void>;
    /** What may be back-filled now: calls and texts of before, that stand nowhere yet, of known records; locked. */
    dueForBackfill(
      businessId: string,
      which: {
        readonly connector: string;
        readonly now: Date;
        readonly before: Date;
        readonly limit: number;
      },
    ): Promise<readonly (ActivityRow & { readonly known: KnownRecord })[]>;
    /** What a back-fill could not settle, with the attempt that the next has to look for. */
    giveBack(
      businessId: string,
      rows: readonly Pick<ActivityRow, "id" | "attemptedAt">[],
      change: {
        readonly state: "pending" | "parked";
        readonly alone: boolean;
        readonly nextAttemptAt: Date | null;
        readonly problem: string | null;
      },
    ): Promise<void>;
    /**
     * Everything that waited for a person goes on.
     * @param before what is older may be back-filled
     * @returns whose it is, in the order in which it happened
     */
    resume(businessId: string, now: Date, before: Date): Promise<readonly CallerDue[]>;
    /** What came of it. A row that changed meanwhile (its wanted version was raised) stays pending. */
    settle(businessId: string, connector: string, results: readonly ActivityResult[]): Promise<void>;
    update(businessId: string, id: string, change: ActivityChange): Promise<void>;
    find(businessId: string, id: string): Promise<ActivityRow | null>;
    findOf(businessId: string, kind: ActivityKind, sourceId: string): Promise<ActivityRow | null>;
    ofSources(businessId: string, sourceIds: readonly string[]): Promise<readonly ActivityRow[]>;
    /** Another place may have been chosen for it, or another account: consent is told again. @returns to whom. */
    tellConsentAgain(businessId: string): Promise<readonly E164[]>;
    list(businessId: string, state: ActivityState | null, page: PageRequest): Promise<Page<ActivityRow>>;
    /** `waitingSince`: when the oldest of what is pending happened. */
    counts(businessId: string): Promise<{ pending: number; failed: number; waitingSince: Date | null }>;
    /** Callers of any business with activities due since then: for the sweep. */
    overdue(since: Date, before: Date, limit: number): Promise<readonly CallerDue[]>;
  };
  readonly conversations: {
    load(
      businessId: string,
      found: readonly { readonly type: "call" | "text"; readonly id: string }[],
    ): Promise<readonly ConversationItem[]>;
    items(businessId: string, phone: E164, page: PageRequest): Promise<Page<ConversationItem>>;
    /** Newest first. */
    latest(businessId: string, phone: E164, limit: number): Promise<readonly ConversationItem[]>;
  };
  readonly inbox: InboxTable;
  readonly leads: LeadTable;
  readonly reports: ReportTables;
  readonly backTests: BackTestTable;
  readonly purchases: PurchaseTable;
  readonly liveTests: LiveTestTable;
  readonly idempotency: {
    find(scope: string, key: string): Promise<{ requestHash: string; status: number; body: unknown } | null>;
    /** Waits for another transaction that is writing the same key; false when the key is taken. */
    insert(entry: {
      scope: string;
      key: string;
      requestHash: string;
      status: number;
      body: unknown;
      at: Date;
    }): Promise<boolean>;
    lock(scope: string, key: string): Promise<void>;
    forgetBefore(at: Date): Promise<void>;
  };
  readonly console: ConsoleTable;
  readonly demos: DemoTable;
  readonly notices: {
    /** Tells the owner about a matter; while it is open, a repetition only counts up. */
    raise(notice: {
      id: string;
      businessId: string;
      subject: string;
      headline: string;
      whatToDo: string;
      at: Date;
    }): Promise<void>;
    resolve(businessId: string, subject: string, at: Date): Promise<void>;
    find(businessId: string, id: string): Promise<Notice | null>;
    list(businessId: string, page: PageRequest): Promise<Page<Notice>>;
  };
  readonly audit: {
    write(entry: {
      businessId: string | null;
      actor: string;
      action: string;
      detail: Readonly<Record<string, unknown>>;
      at: Date;
    }): Promise<void>;
  };
  readonly alerts: AlertTables;
  /** What the sweep over the carrier's own lists needs to know. */
  readonly recovery: {
    point(account: string, list: SweptList): Promise<Date | null>;
    /** Only ever forward. */
    movePoint(point: {
      account: string;
      /** `null`: the operator's account. */
      businessId: string | null;
      list: SweptList;
      to: Date;
    }): Promise<void>;
    /** Since when each line is ours. */
    linesSince(): Promise<readonly { number: E164; since: Date }[]>;
    knownCalls(businessIds: readonly string[], callSids: readonly string[]): Promise<readonly KnownCall[]>;
    knownTexts(businessIds: readonly string[], messageSids: readonly string[]): Promise<readonly KnownText[]>;
    /** A call that is heard of after the caller's reply: the reply counts all the same. */
    markRecovered(businessId: string, callSid: string, withinMs: number): Promise<void>;
  };
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

/** What a request to send a text came to. Only `unclear` leaves open whether the text left. */
export type SendResult =
  | { readonly kind: "accepted"; readonly messageSid: string }
  /** A definite no: nothing was sent, nothing was billed, and trying again will not help. */
  | {
      readonly kind: "refused";
      readonly code: number | null;
      readonly message: string;
      readonly optedOut: boolean;
    }
  /** A definite "later": nothing was sent. */
  | { readonly kind: "throttled"; readonly retryAfterMs: number | null }
  /** The request never reached the carrier. */
  | { readonly kind: "not_sent"; readonly why: string }
  | { readonly kind: "unclear"; readonly why: string };

/** What a request to ring a phone came to; as with texts only `unclear` leaves open whether it rings. */
export type CallResult =
  | { readonly kind: "accepted"; readonly callSid: string }
  | Exclude<SendResult, { kind: "accepted" }>;

export interface CarrierText {
  readonly messageSid: string;
  readonly body: string;
  readonly createdAt: Date;
  readonly status: string;
  readonly errorCode: number | null;
}

export interface CarrierLeg {
  readonly legSid: string;
  readonly status: string;
  readonly durationSeconds: number | null;
}

/** Something that the carrier keeps for us. A picture is named by the address under which it was told to us. */
export type MediaSource =
  | { readonly kind: "recording"; readonly recordingSid: string }
  | { readonly kind: "picture"; readonly url: string };

export interface CarrierMedia {
  readonly status: 200 | 206 | 416;
  readonly contentType: string;
  readonly contentLength: string | null;
  readonly contentRange: string | null;
  readonly body: AsyncIterable<Uint8Array> & { destroy(): unknown };
}

/** What is gone here and still has to go at the carrier. */
export interface Erasure {
  readonly id: string;
  readonly businessId: string;
  readonly source: MediaSource;
  readonly attempts: number;
  readonly nextAttemptAt: Date;
}

export interface ErasedRows {
  readonly calls: number;
  readonly texts: number;
  readonly recordings: number;
  readonly leads: number;
}

/** What is known of one caller beside their calls and texts. */
export interface CallerFile {
  readonly caller: {
    readonly name: string | null;
    readonly consent: Consent;
    readonly blocked: boolean;
    readonly firstSeenAt: Date;
    readonly lastActivityAt: Date;
  } | null;
  readonly consents: readonly {
    readonly consent: string;
    readonly source: string;
    readonly body: string | null;
    readonly messageSid: string | null;
    readonly occurredAt: Date;
  }[];
  /** Calls that the business asked for, also those that never came about. */
  readonly callRequests: readonly Pick<OutboundCall, "id" | "state" | "problem" | "requestedAt">[];
  readonly records: readonly {
    readonly connector: string;
    readonly recordId: string;
    readonly name: string | null;
  }[];
  readonly lead: {
    readonly id: string;
    readonly name: string | null;
    readonly stage: string;
    readonly source: string;
    readonly createdAt: Date;
  } | null;
  readonly leadNotes: readonly Pick<LeadNote, "body" | "author" | "createdAt">[];
  readonly leadTimeline: readonly {
    readonly title: string;
    readonly body: string;
    readonly occurredAt: Date;
  }[];
}
/** A stretch of time: from one moment up to another, or up to now. */
export interface Span {
  readonly from: Date;
  readonly to: Date | null;
}

/** As the carrier's books have it. Facts stand under the keys that its webhooks would give them. */
export type ListedCall =
  | {
      readonly kind: "incoming";
      readonly callSid: string;
      /** `To` and `From` as the carrier spells them. */
      readonly line: string;
      readonly from: string;
      readonly forwardedFrom: string | null;
      readonly callerName: string | null;
      readonly startedAt: Date;
      /** `null` while the call goes on. */
      readonly end: { readonly at: Date; readonly fact: KeyedFact } | null;
    }
  | ListedLeg;

export interface ListedLeg {
  readonly kind: "leg";
  readonly callSid: string;
  readonly parentSid: string;
  /** `null` while it rings or is in conversation. */
  readonly end: KeyedFact | null;
  /** What machine detection heard, if it was asked. */
  readonly heard: KeyedFact | null;
}

export type ListedMessage =
  | {
      readonly kind: "in";
      readonly messageSid: string;
      readonly line: string;
      readonly from: string;
      readonly body: string;
      readonly hasMedia: boolean;
      readonly at: Date;
    }
  | {
      readonly kind: "out";
      readonly messageSid: string;
      readonly news: DeliveryNews;
      readonly errorCode: number | null;
    };

/** The carrier, for one business: its own account, or the operator's. */
export interface CarrierGateway extends CarrierNumbers {
  sendText(text: {
    businessId: string;
    textId: string;
    from: E164;
    to: E164;
    body: string;
  }): Promise<SendResult>;
  /** What left between these two numbers since then, newest first. */
  textsSince(
    businessId: string,
    between: { from: E164; to: E164 },
    since: Date,
  ): Promise<readonly CarrierText[]>;
  legsOf(businessId: string, callSid: string): Promise<readonly CarrierLeg[]>;
  /** Rings a phone of the business; what is said there the carrier asks us. */
  placeCall(call: { businessId: string; callId: string; from: E164; to: E164 }): Promise<CallResult>;
  /** Calls that we asked for between these two numbers since then. */
  callsSince(
    businessId: string,
    between: { from: E164; to: E164 },
    since: Date,
  ): Promise<readonly { readonly callSid: string }[]>;
  /** `null`: the carrier does not have it, or it is not this business's. Throws a Refusal `media_unavailable`. */
  openMedia(
    businessId: string,
    source: MediaSource,
    request: { readonly range: string | null; readonly signal: AbortSignal },
  ): Promise<CarrierMedia | null>;
  /** Resolves when the carrier has it no more; throws a Refusal `media_unavailable`. */
  eraseMedia(businessId: string, source: MediaSource): Promise<void>;
  callOf(businessId: string, callSid: string): Promise<Omit<CarrierLeg, "legSid">>;
  /** All calls in the account of this business that began in the span: to its lines, and their legs. */
  callsBegun(businessId: string, span: Span, signal: AbortSignal): Promise<readonly ListedCall[]>;
  /** Those that ended since a moment and began before it; perhaps others of about that time. */
  longCallsEnded(businessId: string, since: Date, signal: AbortSignal): Promise<readonly ListedCall[]>;
  /** The legs of one call, as its reports would tell of them. */
  listedLegsOf(businessId: string, callSid: string): Promise<readonly ListedLeg[]>;
  /** All messages of the span, both ways, except those of which there is nothing to tell yet. */
  messagesOf(businessId: string, span: Span, signal: AbortSignal): Promise<readonly ListedMessage[]>;
  mediaOf(businessId: string, messageSid: string): Promise<Text["media"]>;
  /** What kind of line a number is; costs the business a look-up at the carrier. */
  lineTypeOf(businessId: string, phone: E164): Promise<LineType>;
  /** How the number's registration for texting stands; `null` for what the carrier does not know of. */
  registrationOf(businessId: string, number: E164): Promise<Registration>;
  /** What the carrier's books say about one text; `news` is `null` while there is none. */
  deliveryOf(
    businessId: string,
    messageSid: string,
  ): Promise<{ readonly news: DeliveryNews | null; readonly errorCode: number | null }>;
}

/** Things that a host application, metrics or alerts may want to know, told after the commit. */
export type TextbackEvent =
  | { readonly kind: "call_missed"; readonly call: Call }
  | { readonly kind: "call_answered"; readonly call: Call }
  | { readonly kind: "text_settled"; readonly text: Text }
  | { readonly kind: "text_received"; readonly text: Text }
  | { readonly kind: "credits_low"; readonly businessId: string; readonly available: number }
  | { readonly kind: "owner_notice"; readonly businessId: string; readonly message: string };

/** Time, ids and chance arrive as arguments, so that no test sleeps or guesses. */
export interface Clock {
  now(): Date;
}

export type IdPrefix =
  | "biz"
  | "key"
  | "line"
  | "call"
  | "text"
  | "act"
  | "lead"
  | "tr"
  | "con"
  | "note"
  | "rec"
  | "alert"
  | "dev"
  | "test"
  | "user"
  | "ses"
  | "inv"
  | "era"
  | "move"
  | "end"
  | "pur"
  | "evt";
export type NewId = (prefix: IdPrefix) => string;

export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
