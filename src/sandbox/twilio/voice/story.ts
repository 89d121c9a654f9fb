/** Everything that belongs to one root call: its clock, its log, its webhooks. */
import type { CallerScript, PhoneScript } from "../scripts.ts";
import type { CarrierState } from "../state.ts";
import { type Signal, type Timeline, timeline } from "../timeline.ts";
import type { CarrierCall, CarrierRecording, Step, Webhook, WebhookKind } from "../types.ts";
import { postWebhook } from "../webhooks.ts";

/** A phone that rings in somebody's hand. */
export interface Ringing {
  readonly callSid: string;
  readonly to: string;
  /** It has stopped ringing by itself: the caller has hung up, or another phone was quicker. */
  readonly over: Signal;
}
/** Says what its holder does. Until then the call's clock stands still. */
export type OnRing = (ringing: Ringing) => Promise<PhoneScript>;

export interface StoryOptions {
  readonly accountSid: string;
  readonly startedAt: Date;
  readonly caller: CallerScript;
  /** For the nth phone that is called; before it what `phones` says about its number, after it the carrier's own. */
  readonly callee?: readonly PhoneScript[];
  readonly phones?: Readonly<Record<string, PhoneScript>>;
  readonly onRing?: OnRing;
  /** Called at each step; the clock stands still until it is over. */
  readonly onStep?: (step: Step) => void | Promise<void>;
}

export interface Story {
  readonly state: CarrierState;
  readonly time: Timeline;
  readonly accountSid: string;
  readonly caller: CallerScript;
  readonly webhooks: Webhook[];
  readonly steps: Step[];
  /** In the order in which they came. */
  readonly legs: { readonly call: CarrierCall; readonly heard: readonly string[] }[];
  readonly recordings: CarrierRecording[];
  /** Everything heard on the first leg. */
  readonly spoken: string[];
  step(callSid: string, kind: string, text: string): Promise<void>;
  post(
    kind: WebhookKind,
    url: string,
    params: Readonly<Record<string, string>>,
    method?: "GET" | "POST",
  ): Promise<Webhook>;
  /** What the next phone that is called does. */
  scriptFor(number: string): PhoneScript;
  /** The same once it rings, when somebody holds it. */
  decidedFor(ringing: Ringing, script: PhoneScript): Promise<PhoneScript>;
  /** Goes on beside the call; the story is over when this is. */
  beside(work: Promise<unknown>): void;
  besidesOver(): Promise<void>;
}

export function newStory(state: CarrierState, options: StoryOptions): Story {
  const time = timeline(options.startedAt, state.paceMs);
  const besides = new Set<Promise<unknown>>();
  const webhooks: Webhook[] = [];
  const steps: Step[] = [];
  let called = 0;
  const story: Story = {
    state,
    time,
    accountSid: options.accountSid,
    caller: options.caller,
    webhooks,
    steps,
    legs: [],
    recordings: [],
    spoken: [],
    async step(callSid, kind, text) {
      const step: Step = { at: time.now(), seconds: time.seconds, kind, text, callSid };
      steps.push(step);
      state.tell(kind, text);
      const { onStep } = options;
      if (onStep !== undefined) await time.outside(async () => onStep(step));
    },
    async post(kind, url, params, method = "POST") {
      const sending = { accountSid: options.accountSid, kind, url, params, method };
      const webhook = await postWebhook(state, time, sending, story.beside);
      webhooks.push(webhook);
      return webhook;
    },
    scriptFor(number) {
      const nth = options.callee?.[called++];
      return options.phones?.[number] ?? nth ?? state.phones.get(number) ?? { kind: "no_answer" };
    },
    async decidedFor(ringing, script) {
      const { onRing } = options;
      if (onRing === undefined) return script;
      const stopped = new Promise<PhoneScript>((resolve) => ringing.over.once(() => resolve(script)));
      return time.outside(() => Promise.race([onRing(ringing), stopped]));
    },
    beside(work) {
      besides.add(work);
    },
    async besidesOver() {
      for (const work of besides) await work;
    },
  };
  return story;
}

/** Of every request about a call, after a real capture. */
export function callParams(call: CarrierCall): Record<string, string> {
  const { sid, accountSid, parentSid, from, to, status, direction, callerName, forwardedFrom } = call;
  const country = (number: string) => (number.startsWith("+1") || !number.startsWith("+") ? "US" : "");
  return {
    AccountSid: accountSid,
    ApiVersion: "2010-04-01",
    CallSid: sid,
    CallStatus: status,
    Called: to,
    CalledCountry: country(to),
    Caller: from,
    CallerCountry: country(from),
    Direction: direction,
    From: from,
    FromCountry: country(from),
    To: to,
    ToCountry: country(to),
    ...(parentSid === null ? {} : { ParentCallSid: parentSid }),
    ...(callerName === null ? {} : { CallerName: callerName }),
    ...(forwardedFrom === null ? {} : { ForwardedFrom: forwardedFrom }),
  };
}
