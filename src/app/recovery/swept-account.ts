/** What a sweep over the carrier's lists works on. */
import type { LineInUse, Span } from "../ports/index.ts";

/** Lists are looked at again this far back: what was still under way then, and what a list showed late. */
export const OVERLAP_MS = 10 * 60_000;

/** After a longer outage older calls are left to the carrier's own log. */
export const FARTHEST_BACK_MS = 7 * 24 * 3_600_000;

/** One account at the carrier, with those of our lines that are in it. */
export interface SweptAccount {
  /** `null`: the operator's account. */
  readonly businessId: string | null;
  /** A business in whose name the carrier is asked. */
  readonly via: string;
  readonly businessIds: readonly string[];
  readonly lines: ReadonlyMap<string, SweptLine>;
}

export interface SweptLine extends LineInUse {
  /** What happened before is no business of ours. */
  readonly since: Date;
}

/** A part of one list, taken in as a whole. */
export interface Stretch extends Span {
  readonly account: SweptAccount;
  readonly isFirst: boolean;
  readonly signal: AbortSignal;
}
