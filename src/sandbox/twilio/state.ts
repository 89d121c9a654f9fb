/** What the carrier knows: the truth against which tests compare our books. */
import { randomBytes } from "node:crypto";
import { type FaultPlan, faultPlan } from "./faults.ts";
import { type HttpClient, httpClient } from "./http-client.ts";
import type { DeliveryScript, PhoneScript } from "./scripts.ts";
import type {
  CarrierAccount,
  CarrierCall,
  CarrierEvent,
  CarrierMessage,
  CarrierNumber,
  CarrierOptions,
  CarrierRecording,
  LookupFacts,
  Quirks,
  Registrations,
  Webhook,
} from "./types.ts";

/** A call that is going on, as the API may change it. */
export interface LiveCall {
  /** `canceled` reaches only a call that has not been answered, as at Twilio. */
  end(status: "completed" | "canceled"): void;
  /** The person at this end does. */
  hangUp(): void;
  redirect(to: { twiml: string } | { url: string; method: "GET" | "POST" }): void;
}

export interface CarrierState {
  readonly accounts: readonly CarrierAccount[];
  readonly numbers: CarrierNumber[];
  readonly messages: CarrierMessage[];
  readonly calls: CarrierCall[];
  readonly recordings: CarrierRecording[];
  readonly messageBySid: ReadonlyMap<string, CarrierMessage>;
  readonly callBySid: ReadonlyMap<string, CarrierCall>;
  readonly live: Map<string, LiveCall>;
  /** What phones do when they are called, and what becomes of texts to them. */
  readonly phones: Map<string, PhoneScript>;
  readonly deliveries: Map<string, DeliveryScript[]>;
  readonly lookups: Map<string, LookupFacts>;
  readonly registrations: Registrations;
  readonly quirks: Quirks;
  readonly faults: FaultPlan;
  readonly http: HttpClient;
  /** Messages on their way. */
  readonly delivering: Map<string, Promise<void>>;
  /** Reports that a fault holds back. */
  readonly held: (() => Promise<Webhook>)[];
  /** For addresses of recordings and media; known once we listen. */
  baseUrl: string;
  readonly now: () => Date;
  readonly paceMs: (seconds: number) => number;
  readonly reach: (url: URL) => URL;
  newSid(prefix: string): string;
  tokenOf(accountSid: string): string;
  number(phoneNumber: string): CarrierNumber | undefined;
  addMessage(message: CarrierMessage): void;
  addCall(call: CarrierCall): void;
  tell(kind: string, text: string): void;
  subscribe(listener: (event: CarrierEvent) => void): () => void;
  setOptedOut(line: string, phone: string, out: boolean): void;
  isOptedOut(line: string, phone: string): boolean;
  /** Work that goes on after an answer: `idle` waits for it. */
  track(work: Promise<unknown>): void;
  idle(): Promise<void>;
}

export function carrierState(options: CarrierOptions): CarrierState {
  const messages: CarrierMessage[] = [];
  const calls: CarrierCall[] = [];
  const messageBySid = new Map<string, CarrierMessage>();
  const callBySid = new Map<string, CarrierCall>();
  const tokens = new Map(options.accounts.map(({ sid, authToken }) => [sid, authToken]));
  const optedOut = new Set<string>();
  const listeners = new Set<(event: CarrierEvent) => void>();
  const underWay = new Set<Promise<unknown>>();
  const numbers: CarrierNumber[] = [];
  const now = options.now ?? (() => new Date());
  return {
    accounts: options.accounts,
    numbers,
    messages,
    calls,
    recordings: [],
    messageBySid,
    callBySid,
    live: new Map(),
    phones: new Map(),
    deliveries: new Map(),
    lookups: new Map(),
    registrations: { brands: [], campaigns: [], tollfree: [] },
    quirks: {
      callerGone: "no-answer",
      declinedWhisper: "completed",
      listsOwnReplies: false,
      servicesTakeTexts: false,
    },
    faults: faultPlan(),
    http: httpClient(),
    delivering: new Map(),
    held: [],
    baseUrl: "",
    now,
    paceMs: options.paceMs ?? (() => 0),
    reach: options.reach ?? ((url) => url),
    newSid: (prefix) => `${prefix}${randomBytes(16).toString("hex")}`,
    tokenOf: (accountSid) => tokens.get(accountSid) ?? "",
    number: (phoneNumber) => numbers.find((number) => number.phoneNumber === phoneNumber),
    addMessage(message) {
      messages.push(message);
      messageBySid.set(message.sid, message);
    },
    addCall(call) {
      calls.push(call);
      callBySid.set(call.sid, call);
    },
    tell(kind, text) {
      if (listeners.size === 0) return;
      const event = { at: now(), kind, text };
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setOptedOut(line, phone, out) {
      if (out) optedOut.add(`${line} ${phone}`);
      else optedOut.delete(`${line} ${phone}`);
    },
    isOptedOut: (line, phone) => optedOut.has(`${line} ${phone}`),
    track(work) {
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
    },
    async idle() {
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
    },
  };
}
