/** After this many failures the rest would most likely fail too. */
const MAX_FAILURES = 20;

/**
 * Does the work for each item, at most `bound` at a time. One that fails keeps none of the others from being done.
 * @throws the first failure, when all are done.
 */
export async function inParallel<T>(
  items: readonly T[],
  bound: number,
  signal: AbortSignal,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const failures: unknown[] = [];
  const worker = async () => {
    for (const item of queue) {
      signal.throwIfAborted();
      if (failures.length >= MAX_FAILURES) return;
      await work(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(bound, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
}
