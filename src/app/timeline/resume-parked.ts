import type { App } from "../context.ts";
import type { Tx } from "../ports/index.ts";
import { backfilledBefore, enqueueDue } from "./backfill.ts";

/** Everything that waited for a person. */
export async function resumeParked(app: App, tx: Tx, businessId: string): Promise<void> {
  const now = app.clock.now();
  await enqueueDue(app, tx, await tx.activities.resume(businessId, now, backfilledBefore(now)));
}
