/** Stories about calls that come in: who answers, when, and whether they are texted. */
import { DEMO } from "../../sandbox/demo.ts";
import { type Move, mailbox, nobody, person, type Story, somebody } from "./story.ts";

/** A business that never opens is closed whenever this is tried. */
const closed = { weekly: {}, holidays: [] };
/** Quiet all around the clock but for one hour that is not now. */
const quietNow = () => {
  const hour = (ahead: number) => String((new Date().getUTCHours() + ahead + 24) % 24).padStart(2, "0");
  // The caller's clock (Texas) is 5 or 6 hours behind; two hours on either side are quiet in any case.
  return { from: `${hour(-9)}:00`, to: `${hour(-2)}:00` };
};
const toMailbox: Move = { do: "call", callee: [mailbox], caller: { talks: 10 } };

export const CALL_STORIES = {
  "missed-call": { about: "nobody picks up", from: DEMO.caller, moves: [nobody] },
  busy: {
    about: "the phone is busy",
    from: DEMO.caller,
    moves: [{ do: "call", callee: [{ kind: "busy" }] }],
  },
  answered: { about: "a person answers", from: DEMO.caller, moves: [{ do: "call", callee: [person] }] },
  "caller-hangs-up": {
    about: "the caller gives up while it rings",
    from: somebody(160),
    moves: [{ do: "call", callee: [{ kind: "no_answer" }], caller: { hangsUpAfter: 6 } }],
  },
  "voicemail-answers": {
    about: "the phone's own voicemail picks up, and is asked for a key",
    from: somebody(161),
    line: { answerConfirmation: "press_key" },
    moves: [{ do: "call", callee: [mailbox] }],
  },
  "person-presses-key": {
    about: "a person picks up and takes the call with a key",
    from: somebody(162),
    line: { answerConfirmation: "press_key" },
    moves: [{ do: "call", callee: [{ ...person, presses: "1" }] }],
  },
  "machine-detected": {
    about: "the carrier hears that a machine answered",
    from: somebody(163),
    line: { answerConfirmation: "detect_machine" },
    moves: [toMailbox],
  },
  "verdict-comes-late": {
    about: "that a machine answered is heard only after the call: what was answered is missed after all",
    from: somebody(179),
    line: { answerConfirmation: "detect_machine" },
    webhooks: { kinds: ["amd"], fault: { delaySeconds: 40 } },
    moves: [toMailbox],
  },
  "phone-screens": {
    about: "the phone answers by itself and asks who is calling (iOS 26), and nobody takes the call",
    from: somebody(180),
    line: { answerConfirmation: "press_key" },
    moves: [{ do: "call", callee: [{ kind: "screener", answersAfter: 1, passesOnAfter: null }] }],
  },
  "learns-voicemail": {
    about: "from three calls the line learns when the phone's voicemail starts",
    from: somebody(181),
    line: { answerConfirmation: "detect_machine", ringTimeoutSeconds: 25 },
    moves: [toMailbox, toMailbox, toMailbox],
  },
  "short-answer": {
    about: "picked up and put down: under the minimum it counts as missed",
    from: somebody(164),
    line: { minAnsweredSeconds: 5 },
    moves: [{ do: "call", callee: [{ ...person, talks: 2 }] }],
  },
  "calls-again": {
    about: "the same caller tries again within the repeat window",
    from: somebody(165),
    line: { repeatWindowMinutes: 10 },
    moves: [nobody, nobody],
  },
  "after-hours": {
    about: "outside business hours the phone stays silent and the text is another",
    from: somebody(166),
    line: {
      hours: closed,
      ringAfterHours: false,
      afterHoursMessage: "{{business_name}} is closed. We call you in the morning.",
    },
    moves: [nobody],
  },
  "quiet-hours": {
    about: "it is night at the caller's: the text waits",
    from: somebody(167),
    line: { quietHours: quietNow() },
    moves: [nobody],
  },
  withheld: { about: "a caller without a number", from: "anonymous", moves: [nobody] },
  "short-code": { about: "a service number that takes no texts calls", from: "72345", moves: [nobody] },
  landline: {
    about: "a landline calls, and numbers are looked up",
    from: somebody(168),
    line: { lookUpLandlines: true },
    lineType: "landline",
    moves: [nobody],
  },
  abroad: { about: "a call from another country", from: "+447400123456", moves: [nobody] },
  blocked: { about: "somebody on the blocklist", from: somebody(169), blocked: true, moves: [nobody] },
  spoofed: {
    about: "the carrier knows that the caller's number is forged",
    from: somebody(170),
    line: { spamGuard: { refuseSpoofed: true, maxCallsPerHour: null } },
    moves: [{ do: "call", callee: [{ kind: "no_answer" }], stirVerstat: "TN-Validation-Failed-C" }],
  },
  robocaller: {
    about: "one number calls again and again",
    from: somebody(171),
    line: { spamGuard: { refuseSpoofed: false, maxCallsPerHour: 2 } },
    moves: [nobody, nobody, nobody],
  },
  "two-phones": {
    about: "two phones ring together, and the second picks up",
    from: somebody(172),
    line: { forwardTo: [DEMO.forwardTo, "+15550100003"] },
    moves: [{ do: "call", callee: [{ kind: "no_answer" }, person] }],
  },
  "in-turn": {
    about: "two phones ring in turn, and neither picks up",
    from: somebody(173),
    line: { forwardTo: [DEMO.forwardTo, "+15550100003"], ring: "in_turn" },
    moves: [{ do: "call", callee: [{ kind: "busy" }, { kind: "no_answer" }] }],
  },
  "leaves-message": {
    about: "the caller hears the greeting and leaves a message",
    from: somebody(174),
    line: { voicemail: { greeting: "Please leave a message for Acme HVAC.", maxSeconds: 60 } },
    moves: [{ do: "call", callee: [{ kind: "no_answer" }], caller: { leaves: { seconds: 12 } } }],
  },
  "webhooks-repeat": {
    about: "the carrier delivers everything three times",
    from: somebody(182),
    webhooks: { fault: { times: 3 } },
    moves: [nobody, { do: "text", body: "Can you come tomorrow?" }],
  },
} satisfies Readonly<Record<string, Story>>;
