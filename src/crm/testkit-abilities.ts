/** What is promised of the abilities that a connector may do without, by the ability. */
import assert from "node:assert/strict";
import { ConnectorError, type MoveResult, type StandingActivity } from "./contract.ts";
import type { Ability } from "./manifest.ts";
import { assertDelivered, has, kindOf, textsOn } from "./testkit-asserts.ts";
import { backfillPromises } from "./testkit-backfill.ts";
import { CALLER, idOf, missedCall, OTHER, textBack } from "./testkit-samples.ts";
import type { World } from "./testkit-world.ts";

type Promises = Readonly<Record<string, (world: World) => Promise<void>>>;

/** A call and a text on a record that we made, and somebody's own record beside it. */
async function onTheWrongRecord(world: World) {
  const delivery = await world.deliver(CALLER, [missedCall(world), textBack(world)]);
  assertDelivered(delivery, [idOf(1), idOf(2)]);
  const [ours] = await world.far.records();
  const activities = delivery.results.map(
    (each): StandingActivity => ({
      activityId: each.activityId,
      kind: each.activityId === idOf(1) ? "call" : "text",
      externalId: each.kind === "logged" ? each.externalId : "",
    }),
  );
  const to = await world.far.addRecord({ phone: OTHER, name: "Pat Miller" });
  return { from: ours?.id ?? "", to, activities };
}

const move = (
  world: World,
  request: { from: string; to: string; activities: readonly StandingActivity[] },
) => {
  const open = world.open();
  return has(open.move, "move")(request);
};

/** As the service does: what broke off is asked for again, as a whole. */
async function moveUntilDone(
  world: World,
  request: Parameters<typeof move>[1],
): Promise<readonly MoveResult[]> {
  for (let attempts = 1; attempts <= 10; attempts++) {
    try {
      return await move(world, request);
    } catch (error) {
      // Any other error is as when the process died here: the job comes again.
      const retryAfterMs = error instanceof ConnectorError ? error.retryAfterMs : null;
      world.clock.pass(retryAfterMs ?? 60_000);
    }
  }
  throw new Error("Not moved after 10 attempts");
}

const kinds = (results: readonly MoveResult[]) => results.map(({ kind }) => kind);

async function assertMoved(world: World, { from, to }: { from: string; to: string }): Promise<void> {
  assert.deepEqual(
    (await world.far.timeline(to)).map(({ kind }) => kind),
    ["call", "text"],
  );
  assert.equal((await world.far.timeline(from)).length, 0);
}

const movePromises = {
  "moves what stands on one record to another, once and as it was, however often it is asked": async (
    world,
  ) => {
    const request = await onTheWrongRecord(world);
    const before = await world.far.timeline(request.from);
    assert.deepEqual(kinds(await move(world, request)), ["moved", "moved"]);
    await assertMoved(world, request);
    assert.deepEqual(await world.far.timeline(request.to), before);
    assert.deepEqual(kinds(await move(world, request)), ["moved", "moved"]);
    await assertMoved(world, request);
  },

  "moves each once also when answers to it were lost": async (world) => {
    for (const writes of [1, 2, 3]) {
      const request = await onTheWrongRecord(world);
      await world.far.trouble({ kind: "loses_answers", writes });
      assert.deepEqual(kinds(await moveUntilDone(world, request)), ["moved", "moved"]);
      await world.far.trouble({ kind: "loses_answers", writes: 0 });
      await assertMoved(world, request);
      await world.far.deleteRecord(request.from);
      await world.far.deleteRecord(request.to);
    }
  },

  "moves back what it has moved": async (world) => {
    const { from, to, activities } = await onTheWrongRecord(world);
    const moved = await move(world, { from, to, activities });
    const back = activities.map((each): StandingActivity => {
      const result = moved.find(({ activityId }) => activityId === each.activityId);
      return { ...each, externalId: result?.kind === "moved" ? result.externalId : "" };
    });
    assert.deepEqual(kinds(await move(world, { from: to, to: from, activities: back })), ["moved", "moved"]);
    await assertMoved(world, { from: to, to: from });
  },

  "corrects an activity where it was moved to": async (world) => {
    const request = await onTheWrongRecord(world);
    const [call] = await move(world, request);
    const summary = "Answered call after all.";
    const answered = missedCall(world, 1, { outcome: "answered", reason: null, summary });
    await world.open().amend(answered, call?.kind === "moved" ? call.externalId : "");
    const texts = await textsOn(world, request.to);
    assert.equal(texts.length, 2);
    assert.match(texts.join("\n"), /Answered call after all\./);
  },

  "does not move to a record that is gone": async (world) => {
    const request = await onTheWrongRecord(world);
    await world.far.deleteRecord(request.to);
    await assert.rejects(async () => move(world, request), kindOf("record_gone"));
    assert.equal((await world.far.timeline(request.from)).length, 2);
  },

  "parks a refused move with the CRM's own words": async (world) => {
    const request = await onTheWrongRecord(world);
    const message = "Activities of this team may not be moved";
    await world.far.trouble({ kind: "refuses_activities", message });
    const words = await move(world, request).then(
      (results) => results.map((each) => (each.kind === "rejected" ? each.message : "")).join(" "),
      (error: Error) => {
        kindOf("rejected")(error);
        return error.message;
      },
    );
    assert.ok(words.includes(message), `"${words}" has the CRM's words`);
    await world.far.trouble({ kind: "is_mended" });
    assert.deepEqual(kinds(await move(world, request)), ["moved", "moved"]);
    await assertMoved(world, request);
  },
} satisfies Promises;

