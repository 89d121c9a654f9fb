/** What we tell Twilio to do with a caller. Built by its serializer: no name or number can leave its place. */
import twilio from "twilio";
import type { E164, ForwardTarget } from "../domain/phone.ts";
import type { TwilioUrls } from "./urls.ts";

export interface ForwardPlan {
  readonly line: E164;
  readonly target: ForwardTarget;
  /** For `<Dial timeout>`, so without the seconds that Twilio adds. */
  readonly timeoutSeconds: number;
  /** What the answering phone shows. `null`: the caller's own number. */
  readonly callerId: E164;
}

const response = () => new twilio.twiml.VoiceResponse();

/**
 * `<Dial>` must be the first verb, or answerOnBridge has no effect and the caller is charged for the ringing
 * (docs/voice/twiml/dial).
 */
export function forwardTwiml(plan: ForwardPlan, urls: TwilioUrls): string {
  const twiml = response();
  const dial = twiml.dial({
    action: urls.dialEnded(),
    method: "POST",
    answerOnBridge: true,
    timeout: plan.timeoutSeconds,
    callerId: plan.callerId,
  });
  const leg = {
    statusCallback: urls.leg(plan.line),
    statusCallbackMethod: "POST",
    statusCallbackEvent: ["answered", "completed"] as ("answered" | "completed")[],
  };
  if (plan.target.kind === "phone") dial.number(leg, plan.target.number);
  else dial.sip(leg, plan.target.uri);
  return twiml.toString();
}

/** One sentence for a caller who is still there. A text is announced only if one is really coming. */
export function missedTwiml(textIsComing: boolean): string {
  const twiml = response();
  twiml.say(
    textIsComing ? "Sorry we missed your call. We are sending you a text." : "Sorry we missed your call.",
  );
  twiml.hangup();
  return twiml.toString();
}

/** For a number that we do not know: polite, spoken, and the call ends. */
export function unknownLineTwiml(): string {
  const twiml = response();
  twiml.say("Sorry, this number is not in service.");
  twiml.hangup();
  return twiml.toString();
}

/** Our own forwarding came back to us: answering would look as if a person had picked up. */
export function busyTwiml(): string {
  const twiml = response();
  twiml.reject({ reason: "busy" });
  return twiml.toString();
}

export const emptyTwiml = (): string => response().toString();
