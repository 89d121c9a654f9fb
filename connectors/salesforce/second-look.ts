/** Whom the index does not show yet: a look by SOQL, and what to do when there is more than there should be. */
import { ConnectorError, type RecordFound } from "../../src/crm/contract.ts";
import type { E164 } from "../../src/domain/phone.ts";
import { type Part, queryPath } from "./client.ts";
import { refusalOf, troubleOf } from "./errors.ts";
import type { Job } from "./job.ts";
import { placeOn } from "./mapping.ts";
import { isPlaceholder, matchesAmong } from "./matching.ts";
import type { Org } from "./org.ts";
import { type CompositePart, queryAnswer, type SalesforceRecord } from "./schemas.ts";
import { keysOf } from "./settings.ts";
import { lookByPhone, quoted } from "./sosl.ts";

/** A Lead of ours beside another record is only taken away while it is new: later somebody may be working on it. */
const STILL_OURS_MS = 3_600_000;
/** A composite takes 25 parts, and one takes the Lead away. */
const TASKS_MOVED = 24;

export function secondLook({ client, context, country, orgs, settings }: Job) {
  const partsFor = (phone: E164, org: Org): Part[] =>
    lookByPhone(org, phone, keysOf(org, settings).lead).map(({ type, soql }) => ({
      method: "GET",
      path: queryPath(soql),
      referenceId: `look_${type}`,
    }));

  /** Did we make this Lead just now, in an attempt of which we have heard no end? */
  function isStray(record: SalesforceRecord, phone: E164, org: Org): boolean {
    if (record.attributes.type !== "Lead" || record.IsConverted === true) return false;
    if (context.now().getTime() - Date.parse(String(record.CreatedDate)) > STILL_OURS_MS) return false;
    const { lead: key } = keysOf(org, settings);
    return key === null
      ? record.Phone === phone && record.Company === settings.leadCompany && isPlaceholder(record, settings)
      : record[key] === phone;
  }

  /**
   * The best of these records. Leads of ours that were made beside it, unseen by the index, go away, and their Tasks
   * go to it.
   *
   * @param made what this attempt has made, before it could know of the others
   * @throws ConnectorError always unclear: there is something now that the next attempt has to look for
   */
  async function settleOn(
    records: readonly SalesforceRecord[],
    phone: E164,
    org: Org,
    made?: { readonly leadId: string; readonly taskIds: readonly string[] },
  ): Promise<RecordFound | null> {
    const [best, ...others] = matchesAmong(records, phone, org, settings, country);
    if (best === undefined) return null;
    try {
      if (made !== undefined) await moveOver(best.recordId, made.leadId, made.taskIds);
      for (const stray of records) {
        if (stray.Id === best.recordId || !isStray(stray, phone, org)) continue;
        const tasks = await client.query(
          `SELECT Id FROM Task WHERE WhoId = ${quoted(stray.Id)} LIMIT ${TASKS_MOVED}`,
          queryAnswer,
        );
        await moveOver(
          best.recordId,
          stray.Id,
          tasks.records.map(({ Id }) => Id),
        );
      }
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      const { kind, message, cause } = error;
      const retryAfterMs = error.retryAfterMs ?? undefined;
      throw new ConnectorError(kind, message, { retryAfterMs, cause, unclear: true });
    }
    const strays = records.filter((each) => isStray(each, phone, org)).map(({ Id }) => Id);
    return {
      ...best,
      others: others.flatMap(({ recordId, name }) => (strays.includes(recordId) ? [] : [{ recordId, name }])),
    };
  }

  async function moveOver(recordId: string, leadId: string, taskIds: readonly string[]): Promise<void> {
    const place = placeOn(recordId, leadId);
    const moves = taskIds.map(
      (id, i): Part => ({
        method: "PATCH",
        path: `/sobjects/Task/${id}`,
        referenceId: `move_${i}`,
        body: place,
      }),
    );
    const removal: Part = { method: "DELETE", path: `/sobjects/Lead/${leadId}`, referenceId: "remove" };
    const failed = failedPart(await client.composite([...moves, removal], { write: true }));
    if (failed === undefined) return;
    const refused = troubleOf(failed.httpStatusCode, failed.body, false);
    if (refused.kind !== "rejected") throw refused;
    context.log.warn(
      { leadId, recordId, why: refused.message },
      "the Lead beside an existing record could not be removed",
    );
    if (moves.length > 0 && failed.referenceId === "remove") await client.composite(moves, { write: true });
  }

  return {
    partsFor,
    settleOn,

    /** By itself, before anything is made. */
    async look(phone: E164): Promise<RecordFound | null> {
      const org = await orgs.learn(client);
      const parts = await client.composite(partsFor(phone, org), { write: false });
      const failed = failedPart(parts);
      if (failed !== undefined) throw troubleOf(failed.httpStatusCode, failed.body, false);
      return settleOn(recordsIn(parts), phone, org);
    },
  };
}

/** The one to blame: the others of a composite only say that they were rolled back. */
export const failedPart = (parts: readonly CompositePart[]): CompositePart | undefined =>
  parts.find(
    ({ httpStatusCode, body }) =>
      httpStatusCode >= 300 && refusalOf(troubleOf(400, body, false))?.code !== "PROCESSING_HALTED",
  );

export const recordsIn = (parts: readonly CompositePart[]): readonly SalesforceRecord[] =>
  parts.flatMap(({ body }) => queryAnswer.safeParse(body).data?.records ?? []);
