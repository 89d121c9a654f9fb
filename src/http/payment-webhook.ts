/** What the payment service tells: verify, parse, accept in one transaction, answer. */
import { type Request, Router, raw } from "express";
import type { App } from "../app/context.ts";
import { recordPayment } from "../app/credits/record-payment.ts";
import type { CardPayments } from "../app/ports/payments.ts";
import { Refusal } from "../domain/errors.ts";

const MAX_BODY = "512kb";

export function paymentWebhook(app: App, payments: CardPayments): Router {
  const router = Router();
  router.post("/webhooks/stripe", raw({ type: () => true, limit: MAX_BODY }), async (req, res) => {
    const signature = req.get("stripe-signature");
    if (signature === undefined)
      throw new Refusal("bad_signature", "The header Stripe-Signature is missing.");
    const news = await payments.read(bodyOf(req), signature, app.clock.now());
    await recordPayment(app, news);
    res.json({ received: true });
  });
  return router;
}

/** What is signed are the bytes. A host's own parser may have read them; some keep them beside what they read. */
function bodyOf(req: Request): Buffer {
  const { rawBody } = req as { rawBody?: unknown };
  const bytes = [req.body, rawBody].find((each) => Buffer.isBuffer(each));
  if (bytes === undefined)
    throw new Refusal(
      "malformed_body",
      "The body is needed as it came: mount textback before parsers of JSON.",
    );
  return bytes;
}
