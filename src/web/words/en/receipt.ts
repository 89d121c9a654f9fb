import { speak } from "../speak.ts";

/** Why a missed call got its text, or none. */
export const english = {
  skipped: {
    line_disabled: "No text: the text-back was switched off.",
    caller_withheld: "No text: their number was withheld.",
    caller_malformed: "No text: their number takes none.",
    caller_is_own_line: "No text: the call came from one of your own lines.",
    caller_is_forward_number: "No text: the call came from your own phone.",
    forwarded_back: "No text: your phone sent the call back to us.",
    caller_blocked: "No text: you blocked this number.",
    caller_spoofed: "No text: their number looked forged.",
    too_many_calls: "No text: they called very often within an hour.",
    premium_number: "No text: this is a number that costs extra.",
    satellite_number: "No text: this is a satellite phone.",
    caller_is_landline: "No text: their phone is a landline.",
    other_country: "No text: their number is from abroad.",
    caller_opted_out: "No text: they asked not to be texted (STOP).",
    line_cannot_text: "No text: the carriers held this line's texts.",
    texted_recently: "No text: they had one from you already.",
    too_late: "No text: we heard of the call too late.",
    no_credits: "No text: there were no credits left.",
    call_answered: "No text: the call was answered after all.",
  },
  help: {
    credits: "See credits",
    settings: "Text-back settings",
    test: "Try the line out",
  },
  waits: "The text waits until {moment}, when their quiet hours are over.",
  why: {
    waits: "Why does the text wait?",
    skipped: "Why was no text sent?",
    texted: "Texted back",
  },
  passed: "Passed: ",
  notPassed: "Not passed: ",
  anyway: "Send the text anyway",
  anywaySure: "Send it for 1 credit?",
} as const;

export const receipt = speak("receipt", english);
