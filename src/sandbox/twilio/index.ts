import { createServer } from "node:http";
import express from "express";
import { controlRouter } from "./control.ts";
import { restRouter } from "./rest.ts";
import { CarrierState } from "./state.ts";
import { receiveFromPerson } from "./texts.ts";
import type {
  Behaviour,
  CarrierCall,
  CarrierEvent,
  CarrierMessage,
  CarrierOptions,
  Faults,
  SimulatedCall,
  Webhook,
} from "./types.ts";
import { playCall } from "./voice.ts";

export interface Carrier {
  /** For TWILIO_API_URL. */
  readonly baseUrl: string;
  addNumber(number: {
    phoneNumber: string;
    accountSid: string;
    voiceUrl?: string;
    smsUrl?: string;
    statusCallback?: string;
  }): void;
  /** Plays a whole inbound call; resolves when its last webhook is over. */
  placeCall(call: {
    from: string;
    to: string;
    behaviour: Behaviour;
    params?: Readonly<Record<string, string>>;
  }): Promise<SimulatedCall>;
  sendText(text: {
    from: string;
    to: string;
    body: string;
    mediaUrls?: readonly string[];
  }): Promise<{ messageSid: string; webhook: Webhook }>;
  /** What has arrived on a phone. */
  handset(number: string): readonly CarrierMessage[];
  readonly messages: readonly CarrierMessage[];
  readonly calls: readonly CarrierCall[];
  readonly faults: Faults;
  subscribe(listener: (event: CarrierEvent) => void): () => void;
  /** Every delivery and report under way is over. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCarrier(options: CarrierOptions): Promise<Carrier> {
  const state = new CarrierState(options);
  const app = express().disable("x-powered-by");
  app.use(restRouter(state));
  if (options.controlToken !== undefined) app.use(controlRouter(state, options.controlToken));
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    addNumber: ({ phoneNumber, accountSid, voiceUrl = "", smsUrl = "", statusCallback = "" }) => {
      state.numbers.push({
        sid: state.newSid("PN"),
        accountSid,
        phoneNumber,
        voiceUrl,
        smsUrl,
        statusCallback,
      });
    },
    placeCall: (call) => playCall(state, { params: {}, ...call }),
    sendText: (text) => receiveFromPerson(state, text),
    handset: (number) => state.messages.filter((m) => m.to === number && m.sentAt !== null),
    messages: state.messages,
    calls: state.calls,
    faults: state.faults,
    subscribe: (listener) => state.subscribe(listener),
    idle: () => state.idle(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
