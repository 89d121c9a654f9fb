import { XMLParser } from "fast-xml-parser";
import type { CarrierState } from "./state.ts";
import type { Behaviour, CarrierCall, CarrierNumber, SimulatedCall, Webhook, WebhookKind } from "./types.ts";
import { postWebhook } from "./webhooks.ts";

/** Twilio rings about this much longer than `<Dial timeout>` asks (docs/voice/twiml/dial). */
const EXTRA_RING_SECONDS = 5;
const DEFAULT_DIAL_TIMEOUT = 30;

type Verb = Record<string, unknown>;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  preserveOrder: true,
  parseTagValue: false,
  parseAttributeValue: false,
});

/** One inbound call from its first ring to the number's status callback. */
export async function playCall(
  state: CarrierState,
  call: { from: string; to: string; behaviour: Behaviour; params: Readonly<Record<string, string>> },
): Promise<SimulatedCall> {
  const number = state.number(call.to);
  if (number === undefined) throw new Error(`The carrier has no number ${call.to}`);
  const story = new Story(state, number, call.from, call.behaviour, call.params);
  return story.play();
}

class Story {
  readonly #state: CarrierState;
  readonly #number: CarrierNumber;
  readonly #behaviour: Behaviour;
  readonly #extra: Readonly<Record<string, string>>;
  readonly #parent: CarrierCall;
  readonly #webhooks: Webhook[] = [];
  readonly #spoken: string[] = [];
  #connected = false;
  #callerGone = false;

  constructor(
    state: CarrierState,
    number: CarrierNumber,
    from: string,
    behaviour: Behaviour,
    extra: Readonly<Record<string, string>>,
  ) {
    this.#state = state;
    this.#number = number;
    this.#behaviour = behaviour;
    this.#extra = extra;
    this.#parent = {
      sid: state.newSid("CA"),
      accountSid: number.accountSid,
      parentSid: null,
      from,
      to: number.phoneNumber,
      startedAt: state.now(),
      status: "ringing",
      durationSeconds: null,
    };
    state.calls.push(this.#parent);
  }

  async play(): Promise<SimulatedCall> {
    this.#state.tell("call_placed", `${this.#parent.from} calls ${this.#parent.to}`);
    const answer = await this.#post("voice", this.#number.voiceUrl, this.#params());
    await this.#execute(answer.body);
    this.#parent.status = this.#callerGone && !this.#connected ? "no-answer" : "completed";
    this.#parent.durationSeconds ??= 0;
    this.#state.tell("call_over", "the call is over");
    if (this.#number.statusCallback !== "") {
      const seconds = String(this.#parent.durationSeconds);
      await this.#post("status", this.#number.statusCallback, {
        ...this.#params(),
        CallDuration: seconds,
        Duration: "1",
        Timestamp: this.#state.now().toUTCString(),
      });
    }
    return { callSid: this.#parent.sid, webhooks: this.#webhooks, spoken: this.#spoken };
  }

