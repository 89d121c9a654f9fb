import { randomBytes } from "node:crypto";
import type {
  CarrierAccount,
  CarrierCall,
  CarrierEvent,
  CarrierMessage,
  CarrierNumber,
  CarrierOptions,
  Faults,
} from "./types.ts";

/** What the carrier knows: the truth against which tests compare our books. */
export class CarrierState {
  readonly accounts: readonly CarrierAccount[];
  readonly numbers: CarrierNumber[] = [];
  readonly messages: CarrierMessage[] = [];
  readonly calls: CarrierCall[] = [];
  readonly faults: Faults = {};
  readonly now: () => Date;
  readonly paceMs: (seconds: number) => number;
  readonly #optedOut = new Set<string>();
  readonly #listeners = new Set<(event: CarrierEvent) => void>();
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(options: CarrierOptions) {
    this.accounts = options.accounts;
    this.now = options.now ?? (() => new Date());
    this.paceMs = options.paceMs ?? (() => 0);
  }

  newSid(prefix: string): string {
    return `${prefix}${randomBytes(16).toString("hex")}`;
  }

  tokenOf(accountSid: string): string {
    return this.accounts.find(({ sid }) => sid === accountSid)?.authToken ?? "";
  }

  number(phoneNumber: string): CarrierNumber | undefined {
    return this.numbers.find((number) => number.phoneNumber === phoneNumber);
  }

  tell(kind: string, text: string): void {
    const event = { at: this.now(), kind, text };
    for (const listener of this.#listeners) listener(event);
  }

  subscribe(listener: (event: CarrierEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setOptedOut(line: string, phone: string, out: boolean): void {
    if (out) this.#optedOut.add(`${line} ${phone}`);
    else this.#optedOut.delete(`${line} ${phone}`);
  }

  isOptedOut(line: string, phone: string): boolean {
    return this.#optedOut.has(`${line} ${phone}`);
  }

  /** Work that goes on after an answer: `idle` waits for it. */
  track(work: Promise<unknown>): void {
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled([...this.#underWay]);
  }

  pause(seconds: number): Promise<void> {
    const ms = this.paceMs(seconds);
    return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
  }
}
