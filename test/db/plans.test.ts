/** What the page asks the database, in a business that has grown for a year: counted in rows, never in seconds. */
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type InboxFilter, type InboxTable, readSearch } from "../../src/app/overviews/inbox.ts";
import type { LeadFilter } from "../../src/app/ports/leads.ts";
import { openPool } from "../../src/db/connect.ts";
import { conversations } from "../../src/db/conversations.ts";
import { executor } from "../../src/db/executor.ts";
import { inbox } from "../../src/db/inbox.ts";
import { leadTable } from "../../src/db/lead-table.ts";
import { ledger } from "../../src/db/ledger.ts";
import { reports } from "../../src/db/reports.ts";
import { poolSession } from "../../src/db/session.ts";
import { postgresStore } from "../../src/db/store.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { grow, grownCaller } from "../support/grown.ts";
import { explaining, type Plan, type Planning } from "../support/plans.ts";

const DAY_MS = 86_400_000;
const CONVERSATIONS = 10_000;
const SEED = 1;
const OURS = "biz_ours";
const OTHERS = [2, 3, 4, 5].map((seed) => ({ businessId: `biz_${seed}`, conversations: 500, seed }));
/** One of them writes down everything. */
const THEIR_NOTES = 50_000;
const PAGE = 50;

let database: TestDatabase;
let pool: pg.Pool;
/** Of ours. */
let rows: { calls: number; texts: number; notes: number; transfers: number };

/** Where the list goes on after 8,000 conversations. */
let farDown: string;

beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.url, 4);
  const store = postgresStore(
    pool,
    "textback",
    () => Promise.reject(new Error("no jobs here")),
    () => [],
  );
  const all = [{ businessId: OURS, conversations: CONVERSATIONS, seed: SEED }, ...OTHERS];
  for (const { businessId: id } of all) {
    await store.read.businesses.insert({
      id,
      name: "Acme",
      timeZone: "America/Chicago",
      country: "US",
      leadForAnsweredCallers: false,
      retentionDays: { bodies: null, recordings: null },
      alerts: null,
      createdAt: new Date(),
    });
    await store.read.ledger.open(id);
  }
  await grow(
    pool,
    all.map((each) => ({ ...each, line: `+1555010000${each.seed}` })),
  );
  await pool.query(
    `insert into textback.lead_notes (id, business_id, lead_id, body, author, created_at)
      select 'theirs' || n, $1, 'lead_' || $1 || n % 500, 'Has a boiler', 'Ada', now() from generate_series(1, $2) n`,
    [OTHERS[0]?.businessId, THEIR_NOTES],
  );
  await pool.query("analyze textback.lead_notes");
  const far = inbox(executor(poolSession(pool), "textback"));
  farDown = (await far.list(OURS, { filter: "all", search: null }, { limit: 8_000, after: null })).next ?? "";
  const counted = await pool.query(
    `select (select count(*)::int from textback.calls where business_id = $1) as calls,
      (select count(*)::int from textback.texts where business_id = $1) as texts,
      (select count(*)::int from textback.lead_notes where business_id = $1) as notes,
      (select count(*)::int from textback.credit_transfers where business_id = $1) as transfers`,
    [OURS],
  );
  rows = counted.rows[0];
}, 180_000);
afterAll(async () => {
  await pool.end();
  await database.drop();
});

it("the business has 10,000 conversations of 6 to 20 calls and texts, and its ledger agrees", async () => {
  expect(rows.calls + rows.texts).toBeGreaterThan(100_000);
  const x = executor(poolSession(pool), "textback");
  expect(await ledger(x).reconcile()).toEqual([]);
  expect((await inbox(x).counts(OURS)).all).toBe(CONVERSATIONS);
});

it("the list, read to its end, shows every conversation once and in order", async () => {
  const { list } = inbox(executor(poolSession(pool), "textback"));
  const shown: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<InboxTable["list"]>> = await list(
      OURS,
      { filter: "all", search: null },
      { limit: 500, after },
    );
    shown.push(...page.items.map(({ phone }) => phone));
    after = page.next;
  } while (after !== null);
  expect(shown).toEqual(Array.from({ length: CONVERSATIONS }, (_, index) => grownCaller(SEED, index)));
});

