/**
 * How a number is looked for. SOSL's index ignores punctuation but is late by a quarter of an hour; SOQL sees
 * everything at once but compares what was typed. What either finds are candidates: see `matchesAmong`.
 */
import { type E164, formatPhone, phoneParts } from "../../src/domain/phone.ts";
import type { Org, Sobject } from "./org.ts";

/** Where a caller may stand already. */
export const PEOPLE = ["Contact", "Lead", "Account"] as const satisfies readonly Sobject[];
export type Person = (typeof PEOPLE)[number];

/** More than a number has in any org worth the name; SOSL gives 2,000 at most. */
const CANDIDATES = 20;
/** The shortest run of digits worth looking for: below, half the org would match. */
const FEWEST_DIGITS = 7;

/** An address may be 16 KB long, and each field brings all the spellings (…/api_rest/dome_query.htm). */
const FIELDS_LOOKED_IN = 6;

/** The only place where text becomes part of SOQL. */
export const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, (each) => `\\${each}`)}'`;

const OUR_FIELDS: Readonly<Record<Person, readonly string[]>> = {
  Contact: ["Id", "Name", "CreatedDate", "IsPersonAccount"],
  Lead: ["Id", "Name", "Company", "CreatedDate", "IsConverted", "ConvertedContactId", "ConvertedAccountId"],
  Account: ["Id", "Name", "CreatedDate", "IsPersonAccount", "PersonContactId"],
};

/** Faxes and assistants are somebody else's. */
const OF_OTHERS = new Set(["Fax", "AssistantPhone", "PersonAssistantPhone"]);

/** The fields of this org that hold a caller's number, its own ones included. */
export const phoneFieldsOf = (org: Org, type: Person): readonly string[] =>
  [...(org.objects[type]?.values() ?? [])].flatMap(({ name, type: kind }) =>
    kind === "phone" && !OF_OTHERS.has(name) ? [name] : [],
  );

/** What is asked of an object; naming a field that the org lacks or hides would fail the whole request. */
const fieldsOf = (org: Org, type: Person): readonly string[] => [
  ...OUR_FIELDS[type].filter((name) => name === "Id" || org.objects[type]?.has(name)),
  ...phoneFieldsOf(org, type),
];

const searchable = (org: Org): readonly Person[] =>
  PEOPLE.filter((type) => phoneFieldsOf(org, type).length > 0);

/**
 * "FIND {4155551212} IN Phone FIELDS RETURNING Contact(Id, Phone, …)" is Salesforce's own example
 * (atlas.en-us.262.0.api/sample_search_call.htm). Terms are digits only, so there is nothing to escape.
 */
export function searchByPhone(org: Org, phone: E164): string {
  const { callingCode, national } = phoneParts(phone);
  // Outside North America and Italy a national number is typed with a leading zero.
  const terms = [national, `${callingCode}${national}`, ...(callingCode === "1" ? [] : [`0${national}`])];
  const find = terms.filter((term) => term.length >= FEWEST_DIGITS && /^\d{1,16}$/.test(term)).join(" OR ");
  const returning = searchable(org).map(
    (type) => `${type}(${fieldsOf(org, type).join(", ")} ORDER BY CreatedDate, Id LIMIT ${CANDIDATES})`,
  );
  return `FIND {${find}} IN PHONE FIELDS RETURNING ${returning.join(", ")} LIMIT ${CANDIDATES * PEOPLE.length}`;
}

/** The second look: one query per object, for every likely way to write the number. */
export function lookByPhone(
  org: Org,
  phone: E164,
  ourKeyOfLeads: string | null,
): readonly { readonly type: Person; readonly soql: string }[] {
  const anyOf = `IN (${spellingsOf(phone).map(quoted).join(", ")})`;
  return searchable(org).map((type) => ({
    type,
    soql:
      `SELECT ${[...fieldsOf(org, type), ...(type === "Lead" && ourKeyOfLeads !== null ? [ourKeyOfLeads] : [])].join(", ")} FROM ${type} ` +
      `WHERE ${phoneFieldsOf(org, type)
        .slice(0, FIELDS_LOOKED_IN)
        .map((field) => `${field} ${anyOf}`)
        .join(" OR ")} ORDER BY CreatedDate, Id LIMIT ${CANDIDATES}`,
  }));
}

/** As people, forms and imports write it: Salesforce keeps what was sent. */
export function spellingsOf(phone: E164): readonly string[] {
  const { callingCode } = phoneParts(phone);
  // "+1 512 555 0142": the calling code, then the groups in which this country says its numbers.
  const [, ...groups] = formatPhone(phone).split(/[\s-]+/);
  const [area = "", ...rest] = groups;
  const isNorthAmerican = callingCode === "1";
  const national = [
    ...["", "-", ".", " "].map((separator) => groups.join(separator)),
    ...(isNorthAmerican ? [`(${area}) ${rest.join("-")}`, `(${area})${rest.join("-")}`] : []),
  ];
  const abroad = [`+${callingCode}`, `+${callingCode} `, `+${callingCode}-`, callingCode, `${callingCode} `];
  const before = ["", ...abroad, isNorthAmerican ? `${callingCode}-` : "0"];
  return [...new Set(before.flatMap((prefix) => national.map((text) => `${prefix}${text}`)))];
}
