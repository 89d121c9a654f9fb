/**
 * Takes in what the payment service tells. Each word is one transaction, and the purchase is locked in it, so
 * that neither the order nor the number of deliveries matters.
 */
import { dollars, revokedCredits } from "../../domain/credits.ts";
import { assertNever } from "../../domain/errors.ts";
import type { App } from "../context.ts";
import type { TextbackEvent, Tx } from "../ports/index.ts";
import type { PaymentNews, Purchase } from "../ports/payments.ts";
import { noteCreditsGranted } from "./note-credits.ts";

/** @returns nothing: what is none of ours, or was known already, is taken in all the same. */
export async function recordPayment(app: App, news: PaymentNews): Promise<void> {
  switch (news.kind) {
    case "paid":
      return emitAll(app, await app.store.transaction((tx) => paid(app, tx, news)));
    case "expired":
    case "declined":
      return app.store.transaction((tx) => ended(app, tx, news));
    case "reversed":
      return emitAll(app, await app.store.transaction((tx) => reversed(app, tx, news)));
    case "unrecognised":
      return;
    default:
      return assertNever(news);
  }
}

const emitAll = (app: App, events: readonly TextbackEvent[]): void => {
  for (const event of events) app.emit(event);
};

async function paid(
  app: App,
  tx: Tx,
  { purchaseId, sessionId, paymentId, cents, currency }: PaymentNews & { kind: "paid" },
): Promise<readonly TextbackEvent[]> {
  if (paymentId !== null) await tx.purchases.takeTurn(paymentId);
  const purchase = await tx.purchases.lock(purchaseId);
  if (purchase === null || purchase.state === "paid") return [];
  const { businessId, credits, priceCents } = purchase;
  const isIt = purchase.sessionId === null || purchase.sessionId === sessionId;
  if (!isIt || cents !== priceCents || currency !== "usd") {
    app.log.error({ businessId, purchaseId, cents, currency }, "a payment does not fit its purchase");
    return [];
  }
  const now = app.clock.now();
  const granted = await tx.ledger.transfer(
    {
      businessId,
      key: `purchase:${sessionId}`,
      kind: "grant",
      credits,
      textId: null,
      reason: `Bought for ${dollars(priceCents)}`,
    },
    app.newId("tr"),
    now,
  );
  if (granted !== "done") throw new Error(`The grant of purchase ${purchaseId} was answered ${granted}`);
  const settled = { state: "paid", sessionId, paymentId, nextLookAt: null, settledAt: now } as const;
  await tx.purchases.update(businessId, purchaseId, { ...settled, url: null, problem: null });
  await noteCreditsGranted(app, tx, businessId);
  tx.notify({ kind: "credits", businessId });
  // Word of a refund may have been quicker.
  return settleReversals(app, tx, { ...purchase, ...settled });
}

/** Nobody paid. A payment that comes after all counts all the same. */
async function ended(
  app: App,
  tx: Tx,
  { kind, purchaseId, sessionId }: PaymentNews & { kind: "expired" | "declined" },
): Promise<void> {
  const purchase = await tx.purchases.lock(purchaseId);
  if (purchase === null || (purchase.state !== "opening" && purchase.state !== "open")) return;
  await tx.purchases.update(purchase.businessId, purchaseId, {
    state: kind === "expired" ? "expired" : "failed",
    sessionId,
    url: null,
    problem: kind === "declined" ? "Your bank did not make the payment. No credits were added." : null,
    nextLookAt: null,
    settledAt: app.clock.now(),
  });
}

async function reversed(
  app: App,
  tx: Tx,
  { reversal }: PaymentNews & { kind: "reversed" },
): Promise<readonly TextbackEvent[]> {
  await tx.purchases.takeTurn(reversal.paymentId);
  await tx.purchases.putReversal(reversal, app.clock.now());
  const purchase = await tx.purchases.lockOfPayment(reversal.paymentId);
  return purchase === null ? [] : settleReversals(app, tx, purchase);
}

/** Brings the credits into line with what was taken back of the payment in all. */
async function settleReversals(app: App, tx: Tx, purchase: Purchase): Promise<readonly TextbackEvent[]> {
  const { id, businessId, credits, priceCents, paymentId } = purchase;
  if (paymentId === null) return [];
  const wanted = revokedCredits(purchase, await tx.purchases.centsReversed(paymentId));
  const more = wanted - purchase.revokedCredits;
  if (more === 0) return [];
  const now = app.clock.now();
  const transferId = app.newId("tr");
  const result = await tx.ledger.transfer(
    {
      businessId,
      key: `reversal:${transferId}`,
      kind: more > 0 ? "revoke" : "grant",
      credits: Math.abs(more),
      textId: null,
      reason:
        more > 0
          ? `Payment of ${dollars(priceCents)} taken back`
          : `Payment of ${dollars(priceCents)} stands after all`,
    },
    transferId,
    now,
  );
  if (result !== "done") throw new Error(`A reversal of purchase ${id} was answered ${result}`);
  await tx.purchases.update(businessId, id, { revokedCredits: wanted });
  tx.notify({ kind: "credits", businessId });
  const subject = `payment:${id}`;
  if (more < 0) {
    if (wanted === 0) await tx.notices.resolve(businessId, subject, now);
    await noteCreditsGranted(app, tx, businessId);
    return [];
  }
  const { owed = 0 } = await tx.ledger.balances(businessId);
  const headline = `A payment of ${dollars(priceCents)} for ${credits} credits was taken back, and with it ${more} of them.`;
  await tx.notices.raise({
    id: app.newId("note"),
    businessId,
    subject,
    headline,
    whatToDo:
      owed === 0
        ? "If you do not know why, ask your bank and your provider."
        : `${owed} of your credits were spent already and are owed: what you buy next pays them first. If you do not know why, ask your bank and your provider.`,
    at: now,
  });
  return [{ kind: "owner_notice", businessId, message: headline }];
}
