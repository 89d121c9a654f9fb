/** What we tell Twilio to do with a caller. Built by its serializer: no name or number can leave its place. */
import twilio from "twilio";
import type { AnswerConfirmation } from "../domain/answered-by.ts";
import { CUSTOMER_RING_SECONDS, MAX_CALL_SECONDS } from "../domain/outbound-call.ts";
import type { E164, ForwardTarget } from "../domain/phone.ts";
import { cleanLine } from "../domain/plain-text.ts";
import { dialTimeoutSeconds } from "../domain/settings.ts";
import type { TwilioUrls } from "./urls.ts";

export interface ForwardPlan {
  readonly line: E164;
  readonly callSid: string;
  readonly targets: readonly ForwardTarget[];
  readonly ring: "together" | "in_turn";
  /** For `<Dial timeout>`, so without the seconds that Twilio adds. */
  readonly timeoutSeconds: number;
  /** What the answering phone shows. */
  readonly callerId: E164;
  readonly answerConfirmation: AnswerConfirmation;
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
    ...(plan.ring === "in_turn" && plan.targets.length > 1 ? { sequential: true } : {}),
  });
  const leg = {
    statusCallback: urls.leg(plan.line),
    statusCallbackMethod: "POST",
    statusCallbackEvent: ["answered", "completed"] as ("answered" | "completed")[],
    ...(plan.answerConfirmation === "press_key"
      ? { url: urls.screen(plan.line, plan.callSid), method: "POST" }
      : {}),
    ...(plan.answerConfirmation === "detect_machine"
      ? {
          machineDetection: "Enable",
          amdStatusCallback: urls.machine(plan.line, plan.callSid),
          amdStatusCallbackMethod: "POST",
        }
      : {}),
  };
  for (const target of plan.targets) {
    if (target.kind === "phone") dial.number(leg, target.number);
    else dial.sip(leg, target.uri);
  }
  return twiml.toString();
}

const KEY_WITHIN_SECONDS = 6;

/**
 * For the answering phone, while the caller still hears it ring: a person presses a key, a voicemail does not
 * and is hung up on. Said twice, since people lift the phone to the ear first.
 */
export const screenTwiml = (announcement: string, keyUrl: string): string =>
  askKeyTwiml(`${announcement} Press any key to take it.`, keyUrl);

/** Any key counts, # and * too: without a finishing key they are keys like the others. */
export function askKeyTwiml(question: string, keyUrl: string): string {
  const twiml = response();
  const gather = twiml.gather({
    numDigits: 1,
    finishOnKey: "",
    timeout: KEY_WITHIN_SECONDS,
    action: keyUrl,
    method: "POST",
  });
  const words = cleanLine(question);
  gather.say(words);
  gather.pause({ length: 1 });
  gather.say(words);
  twiml.hangup();
  return twiml.toString();
}

/** From the business's phone on to the customer's, who sees the line's number. */
export function connectTwiml(
  { callerId, to }: { readonly callerId: E164; readonly to: E164 },
  addresses: { readonly dialEnded: string; readonly leg: string },
): string {
  const twiml = response();
  const dial = twiml.dial({
    action: addresses.dialEnded,
    method: "POST",
    callerId,
    timeout: dialTimeoutSeconds(CUSTOMER_RING_SECONDS),
    timeLimit: MAX_CALL_SECONDS,
  });
  dial.number(
    {
      statusCallback: addresses.leg,
      statusCallbackMethod: "POST",
      statusCallbackEvent: ["answered", "completed"],
    },
    to,
  );
  return twiml.toString();
}

/** One sentence, and the call ends. */
export function sayTwiml(words: string): string {
  const twiml = response();
  twiml.say(cleanLine(words));
  twiml.hangup();
  return twiml.toString();
}

/** The greeting, a beep, and the caller's message. Twilio goes on to `done` when it ends, or on a hang-up. */
export function messageTwiml(
  greeting: string,
  maxSeconds: number,
  urls: { readonly done: string; readonly recording: string },
): string {
  const twiml = response();
  twiml.say(cleanLine(greeting));
  twiml.record({
    action: urls.done,
    method: "POST",
    maxLength: maxSeconds,
    playBeep: true,
    trim: "trim-silence",
    recordingStatusCallback: urls.recording,
    recordingStatusCallbackMethod: "POST",
    recordingStatusCallbackEvent: ["completed"],
  });
  twiml.say("We did not hear a message. Goodbye.");
  twiml.hangup();
  return twiml.toString();
}

export function hangUpTwiml(): string {
  const twiml = response();
  twiml.hangup();
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
