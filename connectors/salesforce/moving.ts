/** Takes Tasks from one record to another, where they stand: their ids stay, and so does all that is in them. */
import type { MoveRequest, MoveResult, StandingActivity } from "../../src/crm/contract.ts";
import { refusalOf, saysNotThere, troubleOfRecord } from "./errors.ts";
import type { Job } from "./job.ts";
import { placeOn } from "./mapping.ts";
import type { CollectionResult } from "./schemas.ts";
import { assertStillThere } from "./still-there.ts";

/** Records of one collection. */
const BATCH = 200;
/** Said of a Task that somebody has deleted; of the record that it shall go to as well. */
const DELETED = new Set(["ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY"]);

export function mover(job: Job) {
  async function moveBatch(
    batch: readonly StandingActivity[],
    { from, to }: MoveRequest,
  ): Promise<readonly MoveResult[]> {
    const place = placeOn(to, from);
    const answers = await job.client.updateMany(
      "Task",
      batch.map(({ externalId }) => ({ id: externalId, ...place })),
    );
    const refused = answers.map((each) => (each.success ? null : troubleOfRecord(each)));
    if (refused.some((error) => saysNotThere(error))) await assertStillThere(job, to);
    // Locked for a moment: all of it is asked for again.
    const passing = refused.find((error) => error !== null && error.kind !== "rejected");
    if (passing != null) throw passing;
    return batch.map(({ activityId, externalId }, i): MoveResult => {
      const error = refused[i];
      if (error == null) return { activityId, kind: "moved", externalId: idOf(answers[i], externalId) };
      return DELETED.has(refusalOf(error)?.code ?? "")
        ? { activityId, kind: "gone" }
        : { activityId, kind: "rejected", message: error.message };
    });
  }

  return async (request: MoveRequest): Promise<readonly MoveResult[]> => {
    const results: MoveResult[] = [];
    for (let i = 0; i < request.activities.length; i += BATCH)
      results.push(...(await moveBatch(request.activities.slice(i, i + BATCH), request)));
    return results;
  };
}

const idOf = (answer: CollectionResult | undefined, before: string): string => answer?.id ?? before;
