/** Was this request really made by Twilio, for an account that we know? */
import twilio from "twilio";

/** The parameters of a form as Twilio signed them; a repeated one is a list. */
export type FormParams = Readonly<Record<string, string | readonly string[]>>;

/** Whoever may have signed: the operator, or a business with an account of its own. */
export interface Signer {
  /** `null`: the operator. */
  readonly businessId: string | null;
  readonly token: string;
}

/**
 * Checks X-Twilio-Signature over the configured public address, never over headers that a proxy or an
 * attacker may set, and says whose token made it. An account may be registered by several businesses, and
 * one of them could have named another's account with a token of its own: so a signature counts only for
 * those whose own token it was. Without any candidate a check is done all the same, so that unknown
 * accounts take as long.
 *
 * @see https://www.twilio.com/docs/usage/security
 */
export function signersOf(
  candidates: readonly Signer[],
  signature: string | undefined,
  url: string,
  params: FormParams,
): readonly Signer[] {
  const made = (token: string) =>
    twilio.validateRequest(token, signature ?? "", url, params as Record<string, unknown>);
  if (candidates.length === 0) made("no such account");
  return candidates.filter(({ token }) => made(token));
}
