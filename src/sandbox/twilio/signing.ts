/** How Twilio signs what it sends: over the address without its fragment, and the form (docs/usage/security). */
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";

export const signatureOf = (
  authToken: string,
  url: string,
  params: Readonly<Record<string, string>>,
): string => getExpectedTwilioSignature(authToken, url, params);
