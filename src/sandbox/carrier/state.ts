/** What the carrier knows to be true. Everything else in this folder reads or changes these rows. */

export interface Account {
  readonly sid: string;
  authToken: string;
  readonly createdAt: Date;
}

export type HttpMethod = "GET" | "POST";

export interface IncomingNumber {
  readonly sid: string;
  readonly accountSid: string;
  readonly phoneNumber: string;
  friendlyName: string;
  voiceUrl: string;
  voiceMethod: HttpMethod;
  voiceFallbackUrl: string;
  voiceCallerIdLookup: boolean;
  smsUrl: string;
  smsMethod: HttpMethod;
  smsFallbackUrl: string;
  statusCallback: string;
  statusCallbackMethod: HttpMethod;
  readonly createdAt: Date;
  updatedAt: Date;
}

export type CallStatus =
  | "queued"
  | "initiated"
  | "ringing"
  | "in-progress"
  | "completed"
  | "busy"
  | "no-answer"
  | "failed"
  | "canceled";

export interface Call {
  readonly sid: string;
  readonly accountSid: string;
  readonly parentCallSid: string | null;
  readonly phoneNumberSid: string | null;
  readonly from: string;
  readonly to: string;
  readonly direction: "inbound" | "outbound-api" | "outbound-dial";
  readonly callerName: string | null;
  readonly forwardedFrom: string | null;
  status: CallStatus;
  answeredBy: "human" | "machine_start" | null;
  readonly createdAt: Date;
  updatedAt: Date;
  endedAt: Date | null;
  /** Simulated seconds, not the real ones between the two times. */
  durationSeconds: number | null;
}

export type MessageStatus = "queued" | "sending" | "sent" | "delivered" | "undelivered" | "failed" | "received";

export interface Message {
  readonly sid: string;
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly mediaUrls: readonly string[];
  readonly segments: number;
  readonly direction: "inbound" | "outbound-api" | "outbound-reply";
  readonly statusCallback: string | null;
  status: MessageStatus;
  errorCode: number | null;
  readonly createdAt: Date;
  updatedAt: Date;
  /** Queued messages have none yet. */
  sentAt: Date | null;
}

export interface State {
  readonly accounts: Map<string, Account>;
  /** By phone number: a number belongs to one account. */
  readonly numbers: Map<string, IncomingNumber>;
  /** By sid, oldest first. */
  readonly calls: Map<string, Call>;
  readonly messages: Map<string, Message>;
  /** Who has told which line to stop. */
  readonly optOuts: OptOuts;
}

export interface OptOuts {
  has(line: string, person: string): boolean;
  add(line: string, person: string): void;
  /** Whether there was one to remove. */
  remove(line: string, person: string): boolean;
}

export function createState(): State {
  const optedOut = new Set<string>();
  const key = (line: string, person: string) => `${line} ${person}`;
  return {
    accounts: new Map(),
    numbers: new Map(),
    calls: new Map(),
    messages: new Map(),
    optOuts: {
      has: (line, person) => optedOut.has(key(line, person)),
      add: (line, person) => void optedOut.add(key(line, person)),
      remove: (line, person) => optedOut.delete(key(line, person)),
    },
  };
}

/** For where a sid was checked before: its absence is a mistake in this folder. */
export function accountOf(state: State, sid: string): Account {
  const account = state.accounts.get(sid);
  if (account === undefined) throw new Error(`The carrier knows no account ${sid}`);
  return account;
}
