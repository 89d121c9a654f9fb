import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { postgresStore } from "../../src/db/store.ts";
import type { RestFault } from "../../src/sandbox/twilio/faults.ts";
import { eventually, startWorld, type World } from "../support/process.ts";
import { CALLER, LINE } from "../support/service.ts";

describe("a service that is killed, and another that takes over", { timeout: 90_000 }, () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(() => world.stop());

  const row = async (sql: string) => (await world.pool.query(sql)).rows[0];
  const text = () => row("select state, attempts, absences, message_sid from textback.texts");
  const textIs = (expected: object) =>
    eventually(async () => {
      const now = await text();
      return Object.entries(expected).every(([key, value]) => now?.[key] === value);
    });
  const call = () => world.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
  /** Dies in the moment in which its request to send a text is at the carrier, which then does this with it. */
  const dieAtTheRequest = (fault: RestFault) => {
    let first = true;
    world.carrier.faults.rest = ({ method, path }) => {
      if (!first || method !== "POST" || !path.endsWith("/Messages.json")) return undefined;
      first = false;
      world.kill();
      return fault;
    };
  };
  const expectEverythingOnce = async () => {
    await eventually(
      async () => (await row("select count(*)::int as n from textback.lead_activities")).n >= 2,
    );
    await eventually(
      async () =>
        (await row("select count(*)::int as n from textback.activities where state <> 'done'")).n === 0,
    );
    expect(world.carrier.messages.map(({ to }) => to)).toEqual([CALLER]);
    expect(await world.own("/credits")).toEqual({ available: 99, held: 0, spent: 1 });
    const { items: leads } = await world.own("/leads");
    expect(leads).toHaveLength(1);
    const { timeline } = await world.own(`/leads/${leads[0].id}`);
    expect(timeline.map(({ title }: { title: string }) => title)).toEqual(["Missed call", "Text sent"]);
    const store = postgresStore(
      world.pool,
      "textback",
      () => Promise.reject(new Error("no jobs here")),
      () => [],
    );
    expect(await store.read.ledger.reconcile()).toEqual([]);
  };

  it("after the attempt was written down and before the carrier took it, sends it once, after having looked twice", async () => {
    dieAtTheRequest({ kind: "drop_before" });
    await call();
    await world.dead;
    expect(await text()).toMatchObject({ state: "sending", attempts: 1, message_sid: null });
    expect(world.carrier.messages).toEqual([]);

    await world.start();
    await world.anHourPasses();
    await textIs({ state: "unclear", absences: 1 });
    await world.anHourPasses();
    await textIs({ state: "delivered", attempts: 2 });
    await expectEverythingOnce();
  });

  it.each([
    ["while the carrier holds its answer", { kind: "slow", ms: 3_000 }],
    ["as the answer is lost", { kind: "drop_after" }],
  ] as const)("after the carrier took the text, %s, finds it there and sends none", async (_name, fault) => {
    dieAtTheRequest(fault);
    await call();
    await world.dead;
    await world.carrier.idle();
    expect(await text()).toMatchObject({ state: "sending", attempts: 1, message_sid: null });
    expect(world.carrier.messages).toHaveLength(1);

    await world.start();
    await world.anHourPasses();
    await textIs({ state: "sent", message_sid: world.carrier.messages[0]?.sid });
    // Its delivery report came while nobody was there.
    await world.anHourPasses();
    await textIs({ state: "delivered", attempts: 1 });
    await expectEverythingOnce();
  });

  it.each([
    ["and its last statement still comes through", false],
    ["and its last statement with it", true],
  ])("during a drain, %s, leaves one lead with the call and the text", async (_name, statementDies) => {
    const blocker = await world.pool.connect();
    await blocker.query("begin");
    await blocker.query("lock table textback.leads in share mode");
    const waiting = `select pid from pg_locks where not granted and relation = 'textback.leads'::regclass`;
    await call();
    await eventually(async () => (await row(waiting)) !== undefined);
    await textIs({ state: "delivered" });
    world.kill();
    await world.dead;
    if (statementDies) {
      await world.pool.query(`select pg_terminate_backend(pid) from (${waiting}) as w`);
      await eventually(async () => (await row(waiting)) === undefined);
    }
    await blocker.query("rollback");
    blocker.release();

    await world.start();
    await world.anHourPasses();
    await expectEverythingOnce();
  });

  it("before a call has ended, learns from the carrier how it did, and texts", async () => {
    await world.carrier.call({
      from: CALLER,
      to: LINE,
      callee: [{ kind: "no_answer" }],
      async onStep({ kind }) {
        if (kind !== "ringing") return;
        world.kill();
        await world.dead;
      },
    });
    expect(await row("select outcome, ended from textback.calls")).toEqual({ outcome: null, ended: false });
    // The carrier's own clock has run ahead by the ringing; the sweep lets a call rest before it looks.
    for (const each of world.carrier.calls) each.endedAt = new Date(Date.now() - 60_000);

    await world.start();
    await eventually(async () => (await row("select outcome from textback.calls"))?.outcome === "missed");
    await textIs({ state: "delivered", attempts: 1 });
    await expectEverythingOnce();
  });
});
