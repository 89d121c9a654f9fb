import type { E164 } from "../domain/phone.ts";
import type { App } from "./context.ts";
import type { ActivityRow, Page, Tx } from "./ports.ts";

const RESUME_PAGE = 200;

/** Everything that waited for a person, in the order in which it happened: each caller is drained once. */
export async function resumeParked(app: App, tx: Tx, businessId: string): Promise<void> {
  const now = app.clock.now();
  const phones = new Set<E164>();
  for (let after: string | null = null; ; ) {
    const { items, next }: Page<ActivityRow> = await tx.activities.list(businessId, "parked", {
      limit: RESUME_PAGE,
      after,
    });
    for (const { id, phone } of items) {
      await tx.activities.update(businessId, id, { state: "pending", nextAttemptAt: now });
      phones.add(phone);
    }
    after = next;
    if (after === null) break;
  }
  for (const phone of phones) await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone });
}
