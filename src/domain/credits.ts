/** The ledger's words. One credit pays for one text sent, however many segments; always a whole number. */

/** What one text costs, whatever its length. */
export const CREDITS_PER_TEXT = 1;

/** Below this many available credits the operator and the owner are warned. */
export const LOW_CREDITS = 20;

/** The most that one grant may give: a slip of the finger must not create a fortune. */
export const MAX_GRANT = 1_000_000;

/** What an owner can buy at once; each credit costs the same. */
export const CREDIT_PACKS = [100, 300, 1_000] as const;
/** $9.00 buys 100. */
const CENTS_PER_CREDIT = 9;
export const priceCents = (credits: number): number => credits * CENTS_PER_CREDIT;

/** 900 → "$9.00" */
export const dollars = (cents: number): string => `$${(cents / 100).toFixed(2)}`;

/**
 * How many of the credits of one purchase go when so much of its payment was taken back: all with all of it,
 * and of a part only whole ones, in the owner's favour.
 */
export const revokedCredits = (
  { credits, priceCents }: { readonly credits: number; readonly priceCents: number },
  centsTakenBack: number,
): number => Math.floor((Math.min(priceCents, Math.max(0, centsTakenBack)) * credits) / priceCents);

/**
 * Between a business's `available`, `held`, `spent` and `owed`, and the system's `issued`:
 * grant issued→available · hold available→held · post held→spent · void held→available ·
 * refund spent→available (a text that never left) · revoke available→issued (a payment taken back) ·
 * owe owed→available (what a revoke takes and is spent already) · repay available→owed (by what comes next)
 */
export type TransferKind = "grant" | "hold" | "post" | "void" | "refund" | "revoke" | "owe" | "repay";

export interface Balances {
  readonly available: number;
  readonly held: number;
  readonly spent: number;
  /** Taken back after it was spent; absent when nothing is owed. While there is some, nothing is available. */
  readonly owed?: number;
}

/** The rate at which credits go is taken from so many days at most. */
export const FORECAST_DAYS = 28;
const DAY_MS = 86_400_000;

export interface CreditForecast {
  readonly available: number;
  readonly creditsPerDay: number;
  /** `null`: nothing was spent lately, so nobody can tell. */
  readonly daysLeft: number | null;
}

/**
 * How long the credits last at the rate of the last four weeks, or of the time since the first text, if that
 * is shorter, but no less than a day: a business that is new did not spend for four weeks.
 *
 * @param spent in the last 28 days, less what came back
 * @param firstAt when the first of it was spent
 */
export function forecastCredits(
  available: number,
  spent: number,
  firstAt: Date | null,
  now: Date,
): CreditForecast {
  if (spent <= 0 || firstAt === null) return { available, creditsPerDay: 0, daysLeft: null };
  const days = Math.min(FORECAST_DAYS, Math.max(1, (now.getTime() - firstAt.getTime()) / DAY_MS));
  return {
    available,
    creditsPerDay: Math.round((spent / days) * 100) / 100,
    daysLeft: Math.floor((available * days) / spent),
  };
}
