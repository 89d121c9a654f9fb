import { speak } from "../speak.ts";

/** What can be done about a caller, and who they are. */
export const english = {
  more: "More",
  unblock: "Unblock this number",
  block: "Block this number",
  blockSure: "Block? They get no more texts",
  optOut: "They want no more texts",
  export: "Save all that is kept",
  erase: {
    start: "Erase this caller",
    words:
      "All calls, texts, recordings and the lead of {number} go, here and at the carrier. This cannot be undone. If they asked not to be texted, that stays in force.",
    all: "Erase everything",
    keep: "Keep it",
    done: "Erased",
    nothingKept: "Nothing of this caller is kept here any more.",
    nothingKeptButCrm: "Nothing is kept here any more. The record in {crm} is yours to erase there.",
  },
} as const;

export const caller = speak("caller", english);
