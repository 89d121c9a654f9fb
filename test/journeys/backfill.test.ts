/** What waited long is told of many callers at once; whoever rings now does not wait for it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { farSideOf } from "../fakes/salesforce/far-side.ts";
import { type Salesforce, startSalesforce } from "../fakes/salesforce/index.ts";
import { TestClock } from "../support/clock.ts";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";

const HOUR_MS = 3_600_000;
const WRITE = "POST /composite/sobjects";

let clock: TestClock;
let salesforce: Salesforce;
let service: Service;
beforeEach(async () => {
  clock = new TestClock();
  salesforce = await startSalesforce({ now: () => clock.now() });
  salesforce.org.features.packaged = "textback";
  service = await startService({ salesforce: { url: salesforce.url }, clock });
  await connect();
  await missCall();
});
afterEach(async () => {
  await service.stop();
  await salesforce.stop();
});

async function connect() {
  const { accessToken } = salesforce.tokens.authorize();
  const credentials = { instanceUrl: salesforce.url, accessToken };
  await service.own("PUT", "/connection", { connector: "salesforce", credentials });
  await service.settled();
}
async function missCall(from = CALLER) {
  await service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
  await service.settled();
}
const connection = async () => (await service.own("GET", "/connection")).body;
const asked = () =>
  salesforce.requests
    .splice(0)
    .filter(({ body }) => !JSON.stringify(body).includes("/describe"))
    .map(({ method, path }) => `${method} ${path.replace(/^.*v67\.0/, "").replace(/\?.*$/s, "")}`)
    .filter((each) => !each.startsWith("GET /query"));
const timelineOf = (id: string) => farSideOf(salesforce).timeline(id);

/**
 * The org refuses us while callers ring, each of whom it knows, one call and one text a piece: CALLER first, and
 * copies of what became of that call for all others, a second apart.
 * @returns the Leads of the others
 */
async function missedWhileAway(others: number): Promise<readonly string[]> {
  clock.pass(60_000);
  salesforce.tokens.expireAccess();
  await missCall();
  const leads = Array.from({ length: others }, (_, i) => {
    const phone = `+1206555${String(1_000 + i)}`;
    return { phone, id: salesforce.org.add("Lead", { LastName: "L", Company: "C", Phone: phone }).id };
  });
  /** As it is, but for these columns. */
  const copy = (table: string, which: string, changed: Record<string, string>) =>
    service.pool.query(
      `insert into textback.${table} select (jsonb_populate_record(t, jsonb_build_object(
         'phone', '+1206555' || 999 + n, 'occurred_at', t.occurred_at + make_interval(secs => n),
         ${Object.entries(changed).map(([name, from]) => `'${name}', ${from} || n::text`)}))).*
       from textback.${table} t, generate_series(1, ${others}) n
       where t.id = (select id from textback.${table} where ${which} order by occurred_at desc limit 1)`,
    );
  await copy("calls", "direction = 'in'", { id: "id", call_sid: "call_sid" });
  await copy("texts", "direction = 'out'", { id: "id", call_id: "call_id", message_sid: "message_sid" });
  for (const kind of ["call", "text"])
    await copy("activities", `kind = '${kind}' and state = 'parked'`, { id: "id", source_id: "source_id" });
  await service.pool.query(
    `insert into textback.records (business_id, connector, phone, record_id, matched_by)
     select $1, 'salesforce', phone, id, 'Phone' from unnest($2::text[], $3::text[]) as l (phone, id)`,
    [service.businessId, leads.map((each) => each.phone), leads.map(({ id }) => id)],
  );
  clock.pass(HOUR_MS);
  asked();
  return leads.map(({ id }) => id);
}

/** Time passes: what was put off until then is done by the queue, and the sweep finds the rest. */
async function pass(ms: number) {
  clock.pass(ms);
  await service.pool.query(
    "update textback_jobs.job set start_after = now() where state < 'active' and start_after <= $1",
    [clock.now()],
  );
  await service.textback.catchUp();
  await service.settled();
}

