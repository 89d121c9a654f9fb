/** Erasing what was kept, here and at the carrier. */
import type { RetentionDays } from "../../domain/business.ts";
import type { Consent } from "../../domain/consent.ts";
import type { E164 } from "../../domain/phone.ts";
import type { MediaSource } from "./carrier.ts";
import type { LeadNote } from "./leads.ts";
import type { OutboundCall } from "./outbound-calls.ts";
import type { Text } from "./texts.ts";

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

export interface PrivacyTables {
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
  overdueErasures(before: Date, limit: number): Promise<readonly { businessId: string; erasureId: string }[]>;
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
}
