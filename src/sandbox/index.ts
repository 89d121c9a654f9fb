/** What runs when nothing is configured: a carrier on loopback and a demo business, on the real code path. */
import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { DEMO, type SandboxFile, sandboxFile } from "./demo.ts";
import { type Panel, sandboxPanel } from "./panel.ts";
import { stageOver } from "./play.ts";
import { type Carrier, startCarrier } from "./twilio/index.ts";

/** Simulated seconds of ringing and talking pass this much faster, unless told otherwise. */
const SPEED_UP = 50;

export interface Sandbox {
  readonly twilio: { readonly accountSid: string; readonly authToken: string; readonly apiUrl: string };
  readonly carrier: Carrier;
  /** The phone beside the page. */
  readonly panel: Panel;
  /** Makes the demo business if it is not there, and writes down for the command line where everything is. */
  prepare(serviceUrl: string, adminKey: string): Promise<void>;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  readonly dataDir: string;
  readonly publicUrl: string;
  /** Where the service itself listens. */
  readonly serviceUrl: string;
  /** What the carrier's clock shows; the real time when absent. */
  readonly now?: () => Date;
  /** Of the demo business, to begin with. */
  readonly credits?: number;
  readonly speedUp?: number;
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { now, credits = DEMO.credits, speedUp = SPEED_UP } = options;
  const account = { sid: `AC${"5a".repeat(16)}`, authToken: randomBytes(16).toString("hex") };
  const controlToken = randomBytes(24).toString("base64url");
  const carrier = await startCarrier({
    accounts: [account],
    controlToken,
    ...(now === undefined ? {} : { now }),
    paceMs: (seconds) => (seconds * 1_000) / speedUp,
  });
  carrier.addNumber({
    phoneNumber: DEMO.line,
    accountSid: account.sid,
    voiceUrl: `${options.publicUrl}/webhooks/twilio/voice`,
    smsUrl: `${options.publicUrl}/webhooks/twilio/sms`,
    statusCallback: `${options.publicUrl}/webhooks/twilio/voice/status`,
  });
  // Where nobody says otherwise, as when the business itself calls, both ends are people who pick up.
  carrier.setPhone(DEMO.forwardTo, { kind: "human", answersAfter: 3, presses: "1", talks: "until_told" });
  carrier.setPhone(DEMO.caller, { kind: "human", answersAfter: 5, talks: 30 });
  return {
    twilio: { accountSid: account.sid, authToken: account.authToken, apiUrl: carrier.baseUrl },
    carrier,
    panel: sandboxPanel({ stage: stageOver(carrier), serviceUrl: options.serviceUrl }),
    async prepare(serviceUrl, adminKey) {
      const businessId = await demoBusiness(serviceUrl, adminKey, credits);
      const content: SandboxFile = {
        serviceUrl,
        carrierUrl: carrier.baseUrl,
        controlToken,
        adminKey,
        businessId,
      };
      await writeFile(sandboxFile(options.dataDir), JSON.stringify(content, null, 2), { mode: 0o600 });
    },
    async stop() {
      await rm(sandboxFile(options.dataDir), { force: true });
      await carrier.stop();
    },
  };
}

/** Through the public API, as anybody would. */
async function demoBusiness(serviceUrl: string, adminKey: string, credits: number): Promise<string> {
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${serviceUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`The demo business could not be prepared: ${await response.text()}`);
    return (await response.json()) as { id: string; items: { id: string; name: string }[] };
  };
  const existing = (await call("GET", "/businesses?limit=200")).items.find(
    ({ name }) => name === DEMO.business,
  );
  if (existing !== undefined) return existing.id;
  const { id } = await call("POST", "/businesses", {
    name: DEMO.business,
    timeZone: "America/Chicago",
    country: "US",
  });
  await call("PUT", `/businesses/${id}/lines/${encodeURIComponent(DEMO.line)}`, {
    enabled: true,
    forwardTo: DEMO.forwardTo,
  });
  if (credits > 0) await call("POST", `/businesses/${id}/credits/grants`, { credits, reason: "sandbox" });
  return id;
}
