/** Twilio's REST API, in our words. What an answer means for the text is decided here and nowhere else. */
import { LRUCache } from "lru-cache";
import twilio from "twilio";
import type { CarrierGateway } from "../app/ports/index.ts";
import { isFictional, isSimulatedAccount } from "../domain/demo.ts";
import { isLineType } from "../domain/who-can-be-texted.ts";
import { carrierLists } from "./lists.ts";
import { twilioMedia } from "./media.ts";
import { carrierNumbers } from "./numbers.ts";
import { outboundCalls, secondsOf } from "./outbound-calls.ts";
import { deliveryNews, legState } from "./payloads.ts";
import { registrationOf } from "./registration.ts";
import { DEMO_REFUSES, readSendError } from "./send-error.ts";
import type { TwilioUrls } from "./urls.ts";

/** A create that takes longer is unclear; Twilio itself answers within 1 s or so. */
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_SOCKETS = 50;
const MAX_CLIENTS = 500;
/** Enough to find our own among everything sent to one phone since the attempt. */
const LIST_LIMIT = 50;

export interface CarrierAccount {
  readonly accountSid: string;
  readonly authToken: string;
  /** A demo's own carrier; nobody else has one. */
  readonly demoUrl?: string;
}

export interface GatewayOptions {
  /** The business's own account, or the operator's. */
  accountOf(businessId: string): Promise<CarrierAccount>;
  readonly urls: TwilioUrls;
  /** Another base address, for a sandbox or a proxy. */
  readonly apiUrl: string | null;
}

export function twilioGateway({ accountOf, urls, apiUrl }: GatewayOptions): CarrierGateway {
  const clients = new LRUCache<string, twilio.Twilio>({ max: MAX_CLIENTS });
  const clientOf = async (businessId: string): Promise<twilio.Twilio> => {
    const { accountSid, authToken, demoUrl } = await accountOf(businessId);
    // A demo's account is nowhere but at its own carrier, and nobody else's is there.
    if (isSimulatedAccount(accountSid) !== (demoUrl !== undefined))
      throw new Error("A simulated account and a real one do not meet");
    const base = demoUrl ?? apiUrl;
    const key = `${accountSid}:${authToken}:${base}`;
    const known = clients.get(key);
    if (known !== undefined) return known;
    // autoRetry stays off: a create is not idempotent (docs/api/errors/20500), and waiting is the job's business.
    const client = twilio(accountSid, authToken, {
      timeout: REQUEST_TIMEOUT_MS,
      keepAlive: true,
      maxSockets: MAX_SOCKETS,
    });
    if (base !== null) {
      client.api.baseUrl = base;
      client.lookups.baseUrl = base;
      client.messaging.baseUrl = base;
    }
    clients.set(key, client);
    return client;
  };

  return {
    ...carrierLists(clientOf),

    async sendText({ businessId, textId, from, to, body }) {
      const client = await clientOf(businessId);
      if (isSimulatedAccount(client.accountSid) && !isFictional(to)) return DEMO_REFUSES;
      try {
        const message = await client.messages.create({
          from,
          to,
          body,
          statusCallback: urls.textStatus(businessId, textId),
        });
        return message.sid
          ? { kind: "accepted", messageSid: message.sid }
          : { kind: "unclear", why: "the answer named no message" };
      } catch (error) {
        return readSendError(error);
      }
    },

    async textsSince(businessId, { from, to }, since) {
      const client = await clientOf(businessId);
      // Not filtered by DateSent: a queued message has none yet.
      const messages = await client.messages.list({ from, to, limit: LIST_LIMIT });
      return messages
        .filter(({ direction }) => direction === "outbound-api")
        .filter(({ dateCreated }) => dateCreated.getTime() >= Math.floor(since.getTime() / 1_000) * 1_000)
        .map((message) => ({
          messageSid: message.sid,
          body: message.body,
          createdAt: message.dateCreated,
          status: message.status,
          errorCode: message.errorCode,
        }));
    },

    async lineTypeOf(businessId, phone) {
      const client = await clientOf(businessId);
      const { lineTypeIntelligence } = await client.lookups.v2
        .phoneNumbers(phone)
        .fetch({ fields: "line_type_intelligence" });
      const { type } = (lineTypeIntelligence ?? {}) as { type?: unknown };
      return typeof type === "string" && isLineType(type) ? type : "unknown";
    },

    registrationOf: async (businessId, number) => registrationOf(await clientOf(businessId), number),

    async deliveryOf(businessId, messageSid) {
      const client = await clientOf(businessId);
      const { status, errorCode } = await client.messages(messageSid).fetch();
      return { news: deliveryNews(status), errorCode };
    },

    async legsOf(businessId, callSid) {
      const client = await clientOf(businessId);
      const legs = await client.calls.list({ parentCallSid: callSid, limit: 20 });
      return legs.map(({ sid, status, duration }) => ({
        legSid: sid,
        state: legState(status),
        durationSeconds: secondsOf(duration),
      }));
    },

    ...outboundCalls(clientOf, urls),
    ...carrierNumbers(clientOf, urls),
    ...twilioMedia(accountOf, apiUrl),
  };
}
