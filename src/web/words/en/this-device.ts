import { speak } from "../speak.ts";

/** Being told on the device that one holds. */
export const english = {
  title: "On this device",
  about:
    "Missed calls and replies show up here while the page is closed, free of charge. Whoever sees the screen can read them.",
  ask: "Tell me on this device",
  on: "You are told on this device.",
  stop: "Stop telling me here",
  blocked: "This browser does not let us: allow notifications for this page in its settings, then reload.",
  impossible: "This browser cannot be told while the page is closed.",
  install:
    "On an iPhone or iPad, first put this page on the home screen: Share, then Add to Home Screen. Open it there, and come back here.",
  failed: "This device could not be reached by its browser's service. Try again later.",
} as const;

export const thisDevice = speak("thisDevice", english);
