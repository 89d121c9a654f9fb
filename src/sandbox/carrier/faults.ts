/** Where the carrier can be made to misbehave. Few places, each able to express many faults. */
import type { Message } from "./state.ts";
import type { WebhookRecord } from "./webhooks.ts";

export type RestOperation =
  | "messages.create"
  | "messages.fetch"
  | "messages.list"
  | "calls.create"
  | "calls.fetch"
  | "calls.list"
  | "numbers.create"
  | "numbers.fetch"
  | "numbers.list"
  | "numbers.update"
  | "accounts.fetch";

export interface RestCall {
  readonly operation: RestOperation;
  readonly accountSid: string;
  readonly params: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface RestFault {
  /** Whether the request takes effect. */
  readonly accept: boolean;
  /** What the client gets: the true answer, a cut connection, half of the JSON, or something else. */
  readonly answer: "true" | "drop" | "truncate" | RestAnswer;
  /** Holds back the answer, not the effect. */
  readonly until?: Promise<unknown>;
}

export interface RestAnswer {
  readonly status: number;
  readonly json: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PendingWebhook {
  readonly record: WebhookRecord;
  /** Resolves when it was answered, lost or given up. */
  readonly done: Promise<unknown>;
}

export interface WebhookPlan {
  /** 0 loses it, 3 delivers it three times. */
  readonly deliveries?: number;
  /** Several deliveries at the same time instead of one after the other. */
  readonly together?: boolean;
  /** Holds it back; what comes after it does not wait. */
  readonly release?: Promise<unknown>;
}

export type DeliveryOutcome =
  | { readonly kind: "delivered" }
  | { readonly kind: "undelivered"; readonly code: number }
  | { readonly kind: "failed"; readonly code: number }
  /** It arrives, stays `sent`, and no report is ever posted. */
  | { readonly kind: "silent" };

/** A hook that is absent, or answers null, leaves things as they are. */
export interface CarrierHooks {
  /** Asked once per authenticated REST request. */
  rest?: (call: RestCall) => RestFault | null;
  /** Asked once per webhook, as it is about to leave. */
  webhook?: (webhook: PendingWebhook) => WebhookPlan | null;
  /** Asked once per accepted message. */
  delivery?: (message: Message) => DeliveryOutcome | null;
  /** Asked once per list request: which of these messages it gets to see. */
  listed?: (messages: readonly Message[]) => readonly Message[];
}