/** A record that we made, from which everything was moved away. */
async function emptied(world: World): Promise<string> {
  const request = await onTheWrongRecord(world);
  await move(world, request);
  return request.from;
}
const retire = (world: World, recordId: string) => {
  const open = world.open();
  return has(open.retire, "retire")(recordId);
};
async function assertKept(world: World, recordId: string): Promise<void> {
  const retirement = await retire(world, recordId);
  assert.equal(retirement.kind, "kept");
  assert.match(retirement.kind === "kept" ? retirement.because : "", /\w/);
  assert.ok(
    (await world.far.records()).some(({ id }) => id === recordId),
    "it is still there",
  );
}

const retirePromises = {
  "retires a record of ours on which nothing stands and that nobody has touched": async (world) => {
    const recordId = await emptied(world);
    assert.deepEqual(await retire(world, recordId), { kind: "retired" });
    assert.ok(!(await world.far.records()).some(({ id }) => id === recordId), "it is gone");
    assert.deepEqual(await retire(world, recordId), { kind: "retired" });
  },

  "keeps a record of ours that somebody has edited": async (world) => {
    const recordId = await emptied(world);
    await has(world.far.editRecord, "editRecord")(recordId);
    await assertKept(world, recordId);
  },

  "keeps a record of ours to which somebody has added something": async (world) => {
    const recordId = await emptied(world);
    await has(world.far.addNote, "addNote")(recordId);
    await assertKept(world, recordId);
  },

  "keeps a record of ours on which a call still stands": async (world) => {
    const { from } = await onTheWrongRecord(world);
    await assertKept(world, from);
    assert.equal((await world.far.timeline(from)).length, 2);
  },
} satisfies Promises;

const setConsent = (world: World, recordId: string, consent: "opted_in" | "opted_out") => {
  const open = world.open();
  return has(open.setConsent, "setConsent")(recordId, consent);
};

const consentPromises = {
  "writes an opt-out and an opt-in where the customer chose, however often": async (world) => {
    const consentOn = has(world.far.consentOn, "consentOn");
    const recordId = await world.far.addRecord({ phone: CALLER, name: "Pat Miller" });
    assert.equal(await consentOn(recordId), null);
    for (const consent of ["opted_out", "opted_out", "opted_in", "opted_out"] as const) {
      await setConsent(world, recordId, consent);
      assert.equal(await consentOn(recordId), consent);
    }
  },

  "writes no consent on a record that is gone": async (world) => {
    const recordId = await world.far.addRecord({ phone: CALLER, name: "Pat Miller" });
    await world.far.deleteRecord(recordId);
    await assert.rejects(async () => setConsent(world, recordId, "opted_out"), kindOf("record_gone"));
  },

  "reports an expired access as auth_expired, never as consent that was written": async (world) => {
    const recordId = await world.far.addRecord({ phone: CALLER, name: "Pat Miller" });
    await world.far.trouble({ kind: "access_expires" });
    await assert.rejects(async () => setConsent(world, recordId, "opted_out"), kindOf("auth_expired"));
    assert.equal(await has(world.far.consentOn, "consentOn")(recordId), null);
  },
} satisfies Promises;

export const abilityPromises = {
  ...movePromises,
  ...retirePromises,
  ...consentPromises,
  ...backfillPromises,
};

const names = (promises: Promises, ability: Ability) =>
  Object.keys(promises).map((name): [string, Ability] => [name, ability]);

/** Which ability each of these promises is about. */
export const abilityOf: ReadonlyMap<string, Ability> = new Map([
  ...names(movePromises, "move"),
  ...names(retirePromises, "retire"),
  ...names(consentPromises, "mirror_consent"),
  ...names(backfillPromises, "backfill"),
]);
