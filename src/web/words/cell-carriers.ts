/**
 * What is known of cell carriers' voicemail: when it starts, and how it is made to start later. Only what a
 * source names; of the others the general words.
 */
export interface CarrierAdvice {
  readonly carrier: string;
  readonly starts: string;
  readonly steps: readonly string[];
}

// The divert codes are those of 3GPP TS 22.030, annex B: 61 is "no reply", its time 5 to 30 s in fives.
const CODES = [
  "On that phone dial *#61# and note the number that calls are forwarded to.",
  "Dial **61*, that number, then **30# and press call: it now rings for 30 seconds, which is the most.",
];

const GENERAL: CarrierAdvice = {
  carrier: "Another, or I do not know",
  starts: "Most voicemail starts after 20 to 30 seconds, that of some carriers after 10 to 15.",
  steps: [
    "Ask your carrier to let the phone ring for 30 seconds before voicemail, or to switch voicemail off.",
    "Or ring for a shorter time here.",
  ],
};

export const CARRIERS: readonly CarrierAdvice[] = [
  GENERAL,
  {
    // https://www.slashgear.com/1810085/iphone-ring-how-many-times-before-voicemail/ (read 2026-11).
    carrier: "T-Mobile",
    starts: "Customers report that it starts after only 10 to 15 seconds.",
    steps: CODES,
  },
  { ...GENERAL, carrier: "AT&T" },
  { ...GENERAL, carrier: "Verizon" },
];

export const adviceFor = (carrier: string): CarrierAdvice =>
  CARRIERS.find((each) => each.carrier === carrier) ?? GENERAL;
