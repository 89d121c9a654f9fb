/** Every address that we hand to Twilio, with its connection overrides. */

/** Paths below PUBLIC_URL. The first three are fixed: they are configured at Twilio. */
export const PATHS = {
  voice: "/webhooks/twilio/voice",
  voiceStatus: "/webhooks/twilio/voice/status",
  sms: "/webhooks/twilio/sms",
  dialEnded: "/webhooks/twilio/voice/dialed",
  leg: "/webhooks/twilio/voice/leg",
  screen: "/webhooks/twilio/voice/screen",
  key: "/webhooks/twilio/voice/key",
  machine: "/webhooks/twilio/voice/machine",
  message: "/webhooks/twilio/voice/message",
  recording: "/webhooks/twilio/voice/recording",
  textStatus: "/webhooks/twilio/texts/status",
  out: "/webhooks/twilio/out",
  outKey: "/webhooks/twilio/out/key",
  outDialEnded: "/webhooks/twilio/out/dialed",
  outLeg: "/webhooks/twilio/out/leg",
  outStatus: "/webhooks/twilio/out/status",
} as const;

/**
 * By default Twilio retries only when it cannot connect. The fragment, which no signature covers, asks for
 * retries after errors and slow answers too (docs/usage/webhooks/webhooks-connection-overrides).
 * Voice: a caller is waiting, so few tries; 15 s is Twilio's total.
 */
const VOICE_OVERRIDES = "#rc=2&rp=5xx,ct,rt&ct=2000&rt=5000";
const REPORT_OVERRIDES = "#rc=5&rp=5xx,ct,rt&ct=2000&rt=5000";

export interface TwilioUrls {
  voice(): string;
  voiceStatus(): string;
  sms(): string;
  /** Where Twilio goes when the dialling has ended. */
  dialEnded(): string;
  /** A leg's report names neither the line nor the caller, so its address carries the line. */
  leg(line: string): string;
  /** What the answering phone hears before it is connected. Requests of a leg need not name the caller's call. */
  screen(line: string, callSid: string): string;
  /** The key that was pressed there. */
  key(line: string, callSid: string): string;
  /** What the carrier's machine detection heard. */
  machine(line: string, callSid: string): string;
  /** When the caller has left a message, or not. */
  message(): string;
  /** When its recording can be fetched. */
  recording(line: string): string;
  textStatus(businessId: string, textId: string): string;
  /** A call that we asked for: what is said to whoever picks up the business's phone. */
  out(businessId: string, callId: string): string;
  outKey(businessId: string, callId: string): string;
  outDialEnded(businessId: string, callId: string): string;
  outLeg(businessId: string, callId: string): string;
  outStatus(businessId: string, callId: string): string;
}

const ofCall = (businessId: string, callId: string): string =>
  `?business=${encodeURIComponent(businessId)}&call=${encodeURIComponent(callId)}`;

const about = (line: string, callSid: string): string =>
  `?line=${encodeURIComponent(line)}&call=${encodeURIComponent(callSid)}`;

/** @param publicUrl as Twilio sees us, without a trailing slash; signatures are checked against it. */
export const twilioUrls = (publicUrl: string): TwilioUrls => ({
  voice: () => `${publicUrl}${PATHS.voice}${VOICE_OVERRIDES}`,
  voiceStatus: () => `${publicUrl}${PATHS.voiceStatus}${REPORT_OVERRIDES}`,
  sms: () => `${publicUrl}${PATHS.sms}${REPORT_OVERRIDES}`,
  dialEnded: () => `${publicUrl}${PATHS.dialEnded}${VOICE_OVERRIDES}`,
  leg: (line) => `${publicUrl}${PATHS.leg}?line=${encodeURIComponent(line)}${REPORT_OVERRIDES}`,
  screen: (line, callSid) => `${publicUrl}${PATHS.screen}${about(line, callSid)}${VOICE_OVERRIDES}`,
  key: (line, callSid) => `${publicUrl}${PATHS.key}${about(line, callSid)}${VOICE_OVERRIDES}`,
  machine: (line, callSid) => `${publicUrl}${PATHS.machine}${about(line, callSid)}${REPORT_OVERRIDES}`,
  message: () => `${publicUrl}${PATHS.message}${VOICE_OVERRIDES}`,
  recording: (line) => `${publicUrl}${PATHS.recording}?line=${encodeURIComponent(line)}${REPORT_OVERRIDES}`,
  textStatus: (businessId, textId) =>
    `${publicUrl}${PATHS.textStatus}?business=${encodeURIComponent(businessId)}&text=${encodeURIComponent(textId)}${REPORT_OVERRIDES}`,
  out: (businessId, callId) => `${publicUrl}${PATHS.out}${ofCall(businessId, callId)}${VOICE_OVERRIDES}`,
  outKey: (businessId, callId) =>
    `${publicUrl}${PATHS.outKey}${ofCall(businessId, callId)}${VOICE_OVERRIDES}`,
  outDialEnded: (businessId, callId) =>
    `${publicUrl}${PATHS.outDialEnded}${ofCall(businessId, callId)}${VOICE_OVERRIDES}`,
  outLeg: (businessId, callId) =>
    `${publicUrl}${PATHS.outLeg}${ofCall(businessId, callId)}${REPORT_OVERRIDES}`,
  outStatus: (businessId, callId) =>
    `${publicUrl}${PATHS.outStatus}${ofCall(businessId, callId)}${REPORT_OVERRIDES}`,
});
