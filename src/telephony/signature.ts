/** Was this request really made by Twilio, for an account that we know? */
import twilio from "twilio";

/** The parameters of a form as Twilio signed them; a repeated one is a list. */
export type FormParams = Readonly<Record<string, string | readonly string[]>>;

/**
 * Checks X-Twilio-Signature over the configured public address, never over headers that a proxy or an
 * attacker may set. Several tokens: two businesses may share an account, and a token may be in rotation.
 * With no token to check against, a check is done all the same, so that unknown accounts take as long.
 *
 * @see https://www.twilio.com/docs/usage/security
 */
export function signedByTwilio(
  tokens: readonly string[],
  signature: string | undefined,
  url: string,
  params: FormParams,
): boolean {
  const candidates = tokens.length > 0 ? tokens : ["no such account"];
  const genuine = candidates.map((token) =>
    twilio.validateRequest(token, signature ?? "", url, params as Record<string, unknown>),
  );
  return tokens.length > 0 && genuine.includes(true);
}
