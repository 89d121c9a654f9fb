/** What waited, of many callers at once: up to 100 calls or texts on as many contacts are one request. */
import { ConnectorError, type LogResult, type WaitingActivity } from "../../src/crm/contract.ts";
import { assertAccountedFor, BATCH, without } from "./activity-log.ts";
import type { ActivityType, HubspotClient } from "./client.ts";
import * as mapping from "./mapping.ts";

/** When more than so many batches were refused as a whole, something else is wrong than single contacts. */
const REFUSALS_AT_MOST = 16;

/** @param ownerFor who is to own what stands on a contact */
export function backfiller(client: HubspotClient, ownerFor: (contactId: string) => string | null) {
  let refusals = 0;

  /** What is refused is left out: alone it gets a verdict of its own. */
  async function createSome(
    type: ActivityType,
    waiting: readonly WaitingActivity[],
    done: LogResult[],
  ): Promise<void> {
    if (waiting.length === 0 || refusals > REFUSALS_AT_MOST) return;
    const activities = waiting.map(({ activity }) => activity);
    const inputs = waiting.map(({ activity, recordId }) =>
      mapping.activityOf(activity, recordId, ownerFor(recordId)),
    );
    try {
      const answer = await client.createActivities(type, inputs);
      const made = mapping.recognisedAmong(answer.results, activities);
      done.push(...made);
      assertAccountedFor(answer, without(activities, made));
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== "rejected") throw error;
      refusals += 1;
      if (waiting.length === 1) return;
      // Refused as a whole, it has made nothing: the others of it go without the one at fault.
      const middle = Math.ceil(waiting.length / 2);
      await createSome(type, waiting.slice(0, middle), done);
      await createSome(type, waiting.slice(middle), done);
    }
  }

  return async (waiting: readonly WaitingActivity[]): Promise<readonly LogResult[]> => {
    const done: LogResult[] = [];
    // HubSpot knows no keys: what an unclear attempt may have made is looked for on its contact.
    const fresh = waiting.filter(({ earlierAttemptAt }) => earlierAttemptAt === null);
    try {
      for (const type of ["calls", "communications"] as const) {
        const these = fresh.filter(({ activity }) => mapping.typeOf(activity) === type);
        for (let i = 0; i < these.length; i += BATCH) await createSome(type, these.slice(i, i + BATCH), done);
      }
    } catch (error) {
      throw error instanceof ConnectorError ? error.with(done) : error;
    }
    return done;
  };
}
