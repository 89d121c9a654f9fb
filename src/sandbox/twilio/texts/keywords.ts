/** STOP, START and HELP, which the carrier acts on by itself. */
import type { CarrierState } from "../state.ts";
import type { CarrierNumber } from "../types.ts";

/** The whole text, in any case; Twilio acts on them by itself for long codes (docs/messaging/twiml). */
const STOP = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]);
const START = new Set(["START", "YES", "UNSTOP"]);
const HELP = new Set(["HELP", "INFO"]);

export type Keyword = "STOP" | "START" | "HELP";

export function keywordOf(body: string): Keyword | null {
  const word = body.trim().toUpperCase();
  return STOP.has(word) ? "STOP" : START.has(word) ? "START" : HELP.has(word) ? "HELP" : null;
}

/** An opt-out covers the whole messaging service that the number is in. */
export const optOutScope = (number: CarrierNumber): string =>
  number.messagingServiceSid ?? number.phoneNumber;

const OWN_REPLIES: Readonly<Record<Keyword, string>> = {
  STOP: "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.",
  START:
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
  HELP: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
};

/** Twilio answers the keyword itself. Whether that stands in the account's list is a quirk. */
export function answerKeyword(
  state: CarrierState,
  number: CarrierNumber,
  to: string,
  keyword: Keyword,
  at: Date,
): void {
  const body = OWN_REPLIES[keyword];
  state.tell("keyword_answered", `the carrier answers ${to}: "${body}"`);
  if (!state.quirks.listsOwnReplies) return;
  state.addMessage({
    sid: state.newSid("SM"),
    accountSid: number.accountSid,
    from: number.phoneNumber,
    to,
    body,
    direction: "outbound-reply",
    statusCallback: null,
    messagingServiceSid: number.messagingServiceSid,
    media: [],
    createdAt: at,
    sentAt: at,
    updatedAt: at,
    status: "delivered",
    errorCode: null,
    history: [{ at, status: "delivered" }],
  });
}