  /** The parameters of every voice webhook, after a real capture. */
  #params(): Record<string, string> {
    const { sid, accountSid, from, to, status } = this.#parent;
    return {
      AccountSid: accountSid,
      ApiVersion: "2010-04-01",
      CallSid: sid,
      CallStatus: status,
      Called: to,
      CalledCountry: "US",
      Caller: from,
      CallerCountry: "US",
      Direction: "inbound",
      From: from,
      To: to,
      ToCountry: "US",
      ...this.#extra,
    };
  }

  async #post(kind: WebhookKind, url: string, params: Record<string, string>): Promise<Webhook> {
    const webhook = await postWebhook(this.#state, this.#number.accountSid, kind, url, params);
    this.#webhooks.push(webhook);
    return webhook;
  }

  async #execute(twiml: string): Promise<void> {
    let verbs: Verb[];
    try {
      const document = parser.parse(twiml) as Verb[];
      const response = document.find((node) => "Response" in node);
      verbs = (response?.Response as Verb[] | undefined) ?? [];
    } catch {
      this.#spoken.push("An application error has occurred.");
      return;
    }
    for (const verb of verbs) {
      if (this.#callerGone) return;
      const name = Object.keys(verb).find((key) => key !== ":@") ?? "";
      const attributes = (verb[":@"] ?? {}) as Record<string, string>;
      if (name === "Say") {
        this.#parent.status = "in-progress";
        this.#spoken.push(textOf(verb.Say));
        this.#state.tell("spoken", `the caller hears: "${textOf(verb.Say)}"`);
      } else if (name === "Hangup") return;
      else if (name === "Reject") {
        this.#parent.status = "busy";
        return;
      } else if (name === "Dial") {
        // Verbs after <Dial> with an action are never reached: the action's answer goes on.
        await this.#dial(verb.Dial as Verb[], attributes);
        return;
      }
    }
  }

  async #dial(children: readonly Verb[], attributes: Readonly<Record<string, string>>): Promise<void> {
    const leg = children.find((child) => "Number" in child || "Sip" in child);
    const to = textOf(leg?.Number ?? leg?.Sip ?? children);
    const legAttributes = (leg?.[":@"] ?? {}) as Record<string, string>;
    const ringSeconds = Number(attributes["@timeout"] ?? DEFAULT_DIAL_TIMEOUT) + EXTRA_RING_SECONDS;
    const child: CarrierCall = {
      sid: this.#state.newSid("CA"),
      accountSid: this.#number.accountSid,
      parentSid: this.#parent.sid,
      from: attributes["@callerId"] ?? this.#parent.from,
      to,
      startedAt: this.#state.now(),
      status: "ringing",
      durationSeconds: null,
    };
    this.#state.calls.push(child);
    this.#state.tell("ringing", `${to} rings`);
    const report = this.#legReporter(child, legAttributes);
    await report("initiated");
    await report("ringing");

    const behaviour = this.#behaviour;
    let dialStatus: string;
    if (behaviour.kind === "answered") {
      await this.#state.pause(2);
      child.status = "in-progress";
      this.#parent.status = "in-progress";
      this.#connected = true;
      this.#state.tell("answered", `${to} picks up`);
      await report("answered");
      await this.#state.pause(behaviour.talkSeconds);
      child.status = "completed";
      child.durationSeconds = behaviour.talkSeconds;
      this.#parent.durationSeconds = behaviour.talkSeconds + 2;
      dialStatus = "completed";
    } else if (behaviour.kind === "caller_hangs_up") {
      await this.#state.pause(Math.min(behaviour.afterSeconds, ringSeconds));
      this.#callerGone = true;
      this.#state.tell("hung_up", "the caller hangs up");
      child.status = "canceled";
      dialStatus = "no-answer";
    } else {
      const words = {
        no_answer: "nobody picks up",
        busy: "the line is busy",
        failed: "the call cannot be routed",
      };
      await this.#state.pause(behaviour.kind === "no_answer" ? ringSeconds : 1);
      this.#state.tell(behaviour.kind, words[behaviour.kind]);
      child.status = behaviour.kind === "no_answer" ? "no-answer" : behaviour.kind;
      dialStatus = child.status;
    }
    await report("completed");
    const action = attributes["@action"];
    if (action === undefined) return;
    if (this.#callerGone) this.#parent.status = "no-answer";
    else if (behaviour.kind === "answered") this.#parent.status = "completed";
    const answer = await this.#post("action", action, {
      ...this.#params(),
      DialBridged: String(this.#connected),
      DialCallSid: child.sid,
      DialCallStatus: dialStatus,
      ...(child.durationSeconds === null ? {} : { DialCallDuration: String(child.durationSeconds) }),
    });
    if (!this.#callerGone) await this.#execute(answer.body);
  }

  #legReporter(child: CarrierCall, attributes: Readonly<Record<string, string>>) {
    let sequence = 0;
    const wanted = new Set((attributes["@statusCallbackEvent"] ?? "completed").split(/\s+/));
    const url = attributes["@statusCallback"];
    return async (event: "initiated" | "ringing" | "answered" | "completed"): Promise<void> => {
      const number = sequence++;
      if (url === undefined || !wanted.has(event)) return;
      const status = event === "initiated" ? "initiated" : child.status;
      await this.#post("leg", url, {
        AccountSid: child.accountSid,
        ApiVersion: "2010-04-01",
        CallSid: child.sid,
        CallStatus: status,
        CallbackSource: "call-progress-events",
        Direction: "outbound-dial",
        From: child.from,
        ParentCallSid: this.#parent.sid,
        SequenceNumber: String(number),
        Timestamp: this.#state.now().toUTCString(),
        To: child.to,
        ...(event === "completed" ? { CallDuration: String(child.durationSeconds ?? 0), Duration: "1" } : {}),
      });
    };
  }
}

function textOf(node: unknown): string {
  if (!Array.isArray(node)) return "";
  return node.map((part: Verb) => (typeof part["#text"] === "string" ? part["#text"] : "")).join("");
}
