/** Calls and texts as Tasks on a record: each once, each with a verdict of its own. */
import { type Activity, ConnectorError, type LogResult } from "../../src/crm/contract.ts";
import { idIn, refusalOf, saysAlreadyThere, saysNotThere, troubleOfRecord } from "./errors.ts";
import { dropsRefused, type Job, omit } from "./job.ts";
import * as mapping from "./mapping.ts";
import type { CollectionResult } from "./schemas.ts";
import { queryAnswer } from "./schemas.ts";
import { keysOf } from "./settings.ts";
import { quoted } from "./sosl.ts";
import { assertStillThere } from "./still-there.ts";

/** Records of one collection. */
const BATCH = 200;
/** The newest Tasks of a record among which an earlier attempt is looked for. */
const LOOK_BACK = 200;

/** An activity, and the record it belongs on. */
interface Placed {
  readonly recordId: string;
  readonly activity: Activity;
}
interface Homeless {
  readonly activity: Activity;
  readonly error: ConnectorError;
}

export function activityLog(job: Job) {
  const { client, context, orgs, settings } = job;

  const verdictOf = (activity: Activity, error: ConnectorError): LogResult => ({
    activityId: activity.id,
    kind: "rejected",
    message: error.message,
  });

  /** The unique field tells that an earlier attempt went through. */
  async function existing(activity: Activity, error: ConnectorError, key: string): Promise<LogResult> {
    const soql = `SELECT Id FROM Task WHERE ${key} = ${quoted(activity.id)} LIMIT 1`;
    const externalId = idIn(error.message) ?? (await client.query(soql, queryAnswer)).records[0]?.Id;
    return externalId === undefined
      ? verdictOf(activity, error)
      : { activityId: activity.id, kind: "logged", externalId };
  }

  /**
   * Each settled one is added to `done`.
   * @returns those whose record takes nothing any more, with what Salesforce said
   */
  async function createBatch(
    batch: readonly Placed[],
    dropped: Set<string>,
    done: LogResult[],
  ): Promise<readonly Homeless[]> {
    const org = await orgs.learn(client);
    const keys = keysOf(org, settings);
    const tasks = batch.map(({ activity, recordId }) =>
      omit(mapping.taskOf(activity, mapping.aboutWhom(recordId), org, keys, settings), dropped),
    );
    let results: readonly CollectionResult[];
    try {
      results = await client.createMany("Task", tasks);
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== "rejected") throw error;
      // Refused as a whole, nothing was made.
      if (dropsRefused(job, error, mapping.OPTIONAL_ON_TASK, dropped))
        return createBatch(batch, dropped, done);
      done.push(...batch.map(({ activity }) => verdictOf(activity, error)));
      return [];
    }
    const again: Placed[] = [];
    const homeless: Homeless[] = [];
    let trouble: ConnectorError | null = null;
    for (const [i, placed] of batch.entries()) {
      const { activity } = placed;
      const result = results[i] as CollectionResult;
      if (result.success) {
        done.push({ activityId: activity.id, kind: "logged", externalId: result.id ?? "" });
        continue;
      }
      const error = troubleOfRecord(result);
      if (saysAlreadyThere(error, keys.task)) done.push(await existing(activity, error, keys.task ?? ""));
      else if (saysNotThere(error)) homeless.push({ activity, error });
      else if (dropsRefused(job, error, mapping.OPTIONAL_ON_TASK, dropped) || onlyDropped(error, dropped))
        again.push(placed);
      else if (error.kind === "rejected") done.push(verdictOf(activity, error));
      else trouble = error;
    }
    if (again.length > 0) homeless.push(...(await createBatch(again, dropped, done)));
    if (trouble !== null) throw trouble;
    return homeless;
  }

  /** Refused for a field that another record of the same batch has just lost. */
  const onlyDropped = (error: ConnectorError, dropped: ReadonlySet<string>): boolean => {
    const fields = refusalOf(error)?.fields ?? [];
    return fields.length > 0 && fields.every((name) => dropped.has(name));
  };

  return {
    async append(recordId: string, activities: readonly Activity[], done: LogResult[]): Promise<void> {
      const dropped = new Set<string>();
      const placed = activities.map((activity): Placed => ({ recordId, activity }));
      for (let i = 0; i < placed.length; i += BATCH) {
        const homeless = await createBatch(placed.slice(i, i + BATCH), dropped, done);
        if (homeless.length === 0) continue;
        await assertStillThere(job, recordId);
        done.push(...homeless.map(({ activity, error }) => verdictOf(activity, error)));
      }
    },

    /**
     * On many records; those whose record is gone are left out.
     * @param mayGoOn awaited before each collection, since the org may need what it has left for calls that ring now
     */
    async appendMany(
      waiting: readonly Placed[],
      mayGoOn: () => Promise<void>,
    ): Promise<readonly LogResult[]> {
      const dropped = new Set<string>();
      const done: LogResult[] = [];
      try {
        for (let i = 0; i < waiting.length; i += BATCH) {
          await mayGoOn();
          await createBatch(waiting.slice(i, i + BATCH), dropped, done);
        }
      } catch (error) {
        throw error instanceof ConnectorError ? error.with(done) : error;
      }
      return done;
    },

    /** What an earlier attempt has put on the record already, where no unique field of ours can tell. */
    async alreadyThere(recordId: string, activities: readonly Activity[]): Promise<readonly LogResult[]> {
      const [[field = "WhoId"] = []] = Object.entries(mapping.aboutWhom(recordId));
      const { records } = await client.query(
        `SELECT Id, Description FROM Task WHERE ${field} = ${quoted(recordId)} ` +
          `ORDER BY CreatedDate DESC LIMIT ${LOOK_BACK}`,
        queryAnswer,
      );
      return activities.flatMap((activity): LogResult[] => {
        const task = records.find((each) => mapping.isOurs(activity, each));
        return task === undefined ? [] : [{ activityId: activity.id, kind: "logged", externalId: task.Id }];
      });
    },

    async amend(activity: Activity, externalId: string): Promise<void> {
      const dropped = new Set<string>();
      for (;;) {
        const org = await orgs.learn(client);
        const correction = mapping.correctionOf(activity, org, keysOf(org, settings), settings);
        try {
          await client.update("Task", externalId, omit(correction, dropped));
          return;
        } catch (error) {
          const { status, code } = refusalOf(error) ?? {};
          if (status === 404 || code === "ENTITY_IS_DELETED") {
            // Somebody deleted it in Salesforce, and their decision stands.
            context.log.info({ activityId: activity.id }, "nothing to correct: it was deleted in Salesforce");
            return;
          }
          // Ends: each round goes without one more of the few optional fields.
          if (!dropsRefused(job, error, mapping.OPTIONAL_ON_TASK, dropped)) throw error;
        }
      }
    },
  };
}
