/** Calls, as they come in and as they end, and the messages that callers leave. */
import type { AnswerSample } from "../../domain/answered-by.ts";
import type { CallAnswer, CallDirection, CallFact, CallOutcome, MissedReason } from "../../domain/call.ts";
import type { HungUpBy } from "../../domain/outbound-call.ts";
import type { E164 } from "../../domain/phone.ts";
import type { CallerStanding, Receipt } from "../../domain/text-back.ts";
import type { Page, PageRequest } from "./paging.ts";

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

export interface NewCall
  extends Omit<
    Call,
    "outcome" | "reason" | "durationSeconds" | "ended" | "receipt" | "verdict" | "recoveredAt" | "hungUpBy"
  > {}

/** A fact about a call under the key that is the same each time the carrier repeats it. */
export interface KeyedFact {
  readonly key: string;
  readonly fact: CallFact;
}

/** A message that a caller left. */
export interface Recording {
  readonly id: string;
  readonly callId: string;
  readonly recordingSid: string;
  readonly durationSeconds: number | null;
  readonly occurredAt: Date;
}

export interface CallTable {
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
}

export interface RecordingTable {
  /** @returns false when it is known already. */
  insert(recording: Recording & { readonly businessId: string }): Promise<boolean>;
  find(businessId: string, id: string): Promise<Recording | null>;
  ofCalls(businessId: string, callIds: readonly string[]): Promise<readonly Recording[]>;
}
