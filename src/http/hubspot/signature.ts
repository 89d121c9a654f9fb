/**
 * Was this request made by HubSpot, for our app? Its client library's check throws where it should say no, takes
 * timestamps of the future, compares in a time that depends on the secret, and does not decode the address.
 * https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests (v3)
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Request, RequestHandler } from "express";
import type { Clock } from "../../app/ports/index.ts";
import { Refusal } from "../../domain/errors.ts";
import { rawBodyOf } from "../raw-body.ts";

export interface SignedRequest {
  readonly method: string;
  /** As it was asked for, with its query. */
  readonly uri: string;
  readonly body: Buffer;
  readonly signature: string | undefined;
  /** Milliseconds since 1970, as HubSpot's header has it. */
  readonly timestamp: string | undefined;
}

const WINDOW_MS = 5 * 60_000;

/** The only escapes that HubSpot decodes before it signs. */
const DECODED = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;
const decoded = (uri: string): string => uri.replace(DECODED, (each) => decodeURIComponent(each));

/**
 * HubSpot's documentation has the address decoded, its own proxy for developers signs it as it is: one of the two
 * must fit. Both are always made, so that the time says nothing.
 */
export function isSignedByHubspot(request: SignedRequest, clientSecret: string, now: Date): boolean {
  const { signature = "", timestamp = "", uri } = request;
  const isRaw = isSame(signature, signatureOf(request, uri, clientSecret));
  const isDecoded = isSame(signature, signatureOf(request, decoded(uri), clientSecret));
  const isInTime = /^\d{1,15}$/.test(timestamp) && Math.abs(now.getTime() - Number(timestamp)) <= WINDOW_MS;
  return (isRaw || isDecoded) && isInTime;
}

function signatureOf({ method, body, timestamp }: SignedRequest, uri: string, clientSecret: string): string {
  const made = createHmac("sha256", clientSecret)
    .update(method + uri)
    .update(body);
  return made.update(timestamp ?? "").digest("base64");
}

function isSame(given: string, made: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(made)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export interface SignatureNeeds {
  readonly publicUrl: string;
  readonly clientSecret: string;
  readonly clock: Clock;
}

/** Refuses what HubSpot did not sign, before anything else is looked at. The body must be there raw. */
export const signedByHubspot =
  ({ publicUrl, clientSecret, clock }: SignatureNeeds): RequestHandler =>
  (req, _res, next) => {
    const request = {
      method: req.method,
      uri: `${publicUrl}${pathOf(req)}`,
      body: rawBodyOf(req),
      signature: req.get("x-hubspot-signature-v3"),
      timestamp: req.get("x-hubspot-request-timestamp"),
    };
    if (!isSignedByHubspot(request, clientSecret, clock.now()))
      throw new Refusal("bad_signature", "The signature is missing or wrong.");
    next();
  };

/** Below PUBLIC_URL, never by headers that a proxy or an attacker may set. */
const pathOf = (req: Request): string => req.originalUrl.slice(req.baseUrl.length);
