/**
 * What every connector promises, as a list to run under any test framework. A connector's author brings the
 * connector and a window on the far side, a CRM that can be looked into and made to misbehave:
 *
 *     for (const { name, run, skip } of promisesFor(connector.manifest))
 *       it(name, { skip }, async () => run(connectorWorld({ connector, far, clock, … })));
 *
 * Each promise wants a world of its own. A promise that cannot be kept is a departure, with its reason; one about an
 * ability that the manifest does not name is skipped, and `skip` says so.
 */
import assert from "node:assert/strict";
import type { E164 } from "../domain/phone.ts";
import type { Ability } from "./manifest.ts";
import { abilityOf, abilityPromises } from "./testkit-abilities.ts";
import { assertDelivered, kindOf, onlyRecord, textsOn } from "./testkit-asserts.ts";
import {
  CALLER,
  HOSTILE_NAMES,
  HOSTILE_TEXTS,
  idOf,
  missedCall,
  OTHER,
  SPELLINGS,
  textBack,
} from "./testkit-samples.ts";
import type { World } from "./testkit-world.ts";

export {
  connectorWorld,
  type Delivery,
  type FarActivity,
  type FarRecord,
  type FarSide,
  type Trouble,
  type World,
  type WorldClock,
  type WorldOptions,
  worldClock,
} from "./testkit-world.ts";

/** Fifty callers' worth of jobs for one number, each as if in a process of its own. */
async function fiftyAtOnce(world: World): Promise<void> {
  const calls = Array.from({ length: 50 }, (_, i) => missedCall(world, i + 1));
  const deliveries = await Promise.all(calls.map((call) => world.deliver(CALLER, [call])));
  for (const [i, delivery] of deliveries.entries()) assertDelivered(delivery, [calls[i]?.id ?? ""]);
  const record = await onlyRecord(world);
  assert.equal((await world.far.timeline(record.id)).length, 50);
}

