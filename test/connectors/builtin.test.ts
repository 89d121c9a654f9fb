import type pg from "pg";
import { afterAll, beforeAll } from "vitest";
import { builtinConnector } from "../../connectors/builtin/connector.ts";
import manifest from "../../manifests/builtin/connector.json" with { type: "json" };
import { connectorWorld, type Departure, type FarSide, worldClock } from "../../src/crm/testkit.ts";
import { openPool } from "../../src/db/connect.ts";
import { type PostgresStore, postgresStore } from "../../src/db/store.ts";
import { KEEP_ALL } from "../../src/domain/business.ts";
import { normalisePhone } from "../../src/domain/phone.ts";
import { newId } from "../../src/secrets/ids.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { keepsItsPromises } from "../support/promises.ts";

let database: TestDatabase;
let pool: pg.Pool;
let leads: PostgresStore["leads"];
let read: PostgresStore["read"];
beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.url, 10);
  ({ leads, read } = postgresStore(
    pool,
    "textback",
    async () => {},
    () => [],
  ));
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const inOurDatabase = "it is a table of ours: it fails or works with the rest of the service";
const departures: readonly Departure[] = [
  {
    promise: "prefers the same record every time when several match, and says why",
    because: "a number has one lead: the database refuses a second",
  },
  {
    promise: "tells which other records have the number, and what they are called",
    because: "a number has one lead: there are no others",
  },
  { promise: "follows a record that was merged into another", because: "leads cannot be merged" },
  {
    promise: "reports an expired access as auth_expired, never as an unknown caller",
    because: "there is no access that could expire",
  },
  { promise: "is delayed by throttling, and loses nothing", because: inOurDatabase },
  { promise: "is delayed by an outage, loses nothing, and keeps the original times", because: inOurDatabase },
  { promise: "parks a refused write with the CRM's own words", because: "it refuses nothing" },
  { promise: "parks a refused move with the CRM's own words", because: "it refuses nothing" },
];

keepsItsPromises(
  "builtin",
  manifest,
  async (use) => {
    const businessId = newId("biz");
    const clock = worldClock();
    await read.businesses.insert({
      id: businessId,
      name: "Promises",
      timeZone: "UTC",
      country: "US",
      leadForAnsweredCallers: false,
      retentionDays: KEEP_ALL,
      alerts: null,
      createdAt: clock.now(),
    });
    let lost = 0;
    /** Done, and then not heard of: as when the connection to the database breaks in that moment. */
    const losing = async <T>(work: Promise<T>): Promise<T> => {
      const done = await work;
      if (lost === 0) return done;
      lost--;
      throw new Error("Connection terminated unexpectedly");
    };
    const store = {
      ...leads,
      findOrCreate: (lead: Parameters<typeof leads.findOrCreate>[0]) => losing(leads.findOrCreate(lead)),
      putActivities: (...given: Parameters<typeof leads.putActivities>) =>
        losing(leads.putActivities(...given)),
      moveActivities: (...given: Parameters<typeof leads.moveActivities>) =>
        losing(leads.moveActivities(...given)),
    };
    const far: FarSide = {
      async addRecord({ phone, name, createdAt }) {
        const e164 = normalisePhone(phone, "US");
        if (e164 === null) throw new Error(`${phone} is no phone number`);
        const lead = {
          businessId,
          phone: e164,
          stage: "New",
          source: "form",
          createdAt: createdAt ?? clock.now(),
        };
        return (await leads.findOrCreate({ id: newId("lead"), name: name ?? null, ...lead })).id;
      },
      records: async () =>
        (
          await read.leads.list(
            businessId,
            { phone: null, stage: null, search: null, filter: "all", quietSince: new Date(0) },
            "newest",
            { limit: 200, after: null },
          )
        ).items,
      timeline: async (id) =>
        (await leads.activities(businessId, id)).map(({ kind, title, body, occurredAt }) => ({
          kind,
          text: `${title}\n${body}`,
          occurredAt,
        })),
      async deleteRecord(id) {
        await pool.query("delete from textback.leads where business_id = $1 and id = $2", [businessId, id]);
      },
      async mergeRecords() {
        throw new Error("Leads cannot be merged");
      },
      async trouble(trouble) {
        if (trouble.kind === "loses_answers") lost = trouble.writes;
        // A search here reads the table itself: it never lags.
        else if (trouble.kind !== "search_lags") throw new Error(`It has no such trouble: ${trouble.kind}`);
      },
    };
    await use(connectorWorld({ connector: builtinConnector(store), far, clock, businessId }));
  },
  departures,
);
