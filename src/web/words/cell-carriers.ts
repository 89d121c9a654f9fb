/**
 * What is known of cell carriers' voicemail: when it starts, and how it is made to start later. Only what a
 * source names; of the others the general words.
 */
interface CarrierAdvice {
  /** Its name, which is the same in every language. */
  readonly carrier: string;
  readonly starts: "general" | "tMobile";
  readonly steps: readonly ("ask" | "shorter" | "note" | "dial")[];
}

export const OTHER_CARRIER = "other";

const GENERAL: CarrierAdvice = { carrier: OTHER_CARRIER, starts: "general", steps: ["ask", "shorter"] };

export const CARRIERS: readonly CarrierAdvice[] = [
  GENERAL,
  {
    // https://www.slashgear.com/1810085/iphone-ring-how-many-times-before-voicemail/ (read 2026-11).
    carrier: "T-Mobile",
    starts: "tMobile",
    // The divert codes are those of 3GPP TS 22.030, annex B: 61 is "no reply", its time 5 to 30 s in fives.
    steps: ["note", "dial"],
  },
  { ...GENERAL, carrier: "AT&T" },
  { ...GENERAL, carrier: "Verizon" },
];

export const adviceFor = (carrier: string): CarrierAdvice =>
  CARRIERS.find((each) => each.carrier === carrier) ?? GENERAL;
