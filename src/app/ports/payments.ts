/** Credits bought by card: what is kept of a purchase, and what the payment service is asked and tells. */

export type PurchaseState = "opening" | "open" | "paid" | "expired" | "failed";

/** One wish to buy, and what became of it. Committed before the payment service hears of it. */
export interface Purchase {
  readonly id: string;
  readonly businessId: string;
  readonly credits: number;
  readonly priceCents: number;
  readonly state: PurchaseState;
  /** The payment service's name for the page on which the owner pays. */
  readonly sessionId: string | null;
  readonly url: string | null;
  /** The payment service's name for the payment, once there is one. */
  readonly paymentId: string | null;
  /** Of these credits, taken back because the payment was. */
  readonly revokedCredits: number;
  /** In words for the owner. */
  readonly problem: string | null;
  readonly nextLookAt: Date | null;
  readonly requestedAt: Date;
  readonly settledAt: Date | null;
}

export type PurchaseChange = Partial<
  Pick<
    Purchase,
    "state" | "sessionId" | "url" | "paymentId" | "revokedCredits" | "problem" | "nextLookAt" | "settledAt"
  >
>;

/** A refund or a dispute, under the payment service's name for it. */
export interface Reversal {
  readonly id: string;
  readonly paymentId: string;
  /** All that this one takes back, not what it adds to an earlier word of it. */
  readonly cents: number;
  /** The bank decided for us, for good. */
  readonly isWon: boolean;
}

/** What the payment service tells, reduced to what changes anything for us. */
export type PaymentNews =
  | {
      readonly kind: "paid";
      readonly purchaseId: string;
      readonly sessionId: string;
      readonly paymentId: string | null;
      readonly cents: number;
      readonly currency: string;
    }
  | {
      readonly kind: "expired" | "declined";
      readonly purchaseId: string;
      readonly sessionId: string;
    }
  | { readonly kind: "reversed"; readonly reversal: Reversal }
  | { readonly kind: "unrecognised"; readonly what: string };

/** What a request for a payment page came to. Only `unclear` leaves open whether there is one. */
export type OpenResult =
  | { readonly kind: "opened"; readonly sessionId: string; readonly url: string }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "unclear"; readonly why: string };

export interface CardPayments {
  /** Asked again for the same purchase, it is the same page. */
  open(
    purchase: Pick<Purchase, "id" | "credits" | "priceCents">,
    page: { readonly paidUrl: string; readonly cancelledUrl: string; readonly expiresAt: Date },
  ): Promise<OpenResult>;
  /** `null`: the owner has not paid yet, or the bank has not said yet whether. */
  look(sessionId: string): Promise<PaymentNews | null>;
  /**
   * @param body as it came, byte for byte
   * @throws Refusal `bad_signature`
   */
  read(body: Uint8Array, signature: string, receivedAt: Date): Promise<PaymentNews>;
}

export interface PurchaseTable {
  insert(purchase: Purchase): Promise<void>;
  find(businessId: string, id: string): Promise<Purchase | null>;
  countSince(businessId: string, since: Date): Promise<number>;
  /** Across businesses: the payment service knows purchases alone. Locked until the end of the transaction. */
  lock(id: string): Promise<Purchase | null>;
  lockOfPayment(paymentId: string): Promise<Purchase | null>;
  update(businessId: string, id: string, change: PurchaseChange): Promise<void>;
  /** What is heard of one payment happens one after the other, until the end of the transaction. */
  takeTurn(paymentId: string): Promise<void>;
  /** Keeps the most that was ever heard of it. */
  putReversal(reversal: Reversal, at: Date): Promise<void>;
  /** What all refunds and disputes of this payment take back together. */
  centsReversed(paymentId: string): Promise<number>;
  /** Of any business, whose next look is due: for the sweep. */
  overdue(before: Date, limit: number): Promise<readonly { businessId: string; purchaseId: string }[]>;
  /** Those of payments that are none of ours. */
  forgetReversals(before: Date): Promise<void>;
}
