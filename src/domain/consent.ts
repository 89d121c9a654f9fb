/** Whether a phone number may be texted: one state per number, across all lines of a business. */

export type Consent = "unknown" | "opted_in" | "opted_out";

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
