/** What happens, step by step, in words a person at a terminal can follow. */
import type { Clock } from "./clock.ts";

export type CarrierEventKind =
  | "call_placed"
  | "call_answered"
  | "phone_rings"
  | "phone_answered"
  | "phone_gave_up"
  | "connected"
  | "spoken"
  | "caller_hung_up"
  | "call_ended"
  | "webhook"
  | "problem"
  | "text_accepted"
  | "text_moved"
  | "text_arrived"
  | "text_sent_by_phone"
  | "opted_out"
  | "opted_in";

export interface CarrierEvent {
  readonly at: Date;
  readonly kind: CarrierEventKind;
  /** One line for people. */
  readonly text: string;
  /** The caller's leg, also for what happens on a leg below it. */
  readonly callSid?: string;
  readonly messageSid?: string;
  /** The two ends of a text or a call. */
  readonly from?: string;
  readonly to?: string;
}

export type EventListener = (event: CarrierEvent) => void;

export interface EventBus {
  emit(event: Omit<CarrierEvent, "at">): void;
  /** Returns how to stop listening. */
  subscribe(listener: EventListener): () => void;
  /** Every event from now on, until the carrier stops or the loop is left. */
  stream(): AsyncIterableIterator<CarrierEvent>;
  close(): void;
}

export function createEventBus(clock: Clock): EventBus {
  const listeners = new Set<EventListener>();
  const endings = new Set<() => void>();

  const subscribe = (listener: EventListener): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  return {
    emit(event) {
      const stamped: CarrierEvent = { at: clock.now(), ...event };
      for (const listener of listeners) listener(stamped);
    },
    subscribe,
    stream() {
      const waiting: CarrierEvent[] = [];
      let wake = () => {};
      let over = false;
      const end = () => {
        over = true;
        wake();
      };
      const unsubscribe = subscribe((event) => {
        waiting.push(event);
        wake();
      });
      endings.add(end);
      return (async function* () {
        try {
          for (;;) {
            const event = waiting.shift();
            if (event !== undefined) yield event;
            else if (over) return;
            else {
              await new Promise<void>((resolve) => {
                wake = resolve;
              });
            }
          }
        } finally {
          unsubscribe();
          endings.delete(end);
        }
      })();
    },
    close() {
      for (const end of endings) end();
      listeners.clear();
    },
  };
}
