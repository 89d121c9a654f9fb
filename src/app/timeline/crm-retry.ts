import type { ConnectorError } from "../../crm/contract.ts";
import type { ActivityRow } from "../ports/index.ts";

const RETRY_DELAYS_MS = [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000] as const;

/** When what met this trouble is tried again: when the CRM says, else later the more often it was tried. */
export function whenToRetry(now: Date, error: ConnectorError, rows: readonly ActivityRow[]): Date {
  const attempt = Math.max(...rows.map(({ attempts }) => attempts)) + 1;
  const backoffMs = RETRY_DELAYS_MS[Math.min(attempt, RETRY_DELAYS_MS.length) - 1] ?? 3_600_000;
  return new Date(now.getTime() + (error.retryAfterMs ?? backoffMs));
}
