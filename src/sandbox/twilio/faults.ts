/** What goes wrong on purpose: tests set it, as functions or as data, and so do some stories of the sandbox. */
import type { DeliveryScript } from "./scripts.ts";
import type { CarrierMessage, WebhookKind } from "./types.ts";

/** What goes wrong with a request to the API. */
export type RestFault =
  | { readonly kind: "drop_before" }
  | { readonly kind: "drop_after" }
  | { readonly kind: "error"; readonly status: number; readonly code?: number; readonly message?: string }
  | { readonly kind: "error_after"; readonly status: number }
  /** An error page of some proxy, before anything was done. */
  | { readonly kind: "html"; readonly status: number }
  | { readonly kind: "truncated" }
  /** Does its work, and answers so much later, in real time. */
  | { readonly kind: "slow"; readonly ms: number };

/** What goes wrong with a webhook. A held one waits for `release`; only reports can be held, not questions. */
export type WebhookFault =
  | { readonly lose: true }
  | { readonly times: number }
  | { readonly delaySeconds: number }
  | { readonly hold: true };

export type DeliveryFate = DeliveryScript;

/** All that is given must fit. `first`: only the first so many that fit. */
export interface WebhookRule {
  readonly kinds?: readonly WebhookKind[];
  /** A line or a phone that the webhook names. */
  readonly number?: string;
  /** An outage: from the one moment up to, but without, the other. */
  readonly from?: Date;
  readonly until?: Date;
  readonly first?: number;
  readonly fault: WebhookFault;
}

export interface RequestRule {
  readonly method?: string;
  /** A part of the path, such as `/Messages`. */
  readonly path?: string;
  /** The phone that the request's form names as `To`. */
  readonly to?: string;
  readonly first?: number;
  readonly fault: RestFault;
}

export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
}

export interface Faults {
  rest?: (request: RestRequest) => RestFault | undefined;
  webhook?: (webhook: {
    kind: WebhookKind;
    params: Readonly<Record<string, string>>;
  }) => WebhookFault | undefined;
  delivery?: (message: CarrierMessage) => DeliveryFate;
  hideFromList?: (message: CarrierMessage) => boolean;
  /** The same as data; the first rule that fits counts, after the function above it. */
  requestRules: RequestRule[];
  webhookRules: WebhookRule[];
}

/** How often a rule has been used; not in the rule, which may be shared between carriers. */
export interface FaultPlan {
  readonly faults: Faults;
  ofRequest(request: RestRequest): RestFault | undefined;
  ofWebhook(kind: WebhookKind, params: Readonly<Record<string, string>>, at: Date): WebhookFault | undefined;
}

export function faultPlan(): FaultPlan {
  const faults: Faults = { requestRules: [], webhookRules: [] };
  const used = new WeakMap<object, number>();
  const takes = (rule: { first?: number }): boolean => {
    const times = used.get(rule) ?? 0;
    if (times >= (rule.first ?? Number.POSITIVE_INFINITY)) return false;
    used.set(rule, times + 1);
    return true;
  };
  return {
    faults,
    ofRequest(request) {
      const fault = faults.rest?.(request);
      if (fault !== undefined || faults.requestRules.length === 0) return fault;
      return faults.requestRules.find(
        (rule) =>
          (rule.method === undefined || rule.method === request.method) &&
          (rule.path === undefined || request.path.includes(rule.path)) &&
          (rule.to === undefined || rule.to === request.form.To) &&
          takes(rule),
      )?.fault;
    },
    ofWebhook(kind, params, at) {
      const fault = faults.webhook?.({ kind, params });
      if (fault !== undefined || faults.webhookRules.length === 0) return fault;
      return faults.webhookRules.find(
        (rule) =>
          (rule.kinds === undefined || rule.kinds.includes(kind)) &&
          (rule.number === undefined || rule.number === params.To || rule.number === params.From) &&
          (rule.from === undefined || at >= rule.from) &&
          (rule.until === undefined || at < rule.until) &&
          takes(rule),
      )?.fault;
    },
  };
}
