/** Credits that run low are a matter for the owner, until there are enough again. */
import { LOW_CREDITS } from "../../domain/credits.ts";
import type { App } from "../context.ts";
import type { TextbackEvent, Tx } from "../ports/index.ts";

const CREDITS = "credits";

/**
 * After a hold, in its transaction: the balance is locked by it, so each number of credits is seen by exactly
 * one transaction on the way down, and the line is crossed once. Told there and at zero, not at every text between.
 */
export async function noteCreditsSpent(app: App, tx: Tx, businessId: string): Promise<TextbackEvent[]> {
  const available = await tx.ledger.available(businessId);
  if (available !== LOW_CREDITS - 1 && available !== 0) return [];
  await tx.notices.raise({
    id: app.newId("note"),
    businessId,
    subject: CREDITS,
    headline: available === 0 ? "There are no credits left." : `Only ${available} credits are left.`,
    whatToDo:
      available === 0
        ? "Buy credits: until then callers who are missed get no text."
        : "Buy credits before they run out, or callers who are missed get no text.",
    at: app.clock.now(),
  });
  return [{ kind: "credits_low", businessId, available }];
}

/** After a grant, in its transaction. */
export async function noteCreditsGranted(app: App, tx: Tx, businessId: string): Promise<void> {
  if ((await tx.ledger.available(businessId)) >= LOW_CREDITS)
    await tx.notices.resolve(businessId, CREDITS, app.clock.now());
}
