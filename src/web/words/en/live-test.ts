import { speak } from "../speak.ts";

export const english = {
  title: "Try the line out",
  about: "Call your own number and see each step as it happens.",
  intro:
    "For ten minutes a call from your own phone is treated as one that nobody picked up. You get the text that your callers get. It costs no credit and makes no lead.",
  ahead: {
    call: "Call {number} from your own phone",
    listen: "It will not ring: listen to what your callers hear, then hang up",
    text: "Their text arrives on your phone, and each step is ticked off here",
  },
  sayFirst: "Say first where calls ring",
  sayFirstWords: "The test is made from the phone that calls are forwarded to.",
  setItUp: "Set it up",
  start: "Start the test",
  again: "Test again",
  callNow: "Call <dial>{number}</dial> now",
  from: "From {phones}, the phone that calls are forwarded to. It will not ring; listen to what your callers hear, then hang up. Time left: <clock>{left}</clock>",
  done: " (done)",
  works: "It works",
  worksWords: "Whoever you miss is texted like this.",
  nobody: "Nobody called",
  nobodyWords: "The ten minutes are over. Start again when you have the phone in your hand.",
  unconfirmed: "The text left, and the carrier has not said yet that it arrived",
  unconfirmedWords: "If it stands on your phone, all is well.",
  failed: "The text did not get through. The conversation in the inbox says why.",
  steps: {
    called: "Your call arrives here",
    missed: "It counts as missed",
    texted: "The text leaves",
    delivered: "The text arrives on your phone",
  },
} as const;

export const liveTest = speak("liveTest", english);
