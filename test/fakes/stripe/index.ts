/**
 * Stripe on loopback, as far as Checkout goes: sessions with their idempotency keys, payments, refunds and
 * disputes, and the events about them, signed by Stripe's own client. It checks what it is asked as Stripe does.
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { type Charge, type Dispute, events, type Session, type StripeEvent } from "./objects.ts";

export const SECRET_KEY = "sk_test_of_the_fake";
export const WEBHOOK_SECRET = "whsec_of_the_fake";

/** What goes wrong with the next requests, one each. */
type Fault = "drop_before" | "drop_after" | "error_500" | "error_401" | "throttled";

export interface StripeFake {
  readonly url: string;
  /** For TextbackOptions. */
  readonly account: { readonly secretKey: string; readonly webhookSecret: string; readonly apiUrl: string };
  readonly sessions: readonly Session[];
  readonly faults: Fault[];
  /** Every request that reached it. */
  readonly asked: {
    readonly method: string;
    readonly path: string;
    readonly idempotencyKey: string | null;
  }[];
  /** The owner pays; `later`: by a bank debit, of which the bank has not said yet whether. */
  pay(sessionId: string, later?: boolean): StripeEvent;
  settle(sessionId: string, isPaid: boolean): StripeEvent;
  expire(sessionId: string): StripeEvent;
  refund(sessionId: string, cents: number): StripeEvent;
  dispute(
    sessionId: string,
    cents: number,
    status?: string,
  ): { readonly created: StripeEvent; readonly dispute: Dispute };
  disputeMoves(dispute: Dispute, type: string, status: string): StripeEvent;
  stop(): Promise<void>;
}

const client = new Stripe(SECRET_KEY);

/** Posts an event as Stripe would. @returns the status */
export async function deliver(
  serviceUrl: string,
  event: unknown,
  { secret = WEBHOOK_SECRET, at = new Date() }: { readonly secret?: string; readonly at?: Date } = {},
): Promise<number> {
  const payload = JSON.stringify(event, null, 2);
  const signature = client.webhooks.generateTestHeaderString({
    payload,
    secret,
    timestamp: Math.floor(at.getTime() / 1_000),
  });
  return post(serviceUrl, payload, { "stripe-signature": signature });
}

export async function post(
  serviceUrl: string,
  payload: string,
  headers: Record<string, string>,
): Promise<number> {
  const response = await fetch(`${serviceUrl}/webhooks/stripe`, {
    method: "POST",
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: payload,
  });
  await response.arrayBuffer();
  return response.status;
}

