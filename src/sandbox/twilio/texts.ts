import type { CarrierState } from "./state.ts";
import type { CarrierMessage, Webhook } from "./types.ts";
import { postWebhook } from "./webhooks.ts";

const STOP = new Set(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]);
const START = new Set(["START", "YES", "UNSTOP"]);

export interface RestError {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

/** Twilio's own checks of a create, in its words and codes (docs/api/errors). */
export function checkCreate(
  state: CarrierState,
  accountSid: string,
  form: Readonly<Record<string, string>>,
): RestError | null {
  const bad = (code: number, message: string): RestError => ({ status: 400, code, message });
  const { To = "", From = "", Body = "" } = form;
  if (To === "") return bad(21604, "A 'To' phone number is required.");
  if (!/^\+[1-9]\d{6,14}$/.test(To)) return bad(21211, `Invalid 'To' Phone Number: ${To}`);
  if (From === "") return bad(21603, "A 'From' phone number is required.");
  if (state.number(From)?.accountSid !== accountSid)
    return bad(
      21606,
      `The 'From' phone number ${From} is not a valid, SMS-capable phone number for your account.`,
    );
  if (Body === "") return bad(21602, "Message body is required.");
  if (Body.length > 1600)
    return bad(21617, "The concatenated message body exceeds the 1600 character limit.");
  if (state.isOptedOut(From, To)) return bad(21610, "Attempt to send to unsubscribed recipient");
  return null;
}

/** Takes a message in and delivers it in the background, with a signed report for each step. */
export function acceptMessage(
  state: CarrierState,
  accountSid: string,
  form: Readonly<Record<string, string>>,
): CarrierMessage {
  const message: CarrierMessage = {
    sid: state.newSid("SM"),
    accountSid,
    from: form.From ?? "",
    to: form.To ?? "",
    body: form.Body ?? "",
    direction: "outbound-api",
    statusCallback: form.StatusCallback ?? null,
    createdAt: state.now(),
    sentAt: null,
    status: "queued",
    errorCode: null,
  };
  state.messages.push(message);
  state.track(deliver(state, message));
  return message;
}

async function deliver(state: CarrierState, message: CarrierMessage): Promise<void> {
  const fate = state.faults.delivery?.(message) ?? { outcome: "delivered" };
  await new Promise((resolve) => setImmediate(resolve));
  if (fate.outcome === "silent") {
    message.status = "sent";
    message.sentAt = state.now();
    return;
  }
  if (fate.outcome !== "failed") {
    message.status = "sent";
    message.sentAt = state.now();
    state.tell("text_arrived", `${message.to} gets a text from ${message.from}: "${message.body}"`);
    await report(state, message);
  }
  message.status = fate.outcome;
  if ("errorCode" in fate) message.errorCode = fate.errorCode;
  await report(state, message);
  state.tell("text_reported", `the carrier reports the text as ${message.status}`);
}

async function report(state: CarrierState, message: CarrierMessage): Promise<void> {
  if (message.statusCallback === null) return;
  await postWebhook(state, message.accountSid, "delivery", message.statusCallback, {
    AccountSid: message.accountSid,
    ApiVersion: "2010-04-01",
    From: message.from,
    MessageSid: message.sid,
    MessageStatus: message.status,
    SmsSid: message.sid,
    SmsStatus: message.status,
    To: message.to,
    ...(message.errorCode === null ? {} : { ErrorCode: String(message.errorCode) }),
  });
}

/** A person texts one of our numbers. The carrier acts on STOP and START itself, and still passes them on. */
export async function receiveFromPerson(
  state: CarrierState,
  text: { from: string; to: string; body: string; mediaUrls?: readonly string[] },
): Promise<{ messageSid: string; webhook: Webhook }> {
  const number = state.number(text.to);
  if (number === undefined) throw new Error(`The carrier has no number ${text.to}`);
  const word = text.body.trim().toUpperCase();
  if (STOP.has(word)) state.setOptedOut(text.to, text.from, true);
  if (START.has(word)) state.setOptedOut(text.to, text.from, false);
  const sid = state.newSid("SM");
  state.messages.push({
    sid,
    accountSid: number.accountSid,
    from: text.from,
    to: text.to,
    body: text.body,
    direction: "inbound",
    statusCallback: null,
    createdAt: state.now(),
    sentAt: state.now(),
    status: "received",
    errorCode: null,
  });
  state.tell("text_sent_by_person", `${text.from} texts ${text.to}: "${text.body}"`);
  const media = Object.fromEntries(
    (text.mediaUrls ?? []).flatMap((url, i) => [
      [`MediaUrl${i}`, url],
      [`MediaContentType${i}`, "image/jpeg"],
    ]),
  );
  const webhook = await postWebhook(state, number.accountSid, "sms", number.smsUrl, {
    AccountSid: number.accountSid,
    ApiVersion: "2010-04-01",
    Body: text.body,
    From: text.from,
    MessageSid: sid,
    NumMedia: String(text.mediaUrls?.length ?? 0),
    NumSegments: "1",
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: "received",
    To: text.to,
    ...media,
  });
  return { messageSid: sid, webhook };
}
