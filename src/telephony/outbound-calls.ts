/** Calls that we ask Twilio for, and what its books say about them. */
import type twilio from "twilio";
import type { CarrierGateway } from "../app/ports/index.ts";
import { isFictional, isSimulatedAccount } from "../domain/demo.ts";
import { MAX_CALL_SECONDS } from "../domain/outbound-call.ts";
import { legState } from "./payloads.ts";
import { DEMO_REFUSES, readSendError } from "./send-error.ts";
import type { TwilioUrls } from "./urls.ts";

/** Shorter than it takes most mailboxes to pick up. */
const OWNER_RING_SECONDS = 25;
const LIST_LIMIT = 50;

export const secondsOf = (duration: string | null): number | null =>
  duration === null || duration === "" ? null : Number(duration);

export const outboundCalls = (
  clientOf: (businessId: string) => Promise<twilio.Twilio>,
  urls: TwilioUrls,
): Pick<CarrierGateway, "placeCall" | "callsSince" | "callOf"> => ({
  async placeCall({ businessId, callId, from, to }) {
    const client = await clientOf(businessId);
    if (isSimulatedAccount(client.accountSid) && !isFictional(to)) return DEMO_REFUSES;
    try {
      const call = await client.calls.create({
        from,
        to,
        url: urls.out(businessId, callId),
        statusCallback: urls.outStatus(businessId, callId),
        statusCallbackEvent: ["answered", "completed"],
        timeout: OWNER_RING_SECONDS,
        timeLimit: MAX_CALL_SECONDS,
      });
      return call.sid
        ? { kind: "accepted", callSid: call.sid }
        : { kind: "unclear", why: "the answer named no call" };
    } catch (error) {
      return readSendError(error);
    }
  },

  async callsSince(businessId, { from, to }, since) {
    const client = await clientOf(businessId);
    // Not filtered by StartTime: a call that is still queued has none.
    const calls = await client.calls.list({ from, to, limit: LIST_LIMIT });
    const second = Math.floor(since.getTime() / 1_000) * 1_000;
    return calls
      .filter(({ direction }) => direction === "outbound-api")
      .filter(({ dateCreated }) => dateCreated.getTime() >= second)
      .map(({ sid }) => ({ callSid: sid }));
  },

  async callOf(businessId, callSid) {
    const client = await clientOf(businessId);
    const { status, duration } = await client.calls(callSid).fetch();
    return { state: legState(status), durationSeconds: secondsOf(duration) };
  },
});
