/** Posts alerts to addresses that businesses type in, signed with the secret that is theirs alone. */
import { createHmac } from "node:crypto";
import type { WebhookPoster } from "../app/ports/alerts.ts";
import { type OutsideOptions, outsidePost } from "./outside-post.ts";

const SIGNATURE_HEADER = "Textback-Signature";

export interface WebhookOptions extends OutsideOptions {
  readonly userAgent: string;
}

/** `t` is in seconds; the receiver computes the same over `t.body`, and refuses what is old. */
export const signWebhook = (secret: string, at: Date, body: string): string => {
  const t = Math.floor(at.getTime() / 1_000);
  return `t=${t},v1=${createHmac("sha256", secret).update(`${t}.${body}`).digest("hex")}`;
};

export function webhookPoster(options: WebhookOptions): WebhookPoster {
  const outside = outsidePost(options);
  return {
    problemWith: outside.problemWith,
    async post({ url, secret, id, body, at }) {
      const outcome = await outside.post(url, body, {
        "Content-Type": "application/json",
        "User-Agent": options.userAgent,
        "Textback-Delivery": id,
        [SIGNATURE_HEADER]: signWebhook(secret, at, body),
      });
      if ("why" in outcome) return { kind: "later", why: outcome.why };
      const { status } = outcome;
      if (status >= 200 && status < 300) return { kind: "sent" };
      const isRedirect = status >= 300 && status < 400;
      return {
        kind: "later",
        why: `it answered ${status}${isRedirect ? "; redirects are not followed" : ""}`,
      };
    },
  };
}
