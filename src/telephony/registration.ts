/**
 * How a number's registration for texting stands (docs/messaging/compliance): a toll-free number has a
 * verification of its own, a local one in the US the campaign of its messaging service, and that a brand.
 */
import type twilio from "twilio";
import type { E164 } from "../domain/phone.ts";
import type { Registration } from "../domain/texting-state.ts";

const TOLL_FREE = /^\+18(?:00|33|44|55|66|77|88)/;
/** Providers of service to many businesses have a messaging service each; Twilio lists 1,000 at once. */
const MAX_SERVICES = 2_000;
/** A messaging service holds at most 400 numbers (docs/messaging/services). */
const MAX_NUMBERS = 400;
const PAGE = 1_000;

const UNKNOWN: Registration = { brand: null, campaign: null, toll_free: null };

export async function registrationOf(client: twilio.Twilio, number: E164): Promise<Registration> {
  // Other countries register senders in other ways, of which Twilio's APIs here know nothing.
  if (!number.startsWith("+1")) return UNKNOWN;
  return TOLL_FREE.test(number) ? tollFree(client, number) : local(client, number);
}

async function tollFree(client: twilio.Twilio, number: E164): Promise<Registration> {
  const [owned] = await client.incomingPhoneNumbers.list({ phoneNumber: number, limit: 1 });
  if (owned === undefined) return UNKNOWN;
  const found = await client.messaging.v1.tollfreeVerifications.list({
    tollfreePhoneNumberSid: owned.sid,
    limit: 20,
  });
  // A rejected one may stand beside the one that was sent in after it.
  const [newest] = found.sort((a, b) => b.dateCreated.getTime() - a.dateCreated.getTime());
  const approved = found.find(({ status }) => status === "TWILIO_APPROVED");
  return { ...UNKNOWN, toll_free: (approved ?? newest)?.status ?? null };
}

async function local(client: twilio.Twilio, number: E164): Promise<Registration> {
  const service = await serviceOf(client, number);
  if (service === null) return UNKNOWN;
  const campaigns = await client.messaging.v1.services(service).usAppToPerson.list({ limit: 20 });
  const campaign =
    campaigns.find(({ campaignStatus }) => campaignStatus === "VERIFIED") ?? campaigns[0] ?? null;
  if (campaign !== null) {
    const brand = await client.messaging.v1.brandRegistrations(campaign.brandRegistrationSid).fetch();
    return { ...UNKNOWN, brand: brand.status, campaign: campaign.campaignStatus };
  }
  // Without a campaign nothing says whose brand it is, unless there is only one.
  const brands = await client.messaging.v1.brandRegistrations.list({ limit: 2 });
  return { ...UNKNOWN, brand: brands.length === 1 ? (brands[0]?.status ?? null) : null };
}

/** A number is in one messaging service at most, and does not say in which. */
async function serviceOf(client: twilio.Twilio, number: E164): Promise<string | null> {
  const services = await client.messaging.v1.services.list({ pageSize: PAGE, limit: MAX_SERVICES });
  for (const { sid } of services) {
    const numbers = await client.messaging.v1
      .services(sid)
      .phoneNumbers.list({ pageSize: MAX_NUMBERS, limit: MAX_NUMBERS });
    if (numbers.some(({ phoneNumber }) => phoneNumber === number)) return sid;
  }
  return null;
}
