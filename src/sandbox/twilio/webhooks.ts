import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import type { CarrierState } from "./state.ts";
import type { Webhook, WebhookKind } from "./types.ts";

const TIMEOUT_MS = 15_000;

/** The connection overrides in an address's fragment: how often to retry, and after what. */
function overridesOf(fragment: string): { retries: number; after: ReadonlySet<string> } {
  const values = new URLSearchParams(fragment.replace(/^#/, ""));
  const retries = Number.parseInt(values.get("rc") ?? "1", 10);
  return { retries, after: new Set((values.get("rp") ?? "ct").split(",")) };
}

/** Posts one webhook as Twilio does: form-encoded, signed over the address without its fragment, retried as asked. */
export async function postWebhook(
  state: CarrierState,
  accountSid: string,
  kind: WebhookKind,
  address: string,
  params: Readonly<Record<string, string>>,
): Promise<Webhook> {
  const fault = state.faults.webhook?.({ kind, params });
  if (fault !== undefined && "lose" in fault) return { kind, url: address, params, status: null, body: "" };
  const times = fault === undefined ? 1 : fault.times;
  let last = await postOnce(state, accountSid, kind, address, params);
  for (let i = 1; i < times; i++) last = await postOnce(state, accountSid, kind, address, params);
  return last;
}

async function postOnce(
  state: CarrierState,
  accountSid: string,
  kind: WebhookKind,
  address: string,
  params: Readonly<Record<string, string>>,
): Promise<Webhook> {
  const url = new URL(address);
  const { retries, after } = overridesOf(url.hash);
  url.hash = "";
  const signature = getExpectedTwilioSignature(state.tokenOf(accountSid), url.href, params);
  for (let attempt = 0; ; attempt++) {
    const mayRetry = attempt < retries;
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
          "user-agent": "TwilioProxy/1.1",
          "x-twilio-signature": signature,
        },
        body: new URLSearchParams(params),
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const body = await response.text();
      const failed = response.status >= 500 ? "5xx" : response.status >= 400 ? "4xx" : null;
      if (failed !== null && mayRetry && (after.has(failed) || after.has("all"))) continue;
      return { kind, url: address, params, status: response.status, body };
    } catch {
      if (mayRetry && (after.has("ct") || after.has("rt") || after.has("all"))) continue;
      return { kind, url: address, params, status: null, body: "" };
    }
  }
}
