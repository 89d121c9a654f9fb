/** The world in which a promise is tried: a connector, a far side, time, and what the service would do. */
import type { E164 } from "../domain/phone.ts";
import {
  type Activity,
  type ActivityKind,
  type Claims,
  type Connector,
  ConnectorError,
  type Credentials,
  type LogResult,
  type OpenConnector,
  type RecordFound,
  type Target,
  type TextingConsent,
  withOthers,
} from "./contract.ts";
import { memoryClaims } from "./memory-claims.ts";

export interface FarRecord {
  readonly id: string;
  readonly name: string | null;
}

/** One entry of a record's timeline. */
export interface FarActivity {
  readonly kind: ActivityKind;
  /** All that a person reads there, as it looks: not as it is marked up. */
  readonly text: string;
  readonly occurredAt: Date;
}

export type Trouble =
  /** New records are there, but not found by searching until this much time has passed. */
  | { readonly kind: "search_lags"; readonly ms: number }
  | { readonly kind: "access_expires" }
  | { readonly kind: "throttles"; readonly requests: number }
  | { readonly kind: "is_away"; readonly requests: number }
  /** The next writes are done, and nobody hears of it. */
  | { readonly kind: "loses_answers"; readonly writes: number }
  /** Says no to every call and text, in these words, until it is mended. */
  | { readonly kind: "refuses_activities"; readonly message: string }
  | { readonly kind: "is_mended" };

/** A window on the CRM, and the hand of a person working in it. */
export interface FarSide {
  addRecord(record: { phone: string; name?: string; createdAt?: Date }): Promise<string>;
  records(): Promise<readonly FarRecord[]>;
  timeline(recordId: string): Promise<readonly FarActivity[]>;
  deleteRecord(recordId: string): Promise<void>;
  mergeRecords(loser: string, winner: string): Promise<void>;
  // Needed by the promises about an ability: the first two by `retire`, the last by `mirror_consent`.
  /** A person changes a field of it. */
  editRecord?(recordId: string): Promise<void>;
  /** A person puts something of their own on it. */
  addNote?(recordId: string): Promise<void>;
  /** What the place that the settings name says; `null` while it says nothing. */
  consentOn?(recordId: string): Promise<TextingConsent | null>;
  trouble(trouble: Trouble): Promise<void>;
}

/** Time that only the promise moves. The far side has to live by it too. */
export interface WorldClock {
  now(): Date;
  pass(ms: number): void;
}

export function worldClock(start = new Date("2026-11-24T15:00:00Z")): WorldClock {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    pass: (ms) => {
      now += ms;
    },
  };
}

/** What became of a caller's activities. */
export interface Delivery {
  readonly results: readonly LogResult[];
  /** What a person has to look at; `null` when all went through, however many attempts it took. */
  readonly trouble: ConnectorError | null;
  readonly attempts: number;
}

export interface World {
  readonly far: FarSide;
  readonly clock: WorldClock;
  /** The connector, as one more process of the service opens it. */
  open(): OpenConnector;
  /**
   * Does what the service does with a caller's activities: finds the record, or asks for a new lead, appends,
   * puts off and tries again as the contract says. The memory of records is shared by all deliveries.
   */
  deliver(phone: E164, activities: readonly Activity[], more?: DeliveryOptions): Promise<Delivery>;
  /** What the service keeps of the record that this number belongs to. */
  remembered(phone: E164): RecordFound | null;
}

interface DeliveryOptions {
  readonly name?: string;
  readonly onRecord?: () => Promise<void>;
  /** When it was found, before this delivery, that nobody has the number. */
  readonly nobodyAt?: Date;
}

export interface WorldOptions {
  readonly connector: Connector;
  readonly far: FarSide;
  readonly clock: WorldClock;
  readonly credentials?: Credentials | null;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Another keeper of locks and budgets than the one in memory. */
  readonly claims?: Claims;
  readonly businessId?: string;
}

