/** Stories about texts: replies, consent, and what becomes of ours. */
import { DEMO } from "../../sandbox/demo.ts";
import { nobody, type Story, somebody } from "./story.ts";

export const TEXT_STORIES = {
  reply: {
    about: "the caller texts back",
    from: DEMO.caller,
    moves: [{ do: "text", body: "Yes please, can you come today?" }],
  },
  picture: {
    about: "the caller texts a picture",
    from: somebody(183),
    moves: [nobody, { do: "text", body: "This is the leak", media: [{}] }],
  },
  "stranger-texts": {
    about: "somebody who never called writes, and becomes a lead",
    from: somebody(184),
    moves: [{ do: "text", body: "Do you repair boilers?" }],
  },
  stop: {
    about: "the caller opts out in plain words, and calls again",
    from: somebody(175),
    moves: [nobody, { do: "text", body: "please stop texting me" }, nobody],
  },
  "can-you-stop-by": {
    about: "words of the trade are no opt-out",
    from: somebody(176),
    moves: [nobody, { do: "text", body: "can you stop by tomorrow?" }],
  },
  "may-mean-stop": {
    about: "words that may be an opt-out are shown to the owner, and not acted on",
    from: somebody(185),
    moves: [nobody, { do: "text", body: "wrong number" }, nobody],
  },
  start: {
    about: "whoever opted out takes it back with START, and calls again",
    from: somebody(186),
    moves: [{ do: "text", body: "STOP" }, { do: "text", body: "START" }, nobody],
  },
  yes: {
    about: "YES takes an opt-out back too, but from anybody else it is only a yes",
    from: somebody(187),
    moves: [{ do: "text", body: "Yes" }, { do: "text", body: "STOP" }, { do: "text", body: "Yes" }, nobody],
  },
  help: {
    about: "HELP is answered by the carrier, and changes nothing",
    from: somebody(188),
    moves: [{ do: "text", body: "HELP" }],
  },
  "carrier-knows-stop": {
    about: "the carrier refuses a text because its receiver opted out (21610), and it counts as one",
    from: somebody(189),
    delivery: { outcome: "refused", code: 21610 },
    moves: [nobody, nobody],
  },
  unregistered: {
    about: "the carriers refuse the line's texts for want of a registration",
    from: somebody(177),
    delivery: { outcome: "undelivered", errorCode: 30034 },
    moves: [nobody, nobody],
  },
  undelivered: {
    about: "the caller's phone cannot be reached",
    from: somebody(178),
    delivery: { outcome: "undelivered", errorCode: 30003 },
    moves: [nobody],
  },
  "never-left": {
    about: "the carrier takes a text and cannot send it: the credit comes back",
    from: somebody(190),
    delivery: { outcome: "failed", errorCode: 30001 },
    moves: [nobody],
  },
} satisfies Readonly<Record<string, Story>>;
