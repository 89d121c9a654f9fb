/** Stripe: the page on which an owner pays, and what it tells about payments. Nothing else here speaks Stripe. */
import type Stripe from "stripe";
import type { CardPayments, OpenResult, PaymentNews } from "../app/ports/payments.ts";
import { Refusal } from "../domain/errors.ts";
import { type CheckoutSession, checkoutSession, newsOf, newsOfSession } from "./events.ts";

export interface StripeAccount {
  readonly secretKey: string;
  /** Of the webhook's endpoint, as Stripe shows it: whsec_… */
  readonly webhookSecret: string;
  /** Another base address, for a proxy or a test. */
  readonly apiUrl?: string;
}

/** A person waits for the page. With the retries below this stays under half a minute. */
const TIMEOUT_MS = 8_000;
const RETRIES = 2;
const TOLERANCE_SECONDS = 300;

/** Definite: nothing was made, and the same request would meet the same answer. */
const REFUSALS: ReadonlySet<string> = new Set([
  "StripeInvalidRequestError",
  "StripeAuthenticationError",
  "StripePermissionError",
  "StripeIdempotencyError",
]);

export function stripePayments(account: StripeAccount): CardPayments {
  let made: Promise<Stripe> | null = null;
  /** Its client takes a third of a second and 35 MB to load: only once it is needed. */
  const client = (): Promise<Stripe> => {
    made ??= import("stripe").then(({ default: Client }) => new Client(account.secretKey, configOf(account)));
    return made;
  };

  return {
    async open({ id, credits, priceCents }, { paidUrl, cancelledUrl, expiresAt }): Promise<OpenResult> {
      const stripe = await client();
      try {
        const session = await stripe.checkout.sessions.create(
          {
            mode: "payment",
            client_reference_id: id,
            line_items: [
              {
                quantity: 1,
                price_data: {
                  currency: "usd",
                  unit_amount: priceCents,
                  product_data: { name: `${credits.toLocaleString("en-US")} text credits` },
                },
              },
            ],
            // What is taken back is counted in the currency of the price.
            adaptive_pricing: { enabled: false },
            payment_intent_data: { metadata: { textback_purchase: id } },
            success_url: paidUrl,
            cancel_url: cancelledUrl,
            expires_at: Math.floor(expiresAt.getTime() / 1_000),
          },
          { idempotencyKey: `textback-${id}` },
        );
        return session.url === null
          ? { kind: "refused", why: "Stripe made a session without an address." }
          : { kind: "opened", sessionId: session.id, url: session.url };
      } catch (error) {
        const { type, message } = error as { type?: unknown; message: string };
        return { kind: REFUSALS.has(String(type)) ? "refused" : "unclear", why: message };
      }
    },

    async look(sessionId): Promise<PaymentNews | null> {
      const session = await (await client()).checkout.sessions.retrieve(sessionId);
      const parsed: CheckoutSession = checkoutSession.parse(session);
      return newsOfSession(parsed);
    },

    async read(body, signature, receivedAt): Promise<PaymentNews> {
      const { webhooks } = await client();
      try {
        const event = webhooks.constructEvent(
          Buffer.from(body),
          signature,
          account.webhookSecret,
          TOLERANCE_SECONDS,
          undefined,
          receivedAt.getTime(),
        );
        return newsOf(event);
      } catch (error) {
        if (
          (error as { type?: unknown }).type === "StripeSignatureVerificationError" ||
          error instanceof SyntaxError
        )
          throw new Refusal(
            "bad_signature",
            "This is not signed by Stripe with the secret that is set here.",
          );
        throw error;
      }
    },
  };
}

function configOf({ apiUrl }: StripeAccount): Stripe.StripeConfig {
  const common = { timeout: TIMEOUT_MS, maxNetworkRetries: RETRIES, telemetry: false };
  if (apiUrl === undefined) return common;
  const { hostname, port, protocol } = new URL(apiUrl);
  const isHttp = protocol === "http:";
  return {
    ...common,
    host: hostname,
    port: port === "" ? (isHttp ? 80 : 443) : port,
    protocol: isHttp ? "http" : "https",
  };
}
