/** Stories that take hours or days, or need a fresh start: each in a sandbox of its own, whose clock jumps. */
import { nobody, type Story, somebody } from "./story.ts";

const ownSandbox = { credits: 3 };
const HOUR = 60;
const DAY = 24 * HOUR;
const lostAll = { fault: { lose: true } } as const;

export const LATER_STORIES = {
  outage: {
    about: "we are down during a call and a text; minutes later the carrier's lists tell of both",
    from: somebody(201),
    ownSandbox,
    webhooks: lostAll,
    moves: [
      nobody,
      { do: "text", body: "Are you there?" },
      { do: "wait", minutes: 5, words: "5 minutes pass, and we are back" },
    ],
  },
  "outage-too-late": {
    about: "we are down for longer: the call is taken in at its time, and a text would come too late",
    from: somebody(202),
    ownSandbox,
    webhooks: lostAll,
    moves: [nobody, { do: "wait", minutes: 45, words: "45 minutes pass, and we are back" }],
  },
  "report-missing": {
    about: "no delivery report comes: the carrier is asked, and in the end the text is unconfirmed",
    from: somebody(203),
    ownSandbox,
    delivery: { outcome: "sent" },
    moves: [
      nobody,
      { do: "wait", minutes: 11, words: "10 minutes are over: the carrier is asked" },
      { do: "wait", minutes: HOUR, words: "an hour passes: it is asked again" },
      { do: "wait", minutes: DAY, words: "a day passes: and again" },
      { do: "wait", minutes: DAY, words: "48 hours are over" },
    ],
  },
  "report-lost": {
    about: "a delivery report gets lost: the carrier's list tells what it would have",
    from: somebody(204),
    ownSandbox,
    webhooks: { kinds: ["delivery"], fault: { lose: true } },
    moves: [nobody, { do: "wait", minutes: 5, words: "5 minutes pass" }],
  },
  "no-credits": {
    about: "the credits are used up: the call is logged, and the owner cannot write either",
    from: somebody(205),
    ownSandbox: { credits: 0 },
    moves: [nobody, { do: "write", body: "Sorry that we missed you" }],
  },
  registering: {
    about: "the carriers are still checking the registration: no credit is spent on texts that cannot arrive",
    from: somebody(206),
    ownSandbox,
    registrations: {
      brands: [{ status: "APPROVED" }],
      campaigns: [{ messagingServiceSid: `MG${"5a".repeat(16)}`, status: "IN_PROGRESS" }],
    },
    moves: [{ do: "wait", minutes: DAY + 1, words: "within a day the carrier is asked" }, nobody],
  },
  retention: {
    about: "the business keeps the words of texts and recordings for 30 days",
    from: somebody(207),
    ownSandbox,
    business: { retentionDays: { bodies: 30, recordings: 30 } },
    line: { voicemail: { greeting: "Please leave a message for Acme HVAC.", maxSeconds: 60 } },
    moves: [
      { do: "call", callee: [{ kind: "no_answer" }], caller: { leaves: { seconds: 12 } } },
      { do: "text", body: "My basement floods" },
      { do: "export" },
      { do: "wait", minutes: 31 * DAY, words: "31 days pass" },
      { do: "export" },
    ],
  },
  erasure: {
    about: "a caller asks what is kept about them, and then to be erased",
    from: somebody(208),
    ownSandbox,
    moves: [
      nobody,
      { do: "text", body: "STOP" },
      { do: "export" },
      { do: "erase" },
      { do: "wait", minutes: 16, words: "16 minutes pass" },
      { do: "erase" },
      nobody,
    ],
  },
} satisfies Readonly<Record<string, Story>>;
