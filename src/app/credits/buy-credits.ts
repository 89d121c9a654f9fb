/** The owner buys credits on the payment service's own page. Nothing is ever bought by itself. */
import { CREDIT_PACKS, priceCents } from "../../domain/credits.ts";
import { Refusal } from "../../domain/errors.ts";
import type { App } from "../context.ts";
import { refuseOnDemo } from "../demos/refuse-on-demo.ts";
import type { Tx } from "../ports/index.ts";
import type { CardPayments, Purchase } from "../ports/payments.ts";
import { recordPayment } from "./record-payment.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Stripe takes 30 min to 24 h (docs/api/checkout/sessions/create). */
const PAGE_LASTS_MS = HOUR_MS;
const MAX_PER_HOUR = 20;
/** The request for the page is answered, or given up, well before. */
const OPENED_WITHIN_MS = MINUTE_MS;
/** Webhooks come within seconds; the longer one is missing, the less hurry. */
const FIRST_LOOK_MS = 5 * MINUTE_MS;
const LONGEST_PAUSE_MS = 6 * HOUR_MS;
/** A bank debit may take two weeks. */
const GIVEN_UP_AFTER_MS = 21 * 24 * HOUR_MS;

/** Committed before the payment service hears of it: whatever happens then, the purchase is known. */
export async function requestPurchase(
  app: App,
  tx: Tx,
  businessId: string,
  credits: number,
): Promise<Purchase> {
  paymentsOf(app);
  await refuseOnDemo(tx, businessId, "its credits are given, and cannot be bought");
  if (!CREDIT_PACKS.some((pack) => pack === credits)) {
    const packs = CREDIT_PACKS.join(", ");
    throw new Refusal("invalid_input", `Credits are sold by ${packs}.`, [
      { field: "credits", message: `must be one of ${packs}` },
    ]);
  }
  const now = app.clock.now();
  if ((await tx.purchases.countSince(businessId, new Date(now.getTime() - HOUR_MS))) >= MAX_PER_HOUR)
    throw new Refusal("too_many_requests", "Many purchases were begun lately. Try again in an hour.");
  const purchase: Purchase = {
    id: app.newId("pur"),
    businessId,
    credits,
    priceCents: priceCents(credits),
    state: "opening",
    sessionId: null,
    url: null,
    paymentId: null,
    revokedCredits: 0,
    problem: null,
    nextLookAt: new Date(now.getTime() + OPENED_WITHIN_MS),
    requestedAt: now,
    settledAt: null,
  };
  await tx.purchases.insert(purchase);
  return purchase;
}

function paymentsOf({ payments }: App): CardPayments {
  if (payments === null)
    throw new Refusal("card_not_configured", "Credits cannot be bought by card here. Ask your provider.");
  return payments;
}

/** Asks for the page on which the owner pays. @throws Refusal `card_refused`, `card_away` */
export async function openPurchase(app: App, purchase: Purchase): Promise<Purchase> {
  const { id, businessId, requestedAt } = purchase;
  const opened = await paymentsOf(app).open(purchase, {
    paidUrl: `${app.publicUrl}/credits?purchase=${id}`,
    cancelledUrl: `${app.publicUrl}/credits`,
    expiresAt: new Date(requestedAt.getTime() + PAGE_LASTS_MS),
  });
  if (opened.kind === "unclear") {
    app.log.warn({ businessId, purchaseId: id, why: opened.why }, "unclear whether a payment page was made");
    throw new Refusal("card_away", "The payment page could not be opened. Try again in a moment.");
  }
  const now = app.clock.now();
  await app.store.transaction(async (tx) => {
    const current = await tx.purchases.lock(id);
    // The owner may have paid before we were told where.
    if (current?.state !== "opening") return;
    await tx.purchases.update(
      businessId,
      id,
      opened.kind === "opened"
        ? {
            state: "open",
            sessionId: opened.sessionId,
            url: opened.url,
            nextLookAt: new Date(now.getTime() + FIRST_LOOK_MS),
          }
        : { state: "failed", problem: opened.why, nextLookAt: null, settledAt: now },
    );
  });
  if (opened.kind === "refused") {
    app.log.error({ businessId, purchaseId: id, why: opened.why }, "the payment service refused a purchase");
    throw new Refusal("card_refused", "Credits cannot be bought by card right now. Ask your provider.");
  }
  const current = await app.store.read.purchases.find(businessId, id);
  return current ?? purchase;
}

/** The job: finds out what became of a purchase of which no word came. */
export async function lookAtPurchase(app: App, businessId: string, purchaseId: string): Promise<void> {
  const purchase = await app.store.read.purchases.find(businessId, purchaseId);
  if (purchase === null || (purchase.state !== "opening" && purchase.state !== "open")) return;
  const now = app.clock.now();
  const age = now.getTime() - purchase.requestedAt.getTime();
  const pause = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_LOOK_MS, age / 4));
  // Before anything leaves: a look that fails is not repeated at once.
  await app.store.read.purchases.update(businessId, purchaseId, {
    nextLookAt: age > GIVEN_UP_AFTER_MS ? null : new Date(now.getTime() + pause),
  });
  if (app.payments === null) return;
  if (purchase.sessionId === null) {
    // The same request under the same key: whether or not there was a page, there is one now.
    await openPurchase(app, purchase).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
    });
    return;
  }
  const news = await app.payments.look(purchase.sessionId);
  if (news !== null) await recordPayment(app, news);
}
