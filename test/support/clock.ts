import type { Clock } from "../../src/app/ports/index.ts";

/** Time that only the test moves. */
export class TestClock implements Clock {
  #now: number;
  constructor(start = Date.now()) {
    this.#now = start;
  }
  now(): Date {
    return new Date(this.#now);
  }
  pass(ms: number): void {
    this.#now += ms;
  }
}
