/** Clears away a Lead that we made and nobody has touched: into the recycle bin, from where it can be fetched. */
import { ConnectorError, type Retirement } from "../../src/crm/contract.ts";
import { refusalOf } from "./errors.ts";
import type { Job } from "./job.ts";
import { typeOfId } from "./matching.ts";
import { queryAnswer, type SalesforceRecord } from "./schemas.ts";
import { quoted } from "./sosl.ts";

/** What the org itself does to a new Lead, by rules and flows, it does within this time. */
const ITS_OWN_RULES_MS = 10_000;

const IN_WORDS: Readonly<Record<string, string>> = {
  Tasks: "a task",
  Events: "an event",
  CampaignMembers: "a campaign",
  ContentDocumentLinks: "a note or a file",
  Notes: "a note",
  Attachments: "a file",
};

const NO_RIGHT =
  "The connected user may not delete leads. The package's permission set “textback Placeholder Cleanup” lets it, if you want empty leads deleted.";

const kept = (because: string): Retirement => ({ kind: "kept", because });

export function retirer({ client, context, orgs }: Job) {
  /** Why it is not as we made it, in a sentence. */
  function touchedBy(lead: SalesforceRecord, children: readonly string[]): string | null {
    // Where Salesforce has told who we are: not of an access that a person typed in.
    const ourUser = context.credentials?.identity?.split("/").at(-1) ?? lead.CreatedById;
    if (String(lead.CreatedById).slice(0, 15) !== String(ourUser).slice(0, 15))
      return "Somebody else made it.";
    if (lead.IsConverted === true) return "It was converted.";
    const idleMs = Date.parse(String(lead.LastModifiedDate)) - Date.parse(String(lead.CreatedDate));
    if (lead.LastModifiedById !== lead.CreatedById || !(idleMs <= ITS_OWN_RULES_MS))
      return "It was changed since textback made it.";
    const occupied = children.find((name) => lead[name] != null);
    return occupied === undefined ? null : `There is something on it: ${IN_WORDS[occupied] ?? occupied}.`;
  }

  /** The administrator may have changed it since we looked. */
  async function mayDeleteByNow(): Promise<boolean> {
    orgs.forget(client);
    return (await orgs.learn(client)).mayDelete.has("Lead");
  }

  return async (recordId: string): Promise<Retirement> => {
    if (typeOfId(recordId) !== "Lead") return kept("It is no lead, so textback did not make it.");
    const { leadChildren, mayDelete } = await orgs.learn(client);
    const asked = [
      ...["Id", "IsConverted", "CreatedById", "CreatedDate", "LastModifiedById", "LastModifiedDate"],
      ...leadChildren.map((name) => `(SELECT Id FROM ${name} LIMIT 1)`),
    ];
    const { records } = await client.query(
      `SELECT ${asked.join(", ")} FROM Lead WHERE Id = ${quoted(recordId)}`,
      queryAnswer,
    );
    const [lead] = records;
    if (lead === undefined) return { kind: "retired" };
    const touched = touchedBy(lead, leadChildren);
    if (touched !== null) return kept(touched);
    if (!mayDelete.has("Lead") && !(await mayDeleteByNow())) return kept(NO_RIGHT);
    try {
      await client.remove("Lead", recordId);
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== "rejected") throw error;
      const { status, code } = refusalOf(error) ?? {};
      if (status === 404 || code === "ENTITY_IS_DELETED") return { kind: "retired" };
      // The right may have been taken away since we looked; else it is this record that is guarded.
      if (code === "INSUFFICIENT_ACCESS_OR_READONLY" && !(await mayDeleteByNow())) return kept(NO_RIGHT);
      return kept(`Salesforce did not let textback delete it: ${error.message}`);
    }
    return { kind: "retired" };
  };
}
