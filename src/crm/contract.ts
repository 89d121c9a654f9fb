/**
 * What every connector promises. A connector links one business to one CRM: it finds the caller's record
 * by phone, makes one when there is none, and puts each call and text on its timeline exactly once.
 */
import type { CallDirection, CallOutcome, MissedReason } from "../domain/call.ts";
import type { E164 } from "../domain/phone.ts";
import type { TextDirection, TextState } from "../domain/text.ts";

/** Raised when a promise changes so that an older connector would break it. */
export const CONTRACT_VERSION = 1;

export type ActivityKind = "call" | "text";

interface ActivityBase {
  /** Ours, stable for the life of the activity: the key under which the CRM must hold it once. */
  readonly id: string;
  readonly line: E164;
  readonly phone: E164;
  readonly occurredAt: Date;
  /** One line for a timeline: "Missed call", "Text sent". */
  readonly title: string;
  /** A few sentences for a person: what happened, and for a missed call why a text went out or not. */
  readonly summary: string;
}

export interface CallActivity extends ActivityBase {
  readonly kind: "call";
  readonly direction: CallDirection;
  readonly outcome: CallOutcome;
  readonly reason: MissedReason | null;
  readonly durationSeconds: number | null;
}

export interface TextActivity extends ActivityBase {
  readonly kind: "text";
  readonly direction: TextDirection;
  readonly body: string;
  readonly state: TextState;
}

export type Activity = CallActivity | TextActivity;

/** A record that has this phone number, and why we think so. Best first. */
export interface Match {
  readonly recordId: string;
  readonly name: string | null;
  /** The field that matched, in the CRM's words. */
  readonly matchedBy: string;
}

/** A new lead, in case nobody has this number yet. `name` is `null` when unknown: never a placeholder. */
export interface LeadDraft {
  readonly phone: E164;
  readonly name: string | null;
  /** Where the lead came from: "missed call", "text". */
  readonly source: string;
  readonly createdAt: Date;
}

export type Target =
  | { readonly kind: "record"; readonly recordId: string }
  | { readonly kind: "new_lead"; readonly draft: LeadDraft };

/** What became of one activity. `rejected` is the CRM's own no: a person must look. */
export type LogResult =
  | { readonly activityId: string; readonly kind: "logged"; readonly externalId: string }
  | { readonly activityId: string; readonly kind: "rejected"; readonly message: string };

export interface LogRequest {
  readonly target: Target;
  readonly activities: readonly Activity[];
  /** Not null: an earlier attempt may have gone through, so look before you create. */
  readonly earlierAttemptAt: Date | null;
}

export type RecordFound = Pick<Match, "recordId" | "name" | "matchedBy">;

/** A living link to one business's CRM. */
export interface OpenConnector {
  /** An empty list is an answer: the CRM looked and knows nobody. Trouble is a ConnectorError. */
  findByPhone(phone: E164): Promise<readonly Match[]>;
  /** `onRecord` is awaited as soon as the record is known, before anything is appended to it. */
  log(request: LogRequest, onRecord: (record: RecordFound) => Promise<void>): Promise<readonly LogResult[]>;
  /** Corrects an activity that is on the timeline already. */
  amend(activity: Activity, externalId: string): Promise<void>;
  describe(): Promise<ConnectorDescription>;
}

export interface ConnectorDescription {
  readonly health: "ok" | "degraded" | "needs_reconnect";
  readonly detail: string | null;
}

/** What a connector is opened with. */
export interface ConnectorContext {
  readonly businessId: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** As the manifest describes them; `null` for a connector that needs none. */
  readonly credentials: Readonly<Record<string, string>> | null;
  readonly now: () => Date;
  readonly newId: (prefix: "lead") => string;
  readonly signal: AbortSignal;
}

export interface Connector {
  readonly id: string;
  readonly contractVersion: number;
  open(context: ConnectorContext): OpenConnector;
}

export type ConnectorErrorKind = "auth_expired" | "throttled" | "rejected" | "unavailable" | "record_gone";

/** Trouble, and what may be done about it. The message is the CRM's own words where it had any. */
export class ConnectorError extends Error {
  readonly kind: ConnectorErrorKind;
  readonly retryAfterMs: number | null;
  /** For `record_gone`: where the CRM says the record went, if it does. */
  readonly movedTo: string | null;

  constructor(
    kind: ConnectorErrorKind,
    message: string,
    more: { retryAfterMs?: number; movedTo?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "ConnectorError";
    this.kind = kind;
    this.retryAfterMs = more.retryAfterMs ?? null;
    this.movedTo = more.movedTo ?? null;
  }
}
