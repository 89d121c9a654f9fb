/**
 * The carriers of demo businesses: one for each, on loopback, made when it is first needed. What it says to the service
 * it signs as for the public address, and brings to this very process.
 */
import { type Stage, stageOver } from "./play.ts";
import { type Carrier, startCarrier } from "./twilio/index.ts";

/** The least lately used makes room. */
const CARRIERS_AT_MOST = 20;
const SPEED_UP = 50;
/** Where nobody says otherwise, as when the business itself calls, people pick up. */
const PEOPLE = ["+15125550142", "+15125550143", "+13055550144"];
const OWNERS = "+15555550100";

interface Account {
  readonly businessId: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly numbers: readonly string[];
}

interface Running {
  readonly carrier: Carrier;
  readonly stage: Stage;
}

export interface DemoCarriers {
  addressOf(account: Account): Promise<string>;
  phoneOf(account: Account): Promise<Stage>;
  stop(): Promise<void>;
}

/**
 * @param publicUrl as webhooks are addressed and signed
 * @param serviceUrl where this process listens
 */
export function demoCarriers(options: {
  readonly publicUrl: string;
  readonly serviceUrl: string;
  readonly paceMs?: (seconds: number) => number;
}): DemoCarriers {
  const publicUrl = options.publicUrl.replace(/\/+$/, "");
  const running = new Map<string, Promise<Running>>();

  async function start({ accountSid, authToken }: Account): Promise<Running> {
    const carrier = await startCarrier({
      accounts: [{ sid: accountSid, authToken }],
      paceMs: options.paceMs ?? ((seconds) => (seconds * 1_000) / SPEED_UP),
      reach: (url) =>
        url.href.startsWith(`${publicUrl}/`)
          ? new URL(`${options.serviceUrl}${url.href.slice(publicUrl.length)}`)
          : url,
    });
    for (const person of PEOPLE) carrier.setPhone(person, { kind: "human", answersAfter: 5, talks: 30 });
    carrier.setPhone(OWNERS, { kind: "human", answersAfter: 3, presses: "1", talks: "until_told" });
    return { carrier, stage: stageOver(carrier) };
  }

  async function of(account: Account): Promise<Running> {
    const key = `${account.businessId}:${account.authToken}`;
    const starting = running.get(key) ?? start(account);
    // The latest last.
    running.delete(key);
    running.set(key, starting);
    starting.catch(() => running.delete(key));
    const [oldest, ...others] = running;
    if (others.length >= CARRIERS_AT_MOST && oldest !== undefined) {
      running.delete(oldest[0]);
      // One that did not start has nothing to stop; whoever asked for it has been told.
      void oldest[1].then(
        ({ carrier }) => carrier.stop(),
        () => {},
      );
    }
    const { carrier, stage } = await starting;
    for (const phoneNumber of account.numbers)
      if (!carrier.numbers.some((each) => each.phoneNumber === phoneNumber))
        carrier.addNumber({
          phoneNumber,
          accountSid: account.accountSid,
          voiceUrl: `${publicUrl}/webhooks/twilio/voice`,
          smsUrl: `${publicUrl}/webhooks/twilio/sms`,
          statusCallback: `${publicUrl}/webhooks/twilio/voice/status`,
        });
    return { carrier, stage };
  }

  return {
    addressOf: async (account) => (await of(account)).carrier.baseUrl,
    phoneOf: async (account) => (await of(account)).stage,
    async stop() {
      const all = [...running.values()];
      running.clear();
      for (const each of await Promise.allSettled(all))
        if (each.status === "fulfilled") await each.value.carrier.stop();
    },
  };
}
