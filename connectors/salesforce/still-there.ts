/** What became of a record that Salesforce no longer takes anything for. */
import { ConnectorError } from "../../src/crm/contract.ts";
import type { Job } from "./job.ts";
import { typeOfId } from "./matching.ts";
import { queryAnswer } from "./schemas.ts";
import { quoted } from "./sosl.ts";

/** @throws ConnectorError `record_gone`, with where it went when it was merged or converted */
export async function assertStillThere(job: Job, recordId: string): Promise<void> {
  const type = typeOfId(recordId);
  if (type === null) return;
  const conversion = type === "Lead" ? ", IsConverted, ConvertedContactId, ConvertedAccountId" : "";
  const { records } = await job.client.queryAll(
    `SELECT Id, IsDeleted, MasterRecordId${conversion} FROM ${type} WHERE Id = ${quoted(recordId)}`,
  );
  const [there] = records;
  const gone = (what: string, movedTo?: unknown) =>
    new ConnectorError("record_gone", `The ${type.toLowerCase()} was ${what} in Salesforce.`, {
      movedTo: typeof movedTo === "string" ? movedTo : undefined,
    });
  if (there === undefined) throw gone("deleted");
  if (there.IsDeleted === true)
    throw gone(there.MasterRecordId == null ? "deleted" : "merged", there.MasterRecordId);
  if (there.IsConverted === true)
    throw gone("converted", there.ConvertedContactId ?? (await personOr(job, there.ConvertedAccountId)));
}

/** Where a lead became a person account, its contact is the one that Tasks can be about. */
async function personOr({ client, orgs }: Job, accountId: unknown): Promise<unknown> {
  const { objects } = await orgs.learn(client);
  if (typeof accountId !== "string" || objects.Account?.get("PersonContactId") === undefined)
    return accountId;
  const soql = `SELECT Id, PersonContactId FROM Account WHERE Id = ${quoted(accountId)}`;
  const { records } = await client.query(soql, queryAnswer);
  return records[0]?.PersonContactId ?? accountId;
}
