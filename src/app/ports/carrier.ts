/** The carrier, in the use cases' own words. */
import type { LegState } from "../../domain/call.ts";
import type { E164 } from "../../domain/phone.ts";
import type { DeliveryNews } from "../../domain/text.ts";
import type { Registration } from "../../domain/texting-state.ts";
import type { LineType } from "../../domain/who-can-be-texted.ts";
import type { CarrierNumbers } from "../lines/carrier-numbers.ts";
import type { KeyedFact } from "./calls.ts";
import type { Text } from "./texts.ts";

/** What a request to send a text came to. Only `unclear` leaves open whether the text left. */
export type SendResult =
  | { readonly kind: "accepted"; readonly messageSid: string }
  /** A definite no: nothing was sent, nothing was billed, and trying again will not help. */
  | {
      readonly kind: "refused";
      readonly code: number | null;
      readonly message: string;
      readonly optedOut: boolean;
    }
  /** A definite "later": nothing was sent. */
  | { readonly kind: "throttled"; readonly retryAfterMs: number | null }
  /** The request never reached the carrier. */
  | { readonly kind: "not_sent"; readonly why: string }
  | { readonly kind: "unclear"; readonly why: string };

/** What a request to ring a phone came to; as with texts only `unclear` leaves open whether it rings. */
export type CallResult =
  | { readonly kind: "accepted"; readonly callSid: string }
  | Exclude<SendResult, { kind: "accepted" }>;

export interface CarrierText {
  readonly messageSid: string;
  readonly body: string;
  readonly createdAt: Date;
  readonly status: string;
  readonly errorCode: number | null;
}

export interface CarrierLeg {
  readonly legSid: string;
  readonly state: LegState;
  readonly durationSeconds: number | null;
}

/** Something that the carrier keeps for us. A picture is named by the address under which it was told to us. */
export type MediaSource =
  | { readonly kind: "recording"; readonly recordingSid: string }
  | { readonly kind: "picture"; readonly url: string };

export interface CarrierMedia {
  readonly status: 200 | 206 | 416;
  readonly contentType: string;
  readonly contentLength: string | null;
  readonly contentRange: string | null;
  readonly body: AsyncIterable<Uint8Array> & { destroy(): unknown };
}

/** A stretch of time: from one moment up to another, or up to now. */
export interface Span {
  readonly from: Date;
  readonly to: Date | null;
}

/** As the carrier's books have it. Facts stand under the keys that its webhooks would give them. */
export type ListedCall =
  | {
      readonly kind: "incoming";
      readonly callSid: string;
      /** `To` and `From` as the carrier spells them. */
      readonly line: string;
      readonly from: string;
      readonly forwardedFrom: string | null;
      readonly callerName: string | null;
      readonly startedAt: Date;
      /** `null` while the call goes on. */
      readonly end: { readonly at: Date; readonly fact: KeyedFact } | null;
    }
  | ListedLeg;

export interface ListedLeg {
  readonly kind: "leg";
  readonly callSid: string;
  readonly parentSid: string;
  /** `null` while it rings or is in conversation. */
  readonly end: KeyedFact | null;
  /** What machine detection heard, if it was asked. */
  readonly heard: KeyedFact | null;
}

export type ListedMessage =
  | {
      readonly kind: "in";
      readonly messageSid: string;
      readonly line: string;
      readonly from: string;
      readonly body: string;
      readonly hasMedia: boolean;
      readonly at: Date;
    }
  | {
      readonly kind: "out";
      readonly messageSid: string;
      readonly news: DeliveryNews;
      readonly errorCode: number | null;
    };

/** The carrier, for one business: its own account, or the operator's. */
export interface CarrierGateway extends CarrierNumbers {
  sendText(text: {
    businessId: string;
    textId: string;
    from: E164;
    to: E164;
    body: string;
  }): Promise<SendResult>;
  /** What left between these two numbers since then, newest first. */
  textsSince(
    businessId: string,
    between: { from: E164; to: E164 },
    since: Date,
  ): Promise<readonly CarrierText[]>;
  legsOf(businessId: string, callSid: string): Promise<readonly CarrierLeg[]>;
  /** Rings a phone of the business; what is said there the carrier asks us. */
  placeCall(call: { businessId: string; callId: string; from: E164; to: E164 }): Promise<CallResult>;
  /** Calls that we asked for between these two numbers since then. */
  callsSince(
    businessId: string,
    between: { from: E164; to: E164 },
    since: Date,
  ): Promise<readonly { readonly callSid: string }[]>;
  /** `null`: the carrier does not have it, or it is not this business's. Throws a Refusal `media_unavailable`. */
  openMedia(
    businessId: string,
    source: MediaSource,
    request: { readonly range: string | null; readonly signal: AbortSignal },
  ): Promise<CarrierMedia | null>;
  /** Resolves when the carrier has it no more; throws a Refusal `media_unavailable`. */
  eraseMedia(businessId: string, source: MediaSource): Promise<void>;
  callOf(businessId: string, callSid: string): Promise<Omit<CarrierLeg, "legSid">>;
  /** All calls in the account of this business that began in the span: to its lines, and their legs. */
  callsBegun(businessId: string, span: Span, signal: AbortSignal): Promise<readonly ListedCall[]>;
  /** Those that ended since a moment and began before it; perhaps others of about that time. */
  longCallsEnded(businessId: string, since: Date, signal: AbortSignal): Promise<readonly ListedCall[]>;
  /** The legs of one call, as its reports would tell of them. */
  listedLegsOf(businessId: string, callSid: string): Promise<readonly ListedLeg[]>;
  /** All messages of the span, both ways, except those of which there is nothing to tell yet. */
  messagesOf(businessId: string, span: Span, signal: AbortSignal): Promise<readonly ListedMessage[]>;
  mediaOf(businessId: string, messageSid: string): Promise<Text["media"]>;
  /** What kind of line a number is; costs the business a look-up at the carrier. */
  lineTypeOf(businessId: string, phone: E164): Promise<LineType>;
  /** How the number's registration for texting stands; `null` for what the carrier does not know of. */
  registrationOf(businessId: string, number: E164): Promise<Registration>;
  /** What the carrier's books say about one text; `news` is `null` while there is none. */
  deliveryOf(
    businessId: string,
    messageSid: string,
  ): Promise<{ readonly news: DeliveryNews | null; readonly errorCode: number | null }>;
}
