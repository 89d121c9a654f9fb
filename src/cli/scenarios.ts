/** The stories that `simulate` can play, as data: what people and machines do, and which settings they are about. */
import { DEMO } from "../sandbox/index.ts";
import type { CallerScript, DeliveryScript, PhoneScript } from "../sandbox/twilio/scripts.ts";

/** One thing that happens: somebody calls the demo line, or texts it. */
export type Move =
  | {
      readonly do: "call";
      readonly callee?: readonly PhoneScript[];
      readonly caller?: CallerScript;
      readonly callerName?: string;
      readonly stirVerstat?: string;
    }
  | { readonly do: "text"; readonly body: string };

export interface Scenario {
  readonly about: string;
  readonly moves: readonly Move[];
  /** Who calls or texts; each story has somebody of its own, so that one does not spoil another. */
  readonly from: string;
  /** For as long as the story lasts. */
  readonly line?: object;
  readonly delivery?: DeliveryScript;
  readonly lineType?: string;
  readonly blocked?: boolean;
}

const nobody: Move = { do: "call", callee: [{ kind: "no_answer" }] };
const person = { kind: "human", answersAfter: 4, talks: 30 } as const;
const mailbox = { kind: "voicemail", answersAfter: 18 } as const;
const somebody = (n: number) => `+151255501${n}`;
/** A business that never opens is closed whenever this is tried. */
const closed = { weekly: {}, holidays: [] };
/** Quiet all around the clock but for one hour that is not now. */
const quietNow = () => {
  const hour = (ahead: number) => String((new Date().getUTCHours() + ahead + 24) % 24).padStart(2, "0");
  // The caller's clock (Texas) is 5 or 6 hours behind; two hours on either side are quiet in any case.
  return { from: `${hour(-9)}:00`, to: `${hour(-2)}:00` };
};

export const SCENARIOS = {
  "missed-call": { about: "nobody picks up", from: DEMO.caller, moves: [nobody] },
  busy: {
    about: "the phone is busy",
    from: DEMO.caller,
    moves: [{ do: "call", callee: [{ kind: "busy" }] }],
  },
  answered: { about: "a person answers", from: DEMO.caller, moves: [{ do: "call", callee: [person] }] },
  reply: {
    about: "the caller texts back",
    from: DEMO.caller,
    moves: [{ do: "text", body: "Yes please, can you come today?" }],
  },
  "caller-hangs-up": {
    about: "the caller gives up while it rings",
    from: somebody(60),
    moves: [{ do: "call", callee: [{ kind: "no_answer" }], caller: { hangsUpAfter: 6 } }],
  },
  withheld: { about: "a caller without a number", from: "anonymous", moves: [nobody] },
  "voicemail-answers": {
    about: "the phone's own voicemail picks up, and is asked for a key",
    from: somebody(61),
    line: { answerConfirmation: "press_key" },
    moves: [{ do: "call", callee: [mailbox] }],
  },
  "person-presses-key": {
    about: "a person picks up and takes the call with a key",
    from: somebody(62),
    line: { answerConfirmation: "press_key" },
    moves: [{ do: "call", callee: [{ ...person, presses: "1" }] }],
  },
  "machine-detected": {
    about: "the carrier hears that a machine answered",
    from: somebody(63),
    line: { answerConfirmation: "detect_machine" },
    moves: [{ do: "call", callee: [mailbox], caller: { talks: 10 } }],
  },
  "short-answer": {
    about: "picked up and put down: under the minimum it counts as missed",
    from: somebody(64),
    line: { minAnsweredSeconds: 5 },
    moves: [{ do: "call", callee: [{ ...person, talks: 2 }] }],
  },
  "calls-again": {
    about: "the same caller tries again within the repeat window",
    from: somebody(65),
    line: { repeatWindowMinutes: 10 },
    moves: [nobody, nobody],
  },
  "after-hours": {
    about: "outside business hours the phone stays silent and the text is another",
    from: somebody(66),
    line: {
      hours: closed,
      ringAfterHours: false,
      afterHoursMessage: "{{business_name}} is closed. We call you in the morning.",
    },
    moves: [nobody],
  },
  "quiet-hours": {
    about: "it is night at the caller's: the text waits",
    from: somebody(67),
    line: { quietHours: quietNow() },
    moves: [nobody],
  },
  landline: {
    about: "a landline calls, and numbers are looked up",
    from: somebody(68),
    line: { lookUpLandlines: true },
    lineType: "landline",
    moves: [nobody],
  },
  abroad: { about: "a call from another country", from: "+447400123456", moves: [nobody] },
  blocked: { about: "somebody on the blocklist", from: somebody(69), blocked: true, moves: [nobody] },
  spoofed: {
    about: "the carrier knows that the caller's number is forged",
    from: somebody(70),
    line: { spamGuard: { refuseSpoofed: true, maxCallsPerHour: null } },
    moves: [{ ...nobody, stirVerstat: "TN-Validation-Failed-C" }],
  },
  robocaller: {
    about: "one number calls again and again",
    from: somebody(71),
    line: { spamGuard: { refuseSpoofed: false, maxCallsPerHour: 2 } },
    moves: [nobody, nobody, nobody],
  },
  "two-phones": {
    about: "two phones ring together, and the second picks up",
    from: somebody(72),
    line: { forwardTo: [DEMO.forwardTo, "+15550100003"] },
    moves: [{ do: "call", callee: [{ kind: "no_answer" }, person] }],
  },
  "in-turn": {
    about: "two phones ring in turn, and neither picks up",
    from: somebody(73),
    line: { forwardTo: [DEMO.forwardTo, "+15550100003"], ring: "in_turn" },
    moves: [{ do: "call", callee: [{ kind: "busy" }, { kind: "no_answer" }] }],
  },
  "leaves-message": {
    about: "the caller leaves a message",
    from: somebody(74),
    line: { voicemail: { greeting: "Please leave a message for Acme HVAC.", maxSeconds: 60 } },
    moves: [{ do: "call", callee: [{ kind: "no_answer" }], caller: { leaves: { seconds: 12 } } }],
  },
  stop: {
    about: "the caller opts out in plain words, and calls again",
    from: somebody(75),
    moves: [nobody, { do: "text", body: "please stop texting me" }, nobody],
  },
  "can-you-stop-by": {
    about: "words of the trade are no opt-out",
    from: somebody(76),
    moves: [nobody, { do: "text", body: "can you stop by tomorrow?" }],
  },
  unregistered: {
    about: "the carriers refuse the line's texts for want of a registration",
    from: somebody(77),
    delivery: { outcome: "undelivered", errorCode: 30034 },
    moves: [nobody],
  },
  undelivered: {
    about: "the caller's phone cannot be reached",
    from: somebody(78),
    delivery: { outcome: "undelivered", errorCode: 30003 },
    moves: [nobody],
  },
} satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof SCENARIOS;
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as readonly ScenarioName[];
