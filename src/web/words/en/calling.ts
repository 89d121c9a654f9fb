import { speak } from "../speak.ts";

/** A call that the owner asked for, as far as it has come. */
export const english = {
  call: "Call",
  which: "Which of your phones shall ring?",
  notPlaced: "The call was not placed",
  soon: "Your phone will ring in a moment",
  yours: "Your phone rings",
  pickUp: "Pick up and press a key, then we call them.",
  theirs: "Their phone rings",
  theirsWords: "They see the number that they know.",
  talking: "You are talking",
  talkingWords: "The call stands on the timeline when it is over.",
  failed: "The call did not come about",
  failedWords: "Try again.",
  over: "The call is over",
  nobody: "Nobody was reached",
  missed: {
    busy: "Their phone was busy.",
    failed: "Their phone could not be reached.",
    caller_hung_up: "You hung up before they picked up.",
    no_answer: "They did not pick up.",
  },
} as const;

export const calling = speak("calling", english);
