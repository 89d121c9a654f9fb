import { speak } from "../speak.ts";

/** The text-back of a line: the four settings, and how they look. */
export const english = {
  title: "Missed-call text-back",
  about: "When nobody picks up, the caller gets this text from your own number within seconds.",
  tryIt: "Try it out",
  noLine: "There is no line yet",
  noLineWords: "A line is the number that your customers call.",
  setUp: "Set one up",
  saved: "Saved. The next call follows the new settings.",
  off: "The text-back is off",
  offWords: "Calls are still forwarded and logged; nobody is texted.",
  enabled: { label: "Text callers that we miss", about: "On {number}" },
  forwardTo: {
    label: "Forward calls to",
    about:
      "Your cell phone, or a phone system's number or SIP address; several with commas between them. If nobody picks up there, the text goes out.",
    wrong: "Write a phone number, such as (512) 555-0142, or a SIP address, such as sip:desk@example.com.",
  },
  leaveUnsaved: "Leave without saving?",
  leave: "Leave",
  stay: "Stay",
  undo: "Undo",
  notSaved: "Not saved yet",
  ring: {
    label: "Ring for",
    value: "{seconds, number} <small>seconds</small>",
    most: "most choose 20 to 25",
    better: "Ring for {seconds, number} seconds",
    range: "From {least, number} to {most, number} seconds.",
    veryShort: "Very short: about two or three rings. You must have the phone in your hand.",
    short: "Short, and safely before most phones' voicemail.",
    advised:
      "Long enough to answer when you are near, short enough that callers do not give up before the text.",
    long: "Your phone's own voicemail may answer first. The call then counts as answered, and no text goes out.",
    veryLong:
      "On most cell phones voicemail answers before this. The call then counts as answered, and no text goes out. Longer is fine only for a phone system without voicemail.",
  },
  message: {
    label: "The text they get",
    about: "Short, friendly and personal works best.",
    putIn: "Put in",
    caller_first_name: "First name",
    caller_name: "Full name",
    business_name: "Your business",
    business_number: "Your number",
    caller_number: "Their number",
    costly:
      "{count, plural, one {This character more than halves} other {These characters more than halve}} the room in a segment: <b>{characters}</b>",
    plain: "Replace with plain ones",
    wrong: "The message {rule}.",
  },
  preview: {
    none: "No preview",
    on: "On the caller's phone: {text}",
    ended: "Call ended · just now",
    incomplete: "The message is not complete yet.",
    credits: "Credits",
    segments: "Segments",
    characters: "Characters",
    encoding: "Encoding",
    longName: "Shown with a long name, so that it fits everybody.",
    longestName: "Shown with the longest name among your callers, so that it fits everybody.",
    sameWords: "Every caller gets the same words.",
    pieces:
      "Carriers move it as {count, number} pieces. It still costs you one credit, but shorter texts arrive more surely.",
    oneCredit: "One credit, however long.",
  },
} as const;

export const editor = speak("editor", english);
