/**
 * Web push (RFC 8030): sealed for the one browser that may read it (RFC 8291), with our name under it (VAPID, RFC
 * 8292). The library makes the request; it is sent as everything is that goes to an address from outside.
 */
import webPush from "web-push";
import type { PushSender, PushTarget } from "../app/ports/push.ts";
import { type OutsideOptions, outsidePost } from "./outside-post.ts";

export interface WebPushOptions extends OutsideOptions {
  /** Whom a push service may ask about us: our address. */
  readonly subject: string;
}

/** Of a service that is only on this machine no push service may be told. */
const subjectOf = (publicUrl: string): string =>
  publicUrl.startsWith("https://") ? publicUrl : "https://textback.invalid";

function sealedFor(target: PushTarget, payload: string, options: webPush.RequestOptions) {
  try {
    return webPush.generateRequestDetails(target, payload, options);
  } catch {
    return null;
  }
}

export function webPushSender(options: WebPushOptions): PushSender {
  const outside = outsidePost(options);
  const subject = subjectOf(options.subject);
  return {
    newKeys: () => webPush.generateVAPIDKeys(),
    problemWith: outside.problemWith,
    async send({ target, keys, payload, lives }) {
      const request = sealedFor(target, payload, {
        TTL: lives,
        urgency: "high",
        vapidDetails: { subject, ...keys },
      });
      // What is no key of a browser's never becomes one.
      if (request === null) return { kind: "gone" };
      const { endpoint, body, headers } = request;
      const all = Object.entries(headers).map(([name, value]) => [name, String(value)]);
      const outcome = await outside.post(endpoint, body, Object.fromEntries(all));
      if ("why" in outcome) return { kind: "later", why: outcome.why };
      const { status } = outcome;
      if (status >= 200 && status < 300) return { kind: "sent" };
      if (status === 404 || status === 410) return { kind: "gone" };
      const why = `the push service answered ${status}`;
      return status === 429 || status >= 500 ? { kind: "later", why } : { kind: "refused", why };
    },
  };
}
