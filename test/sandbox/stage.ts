/** A carrier, the real Twilio client on it, and a service that answers webhooks with whatever a test says. */
import { createServer } from "node:http";
import express from "express";
import twilio from "twilio";
import { type Carrier, startCarrier } from "../../src/sandbox/twilio/index.ts";
import type { CarrierOptions } from "../../src/sandbox/twilio/types.ts";

export const ACCOUNT = { sid: `AC${"c".repeat(32)}`, authToken: "carrier-token" };
export const LINE = "+15550100001";
export const OWNER = "+15125550101";
export const PARTNER = "+15125550102";
export const CALLER = "+15125550142";

export interface Heard {
  readonly path: string;
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  readonly signed: boolean;
}

/** TwiML, or another answer altogether. */
export type Reply = string | { readonly status: number; readonly type?: string; readonly body: string };

export interface Stage {
  readonly carrier: Carrier;
  readonly client: twilio.Twilio;
  readonly url: string;
  /** Every webhook, in the order of arrival. */
  readonly heard: Heard[];
  /** What a path is answered with; `<Response/>` where nothing is said. */
  on(path: string, reply: Reply | ((params: Readonly<Record<string, string>>) => Reply)): void;
  at(path: string): readonly Heard[];
  stop(): Promise<void>;
}

export const say = (inside: string): string => `<?xml version="1.0"?><Response>${inside}</Response>`;

export async function setStage(options: Partial<CarrierOptions> = {}): Promise<Stage> {
  const carrier = await startCarrier({ accounts: [ACCOUNT], ...options });
  const heard: Heard[] = [];
  const replies = new Map<string, Reply | ((params: Readonly<Record<string, string>>) => Reply)>();
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  app.use(express.urlencoded({ extended: false }), (req, res) => {
    const body: Record<string, string> = req.body ?? {};
    const params = req.method === "GET" ? (req.query as Record<string, string>) : body;
    const signature = req.get("x-twilio-signature") ?? "";
    const signed = twilio.validateRequest(ACCOUNT.authToken, signature, url + req.originalUrl, body);
    heard.push({ path: req.path, method: req.method, params, signed });
    const found = replies.get(req.path) ?? say("");
    const reply = typeof found === "function" ? found(params) : found;
    if (typeof reply === "string") res.type("text/xml").send(reply);
    else
      res
        .status(reply.status)
        .type(reply.type ?? "text/xml")
        .send(reply.body);
  });
  carrier.addNumber({
    phoneNumber: LINE,
    accountSid: ACCOUNT.sid,
    voiceUrl: `${url}/voice`,
    smsUrl: `${url}/sms`,
    statusCallback: `${url}/ended`,
  });
  const client = twilio(ACCOUNT.sid, ACCOUNT.authToken);
  client.api.baseUrl = carrier.baseUrl;
  client.lookups.baseUrl = carrier.baseUrl;
  client.messaging.baseUrl = carrier.baseUrl;
  return {
    carrier,
    client,
    url,
    heard,
    on: (path, reply) => void replies.set(path, reply),
    at: (path) => heard.filter((each) => each.path === path),
    async stop() {
      await carrier.stop();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
