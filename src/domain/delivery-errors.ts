/**
 * What a carrier's error code means to the owner of a business: what happened, and what to do. The carrier
 * warns that codes may change and be added (docs/api/errors), so the state of a text comes from its status;
 * a code only explains it, and an unknown one still gets a sentence.
 */

/**
 * `opted_out` the caller asked for no texts · `not_textable` this phone takes none · `registration` the
 * line lacks, or is at the limits of, the carriers' approval · `carrier_filtered` the carriers did not like
 * the text · `temporary` waiting may help · `configuration` the carrier account or the line is set up
 * wrongly · `our_fault` a mistake in this program · `unknown`.
 */
export type DeliveryErrorClass =
  | "opted_out"
  | "not_textable"
  | "registration"
  | "carrier_filtered"
  | "temporary"
  | "configuration"
  | "our_fault"
  | "unknown";

export interface DeliveryError {
  readonly code: number;
  readonly class: DeliveryErrorClass;
  /** One or two sentences for the owner: what happened. */
  readonly forOwner: string;
  /** What the owner can do, or that nothing is needed. */
  readonly whatToDo: string;
  /** Every further text of this line would meet the same refusal, so the line's texts wait until it is mended. */
  readonly pausesLine: boolean;
  /** The number is a landline, and stays one for as long as a lookup would be believed. */
  readonly marksLandline: boolean;
}

type Entry = readonly [
  codes: readonly number[],
  kind: DeliveryErrorClass,
  forOwner: string,
  whatToDo: string,
  effect?: "pauses_line" | "marks_landline",
];

const NOTHING = "Nothing to do here. Call the customer back instead.";
const TELL_SUPPORT = "Nothing you can mend yourself. Tell the people who run this service.";
const REGISTER = "in the carrier's console, or ask the people who run this service to do it";

