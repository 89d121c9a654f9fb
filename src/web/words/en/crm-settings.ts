import { speak } from "../speak.ts";

/** What is written into the CRM and where, and the end of a connection. */
export const english = {
  title: "What is written, and where",
  about: "It works as it is. Change what your team does another way.",
  sections: {
    records: "New records",
    activities: "Calls and texts",
    consent: "Who wants no texts",
    numbers: "Phone numbers and package",
    other: "More",
  },
  standard: "Standard: {value}",
  standardEmpty: "Standard: empty",
  standardOn: "Standard: on",
  standardOff: "Standard: off",
  reset: "Back to the standard",
  wrong: "This {rule}.",
  wrongForm: "This does not have the right form.",
  sentAgain: "When you save, what was refused is sent again.",
  mapping: {
    field: "Field {number, number}",
    fieldExample: "Field, such as Industry",
    written: "What is written into field {number, number}",
    writtenExample: "What is written, such as Plumbing",
    remove: "Remove field {number, number}",
    add: "Add a field",
    words: "Put in:",
  },
  retryAll: "Try all again",
  leaveOutWhy: "Why it may be left out",
  waitingSince: "The oldest since {when}",
  account: "Account: {account}",
  disconnect: {
    open: "Disconnect {crm}",
    title: "Disconnect {crm}?",
    goes: "Our access to {crm} ends, and nothing more is written there. What waits, and new callers, go to textback's own list of leads.",
    stays:
      "All that stands in {crm} stays there. Your calls, texts, credits and settings of lines stay here. Missed callers are texted as always.",
    sure: "Disconnect",
    keep: "Stay connected",
    done: "{crm} is disconnected.",
  },
} as const;

export const crmSettings = speak("crmSettings", english);
