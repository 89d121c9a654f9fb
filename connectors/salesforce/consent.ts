/** Whether somebody may be texted, in the field that the customer chose: of leads, of contacts, of person accounts. */
import { ConnectorError, type TextingConsent } from "../../src/crm/contract.ts";
import { literalProblem, typed } from "./custom-fields.ts";
import { refusalOf, saysNotThere } from "./errors.ts";
import type { Job } from "./job.ts";
import { typeOfId } from "./matching.ts";
import type { Field, Org } from "./org.ts";
import { queryAnswer } from "./schemas.ts";
import type { SalesforceSettings } from "./settings.ts";
import { type Person, quoted } from "./sosl.ts";
import { assertStillThere } from "./still-there.ts";

interface Place {
  readonly type: Person;
  readonly id: string;
  /** As it may be called there, the likeliest first. */
  readonly names: readonly string[];
}

const PLURALS: Readonly<Record<Person, string>> = { Lead: "leads", Contact: "contacts", Account: "accounts" };

const writtenFor = (
  consent: TextingConsent,
  { consentOptedIn, consentOptedOut }: SalesforceSettings,
): string => (consent === "opted_in" ? consentOptedIn : consentOptedOut);

/** A contact's fields on its person account: Salesforce gives them these names. */
const onPersonAccount = (name: string): readonly string[] => [
  name.replace(/__c$/, "__pc"),
  `Person${name}`,
  name,
];

const fieldOf = (org: Org, { type, names }: Pick<Place, "type" | "names">): Field | null =>
  names.flatMap((name) => org.objects[type]?.get(name) ?? [])[0] ?? null;

function problemOf(
  org: Org,
  place: Pick<Place, "type" | "names">,
  settings: SalesforceSettings,
): string | null {
  const { type } = place;
  const field = fieldOf(org, place);
  if (field === null)
    return `${type} has no field called ${settings.consentField}, or the connected user may not see it.`;
  if (!org.mayEdit.has(type))
    return `The connected user may not edit ${PLURALS[type]}${type === "Contact" ? ": the package's permission set “textback Consent” lets it" : ""}.`;
  if (!field.updateable) return `The connected user may not write ${type}.${field.name}.`;
  return (
    literalProblem(type, field, settings.consentOptedOut) ??
    literalProblem(type, field, settings.consentOptedIn)
  );
}

/** What the org cannot take of the chosen field, in words. A company need not have it: it is nobody's consent. */
export const consentProblems = (org: Org, settings: SalesforceSettings): readonly string[] =>
  settings.consentField === ""
    ? []
    : (["Lead", "Contact"] as const).flatMap((type) =>
        org.objects[type] === undefined
          ? []
          : (problemOf(org, { type, names: [settings.consentField] }, settings) ?? []),
      );

export function consentMirror(job: Job) {
  const { client, context, orgs, settings } = job;
  const { consentField } = settings;

  /** The contact of a person account cannot be written to: its account can. */
  async function placeFor(recordId: string, type: Person, org: Org): Promise<Place> {
    const hasPersons = org.objects.Account?.has("PersonContactId") === true;
    if (type === "Account")
      return { type, id: recordId, names: hasPersons ? onPersonAccount(consentField) : [consentField] };
    if (type === "Contact" && hasPersons) {
      const soql = `SELECT Id, IsPersonAccount, AccountId FROM Contact WHERE Id = ${quoted(recordId)}`;
      const [contact] = (await client.query(soql, queryAnswer)).records;
      if (contact?.IsPersonAccount === true)
        return { type: "Account", id: String(contact.AccountId), names: onPersonAccount(consentField) };
    }
    return { type, id: recordId, names: [consentField] };
  }

  return async (recordId: string, consent: TextingConsent): Promise<void> => {
    const type = typeOfId(recordId);
    if (type === null) return;
    let org = await orgs.learn(client);
    const place = await placeFor(recordId, type, org);
    if (problemOf(org, place, settings) !== null) {
      // The administrator may have made the field since we looked.
      orgs.forget(client);
      org = await orgs.learn(client);
    }
    const field = fieldOf(org, place);
    if (field === null && type === "Account") {
      context.log.info({ recordId, consentField }, "a company without the field keeps no consent");
      return;
    }
    const problem = problemOf(org, place, settings);
    if (field === null || problem !== null)
      throw new ConnectorError("rejected", `${problem} Correct it in the settings of Salesforce.`);
    try {
      await client.update(place.type, place.id, {
        [field.name]: typed(field, writtenFor(consent, settings)),
      });
    } catch (error) {
      if (saysNotThere(error) || refusalOf(error)?.status === 404) await assertStillThere(job, recordId);
      throw error;
    }
  };
}
