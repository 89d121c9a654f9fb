/** What every part of the carrier is given. */
import type { Clock, Waits } from "./clock.ts";
import type { EventBus } from "./events.ts";
import type { CarrierHooks } from "./faults.ts";
import type { InFlight } from "./in-flight.ts";
import type { State } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

export interface Core {
  readonly state: State;
  readonly clock: Clock;
  readonly waits: Waits;
  readonly newSid: (prefix: SidPrefix) => string;
  readonly events: EventBus;
  readonly inFlight: InFlight;
  readonly webhooks: Webhooks;
  readonly hooks: CarrierHooks;
  /** Simulated seconds of a call → real milliseconds. */
  readonly pace: (seconds: number) => number;
  /** Real milliseconds between two states of a text. */
  readonly deliveryStepMs: number;
  /** What Twilio adds to `<Dial timeout>`. */
  readonly extraRingSeconds: number;
  /** Each webhook of a call is answered before the next one leaves. */
  readonly oneAtATime: boolean;
}

export type SidPrefix = "CA" | "SM" | "MM" | "PN";
