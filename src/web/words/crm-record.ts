/** A record of the CRM, and how it was found, in words. */
import { crmRecord } from "./en/crm-record.ts";

interface Named {
  readonly recordId: string;
  readonly name: string | null;
}

export const recordName = ({ recordId, name }: Named): string =>
  name ?? crmRecord("nameless", { id: recordId });

/** The service's own words for how it came to a record that no field led to. */
export function foundWords(matchedBy: string): string {
  if (matchedBy === "created") return crmRecord("found.made");
  if (matchedBy === "chosen by hand") return crmRecord("found.chosen");
  return crmRecord("found.field", { field: matchedBy });
}
