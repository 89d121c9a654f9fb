import { speak } from "../speak.ts";

export const english = {
  make: "Demo for reviewers",
  made: "{name} is made",
  madeWords:
    "Its line {line} is simulated, and it ends on {day}. Hand this link to the reviewer; it works once, for 15 minutes. The owner's link in the list makes another.",
  phone: "A simulated phone. No carrier hears of it, and nothing is charged.",
  notMade: "No demo was made",
} as const;

export const demo = speak("demo", english);