export async function startStripe(now: () => Date = () => new Date()): Promise<StripeFake> {
  const sessions = new Map<string, Session>();
  const charges = new Map<string, Charge>();
  const answers = new Map<string, { readonly asked: string; readonly session: Session }>();
  const faults: Fault[] = [];
  const asked: StripeFake["asked"] = [];
  const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString("hex")}`;
  const seconds = () => Math.floor(now().getTime() / 1_000);

  const create = (form: URLSearchParams, key: string | null): [status: number, body: unknown] => {
    const known = key === null ? undefined : answers.get(key);
    if (known !== undefined)
      return known.asked === form.toString()
        ? [200, known.session]
        : [
            400,
            problem(
              "idempotency_error",
              "Keys for idempotent requests can only be used with the same parameters.",
            ),
          ];
    const wrong = whatIsWrong(form, seconds());
    if (wrong !== null) return [400, problem("invalid_request_error", wrong)];
    const id = newId("cs_test");
    const session: Session = {
      id,
      object: "checkout.session",
      client_reference_id: form.get("client_reference_id"),
      status: "open",
      payment_status: "unpaid",
      payment_intent: null,
      amount_total: Number(form.get("line_items[0][price_data][unit_amount]")),
      currency: "usd",
      url: `https://checkout.stripe.com/c/pay/${id}`,
      expires_at: Number(form.get("expires_at")),
      success_url: form.get("success_url") ?? "",
    };
    sessions.set(id, session);
    if (key !== null) answers.set(key, { asked: form.toString(), session });
    return [200, session];
  };

  const server = createServer(async (req, res) => {
    const fault = faults.shift();
    const path = req.url ?? "";
    const idempotencyKey = req.headers["idempotency-key"]?.toString() ?? null;
    asked.push({ method: req.method ?? "", path, idempotencyKey });
    const form = new URLSearchParams(await textOf(req));
    if (fault === "drop_before") return void res.destroy();
    if (fault === "error_500") return send(res, 500, problem("api_error", "Something went wrong."));
    if (fault === "throttled") return send(res, 429, problem("invalid_request_error", "Too many requests."));
    if (fault === "error_401" || req.headers.authorization !== `Bearer ${SECRET_KEY}`)
      return send(res, 401, problem("invalid_request_error", "Invalid API Key provided: sk_test_****"));
    const [, id] = /^\/v1\/checkout\/sessions\/(\w+)$/.exec(path) ?? [];
    const session = id === undefined ? undefined : sessions.get(id);
    const [status, body] =
      req.method === "POST" && path === "/v1/checkout/sessions"
        ? create(form, idempotencyKey)
        : session === undefined
          ? [404, problem("invalid_request_error", "No such checkout.session")]
          : [200, session];
    if (fault === "drop_after") return void res.destroy();
    send(res, status, body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const change = (sessionId: string, what: Partial<Session>): Session => {
    const session = sessions.get(sessionId);
    if (session === undefined) throw new Error(`Stripe has no session ${sessionId}`);
    const changed = { ...session, ...what };
    sessions.set(sessionId, changed);
    return changed;
  };
  const { eventOf } = events(newId, seconds);
  const chargeOf = (sessionId: string): Charge => {
    const { payment_intent, amount_total } = change(sessionId, {});
    if (payment_intent === null) throw new Error("Nobody has paid yet.");
    const charge = charges.get(payment_intent) ?? {
      id: newId("ch"),
      object: "charge",
      payment_intent,
      amount: amount_total,
      amount_refunded: 0,
      refunded: false,
    };
    charges.set(payment_intent, charge);
    return charge;
  };

  return {
    url,
    account: { secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET, apiUrl: url },
    get sessions() {
      return [...sessions.values()];
    },
    faults,
    asked,
    pay: (sessionId, later = false) =>
      eventOf(
        "checkout.session.completed",
        change(sessionId, {
          status: "complete",
          payment_status: later ? "unpaid" : "paid",
          payment_intent: newId("pi"),
          url: null,
        }),
      ),
    settle: (sessionId, isPaid) =>
      isPaid
        ? eventOf("checkout.session.async_payment_succeeded", change(sessionId, { payment_status: "paid" }))
        : eventOf("checkout.session.async_payment_failed", change(sessionId, {})),
    expire: (sessionId) =>
      eventOf("checkout.session.expired", change(sessionId, { status: "expired", url: null })),
    refund: (sessionId, cents) => {
      const before = chargeOf(sessionId);
      const amount_refunded = before.amount_refunded + cents;
      const charge = { ...before, amount_refunded, refunded: amount_refunded >= before.amount };
      charges.set(charge.payment_intent, charge);
      return eventOf("charge.refunded", charge);
    },
    dispute: (sessionId, amount, status = "needs_response") => {
      const { id: charge, payment_intent } = chargeOf(sessionId);
      const dispute: Dispute = { id: newId("du"), object: "dispute", charge, payment_intent, amount, status };
      return { created: eventOf("charge.dispute.created", dispute), dispute };
    },
    disputeMoves: (dispute, type, status) => eventOf(type, { ...dispute, status }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Stripe's own rules, as far as we could break them (docs/api/checkout/sessions/create). */
function whatIsWrong(form: URLSearchParams, now: number): string | null {
  const expires = Number(form.get("expires_at"));
  if (form.get("mode") !== "payment") return "mode must be one of payment, setup, or subscription";
  if (!(expires >= now + 1_800 && expires <= now + 86_400))
    return "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.";
  if (!/^https?:\/\//.test(form.get("success_url") ?? "")) return "Not a valid URL: success_url";
  if (form.get("line_items[0][price_data][currency]") !== "usd") return "Invalid currency";
  if (!/^[1-9]\d{1,7}$/.test(form.get("line_items[0][price_data][unit_amount]") ?? ""))
    return "Invalid integer: line_items[0][price_data][unit_amount]";
  if ((form.get("line_items[0][price_data][product_data][name]") ?? "") === "")
    return "Missing required param: name";
  return null;
}

const problem = (type: string, message: string) => ({ error: { type, message } });

const send = (res: ServerResponse, status: number, body: unknown): void => {
  // As Stripe says of what is worth no second try; its client would else try again by itself.
  res
    .writeHead(status, { "content-type": "application/json", "stripe-should-retry": "false" })
    .end(JSON.stringify(body));
};

async function textOf(req: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of req) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
