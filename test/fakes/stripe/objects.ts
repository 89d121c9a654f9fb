/** Stripe's objects, with the fields that say something about a payment, and some that say nothing to us. */
export interface Session {
  readonly id: string;
  readonly object: "checkout.session";
  readonly client_reference_id: string | null;
  readonly status: "open" | "complete" | "expired";
  readonly payment_status: "paid" | "unpaid";
  readonly payment_intent: string | null;
  readonly amount_total: number;
  readonly currency: string;
  readonly url: string | null;
  /** Seconds since 1970. */
  readonly expires_at: number;
  readonly success_url: string;
}

export interface Charge {
  readonly id: string;
  readonly object: "charge";
  readonly payment_intent: string;
  readonly amount: number;
  readonly amount_refunded: number;
  readonly refunded: boolean;
}

export interface Dispute {
  readonly id: string;
  readonly object: "dispute";
  readonly charge: string;
  readonly payment_intent: string;
  readonly amount: number;
  readonly status: string;
}

export interface StripeEvent {
  readonly id: string;
  readonly object: "event";
  readonly type: string;
  readonly data: { readonly object: unknown };
}

export const events = (newId: (prefix: string) => string, seconds: () => number) => ({
  eventOf: (type: string, object: unknown): StripeEvent & Record<string, unknown> => ({
    id: newId("evt"),
    object: "event",
    api_version: "2026-10-28.endive",
    created: seconds(),
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
    data: { object },
  }),
});