describe.each<{ how: string; planning: Planning }>([
  { how: "planned for its parameters", planning: "force_custom_plan" },
  { how: "prepared once, for any parameters", planning: "force_generic_plan" },
])("a query that is $how", ({ planning }) => {
  type Tables = ReturnType<typeof tablesOver>;
  const tablesOver = (x: ReturnType<typeof executor>) => ({
    inbox: inbox(x),
    conversations: conversations(x),
    leads: leadTable(x),
    ledger: ledger(x),
    reports: reports(x),
  });
  const plansOf = async (ask: (tables: Tables) => Promise<unknown>): Promise<readonly Plan[]> => {
    const { session, plans } = explaining(pool, planning);
    await ask(tablesOver(executor(session, "textback")));
    expect(plans).not.toEqual([]);
    return plans;
  };
  const most = (plans: readonly Plan[]) => Math.max(...plans.map(({ rowsRead }) => rowsRead));
  const list = (tables: Tables, filter: InboxFilter, q = "", after: string | null = null) =>
    tables.inbox.list(OURS, { filter, search: readSearch(q, "US") }, { limit: PAGE, after });
  const leadsThat = (change: { filter?: LeadFilter; q?: string; phone?: string }) => ({
    phone: (change.phone ?? null) as never,
    search: readSearch(change.q ?? "", "US"),
    filter: change.filter ?? "all",
    quietSince: new Date(Date.now() - 7 * DAY_MS),
  });
  const page = (after: string | null = null) => ({ limit: PAGE, after });

  it.each<[string, (tables: Tables) => Promise<unknown>]>([
    ["the list", (tables) => list(tables, "all")],
    ["the list of missed calls", (tables) => list(tables, "missed")],
    ["the list of replies", (tables) => list(tables, "replied")],
    ["the list of those who wait", (tables) => list(tables, "waiting")],
    ["its next page", async (tables) => list(tables, "all", "", (await list(tables, "all")).next)],
    ["its page far down", (tables) => list(tables, "all", "", farDown)],
    ["a name that many have", (tables) => list(tables, "all", "ada")],
    ["one conversation's line in the list", (tables) => tables.inbox.find(OURS, someone())],
    ["its timeline", (tables) => tables.conversations.items(OURS, someone(), { limit: 200, after: null })],
    [
      "its lead",
      (tables) =>
        tables.leads.list(OURS, { ...leadsThat({ phone: someone() }), stage: null }, "newest", page()),
    ],
    [
      "the newest leads",
      (tables) => tables.leads.list(OURS, { ...leadsThat({}), stage: null }, "newest", page()),
    ],
    ["a stage's next leads", (tables) => stageOnwards(tables)],
    ["the transfers of credits", (tables) => tables.ledger.transfers(OURS, page())],
    [
      "their next page",
      async (tables) =>
        tables.ledger.transfers(OURS, page((await tables.ledger.transfers(OURS, page())).next)),
    ],
  ])("reads for %s what a page holds, and not the business", async (_what, ask) => {
    const plans = await plansOf(ask);
    expect(plans.flatMap(({ scanned }) => scanned)).toEqual([]);
    // A page of 50, each with its last call, its last text and its caller; a name is looked for a little longer.
    expect(most(plans)).toBeLessThan(30 * PAGE);
    expect(Math.max(...plans.map(({ buffers }) => buffers))).toBeLessThan(30 * PAGE);
  });
  const someone = () => grownCaller(SEED, 4_321) as never;
  const stageOnwards = async ({ leads }: Tables) => {
    const asked = { ...leadsThat({}), stage: "Won" };
    return leads.list(OURS, asked, "moved", page((await leads.list(OURS, asked, "moved", page())).next));
  };

  // A part of a name or a number stands in no index that every Postgres has: each caller is looked at, once.
  it.each([
    ["a name that nobody has", "zzzz"],
    ["a name that one has", "whitaker 88"],
    ["a number that nobody has", "777 777 7777"],
    ["a part of a number", "5559"],
    ["a word that is rare", "thermostat"],
    ["words of which no text has all", "heater unheard"],
  ])("looks for %s among the callers, and at no text that does not have it", async (_what, q) => {
    const plans = await plansOf((tables) => list(tables, "all", q));
    expect(most(plans)).toBeLessThan(1.6 * CONVERSATIONS);
    expect(plans.flatMap(({ scanned }) => scanned)).not.toContain("texts");
  });

  it("looks for a word that is in every conversation in the index of words", async () => {
    const plans = await plansOf((tables) => list(tables, "all", "heater"));
    expect(most(plans)).toBeLessThan(3.2 * rows.texts);
    expect(plans.flatMap(({ scanned }) => scanned)).not.toContain("texts");
  });

  it("counts the filters of the inbox by looking at each caller once", async () => {
    const [counts] = await plansOf((tables) => tables.inbox.counts(OURS));
    // Where a bitmap leads to the rows, they are counted twice.
    expect(counts?.rowsRead).toBeLessThan(2.1 * CONVERSATIONS);
  });

  it.each<[string, { filter?: LeadFilter; q?: string }]>([
    ["all of it", {}],
    ["those who wait", { filter: "waiting" }],
    ["what is quiet", { filter: "quiet" }],
    ["a name", { q: "ada" }],
    ["a word of the notes", { q: "boiler" }],
    ["what nothing has", { q: "zzzz" }],
  ])(
    "reads for the board, %s, each lead and each note of this business at most twice",
    async (_what, asked) => {
      const plans = await plansOf((tables) => tables.leads.board(OURS, leadsThat(asked), 30));
      expect(most(plans)).toBeLessThan(2.1 * CONVERSATIONS + 2 * rows.notes);
      expect(plans.flatMap(({ scanned }) => scanned)).not.toContain("lead_notes");
    },
  );

  it("reads for the longest report each call, its text and each transfer a few times, whatever the periods", async () => {
    const until = new Date();
    const starts = Array.from({ length: 400 }, (_, day) => new Date(until.getTime() - (400 - day) * DAY_MS));
    const span = { since: starts[0] ?? until, until, line: null };
    const plans = await plansOf(({ reports: table }) => table.counts(OURS, span, starts));
    expect(plans).toHaveLength(3);
    expect(most(plans)).toBeLessThan(1.6 * (rows.calls + rows.texts + rows.transfers));
    const [heat] = await plansOf(({ reports: table }) => table.missedAt(OURS, span, "America/Chicago"));
    expect(heat?.rowsRead).toBeLessThan(2.1 * rows.calls);
    const [used] = await plansOf(({ reports: table }) => table.creditsByPeriod(OURS, span, starts));
    expect(used?.rowsRead).toBeLessThan(2.1 * rows.transfers);
  });

  it("reads for a report of 4 weeks these weeks alone", async () => {
    const until = new Date();
    const since = new Date(until.getTime() - 28 * DAY_MS);
    const plans = await plansOf(({ reports: table }) =>
      table.counts(OURS, { since, until, line: null }, [since]),
    );
    expect(plans.flatMap(({ scanned }) => scanned)).toEqual([]);
    expect(most(plans)).toBeLessThan(rows.calls);
  });
});
