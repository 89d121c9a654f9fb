import { createServer } from "node:http";
import express from "express";
import { controlRouter } from "./control.ts";
import type { Faults } from "./faults.ts";
import { type NumberRequest, newNumber } from "./numbers.ts";
import { restRouter } from "./rest/index.ts";
import type { Behaviour, DeliveryScript, PhoneScript } from "./scripts.ts";
import { type CarrierState, carrierState } from "./state.ts";
import { receiveFromPerson, type TextRequest, type TextStory } from "./texts/receive.ts";
import type {
  CarrierCall,
  CarrierEvent,
  CarrierMessage,
  CarrierNumber,
  CarrierOptions,
  CarrierRecording,
  LookupFacts,
  Quirks,
  Registrations,
  Webhook,
} from "./types.ts";
import { type CallRequest, type CallStory, playBehaviour, playCall } from "./voice/inbound.ts";

export interface Carrier {
  /** For TWILIO_API_URL; the lookup and messaging APIs answer below it too. */
  readonly baseUrl: string;
  addNumber(number: NumberRequest): CarrierNumber;
  /** Plays a whole inbound call; resolves when its last webhook is over. */
  call(request: CallRequest): Promise<CallStory>;
  /** The same, for the five plainest courses of a call. */
  placeCall(request: {
    from: string;
    to: string;
    behaviour: Behaviour;
    params?: Readonly<Record<string, string>>;
  }): Promise<CallStory>;
  /** Whoever is at that end of a call that is going on hangs up. */
  hangUp(callSid: string): void;
  /** A person texts one of our numbers; resolves when its webhook is over. */
  text(request: TextRequest): Promise<TextStory>;
  sendText(request: TextRequest): Promise<TextStory>;
  /** A text of ours, when its fate is known and told. */
  delivered(messageSid: string): Promise<CarrierMessage>;
  /** What a phone does from now on when it is called, unless the call itself says. */
  setPhone(number: string, script: PhoneScript): void;
  /** What becomes of texts to a number: one script for each, the last one for all that follow. */
  setDelivery(number: string, ...scripts: readonly DeliveryScript[]): void;
  setLookup(number: string, facts: LookupFacts): void;
  /** What has arrived on a phone. */
  handset(number: string): readonly CarrierMessage[];
  readonly messages: readonly CarrierMessage[];
  readonly calls: readonly CarrierCall[];
  readonly recordings: readonly CarrierRecording[];
  readonly numbers: readonly CarrierNumber[];
  readonly registrations: Registrations;
  readonly quirks: Quirks;
  readonly faults: Faults;
  /** Sends what a `hold` held back. */
  release(order?: "as_sent" | "reversed" | readonly number[]): Promise<readonly Webhook[]>;
  subscribe(listener: (event: CarrierEvent) => void): () => void;
  /** Every delivery, report and call of the API under way is over. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCarrier(options: CarrierOptions): Promise<Carrier> {
  const state = carrierState(options);
  const app = express().disable("x-powered-by").disable("etag");
  app.use(restRouter(state));
  if (options.controlToken !== undefined) app.use(controlRouter(state, options.controlToken));
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  state.baseUrl = `http://127.0.0.1:${port}`;
  return {
    baseUrl: state.baseUrl,
    addNumber(request) {
      const number = newNumber(state, request);
      state.numbers.push(number);
      return number;
    },
    call: (request) => playCall(state, request),
    hangUp: (callSid) => state.live.get(callSid)?.hangUp(),
    placeCall: (request) => playBehaviour(state, request),
    text: (request) => receiveFromPerson(state, request),
    sendText: (request) => receiveFromPerson(state, request),
    async delivered(messageSid) {
      await state.delivering.get(messageSid);
      const message = state.messageBySid.get(messageSid);
      if (message === undefined) throw new Error(`The carrier has no message ${messageSid}`);
      return message;
    },
    setPhone: (number, script) => void state.phones.set(number, script),
    setDelivery: (number, ...scripts) => void state.deliveries.set(number, [...scripts]),
    setLookup: (number, facts) => void state.lookups.set(number, facts),
    handset: (number) => state.messages.filter((m) => m.to === number && m.sentAt !== null),
    messages: state.messages,
    calls: state.calls,
    recordings: state.recordings,
    numbers: state.numbers,
    registrations: state.registrations,
    quirks: state.quirks,
    faults: state.faults.faults,
    release: (order = "as_sent") => release(state, order),
    subscribe: (listener) => state.subscribe(listener),
    idle: () => state.idle(),
    stop: () =>
      new Promise((resolve) => {
        state.http.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One after another, so that the order is what was asked for. */
async function release(
  state: CarrierState,
  order: "as_sent" | "reversed" | readonly number[],
): Promise<readonly Webhook[]> {
  const held = state.held.splice(0);
  const sends =
    order === "as_sent"
      ? held
      : order === "reversed"
        ? held.reverse()
        : order.map((i) => held[i]).filter((send) => send !== undefined);
  const webhooks: Webhook[] = [];
  for (const send of sends) webhooks.push(await send());
  return webhooks;
}
