/** The ledger's words. One credit pays for one text sent, however many segments; always a whole number. */

/** What one text costs, whatever its length. */
export const CREDITS_PER_TEXT = 1;

/** Below this many available credits the operator and the owner are warned. */
export const LOW_CREDITS = 20;

/** The most that one grant may give: a slip of the finger must not create a fortune. */
export const MAX_GRANT = 1_000_000;

/**
 * Between a business's `available`, `held` and `spent`, and the system's `issued`:
 * grant issued→available · hold available→held · post held→spent · void held→available ·
 * refund spent→available (a text that never left) · revoke available→issued (a payment taken back)
 */
export type TransferKind = "grant" | "hold" | "post" | "void" | "refund" | "revoke";

export interface Balances {
  readonly available: number;
  readonly held: number;
  readonly spent: number;
}
