/** Every address that we hand to Twilio, with its connection overrides. */

/** Paths below PUBLIC_URL. The first three are fixed: they are configured at Twilio. */
export const PATHS = {
  voice: "/webhooks/twilio/voice",
  voiceStatus: "/webhooks/twilio/voice/status",
  sms: "/webhooks/twilio/sms",
  dialEnded: "/webhooks/twilio/voice/dialed",
  leg: "/webhooks/twilio/voice/leg",
  textStatus: "/webhooks/twilio/texts/status",
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
  textStatus(businessId: string, textId: string): string;
}

/** @param publicUrl as Twilio sees us, without a trailing slash; signatures are checked against it. */
export const twilioUrls = (publicUrl: string): TwilioUrls => ({
  voice: () => `${publicUrl}${PATHS.voice}${VOICE_OVERRIDES}`,
  voiceStatus: () => `${publicUrl}${PATHS.voiceStatus}${REPORT_OVERRIDES}`,
  sms: () => `${publicUrl}${PATHS.sms}${REPORT_OVERRIDES}`,
  dialEnded: () => `${publicUrl}${PATHS.dialEnded}${VOICE_OVERRIDES}`,
  leg: (line) => `${publicUrl}${PATHS.leg}?line=${encodeURIComponent(line)}${REPORT_OVERRIDES}`,
  textStatus: (businessId, textId) =>
    `${publicUrl}${PATHS.textStatus}?business=${encodeURIComponent(businessId)}&text=${encodeURIComponent(textId)}${REPORT_OVERRIDES}`,
});
