import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConnectorError, type Credentials } from "../../src/crm/contract.ts";
import { openPool } from "../../src/db/connect.ts";
import { credentialRefresh } from "../../src/db/credential-refresh.ts";
import { sealer } from "../../src/secrets/sealer.ts";
import { type Salesforce, startSalesforce } from "../fakes/salesforce/index.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { SECRET, type Work } from "../support/salesforce-process.ts";
import { salesforceTrade } from "../support/salesforce-trade.ts";

const BUSINESS = "biz_1";
const seal = sealer(SECRET);
let database: TestDatabase;
let pool: pg.Pool;
let salesforce: Salesforce;
const children: ChildProcess[] = [];

beforeEach(async () => {
  database = await freshDatabase();
  pool = openPool(database.url, 10);
  salesforce = await startSalesforce();
  await pool.query(
    `insert into textback.businesses (id, name, time_zone, country) values ($1, 'Cascade', 'UTC', 'US')`,
    [BUSINESS],
  );
  await connect();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await pool.end();
  await salesforce.stop();
  await database.drop();
});

/** A person has said yes in Salesforce. */
async function connect(): Promise<Credentials> {
  const credentials = { instanceUrl: salesforce.url, ...salesforce.tokens.authorize() };
  const sealed = await seal.seal(JSON.stringify(credentials), `connection:${BUSINESS}`);
  await pool.query(
    `insert into textback.connections (business_id, connector, sealed_credentials) values ($1, 'salesforce', $2)
     on conflict (business_id) do update set sealed_credentials = excluded.sealed_credentials, health = 'ok',
       health_detail = null`,
    [BUSINESS, sealed],
  );
  return credentials;
}

async function stored(): Promise<{ credentials: Credentials; health: string }> {
  const { rows } = await pool.query("select sealed_credentials, health from textback.connections");
  const { sealed_credentials: sealed, health } = rows[0];
  return { credentials: JSON.parse(await seal.open(sealed, `connection:${BUSINESS}`)), health };
}

const trade = () => salesforceTrade(salesforce.url);

const PROCESS = fileURLToPath(new URL("../support/salesforce-process.ts", import.meta.url));

interface Told {
  readonly ready?: true;
  readonly answered?: true;
  readonly outcomes?: readonly string[];
}

/** A process of the service that is ready to begin. */
async function anotherProcess(more: Partial<Work> = {}): Promise<ChildProcess> {
  const work: Work = {
    databaseUrl: database.url,
    salesforceUrl: salesforce.url,
    businessId: BUSINESS,
    callers: 50,
    hangsAfterAnswer: false,
    ...more,
  };
  const child = fork(PROCESS, [JSON.stringify(work)], { execArgv: [], stdio: "inherit" });
  children.push(child);
  expect(await told(child)).toEqual({ ready: true });
  return child;
}
const told = async (child: ChildProcess): Promise<Told> => (await once(child, "message"))[0] as Told;
async function outcomesOf(child: ChildProcess): Promise<readonly string[]> {
  child.send("go");
  return (await told(child)).outcomes ?? [];
}

/** Processes of their own take their time to start on a busy machine. */
const PROCESSES_MS = 120_000;

describe("an expired access token", () => {
  it(
    "is renewed once for 200 callers in four processes, and no spent token is ever used",
    async () => {
      const processes = await Promise.all(Array.from({ length: 4 }, () => anotherProcess()));
      salesforce.tokens.expireAccess();
      const outcomes = (await Promise.all(processes.map(outcomesOf))).flat();
      expect(outcomes).toEqual(Array.from({ length: 200 }, () => "found"));
      expect(salesforce.tokens.seen).toEqual({ requests: 1, refreshes: 1, reuses: 0 });
    },
    PROCESSES_MS,
  );

  it("is renewed by the token that the last refresh gave, not by the first", async () => {
    const refresh = credentialRefresh(pool, "textback", seal).hook(BUSINESS, trade());
    for (let i = 0; i < 3; i++) await refresh((await stored()).credentials);
    expect(salesforce.tokens.seen).toEqual({ requests: 3, refreshes: 3, reuses: 0 });
  });

  it("keeps its refresh token where the org does not rotate", async () => {
    salesforce.tokens.rotates = false;
    const before = (await stored()).credentials;
    const fresh = await credentialRefresh(pool, "textback", seal).hook(BUSINESS, trade())(before);
    expect(fresh).toMatchObject({ ...before, accessToken: fresh.accessToken });
    expect(fresh.accessToken).not.toBe(before.accessToken);
  });
});

