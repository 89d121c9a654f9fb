/** What is erased here has to go at the carrier too, however long that takes. */
import type { App } from "../context.ts";
import type { MediaSource, Tx } from "../ports/index.ts";

/** The sweep asks again from then on; the last wait repeats. */
const AGAIN_AFTER_MS = [60_000, 600_000, 3_600_000, 6 * 3_600_000, 24 * 3_600_000] as const;
/** By then it is no passing trouble, and the owner has promised somebody that it is gone. */
const TELL_AFTER_ATTEMPTS = 5;

const subjectOf = (id: string): string => `erasure:${id}`;

export async function wantErased(
  app: App,
  tx: Tx,
  businessId: string,
  sources: readonly MediaSource[],
): Promise<void> {
  for (const source of sources) {
    const id = app.newId("era");
    const erasure = { id, businessId, source, attempts: 0, nextAttemptAt: app.clock.now() };
    if (await tx.privacy.insertErasure(erasure))
      await tx.jobs.enqueue({ kind: "erase_at_carrier", businessId, erasureId: id });
  }
}

export async function eraseAtCarrier(app: App, businessId: string, id: string): Promise<void> {
  const erasure = await app.store.read.privacy.findErasure(businessId, id);
  if (erasure === null) return;
  const now = app.clock.now();
  if (erasure.nextAttemptAt > now) return;
  try {
    await app.carrier.eraseMedia(businessId, erasure.source);
  } catch (error) {
    app.log.warn({ err: error, businessId, erasureId: id }, "not erased at the carrier yet");
    const words = error instanceof Error ? error.message : String(error);
    const wait = AGAIN_AFTER_MS[Math.min(erasure.attempts, AGAIN_AFTER_MS.length - 1)] ?? AGAIN_AFTER_MS[0];
    await app.store.transaction(async (tx) => {
      await tx.privacy.putOffErasure(businessId, id, words, new Date(now.getTime() + wait));
      if (erasure.attempts + 1 >= TELL_AFTER_ATTEMPTS)
        await tx.notices.raise({
          id: app.newId("note"),
          businessId,
          subject: subjectOf(id),
          headline: "A recording or picture that is erased here is still at the carrier.",
          whatToDo: `We go on trying. If you promised that it is gone, delete it in the carrier's console. ${words}`,
          at: now,
        });
    });
    return;
  }
  await app.store.transaction(async (tx) => {
    await tx.privacy.endErasure(businessId, id);
    await tx.notices.resolve(businessId, subjectOf(id), now);
  });
}
