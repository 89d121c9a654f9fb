import { speak } from "../speak.ts";

export const english = {
  label: "Timeline",
  none: "Nothing yet",
  noneWords: "Calls and texts with this number will stand here.",
  cut: "This timeline is long; its newest part is left out here.",
  earlier: "Show earlier",
  liveTest: "Live test",
  liveTestFree: "Live test, free",
  won: "They came back after your text.",
  youWrote: "You wrote: ",
  theyWrote: "They wrote: ",
  erased: "These words were erased, as your settings ask.",
  textBack: "Text-back",
  media: "Open what they sent",
  caller: {
    label: "Caller",
    back: "Back to the conversation",
    texts: "Texts",
    consent: {
      unknown: "May be texted",
      opted_in: "Asked to be texted (START)",
      opted_out: "Asked not to be texted (STOP)",
    },
    firstHeard: "First heard of",
    cameBy: "Came by",
  },
} as const;

export const timeline = speak("timeline", english);
