/** The outbox to the CRM. */
import type { ActivityKind, RecordName } from "../../crm/contract.ts";
import type { E164 } from "../../domain/phone.ts";
import type { Page, PageRequest } from "./paging.ts";
import type { KnownRecord } from "./records.ts";

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

export interface ActivityTable {
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
}
