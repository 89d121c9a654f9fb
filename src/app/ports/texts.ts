/** Texts, both ways, and each attempt at sending one. */
import type { E164 } from "../../domain/phone.ts";
import type { TextDirection, TextPurpose, TextState } from "../../domain/text.ts";
import type { Caller } from "./callers.ts";
import type { Page, PageRequest } from "./paging.ts";

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

export interface TextTable {
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
}
