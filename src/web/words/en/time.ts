import { speak } from "../speak.ts";

export const english = {
  today: "Today",
  yesterday: "Yesterday",
  age: {
    today: "today",
    days: "{count, number} d",
    weeks: "{count, number} wk",
    months: "{count, number} mo",
    years: "{count, number} y",
  },
} as const;

export const time = speak("time", english);
