/** The worst moment: Salesforce has spent the refresh token, and the service dies before it could keep the new one. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { sealer } from "../../src/secrets/sealer.ts";
import { type Salesforce, startSalesforce } from "../fakes/salesforce/index.ts";
import { CLIENT_ID, CLIENT_SECRET } from "../fakes/salesforce/tokens.ts";
import { eventually, startWorld, type World } from "../support/process.ts";
import { SECRET } from "../support/salesforce-process.ts";
import { CALLER, LINE } from "../support/service.ts";

const OTHER = "+15125550143";
let salesforce: Salesforce;
let world: World;
const PROCESSES_MS = 180_000;
beforeEach(async () => {
  salesforce = await startSalesforce();
  salesforce.org.features.packaged = "textback";
  salesforce.org.rules.searchLagMs = 15 * 60_000;
  world = await startWorld({
    SALESFORCE_LOGIN_URL: salesforce.url,
    SALESFORCE_CLIENT_ID: CLIENT_ID,
    SALESFORCE_CLIENT_SECRET: CLIENT_SECRET,
  });
}, PROCESSES_MS);
afterEach(async () => {
  await world.stop();
  await salesforce.stop();
});

const row = async (sql: string) => (await world.pool.query(sql)).rows[0];

/** As by OAuth. */
async function connect(): Promise<void> {
  const { id } = await row("select id from textback.businesses");
  const credentials = { instanceUrl: salesforce.url, ...salesforce.tokens.authorize() };
  const sealed = await sealer(SECRET).seal(JSON.stringify(credentials), `connection:${id}`);
  await world.pool.query(
    "insert into textback.connections (business_id, connector, sealed_credentials) values ($1, 'salesforce', $2)",
    [id, sealed],
  );
}
const missCall = (from: string) =>
  world.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
const tasks = () => salesforce.org.living("Task").length;
const health = async () => (await world.own("/connection")).health;

it("costs one use of the spent token; everything waits for a person, and is sent", {
  timeout: 90_000,
}, async () => {
  const { seen } = salesforce.tokens;
  await connect();
  await missCall(CALLER);
  await eventually(async () => tasks() === 2);

  salesforce.tokens.expireAccess();
  salesforce.tokens.onGranted = () => world.kill();
  await world.carrier.text({ from: CALLER, to: LINE, body: "Are you there?" });
  await world.dead;
  salesforce.tokens.onGranted = null;
  expect(seen).toEqual({ requests: 1, refreshes: 1, reuses: 0 });

  await world.start();
  await world.anHourPasses();
  await eventually(async () => (await health()) === "needs_reconnect");
  expect(seen).toEqual({ requests: 2, refreshes: 1, reuses: 1 });

  // Who calls now is texted, and nobody asks Salesforce.
  const asked = salesforce.requests.length;
  await missCall(OTHER);
  await eventually(async () => world.carrier.handset(OTHER).length === 1);
  await eventually(async () => (await world.own("/connection")).failed === 3);
  expect([seen.requests, salesforce.requests.length]).toEqual([2, asked]);

  const { accessToken } = salesforce.tokens.authorize();
  await world.putOwn("/connection", {
    connector: "salesforce",
    credentials: { instanceUrl: salesforce.url, accessToken },
  });
  await eventually(async () => tasks() === 5);
  expect(salesforce.org.living("Lead").map(({ fields }) => fields.Phone)).toEqual([CALLER, OTHER]);
  await eventually(async () => (await world.own("/connection")).pending === 0);
  expect(await world.own("/connection")).toMatchObject({ health: "ok", failed: 0 });
});
