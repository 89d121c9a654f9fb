/** What comes too late counts as `late`; the work goes on, and nobody waits for it. */
export async function inTime<T, L>(ms: number, work: Promise<T>, late: L): Promise<T | L> {
  const { promise, resolve } = Promise.withResolvers<L>();
  const timer = setTimeout(() => resolve(late), ms);
  work.catch(() => {
    // Whoever waits hears of it below; after that there is nobody.
  });
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
