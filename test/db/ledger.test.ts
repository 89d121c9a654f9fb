import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPool } from "../../src/db/connect.ts";
import { type PostgresStore, postgresStore } from "../../src/db/store.ts";
import { newId } from "../../src/secrets/ids.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";

const noJobs = () => Promise.reject(new Error("no jobs here"));
const at = new Date("2026-01-01T12:00:00Z");

describe("the ledger", () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let store: PostgresStore;

  beforeAll(async () => {
    database = await freshDatabase();
    pool = openPool(database.url, 20);
    store = postgresStore(pool, "textback", noJobs, () => []);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  async function business(credits: number): Promise<string> {
    const id = newId("biz");
    await store.read.businesses.insert({
      id,
      name: "Acme",
      timeZone: "UTC",
      country: "US",
      leadForAnsweredCallers: false,
      retentionDays: { bodies: null, recordings: null },
      alerts: null,
      createdAt: at,
    });
    await store.read.ledger.open(id);
    if (credits > 0) expect(await grant(id, credits, newId("tr"))).toBe("done");
    return id;
  }
  const grant = (businessId: string, credits: number, key: string) =>
    store.read.ledger.transfer(
      { businessId, key, kind: "grant", credits, textId: null, reason: "test" },
      newId("tr"),
      at,
    );
  const hold = (businessId: string, textId: string) =>
    store.read.ledger.transfer(
      { businessId, key: `hold:${textId}`, kind: "hold", credits: 1, textId, reason: "text" },
      newId("tr"),
      at,
    );
  const end = (businessId: string, textId: string, kind: "post" | "void" | "refund") =>
    store.read.ledger.transfer(
      { businessId, key: `${kind}:${textId}`, kind, credits: null, textId, reason: "end" },
      newId("tr"),
      at,
    );
  const sumOfAll = async () =>
    (await pool.query("select sum(balance)::int as sum from textback.credit_accounts")).rows[0].sum;

  it("grants exactly 100 of 400 holds that come at once on 100 credits, and sums to zero", async () => {
    const id = await business(100);
    const results = await Promise.all(Array.from({ length: 400 }, () => hold(id, newId("text"))));
    expect(results.filter((result) => result === "done")).toHaveLength(100);
    expect(results.filter((result) => result === "insufficient")).toHaveLength(300);
    expect(await store.read.ledger.balances(id)).toEqual({ available: 0, held: 100, spent: 0 });
    expect(await sumOfAll()).toBe(0);
    expect(await store.read.ledger.reconcile()).toEqual([]);
  });

  it("settles a hold once, by post or by void, whichever comes first", async () => {
    const id = await business(10);
    await hold(id, "text_a");
    const ends = await Promise.all([
      end(id, "text_a", "post"),
      end(id, "text_a", "void"),
      end(id, "text_a", "post"),
    ]);
    expect(ends.filter((result) => result === "done")).toHaveLength(1);
    const { available, held, spent } = await store.read.ledger.balances(id);
    expect(held).toBe(0);
    expect(available + spent).toBe(10);
  });

  it("refunds a spent credit once, and nothing that was not spent", async () => {
    const id = await business(5);
    await hold(id, "text_b");
    expect(await end(id, "text_b", "refund")).toBe("nothing");
    await end(id, "text_b", "post");
    expect(await end(id, "text_b", "refund")).toBe("done");
    expect(await end(id, "text_b", "refund")).toBe("replayed");
    expect(await store.read.ledger.balances(id)).toEqual({ available: 5, held: 0, spent: 0 });
  });

  it("answers the same key with the first answer, and another body under it with a conflict", async () => {
    const id = await business(0);
    expect(await grant(id, 7, "one")).toBe("done");
    expect(await grant(id, 7, "one")).toBe("replayed");
    expect(await grant(id, 8, "one")).toBe("conflict");
    expect((await store.read.ledger.balances(id)).available).toBe(7);
  });

  it("does not let one business settle another's hold", async () => {
    const mine = await business(1);
    const theirs = await business(1);
    await hold(mine, "text_c");
    expect(await end(theirs, "text_c", "post")).toBe("nothing");
  });

  it("whatever happens, what is owed is paid first, nobody has and owes at once, and all sums to zero", async () => {
    const command = fc.oneof(
      fc.record({
        kind: fc.constantFrom("grant" as const, "revoke" as const),
        credits: fc.integer({ min: 1, max: 9 }),
      }),
      fc.record({
        kind: fc.constantFrom("hold" as const, "post" as const, "void" as const, "refund" as const),
        text: fc.integer({ min: 0, max: 5 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 25 }), async (commands) => {
        const id = await business(0);
        /** What the business may still spend, less what it owes. */
        let worth = 0;
        for (const [index, each] of commands.entries()) {
          const textId = "text" in each ? `${id}_${each.text}` : null;
          const credits = each.kind === "hold" ? 1 : "credits" in each ? each.credits : null;
          const key = textId === null ? `key_${index}` : `${each.kind}:${textId}`;
          const request = { businessId: id, key, kind: each.kind, credits, textId, reason: "test" };
          const result = await store.read.ledger.transfer(request, newId("tr"), at);
          if (result === "done")
            worth +=
              each.kind === "grant"
                ? each.credits
                : each.kind === "revoke"
                  ? -each.credits
                  : each.kind === "hold"
                    ? -1
                    : each.kind === "post"
                      ? 0
                      : 1;
          const { available, owed = 0 } = await store.read.ledger.balances(id);
          expect([available, owed]).toEqual([Math.max(0, worth), Math.max(0, -worth)]);
        }
      }),
      { numRuns: 25 },
    );
    expect(await sumOfAll()).toBe(0);
    expect(await store.read.ledger.reconcile()).toEqual([]);
  });

  it("takes a revocation once under its key, also of what is spent", async () => {
    const id = await business(2);
    await hold(id, "text_d");
    const revoke = () =>
      store.read.ledger.transfer(
        { businessId: id, key: "revoke", kind: "revoke", credits: 2, textId: null, reason: "refunded" },
        newId("tr"),
        at,
      );
    const results = await Promise.all([revoke(), revoke(), revoke()]);
    expect(results.toSorted()).toEqual(["done", "replayed", "replayed"]);
    expect(await store.read.ledger.balances(id)).toEqual({ available: 0, held: 1, spent: 0, owed: 1 });
    // A hold that ends unsent pays the debt too.
    await end(id, "text_d", "void");
    expect(await store.read.ledger.balances(id)).toEqual({ available: 0, held: 0, spent: 0 });
  });

  it("cannot be rewritten", async () => {
    await expect(pool.query("update textback.credit_transfers set credits = 1000")).rejects.toThrow(
      "append-only",
    );
    await expect(pool.query("delete from textback.credit_transfers")).rejects.toThrow("append-only");
  });

  it("shows a balance that somebody edited by hand", async () => {
    const id = await business(3);
    await pool.query("update textback.credit_accounts set balance = 4 where id = $1", [`${id}:available`]);
    expect(await store.read.ledger.reconcile()).toEqual([
      { account: `${id}:available`, balance: 4, computed: 3 },
    ]);
    await pool.query("update textback.credit_accounts set balance = 3 where id = $1", [`${id}:available`]);
  });
});
