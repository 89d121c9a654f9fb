import type { Logger } from "../app/ports/index.ts";

export interface Regular {
  start(): void;
  /** Tells what runs to stop, and waits for it. */
  stop(): Promise<void>;
}

/** What each process does by itself, at its start and then regularly, never twice at once. */
export function atStartAndEvery(
  everyMs: number,
  log: Logger,
  work: (signal: AbortSignal, isFirst: boolean) => Promise<unknown>,
): Regular {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  const run = (isFirst: boolean) => {
    running ??= work(stopping.signal, isFirst)
      .then(
        () => {},
        (error: unknown) => log.error({ err: error }, "regular work failed"),
      )
      .finally(() => {
        running = null;
      });
  };
  return {
    start() {
      run(true);
      timer = setInterval(run, everyMs, false);
      timer.unref();
    },
    async stop() {
      if (timer !== null) clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
