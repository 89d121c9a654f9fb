import { speak } from "../speak.ts";

/** Calls and texts as the inbox lists them. */
export const english = {
  missed: {
    title: "Missed call",
    no_answer: "Nobody picked up",
    busy: "The phone was busy",
    failed: "The phone could not be reached",
    caller_hung_up: "The caller hung up first",
  },
  notAnswered: "Call not answered",
  youCalled: "You called",
  answered: "Answered call",
  calling: "Calling",
  underWay: "Call under way",
  nothing: "No calls or texts yet",
  you: "You: {words}",
  text: {
    queued: "Waiting to leave",
    sending: "Sending",
    unclear: "Checking with the carrier",
    unclearWords: "The carrier's answer was lost. We ask before sending again.",
    sent: "Sent",
    unconfirmed: "Sent, no word since",
    unconfirmedWords: "The carrier took the text and never said whether it arrived.",
    delivered: "Delivered",
    notSent: "Not sent",
    dropped: "The text was dropped before it left. Its credit came back.",
    received: "Received",
    notDelivered: "Not delivered",
  },
} as const;

export const calls = speak("calls", english);