const corePromises = {
  "finds a person however the number was typed": async (world) => {
    for (const [written, phone] of SPELLINGS) {
      const id = await world.far.addRecord({ phone: written, name: "Somebody" });
      const matches = await world.open().findByPhone(phone as E164);
      assert.deepEqual(
        matches.map(({ recordId }) => recordId),
        [id],
        `${written} is ${phone}`,
      );
      assert.notEqual(matches[0]?.matchedBy ?? "", "");
    }
  },

  "answers with nobody when nobody has the number, and when only its digits abroad are the same": async (
    world,
  ) => {
    await world.far.addRecord({ phone: "+15125550199", name: "Another" });
    await world.far.addRecord({ phone: "+44 20 2555 0142", name: "London" });
    assert.deepEqual(await world.open().findByPhone(CALLER), []);
    assert.deepEqual(await world.open().findByPhone("+12025550142" as E164), []);
  },

  "prefers the same record every time when several match, and says why": async (world) => {
    const minutesAgo = (n: number) => new Date(world.clock.now().getTime() - n * 60_000);
    await world.far.addRecord({ phone: "512-555-0142", name: "Middle", createdAt: minutesAgo(20) });
    const oldest = await world.far.addRecord({
      phone: "(512) 555-0142",
      name: "Oldest",
      createdAt: minutesAgo(30),
    });
    await world.far.addRecord({ phone: CALLER, name: "Newest", createdAt: minutesAgo(10) });
    for (let i = 0; i < 3; i++) {
      const matches = await world.open().findByPhone(CALLER);
      assert.equal(matches.length, 3);
      assert.equal(matches[0]?.recordId, oldest);
      assert.match(matches[0]?.preferredBecause ?? "", /\w/);
    }
    assertDelivered(await world.deliver(CALLER, [missedCall(world)]), [idOf(1)]);
    assert.equal((await world.far.timeline(oldest)).length, 1);
  },

  "tells which other records have the number, and what they are called": async (world) => {
    const at = (minutes: number) => new Date(world.clock.now().getTime() - minutes * 60_000);
    const oldest = await world.far.addRecord({ phone: CALLER, name: "Oldest", createdAt: at(30) });
    const middle = await world.far.addRecord({ phone: "512-555-0142", name: "Middle", createdAt: at(20) });
    const newest = await world.far.addRecord({ phone: "(512) 555-0142", name: "Newest", createdAt: at(10) });
    assertDelivered(await world.deliver(CALLER, [missedCall(world)]), [idOf(1)]);
    const { recordId, matchedBy, others } = world.remembered(CALLER) ?? {};
    assert.equal(recordId, oldest);
    assert.match(matchedBy ?? "", /\w/);
    assert.deepEqual(others, [
      { recordId: middle, name: "Middle" },
      { recordId: newest, name: "Newest" },
    ]);
  },

  "makes one record of a caller whom nobody had a moment ago, without looking again": async (world) => {
    const nobodyAt = world.clock.now();
    assert.deepEqual(await world.open().findByPhone(CALLER), []);
    const calls = [missedCall(world, 1), missedCall(world, 2)];
    const deliveries = await Promise.all(calls.map((call) => world.deliver(CALLER, [call], { nobodyAt })));
    for (const [i, delivery] of deliveries.entries()) assertDelivered(delivery, [idOf(i + 1)]);
    assert.equal((await world.far.timeline((await onlyRecord(world)).id)).length, 2);
  },

  "puts a caller who is known on their own record, and makes no new one": async (world) => {
    const id = await world.far.addRecord({ phone: "(512) 555-0142", name: "Pat Miller" });
    const activities = [missedCall(world), textBack(world)];
    assertDelivered(await world.deliver(CALLER, activities), [idOf(1), idOf(2)]);
    assert.equal((await onlyRecord(world)).id, id);
    assert.deepEqual(
      (await world.far.timeline(id)).map(({ kind }) => kind),
      ["call", "text"],
    );
  },

  "makes one record for a caller who is new, with the call and the text on it": async (world) => {
    const delivery = await world.deliver(CALLER, [missedCall(world), textBack(world)], {
      name: "Pat Miller",
    });
    assertDelivered(delivery, [idOf(1), idOf(2)]);
    const record = await onlyRecord(world);
    assert.equal(record.name, "Pat Miller");
    const [call, text] = await textsOn(world, record.id);
    assert.match(call ?? "", /Missed call.*nobody picked up\. The caller was texted back\./s);
    assert.match(text ?? "", /Sorry we missed your call!/);
    assert.deepEqual(
      (await world.open().findByPhone(CALLER)).map(({ recordId }) => recordId),
      [record.id],
    );
  },

  "invents no name for a caller who has none": async (world) => {
    await world.deliver(CALLER, [missedCall(world)]);
    assert.equal((await onlyRecord(world)).name, null);
  },

  "tells of a record before anything is appended to it": async (world) => {
    let lengthThen: number | null = null;
    await world.deliver(CALLER, [missedCall(world)], {
      onRecord: async () => {
        lengthThen = (await world.far.timeline((await onlyRecord(world)).id)).length;
      },
    });
    assert.equal(lengthThen, 0);
  },

  "makes one record of fifty concurrent events for one new number": fiftyAtOnce,

  "makes one record of fifty concurrent events also when searching lags thirty seconds": async (world) => {
    await world.far.trouble({ kind: "search_lags", ms: 30_000 });
    await fiftyAtOnce(world);
    world.clock.pass(60_000);
    assertDelivered(await world.deliver(CALLER, [missedCall(world, 51)]), [idOf(51)]);
    await onlyRecord(world);
  },

  "leaves one of an activity that is appended again": async (world) => {
    const activities = [missedCall(world), textBack(world)];
    assertDelivered(await world.deliver(CALLER, activities), [idOf(1), idOf(2)]);
    const record = await onlyRecord(world);
    const earlierAttemptAt = world.clock.now();
    world.clock.pass(300_000);
    const target = { kind: "record", recordId: record.id } as const;
    const results = await world.open().log({ target, activities, earlierAttemptAt }, async () => {});
    assert.deepEqual(
      results.map(({ kind }) => kind),
      ["logged", "logged"],
    );
    assert.equal((await world.far.timeline(record.id)).length, 2);
  },

  "leaves one of an activity whose answer was lost": async (world) => {
    const id = await world.far.addRecord({ phone: "(512) 555-0142", name: "Pat Miller" });
    await world.far.trouble({ kind: "loses_answers", writes: 2 });
    const activities = [missedCall(world), textBack(world)];
    assertDelivered(await world.deliver(CALLER, activities), [idOf(1), idOf(2)]);
    assert.equal((await world.far.timeline(id)).length, 2);
  },

  "makes one record when the answer to making it was lost, also while searching lags": async (world) => {
    await world.far.trouble({ kind: "search_lags", ms: 30_000 });
    await world.far.trouble({ kind: "loses_answers", writes: 1 });
    const deliveries = await Promise.all([
      world.deliver(CALLER, [missedCall(world, 1), textBack(world, 2)]),
      world.deliver(CALLER, [missedCall(world, 3)]),
    ]);
    assertDelivered(deliveries[0], [idOf(1), idOf(2)]);
    assertDelivered(deliveries[1], [idOf(3)]);
    assert.equal((await world.far.timeline((await onlyRecord(world)).id)).length, 3);
  },

  "makes one record when the service dies before it could remember it": async (world) => {
    await world.far.trouble({ kind: "search_lags", ms: 30_000 });
    let deaths = 1;
    const onRecord = async () => {
      if (deaths-- > 0) throw new Error("the process died here");
    };
    assertDelivered(await world.deliver(CALLER, [missedCall(world)], { onRecord }), [idOf(1)]);
    assert.equal((await world.far.timeline((await onlyRecord(world)).id)).length, 1);
  },

  "leaves a deleted record behind": async (world) => {
    assertDelivered(await world.deliver(CALLER, [missedCall(world)]), [idOf(1)]);
    const before = await onlyRecord(world);
    await world.far.deleteRecord(before.id);
    const target = { kind: "record", recordId: before.id } as const;
    const request = { target, activities: [missedCall(world, 2)], earlierAttemptAt: null };
    await assert.rejects(
      world.open().log(request, async () => {}),
      kindOf("record_gone"),
    );
    assertDelivered(await world.deliver(CALLER, [missedCall(world, 2)]), [idOf(2)]);
    const after = await onlyRecord(world);
    assert.notEqual(after.id, before.id);
    assert.equal((await world.far.timeline(after.id)).length, 1);
  },

  "follows a record that was merged into another": async (world) => {
    assertDelivered(await world.deliver(CALLER, [missedCall(world)]), [idOf(1)]);
    const loser = await onlyRecord(world);
    const winner = await world.far.addRecord({ phone: OTHER, name: "Pat Miller" });
    await world.far.mergeRecords(loser.id, winner);
    assertDelivered(await world.deliver(CALLER, [textBack(world, 2)]), [idOf(2)]);
    assert.equal((await onlyRecord(world)).id, winner);
    assert.equal((await world.far.timeline(winner)).length, 2);
  },

  "reports an expired access as auth_expired, never as an unknown caller": async (world) => {
    const id = await world.far.addRecord({ phone: CALLER, name: "Pat Miller" });
    await world.far.trouble({ kind: "access_expires" });
    await assert.rejects(world.open().findByPhone(CALLER), kindOf("auth_expired"));
    const delivery = await world.deliver(CALLER, [missedCall(world)]);
    assert.equal(delivery.trouble?.kind, "auth_expired");
    assert.equal((await world.open().describe()).health, "needs_reconnect");
    await onlyRecord(world);
    assert.equal((await world.far.timeline(id)).length, 0);
  },

  "is delayed by throttling, and loses nothing": async (world) => {
    await world.far.trouble({ kind: "throttles", requests: 3 });
    const startedAt = world.clock.now();
    const activities = [missedCall(world), textBack(world)];
    const delivery = await world.deliver(CALLER, activities);
    assertDelivered(delivery, [idOf(1), idOf(2)]);
    assert.ok(world.clock.now() > startedAt, "time passed");
    assert.equal((await world.far.timeline((await onlyRecord(world)).id)).length, 2);
  },

  "is delayed by an outage, loses nothing, and keeps the original times": async (world) => {
    await world.far.trouble({ kind: "is_away", requests: 5 });
    const activities = [missedCall(world), textBack(world)];
    const times = activities.map(({ occurredAt }) => occurredAt.getTime());
    assertDelivered(await world.deliver(CALLER, activities), [idOf(1), idOf(2)]);
    const timeline = await world.far.timeline((await onlyRecord(world)).id);
    assert.deepEqual(
      timeline.map(({ occurredAt }) => occurredAt.getTime()),
      times,
    );
  },

  "parks a refused write with the CRM's own words": async (world) => {
    const message = "Property values were not valid: the call type is required here";
    await world.far.trouble({ kind: "refuses_activities", message });
    const delivery = await world.deliver(CALLER, [missedCall(world)]);
    const words = [
      ...delivery.results.map((each) => (each.kind === "rejected" ? each.message : "")),
      delivery.trouble?.kind === "rejected" ? delivery.trouble.message : "",
    ].join(" ");
    assert.ok(words.includes(message), `"${words}" has the CRM's words`);
    await world.far.trouble({ kind: "is_mended" });
    assertDelivered(await world.deliver(CALLER, [missedCall(world)]), [idOf(1)]);
    assert.equal((await world.far.timeline((await onlyRecord(world)).id)).length, 1);
  },

  "brings hostile names as they are": async (world) => {
    for (const [i, name] of HOSTILE_NAMES.entries()) {
      const phone = `+1512555010${i}` as E164;
      assertDelivered(await world.deliver(phone, [missedCall(world, i, { phone })], { name }), [idOf(i)]);
    }
    const names = (await world.far.records()).map(({ name }) => name);
    assert.deepEqual(names.sort(), [...HOSTILE_NAMES].sort());
  },

  "brings hostile texts as they are": async (world) => {
    for (const [i, body] of HOSTILE_TEXTS.entries())
      assertDelivered(await world.deliver(CALLER, [textBack(world, i, { body })]), [idOf(i)]);
    const texts = await textsOn(world, (await onlyRecord(world)).id);
    assert.equal(texts.length, HOSTILE_TEXTS.length);
    for (const body of HOSTILE_TEXTS)
      assert.ok(
        texts.some((text) => text.includes(body)),
        `${JSON.stringify(body)} is in ${JSON.stringify(texts)}`,
      );
  },

  "keeps the times at which things happened": async (world) => {
    const ago = (minutes: number) => new Date(world.clock.now().getTime() - minutes * 60_000);
    const activities = [
      missedCall(world, 1, { occurredAt: ago(90) }),
      textBack(world, 2, { occurredAt: ago(89) }),
      missedCall(world, 3, { occurredAt: ago(5), outcome: "answered", reason: null, durationSeconds: 61 }),
    ];
    assertDelivered(await world.deliver(CALLER, activities), [idOf(1), idOf(2), idOf(3)]);
    const timeline = await world.far.timeline((await onlyRecord(world)).id);
    assert.deepEqual(
      timeline.map(({ occurredAt }) => occurredAt.toISOString()).sort(),
      activities.map(({ occurredAt }) => occurredAt.toISOString()).sort(),
    );
  },

  "corrects an activity in its place": async (world) => {
    const call = missedCall(world);
    const { results } = await world.deliver(CALLER, [call, textBack(world)]);
    const externalIds = new Map(
      results.map((each) => [each.activityId, each.kind === "logged" ? each.externalId : ""]),
    );
    const answered = {
      ...call,
      outcome: "answered",
      reason: null,
      title: "Answered call",
      summary: "Answered call after all.",
    } as const;
    const failed = textBack(world, 2, {
      state: "failed",
      summary: "The text never left (carrier: unreachable).",
    });
    for (let i = 0; i < 2; i++) {
      await world.open().amend(answered, externalIds.get(answered.id) ?? "");
      await world.open().amend(failed, externalIds.get(failed.id) ?? "");
    }
    const texts = await textsOn(world, (await onlyRecord(world)).id);
    assert.equal(texts.length, 2);
    assert.match(texts.join("\n"), /Answered call after all\./);
    assert.match(texts.join("\n"), /The text never left \(carrier: unreachable\)\./);
    assert.doesNotMatch(texts.join("\n"), /nobody picked up/);
  },

  "says how the connection is": async (world) => {
    assert.equal((await world.open().describe()).health, "ok");
  },
} satisfies Readonly<Record<string, (world: World) => Promise<void>>>;

const promises = { ...corePromises, ...abilityPromises };

export type PromiseName = keyof typeof promises;

export interface ConnectorPromise {
  readonly name: PromiseName;
  /** The ability that it is about; `null`: every connector has to keep it. */
  readonly needs: Ability | null;
  /** Throws when the promise is broken. */
  readonly run: (world: World) => Promise<void>;
}

/** A promise that a connector does not keep, and why that is right. Named by type, so none can go stale. */
export interface Departure {
  readonly promise: PromiseName;
  readonly because: string;
}

export const connectorPromises: readonly ConnectorPromise[] = Object.entries(promises).map(([name, run]) => ({
  name: name as PromiseName,
  needs: abilityOf.get(name) ?? null,
  run,
}));

/** The promises as this connector has to keep them. `skip` is false, or says why one is not for it. */
export const promisesFor = ({
  abilities,
}: {
  readonly abilities: readonly string[];
}): readonly (ConnectorPromise & { readonly skip: string | false })[] =>
  connectorPromises.map((promise) => ({
    ...promise,
    skip:
      promise.needs === null || abilities.includes(promise.needs)
        ? false
        : `its manifest does not name the ability ${promise.needs}`,
  }));
