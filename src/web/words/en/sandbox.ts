import { speak } from "../speak.ts";

/** The simulated phones. */
export const english = {
  title: "You are the customer",
  about: "A simulated phone. Nothing leaves this computer.",
  phone: "A customer's phone",
  close: "Close the phone",
  nothing: "{business} has no number yet. Set one up, and call it from here.",
  who: "Who is calling",
  callers: {
    maria: "Maria, {number}",
    dan: "Dan, {number}",
    miami: "Somebody from Miami, {number}",
    abroad: "A caller from abroad, {number}",
    withheld: "A withheld number",
    other: "Another number",
  },
  theirNumber: "Their number",
  numberWrong: "Write it with + and the country code.",
  whichLine: "Calls which line",
  screen: "The customer's screen",
  steps: "What happened, step by step",
  call: "Call",
  hangUp: "Hang up",
  texts: "Texts on the customer's phone",
  withheldHint: "A withheld number cannot be texted. Call and see what is written down.",
  hint: "Press Call and do not pick up. The text comes here within seconds.",
  customer: "Customer: ",
  business: "Business: ",
  write: "Text the business",
  send: "Send",
  quick: "Yes, can you come today?",
  stage: {
    calling: "Calling…",
    ringing: "It rings…",
    talking: "Connected",
    ending: "It rings…",
  },
  answer: {
    ring_out: "Do not pick up",
    answer: "Answer",
    busy: "Busy",
    voicemail: "Voicemail",
  },
  owner: {
    label: "Your phone",
    rings: "Now you are the owner: your phone rings",
    calls: "{caller} calls {phones}.",
    hint: "Do nothing, and it rings out. Time passes 50 times faster here.",
  },
  silent: "The sandbox does not answer. Is it still running?",
} as const;

export const sandbox = speak("sandbox", english);
