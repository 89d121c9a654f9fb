/** Which of the records found is the caller's. Pure. */
import type { Match } from "../../src/crm/contract.ts";
import { assertNever } from "../../src/domain/errors.ts";
import { type E164, isSamePhone } from "../../src/domain/phone.ts";
import type { Org } from "./org.ts";
import type { SalesforceRecord } from "./schemas.ts";
import type { SalesforceSettings } from "./settings.ts";
import { type Person, phoneFieldsOf } from "./sosl.ts";

// What a record id begins with, the same in every org.
const PREFIXES: Readonly<Record<string, Person>> = { "00Q": "Lead", "003": "Contact", "001": "Account" };
export const typeOfId = (id: string): Person | null => PREFIXES[id.slice(0, 3)] ?? null;

const text = (record: SalesforceRecord, field: string): string =>
  typeof record[field] === "string" ? record[field] : "";

/** The order of choice: people before companies, those whom somebody knows before those whom nobody does. */
const RANKS = ["contact", "person account", "lead", "converted lead", "account"] as const;
type Rank = (typeof RANKS)[number];

interface Candidate {
  readonly recordId: string;
  readonly name: string | null;
  readonly rank: Rank;
  readonly field: string;
  readonly createdAt: number;
}

/** The candidates that really have this number, best first: by kind, by field, the oldest, the lowest id. */
export function matchesAmong(
  candidates: readonly SalesforceRecord[],
  phone: E164,
  org: Org,
  settings: SalesforceSettings,
  country: string,
): readonly Match[] {
  const found = new Map<string, Candidate>();
  // A lead that became a person account names no contact, only the account.
  const persons = new Map(candidates.map((each) => [each.Id, text(each, "PersonContactId")]));
  const all = candidates.flatMap((record) => {
    const type = record.attributes.type as Person;
    const field = [...phoneFieldsOf(org, type)]
      .sort((a, b) => fieldOrder(a) - fieldOrder(b))
      .find((name) => isSamePhone(text(record, name), phone, country));
    if (field === undefined) return [];
    const candidate = candidateOf(record, type, field, settings);
    const recordId = persons.get(candidate.recordId) || candidate.recordId;
    return recordId === "" ? [] : [{ ...candidate, recordId }];
  });
  all.sort(
    (a, b) =>
      RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank) ||
      fieldOrder(a.field) - fieldOrder(b.field) ||
      a.createdAt - b.createdAt ||
      (a.recordId < b.recordId ? -1 : 1),
  );
  // A person account is found as a contact too, a converted lead's contact may be found by itself.
  for (const each of all) if (!found.has(each.recordId)) found.set(each.recordId, each);
  const [best, ...others] = found.values();
  if (best === undefined) return [];
  return [best, ...others].map((each, i) => ({
    recordId: each.recordId,
    name: each.name,
    matchedBy: each.field,
    preferredBecause: i === 0 && others.length > 0 ? whyPreferred(best, others) : null,
  }));
}

const fieldOrder = (field: string): number => (field.includes("Mobile") ? 0 : field === "Phone" ? 1 : 2);

function whyPreferred(best: Candidate, others: readonly Candidate[]): string {
  const peers = others.filter(({ rank }) => rank === best.rank);
  const why =
    peers.length === 0 ? `a ${best.rank} comes before others` : `the oldest ${best.rank}, mobile first`;
  return `${why}, of ${others.length + 1} with this number (others: ${others.map((each) => each.recordId).join(", ")})`;
}

function candidateOf(
  record: SalesforceRecord,
  type: Person,
  field: string,
  settings: SalesforceSettings,
): Candidate {
  // Our word for a nameless caller stays with them when the lead is converted.
  const name = isPlaceholder(record, settings) ? null : text(record, "Name") || null;
  const same = { field, name, createdAt: Date.parse(text(record, "CreatedDate")) };
  switch (type) {
    case "Contact":
      return {
        ...same,
        recordId: record.Id,
        rank: record.IsPersonAccount === true ? "person account" : "contact",
      };
    case "Lead":
      // Converted, a lead can no longer be written to: it goes on as its contact, or as its person account.
      return record.IsConverted === true
        ? {
            ...same,
            recordId: text(record, "ConvertedContactId") || text(record, "ConvertedAccountId"),
            rank: "converted lead",
          }
        : { ...same, recordId: record.Id, rank: "lead" };
    case "Account":
      // A company's name is nobody's name. WhoId takes no accounts: a person account goes by its contact.
      return text(record, "PersonContactId") === ""
        ? { ...same, recordId: record.Id, name: null, rank: "account" }
        : { ...same, recordId: record.Id, rank: "person account" };
    default:
      return assertNever(type);
  }
}

/** Leads must have a last name: ours says that nobody knows it, and is no name to greet by. */
export const isPlaceholder = (record: SalesforceRecord, { leadLastName }: SalesforceSettings): boolean =>
  record.Name === leadLastName;
