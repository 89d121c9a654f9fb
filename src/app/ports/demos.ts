/** What demo businesses need from the edges. */
import type { E164 } from "../../domain/phone.ts";

export const DEMO_ANSWERS = ["ring_out", "answer", "busy", "voicemail"] as const;
export type DemoAnswer = (typeof DEMO_ANSWERS)[number];

/** A demo business's account at the simulated carrier, with its numbers. */
export interface DemoAccount {
  readonly businessId: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly numbers: readonly E164[];
}

/** A phone with which somebody plays the customer, and the owner's while it rings. */
export interface DemoPhone {
  /** What goes on, as the page shows it. */
  scene(): object;
  /** @returns false while another call is going on */
  call(from: string, line: string): boolean;
  /** @returns false when no phone rings */
  answer(answer: DemoAnswer): boolean;
  /** @returns false when nobody is calling */
  hangUp(): boolean;
  text(from: string, line: string, body: string): Promise<boolean>;
  subscribe(listener: () => void): () => void;
}

/** The carrier of demo businesses, one for each: in this process, and nowhere else. */
export interface DemoCarrier {
  /** The base address of its API. */
  addressOf(account: DemoAccount): Promise<string>;
  phoneOf(account: DemoAccount): Promise<DemoPhone>;
}

export interface DemoTable {
  /** Those whose time is over, and that have not ended. */
  due(now: Date): Promise<readonly string[]>;
  end(businessId: string, at: Date): Promise<void>;
}