async function expectEachOnce(leads: readonly string[]) {
  for (const id of leads)
    expect((await timelineOf(id)).map(({ kind, text }) => [kind, text.split(" ", 2).join(" ")])).toEqual([
      ["call", "Missed call"],
      ["text", "Text sent"],
    ]);
}

describe("what waited of many callers", () => {
  it("goes out in collections of 200 after a reconnection: 1,000 of 500 callers in five requests", async () => {
    const leads = await missedWhileAway(499);
    expect(await connection()).toMatchObject({ health: "needs_reconnect", failed: 1_000 });
    await connect();
    expect(asked()).toEqual(Array.from({ length: 5 }, () => WRITE));
    await expectEachOnce(leads);
    expect(await connection()).toMatchObject({ health: "ok", pending: 0, failed: 0 });
  });

  it("is there once also when the answer to a collection was lost", async () => {
    const leads = await missedWhileAway(150);
    salesforce.mishaps.push({ on: "write", answer: "lost" });
    await connect();
    expect((await connection()).pending).toBeGreaterThan(0);
    await pass(120_000);
    await expectEachOnce(leads);
    expect(salesforce.org.living("Task")).toHaveLength(304);
    expect(await connection()).toMatchObject({ pending: 0, failed: 0 });
  });

  it("follows the record of one that was merged, and spares the others the way", async () => {
    const leads = await missedWhileAway(60);
    const [loser = "", ...others] = leads;
    const winner = salesforce.org.add("Lead", { LastName: "W", Company: "C", Phone: "+12065550199" }).id;
    salesforce.org.merge(loser, winner);
    await connect();
    await pass(120_000);
    await expectEachOnce([winner, ...others]);
    expect(asked().filter((each) => each === WRITE).length).toBeLessThan(5);
  });

  it("waits from 80 % of the org's requests on, while a call that rings now goes through", async () => {
    const leads = await missedWhileAway(150);
    Object.assign(salesforce.usage, { used: 82, limit: 100 });
    // The first answer tells how much is used. It may be the back-fill's own, so one collection of two may go.
    await connect();
    await pass(120_000);
    asked();
    await missCall("+12065551000");
    expect(asked()).toEqual([WRITE]);
    expect(await timelineOf(leads[0] ?? "")).not.toEqual([]);
    expect((await connection()).pending).toBeGreaterThan(0);
    Object.assign(salesforce.usage, { used: 10, limit: 100 });
    await pass(HOUR_MS);
    await pass(120_000);
    await expectEachOnce(leads.slice(1));
    expect(await connection()).toMatchObject({ pending: 0, failed: 0 });
  });

  it("is put on each record in order, and a caller who rings meanwhile brings along what waited", async () => {
    const [first = "", ...others] = await missedWhileAway(3);
    const { accessToken } = salesforce.tokens.authorize();
    const credentials = { instanceUrl: salesforce.url, accessToken };
    await service.own("PUT", "/connection", { connector: "salesforce", credentials });
    await missCall("+12065551000");
    const kinds = (await timelineOf(first)).map(({ kind }) => kind);
    expect(kinds).toEqual(["call", "text", "call", "text"]);
    await expectEachOnce(others);
  });

  it("is in no one's way when its process dies: after the lease it is taken again", async () => {
    const leads = await missedWhileAway(20);
    await service.pool.query("update textback.activities set taken_by = 'backfill', attempted_at = $1", [
      clock.now(),
    ]);
    await service.pool.query(
      "update textback.activities set state = 'pending', next_attempt_at = $1 where state = 'parked'",
      [clock.now()],
    );
    await connect();
    await pass(120_000);
    expect(asked().filter((each) => each === WRITE)).toEqual([]);
    await pass(300_000);
    await expectEachOnce(leads);
  });
});

it("a call is told at once also when an earlier one of that caller was put off for an hour", async () => {
  const later = new Date(Date.now() + HOUR_MS);
  const job = { kind: "drain_caller", businessId: service.businessId, phone: CALLER } as const;
  await service.textback.store.read.jobs.enqueue(job as never, later);
  const before = salesforce.org.living("Task").length;
  await missCall();
  expect(salesforce.org.living("Task")).toHaveLength(before + 2);
});