const ATTEMPTS_AT_MOST = 40;
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 120_000;

export function connectorWorld(options: WorldOptions): World {
  const { clock, connector, far } = options;
  const memory = new Map<E164, RecordFound>();
  const claims =
    options.claims ?? memoryClaims({ now: () => clock.now(), wait: async (ms) => clock.pass(ms) });

  const open = () =>
    connector.open({
      businessId: options.businessId ?? "biz_of_the_promises",
      country: "US",
      settings: { ...defaultsOf(connector), ...options.settings },
      credentials: options.credentials ?? null,
      refreshCredentials: null,
      records: { find: async (phone) => memory.get(phone) ?? null },
      claims,
      http: { timeoutMs: 10_000, userAgent: "textback-testkit" },
      log: { debug: () => {}, info: () => {}, warn: () => {} },
      now: () => clock.now(),
      newId: (prefix) => `${prefix}_${crypto.randomUUID()}`,
      signal: new AbortController().signal,
    });

  async function attempt(
    phone: E164,
    activities: readonly Activity[],
    triedBefore: number,
    earlierAttemptAt: Date | null,
    more: DeliveryOptions,
  ): Promise<readonly LogResult[]> {
    const opened = open();
    // What was found before holds for the first attempt only: something may have been made since.
    const nobodyAt = earlierAttemptAt === null && triedBefore === 0 ? (more.nobodyAt ?? null) : null;
    const remembered = memory.get(phone);
    const matches = remembered === undefined && nobodyAt === null ? await opened.findByPhone(phone) : [];
    const known = remembered ?? matches[0];
    const target: Target =
      known === undefined
        ? {
            kind: "new_lead",
            draft: { phone, name: more.name ?? null, source: "missed call", createdAt: clock.now() },
            nobodyAt,
          }
        : { kind: "record", recordId: known.recordId };
    return opened.log({ target, activities, earlierAttemptAt }, async (found) => {
      await more.onRecord?.();
      memory.set(phone, withOthers(found, matches));
    });
  }

  return {
    far,
    clock,
    open,
    remembered: (phone) => memory.get(phone) ?? null,
    async deliver(phone, activities, more = {}) {
      const results: LogResult[] = [];
      let left = activities;
      let lastWords: unknown = null;
      let earlierAttemptAt: Date | null = null;
      for (let attempts = 1; attempts <= ATTEMPTS_AT_MOST; attempts++) {
        const startedAt = clock.now();
        try {
          results.push(...(await attempt(phone, left, attempts - 1, earlierAttemptAt, more)));
          return { results, trouble: null, attempts };
        } catch (error) {
          if (!(error instanceof ConnectorError)) {
            // As when the process died here: the attempt stays written down, and the job comes again.
            lastWords = error;
            earlierAttemptAt = startedAt;
            clock.pass(FIRST_BACKOFF_MS);
            continue;
          }
          lastWords = error;
          results.push(...error.results);
          left = left.filter(({ id }) => !results.some(({ activityId }) => activityId === id));
          if (error.unclear) earlierAttemptAt = startedAt;
          if (error.kind === "auth_expired" || error.kind === "rejected")
            return { results, trouble: error, attempts };
          if (error.kind === "record_gone") {
            memory.delete(phone);
            if (error.movedTo !== null)
              memory.set(phone, { recordId: error.movedTo, name: null, matchedBy: "moved" });
          }
          const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), LONGEST_BACKOFF_MS);
          clock.pass(error.retryAfterMs ?? backoffMs);
        }
      }
      throw new Error(`Not delivered after ${ATTEMPTS_AT_MOST} attempts`, { cause: lastWords });
    },
  };
}

const defaultsOf = ({ manifest }: Connector): Record<string, unknown> =>
  Object.fromEntries(Object.entries(manifest.settings).map(([name, spec]) => [name, spec.default]));
