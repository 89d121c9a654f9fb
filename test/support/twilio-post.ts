import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { OPERATOR } from "./service.ts";

export interface LostWebhook {
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
}

/** A webhook that comes after all, signed as Twilio would. */
export async function postLate({ url: address, params }: LostWebhook): Promise<number> {
  const url = new URL(address);
  url.hash = "";
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "x-twilio-signature": getExpectedTwilioSignature(OPERATOR.authToken, url.href, { ...params }),
    },
    body: new URLSearchParams(params),
  });
  await response.arrayBuffer();
  return response.status;
}
