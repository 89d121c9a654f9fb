/** The numbers of a business's carrier account: to see, to connect, and to buy. */
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import { refuseOnDemo } from "../demos/refuse-on-demo.ts";
import { configureLine } from "../manage.ts";
import type { Line, Tx } from "../ports/index.ts";

/** Where the carrier tells of a number's calls and texts. */
export interface NumberWebhooks {
  readonly voice: string;
  readonly voiceStatus: string;
  readonly sms: string;
}

export interface OwnNumber {
  readonly sid: string;
  readonly phoneNumber: E164;
  readonly friendlyName: string;
  readonly takesCalls: boolean;
  readonly takesTexts: boolean;
  readonly webhooks: NumberWebhooks;
  /** What at the carrier takes this number's calls or texts whatever its webhooks say; in words. */
  readonly overriddenBy: string | null;
}

export interface AvailableNumber {
  readonly phoneNumber: E164;
  readonly friendlyName: string;
  readonly locality: string | null;
  readonly region: string | null;
}

/** Every method throws a Refusal, `carrier_refused` with the carrier's words or `carrier_away`, when it cannot do it. */
export interface CarrierNumbers {
  /** Where a number's webhooks have to point for a line to work. */
  wantedWebhooks(): NumberWebhooks;
  ownNumbers(businessId: string): Promise<readonly OwnNumber[]>;
  ownNumber(businessId: string, phoneNumber: E164): Promise<OwnNumber | null>;
  /** The messaging service that takes this number's texts, if one does. */
  serviceTakingTexts(businessId: string, numberSid: string): Promise<string | null>;
  /** Sets the webhooks. @returns the number as the carrier then has it. */
  setWebhooks(businessId: string, numberSid: string): Promise<OwnNumber>;
  availableNumbers(
    businessId: string,
    search: { country: string; areaCode: number | null },
  ): Promise<readonly AvailableNumber[]>;
  buyNumber(businessId: string, phoneNumber: E164): Promise<OwnNumber>;
}

/** The operator's own numbers are not for a business to look at, to turn to itself, or to buy more of. */
export async function requireOwnCarrier(tx: Tx, businessId: string, isOperator: boolean): Promise<void> {
  await refuseOnDemo(tx, businessId, "it has its simulated line, and no account at a carrier");
  if (isOperator || (await tx.carriers.find(businessId)) !== null) return;
  throw new Refusal(
    "own_carrier_needed",
    "This business has no Twilio account of its own. Connect one, or ask the operator for a line.",
  );
}

/** Addresses are compared without their fragment: it only says how often the carrier tries. */
const sameAddress = (a: string, b: string): boolean => a.split("#")[0] === b.split("#")[0];

export const pointsHere = (webhooks: NumberWebhooks, wanted: NumberWebhooks): boolean =>
  sameAddress(webhooks.voice, wanted.voice) &&
  sameAddress(webhooks.voiceStatus, wanted.voiceStatus) &&
  sameAddress(webhooks.sms, wanted.sms);

/**
 * Makes a number of the business's account a line that works: its webhooks are set, read back and compared.
 * @throws Refusal `number_not_found`, `number_overridden`, `line_taken`, `carrier_refused`, `carrier_away`
 */
export async function connectNumber(
  app: App,
  tx: Tx,
  businessId: string,
  phoneNumber: E164,
): Promise<{ line: Line; number: OwnNumber; created: boolean }> {
  await checkNotTaken(tx, businessId, phoneNumber);
  const number = await app.carrier.ownNumber(businessId, phoneNumber);
  if (number === null)
    throw new Refusal("number_not_found", `The number ${phoneNumber} is not in your Twilio account.`);
  return connect(app, tx, businessId, number);
}

async function connect(app: App, tx: Tx, businessId: string, number: OwnNumber) {
  const service = await app.carrier.serviceTakingTexts(businessId, number.sid);
  const overriddenBy =
    number.overriddenBy ??
    (service === null
      ? null
      : `the messaging service "${service}", which takes its texts; let it defer to the sender's webhook, or take the number out of it`);
  if (overriddenBy !== null)
    throw new Refusal(
      "number_overridden",
      `At Twilio the number ${number.phoneNumber} is handled by ${overriddenBy}. Until that is undone, its calls and texts would not reach us.`,
    );
  // The number stands in the business's own account: that is the proof which else the operator gives.
  const { line, created } = await configureLine(app, tx, "operator", businessId, number.phoneNumber, {});
  const after = await app.carrier.setWebhooks(businessId, number.sid);
  if (!pointsHere(after.webhooks, app.carrier.wantedWebhooks()))
    throw new Refusal(
      "carrier_refused",
      `Twilio did not keep the webhooks of ${number.phoneNumber}. Look at the number in Twilio's console.`,
    );
  return { line, number: after, created };
}

/**
 * Buys a number and connects it. A number exists once, and one that stands in the account already is not bought
 * again: so whoever does not know what became of their request may simply repeat it.
 * @throws Refusal as `connectNumber`
 */
export async function buyNumber(
  app: App,
  tx: Tx,
  businessId: string,
  phoneNumber: E164,
): Promise<{ line: Line; number: OwnNumber; bought: boolean }> {
  await checkNotTaken(tx, businessId, phoneNumber);
  const owned = await app.carrier.ownNumber(businessId, phoneNumber);
  if (owned !== null) return { ...(await connect(app, tx, businessId, owned)), bought: false };
  const bought = await app.carrier.buyNumber(businessId, phoneNumber).catch(async (error: unknown) => {
    // The answer may have been lost on its way: the account says whether the number is ours now.
    const found = await app.carrier.ownNumber(businessId, phoneNumber);
    if (found === null) throw error;
    return found;
  });
  return { ...(await connect(app, tx, businessId, bought)), bought: true };
}

async function checkNotTaken(tx: Tx, businessId: string, phoneNumber: E164): Promise<void> {
  const owner = await tx.lines.ownerOf(phoneNumber);
  if (owner !== null && owner !== businessId)
    throw new Refusal("line_taken", `The line ${phoneNumber} belongs to another business.`);
}
