/** The four settings of a line. With only these the product behaves exactly as its page says. */
import type { ForwardTarget } from "./phone.ts";

export const MIN_RING_SECONDS = 10;
export const MAX_RING_SECONDS = 60;
export const DEFAULT_RING_SECONDS = 20;

export interface LineSettings {
  /** Off: calls are still forwarded and logged; the line only never texts. */
  readonly enabled: boolean;
  /** Where calls go. `null`: nowhere yet, so every call is missed at once. */
  readonly forwardTo: ForwardTarget | null;
  /** Real seconds of ringing before a call counts as missed. */
  readonly ringTimeoutSeconds: number;
  /** The template of the text-back. */
  readonly message: string;
}

/** Twilio adds about 5 s of its own to `<Dial timeout>`, and takes no less than 5 (docs/voice/twiml/dial). */
const CARRIER_EXTRA_SECONDS = 5;
const CARRIER_MIN_SECONDS = 5;

/** The setting means real seconds, so what we ask the carrier for is less by what it adds. */
export const dialTimeoutSeconds = (ringTimeoutSeconds: number): number =>
  Math.max(CARRIER_MIN_SECONDS, ringTimeoutSeconds - CARRIER_EXTRA_SECONDS);
