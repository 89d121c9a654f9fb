import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keepRunning, RESTART_DELAYS_MS, STABLE_AFTER_MS } from "../../src/db/embedded/keeper.ts";
import type { Watch } from "../../src/db/embedded/watch.ts";

/** How one life of the server goes: it does not even start, or it starts and goes again after so many ms. */
type Life = "fails" | number;

/** Plays lives one after the other, on a clock that only they and the pauses move; then all stays well. */
async function play(lives: readonly Life[], stopAfterPauses = Number.POSITIVE_INFINITY) {
  let now = 0;
  const pauses: number[] = [];
  const said: { level: "warn" | "error"; message: string }[] = [];
  const rest = [...lives];
  let starts = 0;
  let stop = () => {};
  let well = () => {};
  const over = new Promise<void>((resolve) => {
    well = resolve;
  });
  const watch = (life: Life | undefined): Watch => {
    const { promise: lost, resolve } = Promise.withResolvers<string>();
    if (typeof life === "number")
      setImmediate(() => {
        now += life;
        resolve("it died");
      });
    else well();
    return { lost, close: async () => resolve("closed") };
  };
  const keeper = keepRunning(watch(0), {
    async revive() {
      starts += 1;
      const life = rest.shift();
      if (life === "fails") throw new Error("no");
      return watch(life);
    },
    log: {
      debug() {},
      info() {},
      warn: (_fields, message) => said.push({ level: "warn", message }),
      error: (_fields, message) => {
        said.push({ level: "error", message });
        well();
      },
    },
    clock: {
      now: () => now,
      async pause(ms) {
        pauses.push(ms);
        now += ms;
        if (pauses.length > stopAfterPauses) stop();
      },
    },
  });
  stop = () => void keeper.stop().then(well);
  await over;
  await keeper.stop();
  return { pauses, starts, said, gaveUp: said.some(({ level }) => level === "error") };
}

const ladder = [...RESTART_DELAYS_MS];

describe("keeping the server running", () => {
  it("starts it again at once the first time", async () => {
    expect(await play([])).toMatchObject({ pauses: [0], starts: 1, gaveUp: false });
  });

  it("waits longer before each attempt, gives up after the last, and says so once", async () => {
    const { pauses, starts, said } = await play(Array(100).fill("fails"));
    expect(pauses).toEqual(ladder);
    expect(starts).toBe(ladder.length);
    expect(said.filter(({ level }) => level === "error")).toEqual([
      { level: "error", message: expect.stringContaining("restart textback") },
    ]);
  });

  it("takes a server that starts but soon goes again for one that fails", async () => {
    const { pauses, gaveUp } = await play(Array(100).fill(STABLE_AFTER_MS - 1));
    expect([pauses, gaveUp]).toEqual([ladder, true]);
  });

  it("forgets earlier trouble once the server stayed up for a while", async () => {
    const { pauses, gaveUp } = await play(["fails", "fails", STABLE_AFTER_MS, STABLE_AFTER_MS]);
    expect([pauses, gaveUp]).toEqual([[...ladder.slice(0, 3), 0, 0], false]);
  });

  it("never loops hotly, whatever the server does: as many starts as pauses, none of them shorter than the ladder says", async () => {
    const life = fc.oneof(fc.constant<Life>("fails"), fc.integer({ min: 0, max: 2 * STABLE_AFTER_MS }));
    await fc.assert(
      fc.asyncProperty(fc.array(life, { maxLength: 40 }), async (lives) => {
        const { pauses, starts, gaveUp } = await play(lives);
        expect(starts).toBe(pauses.length);
        let rung = 0;
        for (const ms of pauses) {
          rung = ms === ladder[0] ? 0 : rung;
          expect(ms).toBe(ladder[rung]);
          rung += 1;
        }
        expect(gaveUp).toBe(rung === ladder.length && lives.length >= pauses.length);
      }),
    );
  });

  it("starts nothing after stop, wherever it was", async () => {
    for (let pauses = 0; pauses < ladder.length; pauses++) {
      const { starts, gaveUp } = await play(Array(100).fill("fails"), pauses);
      expect([starts, gaveUp]).toEqual([pauses, false]);
    }
  });
});
