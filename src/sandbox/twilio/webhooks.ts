/** Sends webhooks as Twilio does: form-encoded, signed, retried as the address's fragment asks; faults included. */
import { type Overrides, overridesOf } from "./overrides.ts";
import { signatureOf } from "./signing.ts";
import type { CarrierState } from "./state.ts";
import type { Timeline } from "./timeline.ts";
import type { Webhook, WebhookKind } from "./types.ts";

export interface Sending {
  readonly accountSid: string;
  readonly kind: WebhookKind;
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly method?: "GET" | "POST";
}

/** The call waits for the answer to these; the others only tell, and nothing waits for them. */
const QUESTIONS: ReadonlySet<WebhookKind> = new Set([
  "voice",
  "action",
  "whisper",
  "gather",
  "record",
  "redirect",
  "sms",
]);

/** @param later takes what happens to a report after its time, so that whoever waits for the end waits for it too */
export async function postWebhook(
  state: CarrierState,
  time: Timeline,
  sending: Sending,
  later: (work: Promise<unknown>) => void,
): Promise<Webhook> {
  const fault = state.faults.ofWebhook(sending.kind, sending.params, time.now());
  const post = (): Promise<Webhook> => time.outside(() => deliver(state, sending));
  if (fault === undefined) return post();
  if ("lose" in fault) return unanswered(sending);
  if ("times" in fault) {
    let last = await post();
    for (let i = 1; i < fault.times; i++) last = await post();
    return last;
  }
  const isQuestion = QUESTIONS.has(sending.kind);
  if ("delaySeconds" in fault) {
    const delayed = time.wait(fault.delaySeconds).then(post);
    if (isQuestion) return delayed;
    later(delayed);
    return unanswered(sending);
  }
  if (isQuestion) return post();
  state.held.push(() => deliver(state, sending));
  return unanswered(sending);
}

const unanswered = ({ kind, url, params }: Sending): Webhook => ({
  kind,
  url,
  params,
  status: null,
  body: "",
  contentType: "",
});

async function deliver(state: CarrierState, sending: Sending): Promise<Webhook> {
  const { accountSid, kind, url: address, params, method = "POST" } = sending;
  if (!URL.canParse(address)) return unanswered(sending);
  const url = new URL(address);
  const overrides = overridesOf(url.hash);
  url.hash = "";
  // A GET carries its parameters in the address, and the signature covers them there.
  if (method === "GET")
    for (const [name, value] of Object.entries(params)) url.searchParams.append(name, value);
  const headers = {
    accept: "*/*",
    "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
    "user-agent": "TwilioProxy/1.1",
    "x-home-region": "us1",
    "x-twilio-signature": signatureOf(state.tokenOf(accountSid), url.href, method === "GET" ? {} : params),
  };
  const body = method === "GET" ? "" : new URLSearchParams(params).toString();
  const reached = state.reach(url);
  const deadline = performance.now() + overrides.totalMs;
  for (let attempt = 0; ; attempt++) {
    const left = Math.max(1, deadline - performance.now());
    const answer = await state.http.send({
      method,
      url: reached,
      headers,
      body,
      connectMs: Math.min(left, overrides.connectMs),
      readMs: Math.min(left, overrides.readMs),
    });
    const trouble = answer.kind === "failure" ? answer.at : troubleOf(answer.status);
    if (trouble !== null && attempt < overrides.retries && mayRetry(overrides, trouble)) {
      if (performance.now() < deadline) continue;
    }
    return answer.kind === "failure"
      ? unanswered(sending)
      : {
          kind,
          url: address,
          params,
          status: answer.status,
          body: answer.body,
          contentType: answer.contentType,
        };
  }
}

const troubleOf = (status: number): "4xx" | "5xx" | null =>
  status >= 500 ? "5xx" : status >= 400 ? "4xx" : null;

const mayRetry = ({ after }: Overrides, trouble: string): boolean => after.has(trouble) || after.has("all");
