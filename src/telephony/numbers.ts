/** The numbers of a Twilio account (docs/phone-numbers/api/incomingphonenumber-resource). */
import type twilio from "twilio";
import type { CarrierNumbers, OwnNumber } from "../app/lines/carrier-numbers.ts";
import { Refusal } from "../domain/errors.ts";
import { type E164, parseE164 } from "../domain/phone.ts";
import type { TwilioUrls } from "./urls.ts";

const MAX_OWN = 500;
const MAX_AVAILABLE = 20;
const MAX_SERVICES = 50;
/** Twilio lets a messaging service have 400 senders (docs/messaging/services). */
const MAX_SENDERS = 400;

type Incoming = Awaited<ReturnType<twilio.Twilio["incomingPhoneNumbers"]["list"]>>[number];

/** `VoiceApplicationSid` and `TrunkSid` make Twilio ignore the voice URL, `SmsApplicationSid` the SMS one. */
function overrideOf(number: Incoming): string | null {
  if (number.trunkSid) return `the SIP trunk ${number.trunkSid}, which takes its calls`;
  if (number.voiceApplicationSid)
    return `the TwiML application ${number.voiceApplicationSid}, which takes its calls`;
  if (number.smsApplicationSid)
    return `the TwiML application ${number.smsApplicationSid}, which takes its texts`;
  return null;
}

const ownNumberOf = (number: Incoming): OwnNumber => ({
  sid: number.sid,
  phoneNumber: number.phoneNumber as E164,
  friendlyName: number.friendlyName,
  takesCalls: number.capabilities.voice === true,
  takesTexts: number.capabilities.sms === true,
  webhooks: { voice: number.voiceUrl, voiceStatus: number.statusCallback, sms: number.smsUrl },
  overriddenBy: overrideOf(number),
});

export function carrierNumbers(
  clientOf: (businessId: string) => Promise<twilio.Twilio>,
  urls: TwilioUrls,
): CarrierNumbers {
  const ask = async <T>(businessId: string, work: (client: twilio.Twilio) => Promise<T>): Promise<T> => {
    const client = await clientOf(businessId);
    return work(client).catch((error: unknown) => {
      throw refusalOf(error);
    });
  };
  const webhooks = {
    voiceUrl: urls.voice(),
    voiceMethod: "POST",
    statusCallback: urls.voiceStatus(),
    statusCallbackMethod: "POST",
    smsUrl: urls.sms(),
    smsMethod: "POST",
  };

  return {
    wantedWebhooks: () => ({ voice: urls.voice(), voiceStatus: urls.voiceStatus(), sms: urls.sms() }),

    ownNumbers: (businessId) =>
      ask(businessId, async (client) =>
        (await client.incomingPhoneNumbers.list({ limit: MAX_OWN })).map(ownNumberOf),
      ),

    ownNumber: (businessId, phoneNumber) =>
      ask(businessId, async (client) => {
        // The filter also takes patterns, so what it finds is compared.
        const found = await client.incomingPhoneNumbers.list({ phoneNumber, limit: 5 });
        const number = found.find((each) => each.phoneNumber === phoneNumber);
        return number === undefined ? null : ownNumberOf(number);
      }),

    serviceTakingTexts: (businessId, numberSid) =>
      ask(businessId, async (client) => {
        for (const service of await client.messaging.v1.services.list({ limit: MAX_SERVICES })) {
          if (service.useInboundWebhookOnNumber) continue;
          const senders = await client.messaging.v1
            .services(service.sid)
            .phoneNumbers.list({ limit: MAX_SENDERS });
          if (senders.some(({ sid }) => sid === numberSid)) return service.friendlyName;
        }
        return null;
      }),

    setWebhooks: (businessId, numberSid) =>
      ask(businessId, async (client) => {
        await client.incomingPhoneNumbers(numberSid).update(webhooks);
        return ownNumberOf(await client.incomingPhoneNumbers(numberSid).fetch());
      }),

    availableNumbers: (businessId, { country, areaCode }) =>
      ask(businessId, async (client) => {
        const found = await client.availablePhoneNumbers(country).local.list({
          voiceEnabled: true,
          smsEnabled: true,
          ...(areaCode === null ? {} : { areaCode }),
          limit: MAX_AVAILABLE,
        });
        return found.flatMap(({ phoneNumber, friendlyName, locality, region }) => {
          const parsed = parseE164(phoneNumber);
          return parsed === null ? [] : [{ phoneNumber: parsed, friendlyName, locality, region }];
        });
      }),

    buyNumber: (businessId, phoneNumber) =>
      ask(businessId, async (client) =>
        ownNumberOf(await client.incomingPhoneNumbers.create({ phoneNumber, ...webhooks })),
      ),
  };
}

/** A 4xx is Twilio's own no, in words for whoever asked. An axios error carries our credentials: nothing of it goes on. */
function refusalOf(error: unknown): Refusal {
  const { status, message } = error as { status?: unknown; message?: unknown };
  if (status === 401 || status === 403)
    return new Refusal("carrier_refused", "Twilio does not accept this account's SID and token.");
  if (typeof status === "number" && status >= 400 && status < 500 && status !== 429)
    return new Refusal("carrier_refused", `Twilio refused: ${String(message)}`);
  return new Refusal("carrier_away", "Twilio did not answer. Try again in a moment.");
}
