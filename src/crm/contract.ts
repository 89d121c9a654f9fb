/**
 * What every connector promises. A connector links one business to one CRM: it finds the caller's record
 * by phone, makes one when there is none, and puts each call and text on its timeline exactly once.
 */
import type { CallDirection, CallOutcome, MissedReason } from "../domain/call.ts";
import type { E164 } from "../domain/phone.ts";
import type { TextDirection, TextState } from "../domain/text.ts";
import type { Manifest } from "./manifest.ts";

/** What a connector needs of phone numbers: candidates are the CRM's, the decision is made here. */
export { isSamePhone, phoneParts } from "../domain/phone.ts";
export type { Manifest } from "./manifest.ts";

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
  /** Several records have this number: why this one, in a sentence. `null` when it is the only one. */
  readonly preferredBecause: string | null;
}

/** A record as a person tells it from others. */
export interface RecordName {
  readonly recordId: string;
  readonly name: string | null;
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
  | {
      readonly kind: "new_lead";
      readonly draft: LeadDraft;
      /**
       * `findByPhone` answered so lately that nobody has this number, and nothing has been tried since, that the
       * connector need not look again. It still asks `records` under its claim.
       */
      readonly nobodyAt?: Date | null | undefined;
    };

/** What became of one activity. `rejected` is the CRM's own no: a person must look. */
export type LogResult =
  | { readonly activityId: string; readonly kind: "logged"; readonly externalId: string }
  | { readonly activityId: string; readonly kind: "rejected"; readonly message: string };

export interface LogRequest {
  readonly target: Target;
  readonly activities: readonly Activity[];
  /** Not null: the latest attempt whose outcome is unclear. It may have gone through: look before you create. */
  readonly earlierAttemptAt: Date | null;
}

/** What is older than this in milliseconds is no answer to a call that rings now: the CRM's last requests are not for it. */
export const BACKFILL_AFTER_MS = 600_000;

/** One of many callers' activities that waited, and the record on which it belongs. */
export interface WaitingActivity {
  readonly recordId: string;
  readonly activity: Activity;
  /** As in a `LogRequest`, of this activity alone. */
  readonly earlierAttemptAt: Date | null;
}

/** What `matchedBy` says of a record that we made because nobody had the number. */
export const MADE_BY_US = "created";

/** What is remembered about the record that a phone number belongs to. */
export interface RecordFound extends Pick<Match, "recordId" | "name" | "matchedBy"> {
  /** As in a match; of a record that was made just now `MADE_BY_US`. */
  readonly matchedBy: string;
  /** Which other records have the number, best first. Left out: the others that `findByPhone` answered with. */
  readonly others?: readonly RecordName[] | undefined;
}

/** The record with its others: as the connector told, else as `findByPhone` last answered. */
export const withOthers = (found: RecordFound, matches: readonly Match[]): RecordFound => {
  if (found.others !== undefined || !matches.some(({ recordId }) => recordId === found.recordId))
    return found;
  const others = matches.filter(({ recordId }) => recordId !== found.recordId);
  return { ...found, others: others.map(({ recordId, name }) => ({ recordId, name })) };
};

/** A call or text as it stands in the CRM. */
export interface StandingActivity {
  readonly activityId: string;
  readonly kind: ActivityKind;
  readonly externalId: string;
}

export interface MoveRequest {
  readonly activities: readonly StandingActivity[];
  /** The record on which they stand: the CRM may have lost it meanwhile. */
  readonly from: string;
  readonly to: string;
}

/** What became of moving one activity. `gone`: somebody deleted it in the CRM, and their decision stands. */
export type MoveResult =
  | { readonly activityId: string; readonly kind: "moved"; readonly externalId: string }
  | { readonly activityId: string; readonly kind: "gone" }
  | { readonly activityId: string; readonly kind: "rejected"; readonly message: string };

/** `kept`: why, in a sentence for the owner. */
export type Retirement = { readonly kind: "retired" } | { readonly kind: "kept"; readonly because: string };

/** A living link to one business's CRM. */
export interface OpenConnector {
  /** An empty list is an answer: the CRM looked and knows nobody. Trouble is a ConnectorError. */
  findByPhone(phone: E164): Promise<readonly Match[]>;
  /**
   * `onRecord` is awaited as soon as a record is found or made, before anything is appended to it; a target
   * that was known already need not be told again. One result per activity; when trouble comes half-way,
   * the ConnectorError carries the results so far.
   */
  log(request: LogRequest, onRecord: (record: RecordFound) => Promise<void>): Promise<readonly LogResult[]>;
  /**
   * The phone numbers of a record as they are written there; none when it is gone. For pages of ours that a CRM
   * shows beside a record: left out where it shows none.
   */
  phonesOf?(recordId: string): Promise<readonly string[]>;
  /** Corrects an activity that is on the timeline already. May be repeated. */
  amend(activity: Activity, externalId: string): Promise<void>;
  describe(): Promise<ConnectorDescription>;
  // What follows a connector has if its manifest names the ability.
  /**
   * `backfill`: appends what waited, of many callers at once, in as few requests as the CRM allows and in the order
   * given. It answers for what it has settled. What it leaves out is as if it had not been asked for, and is given to
   * `log`: a record that is gone, an attempt that has to be looked for first, a refusal that is not this activity's own.
   * When trouble comes half-way, the ConnectorError carries the results so far.
   */
  backfill?(waiting: readonly WaitingActivity[]): Promise<readonly LogResult[]>;
  /**
   * `move`: takes activities from one record to another, as they are. May be repeated, also after it broke off
   * anywhere: what stands on the other record already is moved. One result per activity; the ConnectorError that
   * ends it half-way needs none, since all of it is asked for again.
   *
   * @throws ConnectorError `record_gone` when the record to move to is no longer there
   */
  move?(request: MoveRequest): Promise<readonly MoveResult[]>;
  /**
   * `retire`: puts a record that we made where deleted ones go, if it is as we made it: nobody has edited it, and
   * nothing stands on it. One that is gone already is retired. May be repeated.
   */
  retire?(recordId: string): Promise<Retirement>;
  /**
   * `mirror_consent`: writes whether this person may be texted where the customer chose. May be repeated. Left out
   * while the settings name no place.
   *
   * @throws ConnectorError `record_gone` as in `log`, `rejected` when the place cannot take it
   */
  setConsent?(recordId: string, consent: TextingConsent): Promise<void>;
}

/** What somebody said about being texted. */
export type TextingConsent = "opted_in" | "opted_out";

export interface ConnectorDescription {
  readonly health: "ok" | "degraded" | "needs_reconnect";
  readonly detail: string | null;
  /** Which account of the CRM this is, as a person would recognise it. */
  readonly account: string | null;
  /** What the CRM says of the business itself, where it does: a first install begins with it. */
  readonly business?: { readonly name?: string | undefined; readonly timeZone?: string | undefined };
}

/** At most `requests` in any span of `perMs`. */
export interface Budget {
  readonly key: string;
  readonly requests: number;
  readonly perMs: number;
}

/** Agreements between all processes that talk to the same CRM. Keys are the connector's own. */
export interface Claims {
  /**
   * Runs `work` while nobody else holds `key`. It is let go when `work` ends, or throws a ConnectorError that
   * leaves nothing unclear. Any other throw, or the death of the process, keeps it until `leaseMs` have
   * passed: what may have been made has time to become visible before somebody else looks for it.
   *
   * @throws ConnectorError `throttled` when the key stays taken for longer than a job should wait
   */
  hold<T>(key: string, leaseMs: number, work: () => Promise<T>): Promise<T>;
  /**
   * Waits for the turn of one request.
   *
   * @throws ConnectorError `throttled` when the turn is further away than a job should wait
   */
  spend(budget: Budget): Promise<void>;
  /** Nobody's turn comes before `ms` have passed: the far side asked for a rest, or needs one. */
  rest(budget: Budget, ms: number): Promise<void>;
}

export interface ConnectorLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What a connector is opened with. One open connector serves one job, for seconds. */
export interface ConnectorContext {
  readonly businessId: string;
  /** Two letters (ISO 3166): assumed for numbers that are written without a country code. */
  readonly country: string;
  /** As the manifest describes them; what is not given has the manifest's default. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** As the manifest describes them; `null` for a connector that needs none. */
  readonly credentials: Credentials | null;
  /**
   * Trades credentials that the CRM refused for new ones: once, whoever asks at the same time.
   * `null` when there is nothing to trade, as with a token that a person typed in.
   *
   * @throws ConnectorError `auth_expired` when the CRM gives none
   */
  readonly refreshCredentials: ((refused: Credentials) => Promise<Credentials>) | null;
  /** Which record each number was found or made as: our own memory, which no search index lags behind. */
  readonly records: { find(phone: E164): Promise<RecordFound | null> };
  readonly claims: Claims;
  readonly http: { readonly timeoutMs: number; readonly userAgent: string };
  readonly log: ConnectorLog;
  readonly now: () => Date;
  readonly newId: (prefix: "lead") => string;
  readonly signal: AbortSignal;
}

export type Credentials = Readonly<Record<string, string>>;

export interface Connector {
  readonly manifest: Manifest;
  open(context: ConnectorContext): OpenConnector;
}

export type ConnectorErrorKind = "auth_expired" | "throttled" | "rejected" | "unavailable" | "record_gone";

/** Trouble, and what may be done about it. The message is the CRM's own words where it had any. */
export class ConnectorError extends Error {
  readonly kind: ConnectorErrorKind;
  readonly retryAfterMs: number | null;
  /** For `record_gone`: where the CRM says the record went, if it does. */
  readonly movedTo: string | null;
  /** Something may have been written and nobody knows: the next attempt must look before it creates. */
  readonly unclear: boolean;
  /** What `log` had finished when the trouble came. */
  readonly results: readonly LogResult[];

  constructor(
    kind: ConnectorErrorKind,
    message: string,
    more: {
      retryAfterMs?: number | undefined;
      movedTo?: string | undefined;
      unclear?: boolean | undefined;
      results?: readonly LogResult[] | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "ConnectorError";
    this.kind = kind;
    this.retryAfterMs = more.retryAfterMs ?? null;
    this.movedTo = more.movedTo ?? null;
    this.unclear = more.unclear ?? false;
    this.results = more.results ?? [];
  }

  /** The same trouble, with what was finished before it came. */
  with(results: readonly LogResult[]): ConnectorError {
    const { kind, message, unclear, cause } = this;
    const retryAfterMs = this.retryAfterMs ?? undefined;
    const movedTo = this.movedTo ?? undefined;
    return new ConnectorError(kind, message, { retryAfterMs, movedTo, unclear, cause, results });
  }

  /** By name, since a connector from elsewhere may carry its own copy of this module. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "ConnectorError";
  }
}
