/** The carrier's phone numbers. */
import type { CarrierState } from "./state.ts";
import type { CarrierNumber } from "./types.ts";

export interface NumberRequest extends Partial<Omit<CarrierNumber, "sid" | "phoneNumber" | "accountSid">> {
  readonly phoneNumber: string;
  readonly accountSid: string;
}

export const newNumber = (state: CarrierState, request: NumberRequest): CarrierNumber => ({
  sid: state.newSid("PN"),
  createdAt: state.now(),
  friendlyName: request.phoneNumber,
  voiceUrl: "",
  voiceFallbackUrl: "",
  smsUrl: "",
  smsFallbackUrl: "",
  statusCallback: "",
  voiceCallerIdLookup: false,
  messagingServiceSid: null,
  trunkSid: null,
  voiceApplicationSid: null,
  smsApplicationSid: null,
  advancedOptOut: false,
  ...request,
});
