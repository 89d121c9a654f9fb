/** Texts out: what the carrier refuses, and what becomes of what it takes. */
import { all, E164, type Form, one } from "../form.ts";
import { defaultMedia } from "../media.ts";
import type { DeliveryScript } from "../scripts.ts";
import type { CarrierState } from "../state.ts";
import { timeline } from "../timeline.ts";
import type { CarrierMessage, CarrierNumber, RestError } from "../types.ts";
import { postWebhook } from "../webhooks.ts";
import { optOutScope } from "./keywords.ts";

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
    history: [{ at: createdAt, status: "queued" }],
  };
  state.addMessage(message);
  const delivery = deliver(state, message).finally(() => state.delivering.delete(message.sid));
  state.delivering.set(message.sid, delivery);
  state.track(delivery);
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
    message.history.push({ at: message.updatedAt, status });
    if (status === "sent") {
      message.sentAt = message.updatedAt;
      state.tell("text_arrived", `${message.to} gets a text from ${message.from}: "${message.body}"`);
    }
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
