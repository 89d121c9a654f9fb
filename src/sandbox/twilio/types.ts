/** The words of the simulated carrier: a small server on loopback that behaves toward us as Twilio does. */
import type { AnsweredBy } from "./scripts.ts";

export interface CarrierAccount {
  readonly sid: string;
  readonly authToken: string;
}

export interface CarrierNumber {
  readonly sid: string;
  readonly accountSid: string;
  readonly phoneNumber: string;
  readonly createdAt: Date;
  friendlyName: string;
  voiceUrl: string;
  voiceFallbackUrl: string;
  smsUrl: string;
  smsFallbackUrl: string;
  statusCallback: string;
  voiceCallerIdLookup: boolean;
  /** The messaging service that the number is in, if any. */
  messagingServiceSid: string | null;
  /** These take its calls or texts, whatever its webhooks say. */
  trunkSid: string | null;
  voiceApplicationSid: string | null;
  smsApplicationSid: string | null;
  /** Only then Twilio sends OptOutType (docs/messaging/twiml). */
  advancedOptOut: boolean;
}

/** Questions wait for an answer in TwiML, the rest are reports. */
export type WebhookKind =
  | "voice"
  | "action"
  | "whisper"
  | "gather"
  | "record"
  | "redirect"
  | "leg"
  | "status"
  | "amd"
  | "recording"
  | "sms"
  | "delivery";

export interface Webhook {
  readonly kind: WebhookKind;
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  /** `null`: nobody answered. */
  readonly status: number | null;
  readonly body: string;
  readonly contentType: string;
}

export interface CarrierMedia {
  readonly sid: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** Where the webhook says it is: with us, unless the test has it elsewhere. */
  readonly url: string;
}

export type MessageStatus = "queued" | "sent" | "delivered" | "undelivered" | "failed" | "received";

export interface CarrierMessage {
  readonly sid: string;
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly direction: "outbound-api" | "outbound-reply" | "inbound";
  readonly statusCallback: string | null;
  readonly messagingServiceSid: string | null;
  readonly media: CarrierMedia[];
  readonly createdAt: Date;
  sentAt: Date | null;
  updatedAt: Date;
  status: MessageStatus;
  errorCode: number | null;
  /** Every status it has had, and when. */
  readonly history: { readonly at: Date; readonly status: MessageStatus }[];
}

export type CallStatus =
  | "queued"
  | "ringing"
  | "in-progress"
  | "completed"
  | "busy"
  | "failed"
  | "no-answer"
  | "canceled";

export interface CarrierCall {
  readonly sid: string;
  readonly accountSid: string;
  readonly parentSid: string | null;
  readonly direction: "inbound" | "outbound-api" | "outbound-dial";
  readonly from: string;
  readonly to: string;
  readonly callerName: string | null;
  readonly forwardedFrom: string | null;
  readonly startedAt: Date;
  answeredAt: Date | null;
  endedAt: Date | null;
  status: CallStatus;
  durationSeconds: number | null;
  answeredBy: AnsweredBy | null;
}

export interface CarrierRecording {
  readonly sid: string;
  readonly accountSid: string;
  /** Always the first leg of the call. */
  readonly callSid: string;
  readonly startedAt: Date;
  readonly durationSeconds: number;
  readonly channels: number;
  readonly source: "RecordVerb" | "DialVerb";
}

/** A refusal in Twilio's words (docs/api/errors). */
export interface RestError {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

/** What a lookup answers about a number. */
export interface LookupFacts {
  readonly lineType?: string;
  readonly carrierName?: string;
  readonly callerName?: string;
  /** Lookup's own error instead of an answer, such as 60600. */
  readonly errorCode?: number;
}

/** The state of an account's registrations, in Twilio's words. */
export interface Registrations {
  brands: readonly { readonly status: string; readonly failureReason?: string }[];
  campaigns: readonly {
    readonly messagingServiceSid: string;
    readonly status: string;
    readonly errors?: readonly object[];
  }[];
  tollfree: readonly {
    readonly phoneNumber: string;
    readonly status: string;
    readonly rejectionReason?: string;
  }[];
}

/** One step of a story, in words, for whoever watches. */
export interface CarrierEvent {
  readonly at: Date;
  readonly kind: string;
  readonly text: string;
}

/** The kind of the step with which a call ends: at the most a text follows. */
export const CALL_OVER = "call_over";

/** One step of one call. */
export interface Step extends CarrierEvent {
  /** Simulated seconds since the call began. */
  readonly seconds: number;
  readonly callSid: string;
}

/** What Twilio's documents leave open, so that both ways can be played. */
export interface Quirks {
  /** DialCallStatus and the call's own status when the caller hangs up before an answer. */
  callerGone: "no-answer" | "canceled";
  /** DialCallStatus when the called party answered and the whisper ended in `<Hangup>`; DialBridged is false. */
  declinedWhisper: "completed" | "no-answer";
  /** Whether Twilio's own answers to STOP, START and HELP stand in the message list. */
  listsOwnReplies: boolean;
  /** Whether messaging services keep the texts of their numbers instead of deferring to the number's webhook. */
  servicesTakeTexts: boolean;
}

export interface CarrierOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly accounts: readonly CarrierAccount[];
  readonly now?: () => Date;
  /** How long simulated seconds of ringing, talking and speaking really take, in ms. Tests: 0. */
  readonly paceMs?: (seconds: number) => number;
  /** Where an address is reached from here: signatures cover the address itself. */
  readonly reach?: (url: URL) => URL;
  /** Guards the control API that the command line uses; without it there is none. */
  readonly controlToken?: string;
}
