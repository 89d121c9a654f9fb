/** What is promised of a back-fill: what waited long, of many callers at once. */
import assert from "node:assert/strict";
import type { E164 } from "../domain/phone.ts";
import { ConnectorError, type LogResult, type WaitingActivity } from "./contract.ts";
import { assertDelivered, has, kindOf } from "./testkit-asserts.ts";
import { CALLER, missedCall, OTHER, textBack } from "./testkit-samples.ts";
import type { World } from "./testkit-world.ts";

/** A call and a text of each of three callers, an hour old, whose records are known: the calls first. */
async function waitingForThree(world: World) {
  const hourAgo = world.clock.now().getTime() - 3_600_000;
  const phones = [CALLER, OTHER, "+15125550144" as E164];
  const records: string[] = [];
  for (const phone of phones) records.push(await world.far.addRecord({ phone, name: "Pat Miller" }));
  const at = (minute: number) => new Date(hourAgo + minute * 60_000);
  const waiting = [0, 1].flatMap((round) =>
    phones.map((phone, i): WaitingActivity => {
      const n = round * phones.length + i + 1;
      const activity = (round === 0 ? missedCall : textBack)(world, n, { phone, occurredAt: at(n) });
      return { recordId: records[i] ?? "", activity, earlierAttemptAt: null };
    }),
  );
  return { records, waiting };
}

const backfill = async (world: World, waiting: readonly WaitingActivity[]) => {
  const open = world.open();
  return has(open.backfill, "backfill")(waiting);
};

/** As the service does: what broke off is asked for again, and what is left out goes to `log`. */
async function backfillUntilDone(
  world: World,
  waiting: readonly WaitingActivity[],
): Promise<readonly LogResult[]> {
  const results: LogResult[] = [];
  let left = waiting;
  const isLeft = ({ activity }: WaitingActivity) =>
    !results.some(({ activityId }) => activityId === activity.id);
  for (let attempts = 1; attempts <= 10 && left.length > 0; attempts++) {
    const startedAt = world.clock.now();
    try {
      results.push(...(await backfill(world, left)));
      left = left.filter(isLeft);
      for (const { recordId, activity, earlierAttemptAt } of left) {
        const target = { kind: "record", recordId } as const;
        const request = { target, activities: [activity], earlierAttemptAt };
        results.push(...(await world.open().log(request, async () => {})));
      }
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      results.push(...error.results);
      if (error.unclear) left = left.map((each) => ({ ...each, earlierAttemptAt: startedAt }));
      world.clock.pass(error.retryAfterMs ?? 120_000);
    }
    left = left.filter(isLeft);
  }
  assert.equal(left.length, 0, "all of it was settled");
  return results;
}

async function assertBackfilled(world: World, records: readonly string[]): Promise<void> {
  for (const recordId of records)
    assert.deepEqual(
      (await world.far.timeline(recordId)).map(({ kind }) => kind),
      ["call", "text"],
    );
}

export const backfillPromises = {
  "back-fills what waited, of many callers at once, each on its own record": async (world) => {
    const { records, waiting } = await waitingForThree(world);
    const results = await backfill(world, waiting);
    assertDelivered(
      { results, trouble: null, attempts: 1 },
      waiting.map(({ activity }) => activity.id),
    );
    await assertBackfilled(world, records);
    const [timeline] = await Promise.all(records.map((id) => world.far.timeline(id)));
    assert.deepEqual(
      timeline?.map(({ occurredAt }) => occurredAt.getTime()),
      [waiting[0], waiting[3]].map((each) => each?.activity.occurredAt.getTime()),
    );
  },

  "back-fills each once also when answers to it were lost, and when it is asked for again": async (world) => {
    const { records, waiting } = await waitingForThree(world);
    await world.far.trouble({ kind: "loses_answers", writes: 2 });
    await backfillUntilDone(world, waiting);
    await assertBackfilled(world, records);
    const earlierAttemptAt = world.clock.now();
    world.clock.pass(120_000);
    await backfillUntilDone(
      world,
      waiting.map((each) => ({ ...each, earlierAttemptAt })),
    );
    await assertBackfilled(world, records);
  },

  "leaves out of a back-fill whose record is gone, and does the others": async (world) => {
    const { records, waiting } = await waitingForThree(world);
    const [gone = "", ...others] = records;
    await world.far.deleteRecord(gone);
    const results = await backfill(world, waiting);
    assert.deepEqual(
      results.map(({ activityId, kind }) => `${activityId} ${kind}`).sort(),
      waiting
        .filter(({ recordId }) => recordId !== gone)
        .map(({ activity }) => `${activity.id} logged`)
        .sort(),
    );
    await assertBackfilled(world, others);
  },

  "parks a refused back-fill with the CRM's own words": async (world) => {
    const { records, waiting } = await waitingForThree(world);
    const message = "Property values were not valid: the call type is required here";
    await world.far.trouble({ kind: "refuses_activities", message });
    const results = await backfillUntilDone(world, waiting);
    for (const result of results) {
      assert.equal(result.kind, "rejected");
      assert.ok(result.kind === "rejected" && result.message.includes(message));
    }
    await world.far.trouble({ kind: "is_mended" });
    await backfillUntilDone(world, waiting);
    await assertBackfilled(world, records);
  },

  "reports an expired access as auth_expired, never as a back-fill": async (world) => {
    const { records, waiting } = await waitingForThree(world);
    await world.far.trouble({ kind: "access_expires" });
    await assert.rejects(async () => backfill(world, waiting), kindOf("auth_expired"));
    for (const recordId of records) assert.equal((await world.far.timeline(recordId)).length, 0);
  },
} satisfies Readonly<Record<string, (world: World) => Promise<void>>>;
