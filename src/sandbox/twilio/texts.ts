/** Texts in and out: what the carrier refuses, what becomes of what it takes, and what people send. */
import { defaultMedia } from "./media.ts";
import type { DeliveryScript } from "./scripts.ts";
import type { CarrierState } from "./state.ts";
import { timeline } from "./timeline.ts";
import type { CarrierMedia, CarrierMessage, CarrierNumber, Webhook } from "./types.ts";
import { postWebhook } from "./webhooks.ts";

/** The whole text, in any case; Twilio acts on them by itself for long codes (docs/messaging/twiml). */
const STOP = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]);
const START = new Set(["START", "YES", "UNSTOP"]);
const HELP = new Set(["HELP", "INFO"]);

export interface RestError {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

export type Form = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The first of a repeated field. */
export const one = (form: Form, name: string): string => {
  const value = form[name];
  return typeof value === "string" ? value : (value?.[0] ?? "");
};

export const all = (form: Form, name: string): readonly string[] => {
  const value = form[name];
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
};

export const E164 = /^\+[1-9]\d{6,14}$/;
const MOST_CHARACTERS = 1_600;
const MOST_MEDIA = 10;

/** Who a create is from: a number of the account, or any in its messaging service. */
function senderOf(state: CarrierState, accountSid: string, form: Form): CarrierNumber | undefined {
  const from = one(form, "From");
  const service = one(form, "MessagingServiceSid");
  if (from === "" && service !== "")
    return state.numbers.find(
      (each) => each.messagingServiceSid === service && each.accountSid === accountSid,
    );
  const number = state.number(from);
  return number?.accountSid === accountSid ? number : undefined;
}

/** Twilio's own checks of a create, in its words and codes (docs/api/errors). */
export function checkCreate(state: CarrierState, accountSid: string, form: Form): RestError | null {
  const bad = (code: number, message: string): RestError => ({ status: 400, code, message });
  const to = one(form, "To");
  const from = one(form, "From");
  const body = one(form, "Body");
  const media = all(form, "MediaUrl");
  const callback = one(form, "StatusCallback");
  if (to === "") return bad(21604, "A 'To' phone number is required.");
  if (!E164.test(to)) return bad(21211, `Invalid 'To' Phone Number: ${to}`);
  if (from === "" && one(form, "MessagingServiceSid") === "")
    return bad(21603, "A 'From' phone number is required.");
  if (from === to) return bad(21266, "'To' and 'From' number cannot be the same");
  const sender = senderOf(state, accountSid, form);
  if (sender === undefined)
    return bad(
      21606,
      `The 'From' phone number ${from} is not a valid, SMS-capable phone number for your account.`,
    );
  if (body === "" && media.length === 0) return bad(21602, "Message body is required.");
  if (body.length > MOST_CHARACTERS)
    return bad(21617, "The concatenated message body exceeds the 1600 character limit.");
  if (media.length > MOST_MEDIA) return bad(21623, "Number of media files exceeds allowed limit");
  if (callback !== "" && !URL.canParse(callback))
    return bad(21609, `The StatusCallback URL ${callback} is not a valid URL.`);
  if (state.isOptedOut(optOutScope(sender), to))
    return bad(21610, "Attempt to send to unsubscribed recipient");
  const script = state.deliveries.get(to)?.[0];
  if (script?.outcome === "refused") {
    nextDelivery(state, to);
    return bad(script.code, script.message ?? `Refused with ${script.code}`);
  }
  return null;
}

/** An opt-out covers the whole messaging service that the number is in. */
const optOutScope = (number: CarrierNumber): string => number.messagingServiceSid ?? number.phoneNumber;

/** Each script is used once, the last one for good. */
function nextDelivery(state: CarrierState, to: string): DeliveryScript | undefined {
  const scripts = state.deliveries.get(to);
  return scripts !== undefined && scripts.length > 1 ? scripts.shift() : scripts?.[0];
}

/** Takes a message in and delivers it in the background, with a signed report for each step. */
export function acceptMessage(state: CarrierState, accountSid: string, form: Form): CarrierMessage {
  const createdAt = state.now();
  const media = all(form, "MediaUrl").map((url) => ({ ...defaultMedia, sid: state.newSid("ME"), url }));
  const message: CarrierMessage = {
    sid: state.newSid(media.length > 0 ? "MM" : "SM"),
    accountSid,
    from: senderOf(state, accountSid, form)?.phoneNumber ?? "",
    to: one(form, "To"),
    body: one(form, "Body"),
    direction: "outbound-api",
    statusCallback: one(form, "StatusCallback") || null,
    messagingServiceSid: one(form, "MessagingServiceSid") || null,
    media,
    createdAt,
    sentAt: null,
    updatedAt: createdAt,
    status: "queued",
    errorCode: null,
  };
  state.addMessage(message);
  state.track(deliver(state, message));
  return message;
}

async function deliver(state: CarrierState, message: CarrierMessage): Promise<void> {
  const fate = state.faults.faults.delivery?.(message) ??
    nextDelivery(state, message.to) ?? { outcome: "delivered" };
  // The answer to the create leaves first; nearly always, at Twilio too.
  await new Promise((resolve) => setImmediate(resolve));
  const time = timeline(state.now(), state.paceMs);
  const laterReports: Promise<unknown>[] = [];
  const become = async (status: CarrierMessage["status"], told = true): Promise<void> => {
    message.status = status;
    message.updatedAt = state.now();
    if (status === "sent") message.sentAt = message.updatedAt;
    if (!told || message.statusCallback === null) return;
    await postWebhook(
      state,
      time,
      {
        accountSid: message.accountSid,
        kind: "delivery",
        url: message.statusCallback,
        params: reportParams(message),
      },
      (work) => laterReports.push(work),
    );
  };
  if (fate.outcome !== "failed" && fate.outcome !== "refused") {
    await become("sent", fate.outcome !== "silent");
    state.tell("text_arrived", `${message.to} gets a text from ${message.from}: "${message.body}"`);
  }
  if (fate.outcome !== "sent" && fate.outcome !== "silent") {
    if ("afterSeconds" in fate && fate.afterSeconds !== undefined) await time.wait(fate.afterSeconds);
    if ("errorCode" in fate) message.errorCode = fate.errorCode;
    if (fate.outcome === "refused") message.errorCode = fate.code;
    await become(fate.outcome === "refused" ? "failed" : fate.outcome);
    state.tell("text_reported", `the carrier reports the text as ${message.status}`);
  }
  await Promise.all(laterReports);
}

function reportParams(message: CarrierMessage): Record<string, string> {
  const params: Record<string, string> = {
    AccountSid: message.accountSid,
    ApiVersion: "2010-04-01",
    From: message.from,
    MessageSid: message.sid,
    MessageStatus: message.status,
    SmsSid: message.sid,
    SmsStatus: message.status,
    To: message.to,
  };
  if (message.messagingServiceSid !== null) params.MessagingServiceSid = message.messagingServiceSid;
  if (message.errorCode !== null) params.ErrorCode = String(message.errorCode);
  // The receipt of the handset's carrier, as YYMMDDhhmm (docs/messaging/guides/outbound-message-status).
  if (message.status === "delivered" || message.status === "undelivered")
    params.RawDlrDoneDate = message.updatedAt.toISOString().replace(/\D/g, "").slice(2, 12);
  return params;
}

export interface TextRequest {
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** Pictures, kept here as Twilio keeps them; a small one where `bytes` is absent. */
  readonly media?: readonly { readonly contentType?: string; readonly bytes?: Uint8Array }[];
  /** Addresses of pictures that are somewhere else. */
  readonly mediaUrls?: readonly string[];
  /** When it was sent; now when absent. */
  readonly at?: Date;
  /** With advanced opt-out Twilio names what it took the text for; this overrides what the keyword says. */
  readonly optOutType?: "STOP" | "START" | "HELP";
  /** Whatever else Twilio may send along. */
  readonly params?: Readonly<Record<string, string>>;
}

export interface TextStory {
  readonly messageSid: string;
  readonly webhook: Webhook;
}

/** A person texts one of our numbers. The carrier acts on STOP and START itself, and still passes them on. */
export async function receiveFromPerson(state: CarrierState, text: TextRequest): Promise<TextStory> {
  const number = state.number(text.to);
  if (number === undefined) throw new Error(`The carrier has no number ${text.to}`);
  const at = text.at ?? state.now();
  const keyword = keywordOf(text.body);
  if (keyword === "STOP") state.setOptedOut(optOutScope(number), text.from, true);
  if (keyword === "START") state.setOptedOut(optOutScope(number), text.from, false);
  const message = inbound(state, number, text, at);
  state.addMessage(message);
  state.tell("text_sent_by_person", `${text.from} texts ${text.to}: "${text.body}"`);
  if (keyword !== null) answerKeyword(state, number, text.from, keyword, at);
  const sending = {
    accountSid: number.accountSid,
    kind: "sms" as const,
    url: number.smsUrl,
    params: inboundParams(number, message, text, keyword),
  };
  const time = timeline(at, state.paceMs);
  let webhook = await postWebhook(state, time, sending, (work) => state.track(work));
  if ((webhook.status === null || webhook.status >= 400) && number.smsFallbackUrl !== "") {
    const params = {
      ...sending.params,
      ErrorCode: webhook.status === null ? "11205" : "11200",
      ErrorUrl: sending.url,
    };
    const fallback = { ...sending, url: number.smsFallbackUrl, params };
    webhook = await postWebhook(state, time, fallback, (work) => state.track(work));
  }
  return { messageSid: message.sid, webhook };
}

type Keyword = "STOP" | "START" | "HELP";

function keywordOf(body: string): Keyword | null {
  const word = body.trim().toUpperCase();
  return STOP.has(word) ? "STOP" : START.has(word) ? "START" : HELP.has(word) ? "HELP" : null;
}

function inbound(state: CarrierState, number: CarrierNumber, text: TextRequest, at: Date): CarrierMessage {
  const count = (text.media?.length ?? 0) + (text.mediaUrls?.length ?? 0);
  const sid = state.newSid(count > 0 ? "MM" : "SM");
  const kept = (text.media ?? []).map((each): CarrierMedia => {
    const mediaSid = state.newSid("ME");
    const path = `/2010-04-01/Accounts/${number.accountSid}/Messages/${sid}/Media/${mediaSid}`;
    return { ...defaultMedia, ...each, sid: mediaSid, url: `${state.baseUrl}${path}` };
  });
  const elsewhere = (text.mediaUrls ?? []).map(
    (url): CarrierMedia => ({ ...defaultMedia, contentType: "image/jpeg", sid: state.newSid("ME"), url }),
  );
  return {
    sid,
    accountSid: number.accountSid,
    from: text.from,
    to: text.to,
    body: text.body,
    direction: "inbound",
    statusCallback: null,
    messagingServiceSid: number.messagingServiceSid,
    media: [...kept, ...elsewhere],
    createdAt: at,
    sentAt: at,
    updatedAt: at,
    status: "received",
    errorCode: null,
  };
}

function inboundParams(
  number: CarrierNumber,
  message: CarrierMessage,
  text: TextRequest,
  keyword: Keyword | null,
): Record<string, string> {
  const optOutType = text.optOutType ?? (number.advancedOptOut ? keyword : null);
  const params: Record<string, string> = {
    AccountSid: number.accountSid,
    ApiVersion: "2010-04-01",
    Body: text.body,
    From: text.from,
    MessageSid: message.sid,
    NumMedia: String(message.media.length),
    NumSegments: String(segmentsOf(text.body)),
    SmsMessageSid: message.sid,
    SmsSid: message.sid,
    SmsStatus: "received",
    To: text.to,
  };
  for (const [i, { url, contentType }] of message.media.entries()) {
    params[`MediaUrl${i}`] = url;
    params[`MediaContentType${i}`] = contentType;
  }
  if (number.messagingServiceSid !== null) params.MessagingServiceSid = number.messagingServiceSid;
  if (optOutType !== null) params.OptOutType = optOutType;
  return { ...params, ...text.params };
}

const OWN_REPLIES: Readonly<Record<Keyword, string>> = {
  STOP: "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.",
  START:
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
  HELP: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
};

/** Twilio answers the keyword itself. Whether that stands in the account's list is a quirk. */
function answerKeyword(
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
  });
}

const GSM_7 = /^[\n\f\r !-_a-~£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€]*$/;

/** 160 characters, or 153 in each of several; 70 and 67 when one of them is beyond the GSM alphabet. */
export function segmentsOf(body: string): number {
  const [alone, each] = GSM_7.test(body) ? [160, 153] : [70, 67];
  return body.length <= alone ? 1 : Math.ceil(body.length / each);
}
