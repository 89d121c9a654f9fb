/** The sandbox's people and what they do. */
import { sandbox } from "./en/sandbox.ts";
import { phoneWords } from "./phone.ts";

export const WITHHELD = "anonymous";
export const OTHER = "other";

export const CALLERS = [
  { number: "+15125550142", who: "maria" },
  { number: "+15125550143", who: "dan" },
  { number: "+13055550144", who: "miami" },
  { number: "+447400123456", who: "abroad" },
] as const;

/** To choose from. */
export const callerChoices = (): { value: string; label: string }[] => [
  ...CALLERS.map(({ number, who }) => ({
    value: number,
    label: sandbox(`callers.${who}`, { number: phoneWords(number, "US") }),
  })),
  { value: WITHHELD, label: sandbox("callers.withheld") },
  { value: OTHER, label: sandbox("callers.other") },
];

/** The first as people answer a text-back; the last as the law knows it. */
export const quickTexts = (): readonly string[] => [sandbox("quick"), "STOP"];