/** The meanings are the carrier's own (docs/api/errors/<code>), in other words. */
const ENTRIES: readonly Entry[] = [
  // The caller does not want texts.
  [
    [21610],
    "opted_out",
    "The customer has opted out of texts from your number.",
    "Do not text them. If they want texts again, they text START to your number.",
  ],

  // This phone takes no texts.
  [[21211], "not_textable", "The carrier does not accept this as a phone number.", NOTHING],
  [
    [21614, 21635],
    "not_textable",
    "This number is a landline, which cannot receive texts.",
    NOTHING,
    "marks_landline",
  ],
  [
    [30006],
    "not_textable",
    "This number is a landline, or its phone company does not take texts.",
    NOTHING,
    "marks_landline",
  ],
  [[21612], "not_textable", "Texts cannot travel from your number to this one.", NOTHING],
  [
    [30004],
    "not_textable",
    "The customer's phone or phone company refuses texts from your number. They may have blocked it, or texted STOP to it.",
    "Do not text them again. Call them instead.",
  ],
  [[30005], "not_textable", "This phone number is not in service, or unknown to its phone company.", NOTHING],

  // Registration and its limits: the whole line waits.
  [
    [30032],
    "registration",
    "Your toll-free number is not verified, so US and Canadian carriers refuse its texts.",
    `Have the toll-free number verified ${REGISTER}. It takes three to five days.`,
    "pauses_line",
  ],
  [
    [30034],
    "registration",
    "Your number is not registered for business texting (A2P 10DLC), so US carriers refuse its texts.",
    `Register your business and this number ${REGISTER}. It can take two to three weeks.`,
    "pauses_line",
  ],
  [
    [30035],
    "registration",
    "Your number is still being set up for business texting.",
    "Wait: texting starts by itself when the carriers are done. If it is not on after two days, ask for help.",
    "pauses_line",
  ],
  [
    [30022],
    "registration",
    "Your line sent texts faster than its registration allows.",
    "Wait a few minutes. If it happens often, ask for a registration with a higher limit.",
    "pauses_line",
  ],
  [
    [30023],
    "registration",
    "Your business has reached the number of texts that its registration allows per day.",
    "Texts go out again tomorrow. If it happens often, ask for a registration with a higher limit.",
    "pauses_line",
  ],
  [
    [30027],
    "registration",
    "Your business has reached T-Mobile's limit of texts per day.",
    "Texts go out again tomorrow. If it happens often, ask for a registration with a higher limit.",
    "pauses_line",
  ],

  // Filtered.
  [
    [30007],
    "carrier_filtered",
    "The phone company took the text for spam and did not deliver it.",
    "Shorten the message: your name and one plain sentence, no links, no capitals, no offers.",
  ],

  // Waiting may help.
  [
    [30003],
    "temporary",
    "The customer's phone is switched off or out of reach.",
    "Try again later, or call them back.",
  ],
  [
    [30008],
    "temporary",
    "The phone company did not deliver the text and did not say why.",
    "Try once more later. If it fails again, call the customer back.",
  ],
  [
    [20429, 21611, 30001],
    "temporary",
    "Too many texts were waiting to be sent at the same time.",
    "Try again in a few minutes.",
  ],
  [
    [30036],
    "temporary",
    "The text waited too long to be sent and was dropped.",
    "Send it again if it still matters, or call the customer back.",
  ],
  [
    [30410],
    "temporary",
    "The phone company did not answer in time. The text was not repeated, so that the customer does not get it twice.",
    "Try again later, or call the customer back.",
  ],
  [
    [30450],
    "temporary",
    "The carrier suspects misuse on numbers like this one and holds texts to them for about half an hour.",
    "Try again in half an hour, or call the customer back.",
  ],
  [
    [14107],
    "temporary",
    "Too many texts went back and forth within seconds, as when two machines answer each other.",
    "Check whether the other side is an automatic reply. Texts to this number go out again shortly.",
  ],
  [
    [63038],
    "temporary",
    "The carrier account has sent as many texts as it may in one day.",
    "Texts go out again within a day. If it happens often, ask the carrier for a higher limit.",
  ],
  [
    [12400, 20500, 20503, 20504, 30103, 30500, 63010, 63012],
    "temporary",
    "The carrier had a failure of its own.",
    "Try again later. Nothing is wrong on your side.",
  ],

  // Set up wrongly.
  [
    [20003],
    "configuration",
    "The carrier refused our sign-in: the account's token is wrong, or the account is suspended.",
    "Check the carrier account's token and its state.",
  ],
  [
    [30002, 90010],
    "configuration",
    "The carrier account is suspended or closed.",
    "Look at the carrier account: often an invoice is open.",
  ],
  [
    [21408],
    "configuration",
    "The carrier account is not allowed to send texts to this country.",
    "Switch the country on in the carrier's messaging permissions, if you have customers there.",
  ],
  [
    [21606, 21603],
    "configuration",
    "Your line's number cannot send texts from this carrier account.",
    "Check that the number belongs to the connected carrier account and can send texts.",
  ],
  [
    [21608],
    "configuration",
    "The carrier account is a trial, or its business profile is not approved, so it may text verified numbers only.",
    "Upgrade the carrier account and have its business profile approved.",
  ],
  [
    [30454],
    "configuration",
    "The carrier account may not send more texts at present.",
    "Look at the carrier account's limits, and ask the carrier to raise them.",
  ],

  // Mistakes of this program.
  [
    [21601, 21602, 21604, 21609, 21617, 21619],
    "our_fault",
    "We handed the text to the carrier in a form that it does not take.",
    TELL_SUPPORT,
  ],
];

const table: ReadonlyMap<number, DeliveryError> = new Map(
  ENTRIES.flatMap(([codes, kind, forOwner, whatToDo, effect]) =>
    codes.map((code): readonly [number, DeliveryError] => [
      code,
      {
        code,
        class: kind,
        forOwner,
        whatToDo,
        pausesLine: effect === "pauses_line",
        marksLandline: effect === "marks_landline",
      },
    ]),
  ),
);

/** The codes that have an entry, for documentation and for tests that want each of them. */
export const KNOWN_DELIVERY_ERRORS: readonly number[] = [...table.keys()].sort((a, b) => a - b);

/**
 * Explains the error code of a refused create request or of a delivery report.
 *
 * @param code the carrier's, five digits; `null` when it reported a failure without one
 */
export function explainDeliveryError(code: number | null): DeliveryError {
  const known = code === null ? undefined : table.get(code);
  if (known !== undefined) return known;
  return {
    code: code ?? 0,
    class: "unknown",
    forOwner:
      code === null
        ? "The text was not delivered, and the carrier did not say why."
        : `The text was not delivered. The carrier's reason is its code ${code}, which we do not know.`,
    whatToDo:
      code === null
        ? "Call the customer back instead."
        : `Call the customer back instead. The code is explained at https://www.twilio.com/docs/api/errors/${code}.`,
    pausesLine: false,
    marksLandline: false,
  };
}
