/** What every implementation of Claims has in common. */
import { type Budget, ConnectorError } from "./contract.ts";

/** How far away a turn may be for a job to wait for it; further, and the job is put off. */
export const WAIT_AT_MOST_MS = 5_000;

/**
 * How a budget is kept (the generic cell rate algorithm): a tenth of it may be used at once, the rest comes
 * one by one, so that no span of `perMs`, wherever it begins, sees more than `requests`.
 */
export function pace({ requests, perMs }: Budget): { readonly everyMs: number; readonly burst: number } {
  const burst = Math.max(1, Math.floor(requests / 10));
  return { everyMs: Math.ceil(perMs / Math.max(1, requests - burst)), burst };
}

/** What lets go of a claim although the work failed. */
export const leavesNothingUnclear = (error: unknown): boolean =>
  error instanceof ConnectorError && !error.unclear;

export const stillKept = (retryAfterMs: number): ConnectorError =>
  new ConnectorError("throttled", "An earlier attempt may still become visible in the CRM.", {
    retryAfterMs,
  });

export const turnTooFar = (retryAfterMs: number): ConnectorError =>
  new ConnectorError("throttled", "The CRM's request limit is used up for the moment.", { retryAfterMs });
