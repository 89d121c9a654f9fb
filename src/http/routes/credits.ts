/** Credits: what there is, what it costs, where it went. */
import { z } from "zod";
import type { App } from "../../app/context.ts";
import { openPurchase, requestPurchase } from "../../app/credits/buy-credits.ts";
import { creditUsage, MAX_USAGE_DAYS } from "../../app/credits/credit-usage.ts";
import { grantCredits } from "../../app/manage.ts";
import type { StatementLine } from "../../app/ports/index.ts";
import type { Purchase } from "../../app/ports/payments.ts";
import { CREDIT_PACKS, priceCents } from "../../domain/credits.ts";
import { Refusal } from "../../domain/errors.ts";
import { businessNotFound } from "../auth.ts";
import { csvOf } from "../csv.ts";
import type { OperatorFacts } from "../operator-facts.ts";
import { type Route, route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { purchaseView, transferView } from "../views.ts";

const postPurchase = z.strictObject({ credits: z.int("must be a whole number") });
const usageQuery = z.object({
  days: z.coerce
    .number("must be a number")
    .int()
    .min(1, "must be at least 1")
    .max(MAX_USAGE_DAYS, `must be at most ${MAX_USAGE_DAYS}`)
    .default(30),
});
/** More than a spreadsheet is looked through for. */
const MAX_EXPORTED = 50_000;

const statementCsv = (lines: readonly StatementLine[]): string =>
  csvOf(
    ["time_utc", "kind", "credits", "change_in_available", "reason", "text_to", "text_purpose", "text_id"],
    lines.map((line) => [
      line.occurredAt.toISOString(),
      line.kind,
      line.credits,
      line.change,
      line.reason,
      line.phone,
      line.purpose,
      line.textId,
    ]),
  );

export function creditRoutes(app: App, seller: Pick<OperatorFacts, "name" | "supportEmail">): Route[] {
  const opened = async (purchase: Purchase) => purchaseView(await openPurchase(app, purchase));
  return [
    route({
      method: "post",
      path: "/businesses/:businessId/credits/grants",
      summary: "Grant credits",
      guard: "operator",
      body: schemas.grantCredits,
      handle: async ({ tx, businessId, body }) => {
        const { transferId } = await grantCredits(app, tx, businessId, body);
        return { status: 201, body: { id: transferId, ...body, ...(await tx.ledger.balances(businessId)) } };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/credits",
      summary: "Credits: available, held for texts under way, spent; and owed, when a payment was taken back",
      guard: "business",
      handle: async ({ tx, businessId }) => ({ status: 200, body: await tx.ledger.balances(businessId) }),
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/credits/transfers",
      summary:
        "Every movement of credits, newest first; as text/csv all of them, with the text each paid for",
      guard: "business",
      query: schemas.pageQuery,
      handle: async ({ tx, businessId, query: { limit, after = null } }) => {
        const { items, next } = await tx.ledger.transfers(businessId, { limit, after });
        return {
          status: 200,
          body: { items: items.map(transferView), next },
          csv: async () => statementCsv(await tx.ledger.statement(businessId, MAX_EXPORTED)),
        };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/credits/usage",
      summary:
        "Credits spent on each day of the business's calendar, and how long the rest lasts at this rate",
      guard: "business",
      query: usageQuery,
      handle: async ({ tx, businessId, query }) => {
        const business = await tx.businesses.find(businessId);
        if (business === null) throw businessNotFound();
        return { status: 200, body: await creditUsage(app, tx, business, query.days) };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/credits/offer",
      summary: "What credits cost, and whether they can be bought by card here; else whom to ask",
      guard: "business",
      handle: async () => ({
        status: 200,
        body: {
          byCard: app.payments !== null,
          packs: CREDIT_PACKS.map((credits) => ({ credits, priceCents: priceCents(credits) })),
          currency: "usd",
          seller: { name: seller.name, email: seller.supportEmail },
        },
      }),
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/credits/purchases",
      summary:
        "Buy credits by card: `url` is where to pay. Repeated under its Idempotency-Key, `url` is null: get it",
      guard: "owner",
      body: postPurchase,
      handle: async ({ tx, businessId, body }) => {
        const purchase = await requestPurchase(app, tx, businessId, body.credits);
        return { status: 201, body: purchaseView(purchase), afterCommit: () => opened(purchase) };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/credits/purchases/:purchaseId",
      summary: "One purchase: whether it was paid, and while it is open, where to pay",
      guard: "business",
      handle: async ({ tx, businessId, params }) => {
        const purchase = await tx.purchases.find(businessId, params.purchaseId ?? "");
        if (purchase === null) throw new Refusal("purchase_not_found", "There is no such purchase.");
        return { status: 200, body: purchaseView(purchase) };
      },
    }),
  ];
}
