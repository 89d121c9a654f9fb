/** The sandbox's people and what they do. */
import type { Answer, Scene } from "../../sandbox/scene.ts";

export const WITHHELD = "anonymous";
export const OTHER = "other";

export const CALLERS = [
  { number: "+15125550142", name: "Maria, (512) 555-0142" },
  { number: "+15125550143", name: "Dan, (512) 555-0143" },
  { number: "+13055550144", name: "Somebody from Miami, (305) 555-0144" },
  { number: "+447400123456", name: "A caller from abroad, +44 7400 123456" },
  { number: WITHHELD, name: "A withheld number" },
] as const;

/** The first as people answer a text-back; the last as the law knows it. */
export const QUICK_TEXTS = ["Yes, can you come today?", "STOP"] as const;

export const STAGE_WORDS: Readonly<Record<NonNullable<Scene["call"]>["stage"], string>> = {
  calling: "Calling…",
  ringing: "It rings…",
  talking: "Connected",
  ending: "It rings…",
};

export const ANSWER_WORDS: Readonly<Record<Answer, string>> = {
  ring_out: "Do not pick up",
  answer: "Answer",
  busy: "Busy",
  voicemail: "Voicemail",
};