describe("a process that is killed between Salesforce's answer and our commit", () => {
  it(
    "costs one use of a spent token at most; then nobody asks until a person has connected again",
    async () => {
      const dying = await anotherProcess({ callers: 1, hangsAfterAnswer: true });
      salesforce.tokens.expireAccess();
      dying.send("go");
      expect(await told(dying)).toEqual({ answered: true });
      dying.kill("SIGKILL");

      const others = await Promise.all([anotherProcess(), anotherProcess()]);
      const outcomes = (await Promise.all(others.map(outcomesOf))).flat();
      expect(outcomes).toEqual(Array.from({ length: 100 }, () => "auth_expired"));
      expect(salesforce.tokens.seen).toEqual({ requests: 2, refreshes: 1, reuses: 1 });
      expect((await stored()).health).toBe("needs_reconnect");

      await connect();
      const after = await anotherProcess();
      expect(await outcomesOf(after)).toEqual(Array.from({ length: 50 }, () => "found"));
      expect(salesforce.tokens.seen.requests).toBe(2);
    },
    PROCESSES_MS,
  );
});

describe("trouble", () => {
  it("that is not the grant's leaves the connection as it is", async () => {
    const before = await stored();
    const away = async () => {
      throw new ConnectorError("unavailable", "Salesforce could not be reached: ECONNRESET");
    };
    const refresh = credentialRefresh(pool, "textback", seal);
    await expect(refresh.hook(BUSINESS, away)(before.credentials)).rejects.toMatchObject({
      kind: "unavailable",
    });
    expect(await stored()).toEqual(before);
  });

  it("with the database after the trade does not lose what was traded", async () => {
    const before = (await stored()).credentials;
    const tradeAndCut: typeof trade = () => async (given) => {
      const fresh = await trade()(given);
      await pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where state = 'idle in transaction' and datname = current_database()`,
      );
      return fresh;
    };
    const fresh = await credentialRefresh(pool, "textback", seal).hook(BUSINESS, tradeAndCut())(before);
    expect((await stored()).credentials).toEqual(fresh);
    expect(salesforce.tokens.seen).toEqual({ requests: 1, refreshes: 1, reuses: 0 });
  });

  it("a business that was connected anew meanwhile gets its new access", async () => {
    const old = (await stored()).credentials;
    const anew = await connect();
    const refresh = credentialRefresh(pool, "textback", seal);
    expect(await refresh.hook(BUSINESS, trade())(old)).toEqual(anew);
    expect(salesforce.tokens.seen.requests).toBe(0);
  });
});

describe("the heartbeat", () => {
  it("finds connections that nobody used for a week, and keeps their grant alive", async () => {
    const refresh = credentialRefresh(pool, "textback", seal);
    const weekAgo = new Date(Date.now() - 7 * 24 * 3_600_000);
    expect(await refresh.quietSince("salesforce", weekAgo)).toEqual([]);
    await pool.query("update textback.connections set updated_at = now() - interval '8 days'");
    expect(await refresh.quietSince("hubspot", weekAgo)).toEqual([]);
    expect(await refresh.quietSince("salesforce", weekAgo)).toEqual([BUSINESS]);
    await refresh.renew(BUSINESS, trade());
    expect(salesforce.tokens.seen.refreshes).toBe(1);
    expect(await refresh.quietSince("salesforce", weekAgo)).toEqual([]);
  });
});
