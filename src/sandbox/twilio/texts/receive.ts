/** Texts in: a person texts one of our numbers. */
import { defaultMedia } from "../media.ts";
import type { CarrierState } from "../state.ts";
import { timeline } from "../timeline.ts";
import type { CarrierMedia, CarrierMessage, CarrierNumber, Webhook } from "../types.ts";
import { postWebhook } from "../webhooks.ts";
import { answerKeyword, type Keyword, keywordOf, optOutScope } from "./keywords.ts";
import { segmentsOf } from "./segments.ts";

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
    history: [{ at, status: "received" }],
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
