/** Whether a phone number may be texted: one state per number, across all lines of a business. */
import { readPlainOptOut } from "./plain-opt-out.ts";

export type Consent = "unknown" | "opted_in" | "opted_out";

/** How we came to know it. `owner`: somebody of the business said so for the caller. */
export type ConsentSource = "inbound_text" | "carrier_refusal" | "operator" | "owner";

/** What an inbound text says about consent. `help` changes nothing; the carrier answers it. */
export type ConsentWord = "stop" | "start" | "help" | null;

/** Whole messages that Twilio itself acts on for long codes (docs/messaging/twiml; REVOKE and OPTOUT since 2025). */
const STOP_WORDS = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]);
const START_WORDS = new Set(["START", "UNSTOP"]);
const HELP_WORDS = new Set(["HELP", "INFO"]);

/** YES takes back an opt-out, but from anybody else it is only a yes to something the business asked. */
const YES = "YES";

/** Reads a whole inbound text as a consent keyword, whatever its case and the punctuation around it. */
export function readConsentWord(body: string, consent: Consent): ConsentWord {
  const word = body
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}\s]/gu, "")
    .trim()
    .toUpperCase();
  if (STOP_WORDS.has(word)) return "stop";
  if (START_WORDS.has(word)) return "start";
  if (word === YES && consent === "opted_out") return "start";
  if (HELP_WORDS.has(word)) return "help";
  return null;
}

/** What an inbound text says about consent, and how it says it. */
export type ConsentReading =
  | { readonly kind: "stop"; readonly by: "keyword" | "plain_words" }
  /** `help` changes nothing; the carrier answers it. */
  | { readonly kind: "start" | "help"; readonly by: "keyword" }
  /** It may be about consent: shown to the owner with `why`, and not acted on. */
  | { readonly kind: "ambiguous"; readonly by: "plain_words"; readonly why: string }
  | { readonly kind: "none"; readonly by: null };

const TEXT_ME_AGAIN =
  /\b(?:(?:can|may|you can|please) (?:text|message) me again|start texting|resubscribe|sign me (?:back )?up|opt me (?:back )?in)\b/i;

/**
 * Reads a whole inbound text. A keyword, which is all that the carrier acts on, comes before plain words;
 * an opt-out is taken back by keyword alone, because only that lifts the carrier's own block (21610).
 *
 * @param body as received, of any length; read in linear time
 * @param consent the number's state before this text: YES takes back an opt-out and means nothing else
 */
export function readConsent(body: string, consent: Consent): ConsentReading {
  const word = readConsentWord(body, consent);
  if (word !== null) return { kind: word, by: "keyword" };
  const plain = readPlainOptOut(body);
  if (plain.kind === "stop") return { kind: "stop", by: "plain_words" };
  if (plain.kind === "ambiguous") return { kind: "ambiguous", by: "plain_words", why: plain.why };
  if (consent === "opted_out" && TEXT_ME_AGAIN.test(body.slice(0, 400)))
    return {
      kind: "ambiguous",
      by: "plain_words",
      why: "The caller opted out and seems to want texts again. Ask them to text START, which lifts the carrier's block.",
    };
  return { kind: "none", by: null };
}
