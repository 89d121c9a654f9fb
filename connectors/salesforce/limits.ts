/** The org's requests: they are shared with all its other apps, and with our other processes by claims. */
import type { Budget, ConnectorContext } from "../../src/crm/contract.ts";
import { ConnectorError } from "../../src/crm/contract.ts";
import { refusalOf, USED_UP } from "./errors.ts";

/** Only requests of 20 s or more are limited in number at once; this keeps us a polite neighbour. */
const REQUESTS = { requests: 100, perMs: 1_000 } as const;
/** We stop before the last request of a day belongs to us. */
const STOP_BACKFILL_AT = 0.8;
const STOP_AT = 0.95;
/** Until a look at the counter, which counts the last 24 hours, may show something else. */
const LOOK_AGAIN_MS = 900_000;
/** The breaker: REQUEST_LIMIT_EXCEEDED comes without Retry-After. */
const FIRST_BREAK_MS = 900_000;
const LONGEST_BREAK_MS = 14_400_000;
/** An org in trouble is left alone for a second, then for longer and longer. */
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;

/** For the whole process: what each org has said no to, in a row. */
export const newTally = () => ({ limits: new Map<string, number>(), failures: new Map<string, number>() });

const onceMore = (times: Map<string, number>, org: string): number => {
  const next = (times.get(org) ?? 0) + 1;
  times.set(org, next);
  return next;
};
const doubling = (firstMs: number, times: number, mostMs: number): number =>
  Math.min(firstMs * 2 ** (times - 1), mostMs);

export function limitsOf({ claims }: ConnectorContext, org: string, tally: ReturnType<typeof newTally>) {
  const requests: Budget = { key: `salesforce:${org}`, ...REQUESTS };
  const backfill: Budget = { key: `salesforce:${org}:backfill`, ...REQUESTS };
  let usedShare: number | null = null;

  return {
    /** Of the org's daily requests, as far as an answer has told. */
    usedShare: (): number | null => usedShare,
    /** @throws ConnectorError `throttled` when the turn is too far away */
    spend: () => claims.spend(requests),
    /** @throws ConnectorError `throttled` while the org needs what it has left for calls that ring now */
    mayBackfill: () => claims.spend(backfill),

    /** What `Sforce-Limit-Info` said. */
    async watch(usage: { readonly used: number; readonly limit: number } | undefined): Promise<void> {
      if (usage === undefined || usage.limit === 0) return;
      usedShare = usage.used / usage.limit;
      if (usedShare >= STOP_BACKFILL_AT) await claims.rest(backfill, LOOK_AGAIN_MS);
      if (usedShare >= STOP_AT) await claims.rest(requests, LOOK_AGAIN_MS);
    },

    allIsWell(): void {
      tally.limits.delete(org);
      tally.failures.delete(org);
    },

    /** With its limit reached or in trouble, the org rests: for all processes. */
    async takenCareOf(error: ConnectorError): Promise<ConnectorError> {
      const refusal = refusalOf(error);
      if (refusal !== null && USED_UP.has(refusal.code)) {
        const retryAfterMs = doubling(FIRST_BREAK_MS, onceMore(tally.limits, org), LONGEST_BREAK_MS);
        await claims.rest(requests, retryAfterMs);
        return new ConnectorError("throttled", error.message, { retryAfterMs, cause: refusal });
      }
      if (error.kind === "unavailable")
        await claims.rest(requests, doubling(FIRST_REST_MS, onceMore(tally.failures, org), LONGEST_REST_MS));
      return error;
    },
  };
}
