/** Stripe's events, read for what concerns us. Of their many fields only those that no version has moved. */
import { z } from "zod";
import type { PaymentNews } from "../app/ports/payments.ts";

/** An id, or the thing itself where somebody expanded it. */
const reference = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);

export const checkoutSession = z.object({
  id: z.string(),
  client_reference_id: z.string().nullish(),
  status: z.enum(["open", "complete", "expired"]).nullish(),
  payment_status: z.enum(["paid", "unpaid", "no_payment_required"]),
  payment_intent: reference.nullish(),
  amount_total: z.number().int().nullish(),
  currency: z.string().nullish(),
});
export type CheckoutSession = z.output<typeof checkoutSession>;

const charge = z.object({
  id: z.string(),
  payment_intent: reference.nullish(),
  /** Of all its refunds so far. */
  amount_refunded: z.number().int().nonnegative(),
});

const dispute = z.object({
  id: z.string(),
  payment_intent: reference.nullish(),
  amount: z.number().int().nonnegative(),
  status: z.string(),
});

const unrecognised = (what: string): PaymentNews => ({ kind: "unrecognised", what });

/** `null`: not paid yet, or the bank has not said yet whether. */
export function newsOfSession(session: CheckoutSession): PaymentNews | null {
  const { id: sessionId, client_reference_id: purchaseId, payment_intent, amount_total, currency } = session;
  if (typeof purchaseId !== "string") return unrecognised("a session that we did not ask for");
  if (session.payment_status === "paid")
    return {
      kind: "paid",
      purchaseId,
      sessionId,
      paymentId: payment_intent ?? null,
      cents: amount_total ?? 0,
      currency: currency ?? "",
    };
  return session.status === "expired" ? { kind: "expired", purchaseId, sessionId } : null;
}

/** @param event as Stripe's own client verified it; what it is not made for stays unrecognised */
export function newsOf(event: {
  readonly type: string;
  readonly data: { readonly object: unknown };
}): PaymentNews {
  const { type } = event;
  const object: unknown = event.data?.object;
  switch (type) {
    case "checkout.session.completed":
    case "checkout.session.async_payment_succeeded":
    case "checkout.session.expired": {
      const session = checkoutSession.safeParse(object);
      return session.success
        ? (newsOfSession(session.data) ?? unrecognised(`${type}, unpaid`))
        : unrecognised(type);
    }
    case "checkout.session.async_payment_failed": {
      const session = checkoutSession.safeParse(object);
      const purchaseId = session.data?.client_reference_id;
      return typeof purchaseId === "string" && session.success
        ? { kind: "declined", purchaseId, sessionId: session.data.id }
        : unrecognised(type);
    }
    case "charge.refunded": {
      const { data } = charge.safeParse(object);
      return data?.payment_intent == null
        ? unrecognised(type)
        : reversal(`refund:${data.id}`, data.payment_intent, data.amount_refunded, false);
    }
    case "charge.dispute.created":
    case "charge.dispute.funds_withdrawn":
    case "charge.dispute.funds_reinstated":
    case "charge.dispute.closed": {
      const { data } = dispute.safeParse(object);
      if (data?.payment_intent == null) return unrecognised(type);
      // An inquiry takes no money; should it become a dispute, the money's going is told.
      if (data.status.startsWith("warning_") && type !== "charge.dispute.funds_withdrawn")
        return unrecognised(`${type}, ${data.status}`);
      const isWon = data.status === "won" || type === "charge.dispute.funds_reinstated";
      return reversal(`dispute:${data.id}`, data.payment_intent, data.amount, isWon);
    }
    default:
      return unrecognised(type);
  }
}

const reversal = (id: string, paymentId: string, cents: number, isWon: boolean): PaymentNews => ({
  kind: "reversed",
  reversal: { id, paymentId, cents, isWon },
});
