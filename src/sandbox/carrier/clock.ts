/** Time and chance arrive as arguments, so that no test sleeps or guesses. */
import { randomBytes } from "node:crypto";

export interface Clock {
  now(): Date;
  /** Calls `run` once after so many milliseconds; the function it returns cancels that. */
  after(delayMs: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => new Date(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** The 32 hexadecimal digits of a Twilio sid. */
export const randomIds = (): string => randomBytes(16).toString("hex");

/** Every wait of a carrier: none outlives `stop`. */
export interface Waits {
  readonly stopped: boolean;
  /** Resolves after the time, or at once when the carrier stops. */
  wait(delayMs: number): Promise<void>;
  /** Calls `run` after the time unless cancelled, or at once when the carrier stops. */
  deadline(delayMs: number, run: () => void): () => void;
  stop(): void;
}

export function createWaits(clock: Clock): Waits {
  const open = new Set<() => void>();
  let stopped = false;
  const deadline = (delayMs: number, run: () => void): (() => void) => {
    const fire = () => {
      open.delete(fire);
      cancel();
      run();
    };
    open.add(fire);
    const cancel = clock.after(delayMs, fire);
    return () => {
      open.delete(fire);
      cancel();
    };
  };
  return {
    get stopped() {
      return stopped;
    },
    deadline,
    wait: (delayMs) =>
      stopped || delayMs <= 0 ? Promise.resolve() : new Promise((resolve) => deadline(delayMs, resolve)),
    stop() {
      stopped = true;
      for (const fire of [...open]) fire();
    },
  };
}
