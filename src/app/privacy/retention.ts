import type { App } from "../context.ts";
import type { MediaSource, Tx } from "../ports/index.ts";
import { FARTHEST_BACK_MS } from "../recovery/swept-account.ts";
import { wantErased } from "./erase-at-carrier.ts";

const DAY_MS = 24 * 3_600_000;
/** In one transaction, so that none holds many rows for long. */
const BATCH = 500;

/** Erases, for each business that wants it, what has been kept long enough. Runs each hour; a run that was missed is made up by the next. */
export async function eraseExpired(app: App): Promise<void> {
  const listed = app.clock.now().getTime() - FARTHEST_BACK_MS - DAY_MS;
  await app.store.read.privacy.forgetErasedBefore(new Date(listed));
  for (const { businessId, days } of await app.store.read.privacy.retentions()) {
    const now = app.clock.now();
    const before = (keptDays: number): Date => new Date(now.getTime() - keptDays * DAY_MS);
    const { bodies, recordings } = days;
    if (bodies !== null)
      await inBatches(app, businessId, async (tx) => {
        const texts = await tx.privacy.eraseBodies(businessId, before(bodies), now, BATCH);
        const pictures = texts.flatMap(({ media }) =>
          media.map(({ url }): MediaSource => ({ kind: "picture", url })),
        );
        return { erased: texts.length, sources: pictures };
      });
    if (recordings !== null)
      await inBatches(app, businessId, async (tx) => {
        const sources = await tx.privacy.takeRecordings(businessId, before(recordings), BATCH);
        return { erased: sources.length, sources };
      });
  }
}

async function inBatches(
  app: App,
  businessId: string,
  erase: (tx: Tx) => Promise<{ erased: number; sources: readonly MediaSource[] }>,
): Promise<void> {
  for (;;) {
    const erased = await app.store.transaction(async (tx) => {
      const batch = await erase(tx);
      await wantErased(app, tx, businessId, batch.sources);
      return batch.erased;
    });
    if (erased < BATCH) return;
  }
}
