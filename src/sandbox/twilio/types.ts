/** The words of the simulated carrier: a small server on loopback that behaves toward us as Twilio does. */

export interface CarrierAccount {
  readonly sid: string;
  readonly authToken: string;
}

export interface CarrierNumber {
  readonly sid: string;
  readonly accountSid: string;
  readonly phoneNumber: string;
  voiceUrl: string;
  smsUrl: string;
  statusCallback: string;
}

/** How the forward phone and the caller behave during one simulated call. */
export type Behaviour =
  | { readonly kind: "no_answer" }
  | { readonly kind: "busy" }
  | { readonly kind: "failed" }
  | { readonly kind: "answered"; readonly talkSeconds: number }
  | { readonly kind: "caller_hangs_up"; readonly afterSeconds: number };

export type WebhookKind = "voice" | "leg" | "action" | "status" | "sms" | "delivery";

export interface Webhook {
  readonly kind: WebhookKind;
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  /** `null`: nobody answered. */
  readonly status: number | null;
  readonly body: string;
}

export interface CarrierMessage {
  readonly sid: string;
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly direction: "outbound-api" | "inbound";
  readonly statusCallback: string | null;
  readonly createdAt: Date;
  sentAt: Date | null;
  status: "queued" | "sent" | "delivered" | "undelivered" | "failed" | "received";
  errorCode: number | null;
}

export interface CarrierCall {
  readonly sid: string;
  readonly accountSid: string;
  readonly parentSid: string | null;
  readonly from: string;
  readonly to: string;
  readonly startedAt: Date;
  status: string;
  durationSeconds: number | null;
}

/** One step of a story, in words, for whoever watches. */
export interface CarrierEvent {
  readonly at: Date;
  readonly kind: string;
  readonly text: string;
}

export interface SimulatedCall {
  readonly callSid: string;
  readonly webhooks: readonly Webhook[];
  /** What the caller heard. */
  readonly spoken: readonly string[];
}

/** What goes wrong with a request to the API. */
export type RestFault =
  | { readonly kind: "drop_before" }
  | { readonly kind: "drop_after" }
  | { readonly kind: "error"; readonly status: number; readonly code?: number; readonly message?: string }
  | { readonly kind: "error_after"; readonly status: number }
  | { readonly kind: "truncated" };

/** What goes wrong with a webhook: lost, or delivered several times. */
export type WebhookFault = { readonly lose: true } | { readonly times: number };

export type DeliveryFate =
  | { readonly outcome: "delivered" | "silent" }
  | { readonly outcome: "undelivered" | "failed"; readonly errorCode: number };

/** Faults are set by tests; the sandbox has none. */
export interface Faults {
  rest?: (request: {
    method: string;
    path: string;
    form: Readonly<Record<string, string>>;
  }) => RestFault | undefined;
  webhook?: (webhook: {
    kind: WebhookKind;
    params: Readonly<Record<string, string>>;
  }) => WebhookFault | undefined;
  delivery?: (message: CarrierMessage) => DeliveryFate;
  hideFromList?: (message: CarrierMessage) => boolean;
}

export interface CarrierOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly accounts: readonly CarrierAccount[];
  readonly now?: () => Date;
  /** How long simulated seconds of ringing, talking and speaking really take, in ms. Tests: 0. */
  readonly paceMs?: (seconds: number) => number;
  /** Guards the control API that the command line uses; without it there is none. */
  readonly controlToken?: string;
}
