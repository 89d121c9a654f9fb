/** Stories in which the business does something, or is told of something. */
import { nobody, type Story, somebody } from "./story.ts";

const takesIt = { kind: "human", answersAfter: 3, presses: "1", talks: "until_told" } as const;
const talks = { kind: "human", answersAfter: 5, talks: 40 } as const;

export const OWNER_STORIES = {
  "alert-webhook": {
    about: "the owner is told of a missed call by a webhook, once in ten minutes",
    from: somebody(191),
    alerts: "webhook",
    moves: [nobody, nobody],
  },
  "alert-reply": {
    about: "the owner is told of a text from a customer by a webhook",
    from: somebody(192),
    alerts: "webhook",
    moves: [{ do: "text", body: "My basement floods!" }],
  },
  "alert-text": {
    about: "the owner is told of a missed call by a text to their own phone, for one credit",
    from: somebody(193),
    alerts: "text",
    moves: [nobody],
  },
  "click-to-call": {
    about: "the owner calls a customer: their own phone rings, a key is pressed, the customer answers",
    from: somebody(194),
    phones: { owner: takesIt, them: talks },
    moves: [nobody, { do: "ask_for_call" }],
  },
  "click-to-call-no-key": {
    about: "the owner's mailbox picks up and presses no key: the customer is never rung",
    from: somebody(195),
    phones: { owner: { kind: "voicemail", answersAfter: 15 }, them: talks },
    moves: [{ do: "ask_for_call" }],
  },
  "click-to-call-in-vain": {
    about: "the owner takes the call, and the customer does not answer",
    from: somebody(196),
    phones: { owner: takesIt, them: { kind: "no_answer" } },
    moves: [{ do: "ask_for_call" }],
  },
  "click-to-call-premium": {
    about: "a call to a premium-rate number is refused",
    from: "+19005550123",
    moves: [{ do: "ask_for_call" }],
  },
  "click-to-call-abroad": {
    about: "a call to a stranger abroad is refused",
    from: "+447400123999",
    moves: [{ do: "ask_for_call" }],
  },
  write: {
    about: "the owner writes to a customer, for one credit",
    from: somebody(197),
    moves: [nobody, { do: "write", body: "We can be there at 3 pm." }],
  },
  "write-to-stranger": {
    about: "a text to somebody who never called or wrote is refused",
    from: somebody(198),
    moves: [{ do: "write", body: "Do you need a plumber?" }],
  },
  "write-after-stop": {
    about: "a text to somebody who opted out is refused",
    from: somebody(199),
    moves: [
      { do: "text", body: "No more texts" },
      { do: "write", body: "One last offer" },
    ],
  },
} satisfies Readonly<Record<string, Story>>;
