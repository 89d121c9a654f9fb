/** What an error in answer to a create means: for a text or a call that may or may not have left. */
import type { SendResult } from "../app/ports/index.ts";

/** Opted out at the carrier: docs/api/errors/21610. */
const OPTED_OUT = 21610;

/** Codes of errors that happen before a byte of the request has left. */
const NEVER_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/**
 * Twilio says that POSTs are not idempotent: after a 5xx, a time-out or a cut connection a message may or
 * may not have left. A 4xx is a definite no, a 429 a definite "later" (docs/api/errors/20429).
 */
export function readSendError(error: unknown): Exclude<SendResult, { kind: "accepted" }> {
  const { status, code, message } = error as { status?: unknown; code?: unknown; message?: unknown };
  const words = typeof message === "string" && message !== "" ? message : "no reason given";
  if (typeof code === "string" && NEVER_CONNECTED.has(code)) return { kind: "not_sent", why: code };
  if (typeof status === "number") {
    if (status === 429) return { kind: "throttled", retryAfterMs: null };
    if (status >= 400 && status < 500) {
      const number = typeof code === "number" ? code : null;
      return { kind: "refused", code: number, message: words, optedOut: number === OPTED_OUT };
    }
    return { kind: "unclear", why: `the carrier answered ${status}` };
  }
  // An axios error carries our credentials and the text: only its code may go further.
  return { kind: "unclear", why: typeof code === "string" ? code : "the answer could not be read" };
}

/** Nobody waits for it: the simulated carrier would bring it nowhere. */
export const DEMO_REFUSES = {
  kind: "refused",
  code: null,
  message: "A demo line reaches only numbers that are kept for fiction.",
  optedOut: false,
} as const;
