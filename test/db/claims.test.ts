import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Budget, ConnectorError } from "../../src/crm/contract.ts";
import { type PostgresClaims, postgresClaims } from "../../src/db/claims.ts";
import { openPool } from "../../src/db/connect.ts";
import { TestClock } from "../support/clock.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let pool: pg.Pool;
let clock: TestClock;
/** Two processes on one database. */
let here: PostgresClaims;
let there: PostgresClaims;
beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.url, 20);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  clock = new TestClock();
  here = postgresClaims(pool, "textback", () => clock.now());
  there = postgresClaims(pool, "textback", () => clock.now());
  await Promise.all([here.prepare(), there.prepare()]);
});

let keys = 0;
const newKey = () => `key ${++keys}`;
const LEASE_MS = 90_000;

describe("a claim", () => {
  it("is held by one at a time, and the others wait for it", async () => {
    const key = newKey();
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise(setImmediate);
      inside--;
    };
    const claims = [here, there, here, there, here, there];
    await Promise.all(claims.map((each) => each.hold(key, LEASE_MS, work)));
    expect(most).toBe(1);
  });

  it("gives what the work gives", async () =>
    expect(await here.hold(newKey(), LEASE_MS, async () => "done")).toBe("done"));

  it.each([
    ["trouble that changed nothing lets go", new ConnectorError("throttled", "later"), true],
    ["unclear trouble keeps it", new ConnectorError("unavailable", "lost", { unclear: true }), false],
    ["any other throw keeps it: the process may as well have died", new Error("bug"), false],
  ])(
    "%s",
    async (_what, error, free) => {
      const key = newKey();
      await expect(here.hold(key, LEASE_MS, () => Promise.reject(error))).rejects.toBe(error);
      if (!free) {
        clock.pass(LEASE_MS - 1_000);
        await expect(there.hold(key, LEASE_MS, async () => "mine")).rejects.toMatchObject({
          kind: "throttled",
          retryAfterMs: 1_000,
          unclear: false,
        });
        clock.pass(1_000);
      }
      expect(await there.hold(key, LEASE_MS, async () => "mine")).toBe("mine");
    },
    20_000,
  );
});

describe("a budget", () => {
  const budget = (requests: number): Budget => ({ key: newKey(), requests, perMs: 1_000 });

  it("gives a tenth at once, the rest one by one, and says how long when that is too long", async () => {
    const small: Budget = { key: newKey(), requests: 20, perMs: 180_000 };
    await here.spend(small);
    await there.spend(small);
    await expect(here.spend(small)).rejects.toMatchObject({ kind: "throttled", retryAfterMs: 10_000 });
    clock.pass(10_000);
    await there.spend(small);
    await expect(here.spend(small)).rejects.toMatchObject({ retryAfterMs: 10_000 });
  });

  it("is never exceeded in any span, however many ask at once", async () => {
    const shared = budget(100);
    const started = performance.now();
    const real = [here, there].map(() =>
      postgresClaims(pool, "textback", () => new Date(performance.timeOrigin + performance.now())),
    );
    const turns = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        await real[i % 2]?.spend(shared);
        return performance.now() - started;
      }),
    );
    // 10 at once, the other 50 every 12 ms.
    expect(Math.max(...turns)).toBeGreaterThan(50 * 12 - 30);
  });

  it("rests when it is told to", async () => {
    const resting = budget(100);
    await here.rest(resting, 60_000);
    await expect(there.spend(resting)).rejects.toMatchObject({ kind: "throttled", retryAfterMs: 60_000 });
    clock.pass(60_000);
    await there.spend(resting);
  });
});
