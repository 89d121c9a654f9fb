/** Salesforce's client: where it sends tokens, what it makes of trouble, how it keeps within the org's limits. */
import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectionTrouble, refusalOf } from "../../connectors/salesforce/errors.ts";
import { trustedOrigin } from "../../connectors/salesforce/hosts.ts";
import { send } from "../../connectors/salesforce/transport.ts";
import type { World } from "../../src/crm/testkit.ts";
import * as answers from "../fakes/salesforce/answers.ts";
import { type Bench, CALLER, salesforceBench } from "../support/salesforce-bench.ts";
import { salesforceTrade } from "../support/salesforce-trade.ts";

let bench: Bench;
let world: World;
beforeEach(async () => {
  bench = await salesforceBench();
  world = bench.world();
  await world.open().findByPhone(CALLER);
  bench.asked();
});
afterEach(() => bench.stop());

const MINUTE = 60_000;
const find = () => world.open().findByPhone(CALLER);
const recordId = () => bench.org.add("Contact", { LastName: "Miller", Phone: CALLER }).id;
const log = (activities: readonly ReturnType<Bench["call"]>[], id = recordId()) =>
  world
    .open()
    .log({ target: { kind: "record", recordId: id }, activities, earlierAttemptAt: null }, async () => {});

describe("a token is sent to", () => {
  it.each([
    "https://acme.my.salesforce.com",
    "https://acme--uat.sandbox.my.salesforce.com/",
    "https://acme-dev-ed.develop.my.salesforce.com",
    "https://login.salesforce.com",
    "https://test.salesforce.com",
  ])("%s", (address) => expect(trustedOrigin(address, undefined)).toBe(new URL(address).origin));

  it("the operator's own address beside them", () =>
    expect(trustedOrigin("http://127.0.0.1:4000/x", "http://127.0.0.1:4000")).toBe("http://127.0.0.1:4000"));
});

describe("no token is sent to", () => {
  it.each([
    "http://acme.my.salesforce.com",
    "https://acme.my.salesforce.com:8443",
    "https://user@acme.my.salesforce.com",
    "https://acme.my.salesforce.com.evil.example",
    "https://evil.example/acme.my.salesforce.com",
    "https://my.salesforce.com",
    "https://-.my.salesforce.com",
    "https://a.b.my.salesforce.com",
    "http://169.254.169.254",
    "http://127.0.0.1:4000",
    "acme.my.salesforce.com",
    "",
  ])("%s", (address) =>
    expect(() => trustedOrigin(address, undefined)).toThrow(
      expect.objectContaining({ kind: "auth_expired" }),
    ),
  );

  it("where a redirect points", async () => {
    const visits: (string | undefined)[] = [];
    const elsewhere = createServer((req, res) => {
      visits.push(req.headers.authorization);
      res.end("{}");
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    const { port } = elsewhere.address() as { port: number };
    bench.salesforce.mishaps.push({ on: "any", answer: answers.movedElsewhere(`http://127.0.0.1:${port}/`) });
    await expect(find()).rejects.toMatchObject({ kind: "unavailable" });
    expect(visits).toEqual([]);
    await new Promise((resolve) => elsewhere.close(resolve));
  });

  it("an address that somebody put into the connection", async () => {
    const other = bench.world({}, { instanceUrl: "https://evil.example" });
    await expect(other.open().findByPhone(CALLER)).rejects.toMatchObject({ kind: "auth_expired" });
  });
});

describe("trouble", () => {
  it.each<[string, answers.Answer, object]>([
    ["a session that ended", answers.sessionInvalid, { kind: "auth_expired", unclear: false }],
    ["an org whose API is off", answers.apiDisabled, { kind: "auth_expired" }],
    ["a locked row", answers.rowLocked, { kind: "unavailable", unclear: false }],
    ["an unavailable server", answers.serverUnavailable, { kind: "unavailable", unclear: false }],
    ["a gateway in trouble", answers.badGateway, { kind: "unavailable", unclear: true }],
    ["a page with the status of a success", answers.maintenancePage, { kind: "unavailable", unclear: true }],
    ["a gateway that says no, not the org", answers.blockedByGateway, { kind: "unavailable", unclear: true }],
    ["a limit", answers.limitExceeded, { kind: "throttled", retryAfterMs: 15 * MINUTE, unclear: false }],
  ])("%s, while writing", async (_what, answer, expected) => {
    const id = recordId();
    bench.salesforce.mishaps.push({ on: "write", answer });
    await expect(log([bench.call(1)], id)).rejects.toMatchObject(expected);
  });

  it.each(["lost", "lost_halfway"] as const)(
    "an answer that is %s is unclear, and ends no process",
    async (answer) => {
      const id = recordId();
      bench.salesforce.mishaps.push({ on: "write", answer });
      await expect(log([bench.call(1)], id)).rejects.toMatchObject({ kind: "unavailable", unclear: true });
      bench.clock.pass(MINUTE);
      expect(await log([bench.call(1)], id)).toMatchObject([{ kind: "logged" }]);
      expect(bench.org.living("Task")).toHaveLength(1);
    },
  );

  it("that trickles in is given up after its time, the body included", async () => {
    const server = createServer((_req, res) => void res.write("{"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const url = `http://127.0.0.1:${port}/`;
    await expect(send({ url, method: "GET" }, 50)).rejects.toMatchObject({ name: "TimeoutError" });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("that never came refused nothing: a timeout has a code too, and it is a number", () => {
    const late = connectionTrouble(new DOMException("The operation was aborted", "TimeoutError"), true);
    expect([late.kind, late.unclear, refusalOf(late)]).toEqual(["unavailable", true, null]);
  });

  it("with a server that is not there changed nothing", async () => {
    const id = recordId();
    await bench.stop();
    // The connection that was open breaks; the next cannot be made.
    await expect(find()).rejects.toMatchObject({ kind: "unavailable" });
    bench.clock.pass(1_000);
    await expect(log([bench.call(1)], id)).rejects.toMatchObject({ kind: "unavailable", unclear: false });
  });

  it("leaves the org alone for longer and longer", async () => {
    bench.salesforce.outage = answers.serverUnavailable;
    await expect(find()).rejects.toMatchObject({ kind: "unavailable" });
    bench.clock.pass(1_000);
    await expect(find()).rejects.toMatchObject({ kind: "unavailable" });
    await expect(find()).rejects.toMatchObject({ kind: "unavailable" });
    await expect(find()).rejects.toMatchObject({ kind: "unavailable" });
    await expect(find()).rejects.toMatchObject({ kind: "throttled" });
  });
});

describe("the org's requests of a day", () => {
  const gone = (share: number) => {
    bench.salesforce.usage.used = bench.salesforce.usage.limit * share;
  };
  const yesterday = () =>
    bench.call(7, { occurredAt: new Date(bench.clock.now().getTime() - 24 * 60 * MINUTE) });

  it("from 80 % on are not for calls of a time gone by", async () => {
    gone(0.8);
    await find();
    await expect(log([yesterday()])).rejects.toMatchObject({ kind: "throttled", retryAfterMs: 15 * MINUTE });
    expect(await log([bench.call(1)])).toMatchObject([{ kind: "logged" }]);
    expect(await world.open().describe()).toMatchObject({
      health: "degraded",
      detail: expect.stringMatching(/^80 % of the org's API requests/),
    });
  });

  it("from 95 % on are left to the org's other apps, and looked at again after a quarter of an hour", async () => {
    gone(0.95);
    await find();
    await expect(find()).rejects.toMatchObject({ kind: "throttled", retryAfterMs: 15 * MINUTE });
    gone(0.5);
    bench.clock.pass(15 * MINUTE);
    await find();
    bench.clock.pass(1);
    expect(await log([bench.call(1)])).toMatchObject([{ kind: "logged" }]);
    expect(await log([yesterday()])).toMatchObject([{ kind: "logged" }]);
  });

  it("used up, open a breaker: for 15 minutes, then twice as long, for 4 hours at most", async () => {
    gone(1);
    const breaks: number[] = [];
    for (let i = 0; i < 6; i++) {
      const { retryAfterMs = 0 } = (await find().catch((error: { retryAfterMs: number }) => error)) as {
        retryAfterMs: number;
      };
      breaks.push(retryAfterMs / MINUTE);
      const before = bench.salesforce.requests.length;
      await expect(find()).rejects.toMatchObject({ kind: "throttled" });
      expect(bench.salesforce.requests).toHaveLength(before);
      bench.clock.pass(retryAfterMs);
    }
    expect(breaks).toEqual([15, 30, 60, 120, 240, 240]);
  });
});

describe("a trade of tokens", () => {
  const grant = () => ({ instanceUrl: bench.salesforce.url, ...bench.salesforce.tokens.authorize() });

  it("gives new ones, both of them", async () => {
    const before = grant();
    const after = await salesforceTrade(bench.salesforce.url)(before);
    expect(after.accessToken).not.toBe(before.accessToken);
    expect(after.refreshToken).not.toBe(before.refreshToken);
    expect(after.instanceUrl).toBe(before.instanceUrl);
  });

  it("of a spent token says that a person has to connect again", async () => {
    const before = grant();
    await salesforceTrade(bench.salesforce.url)(before);
    await expect(salesforceTrade(bench.salesforce.url)(before)).rejects.toMatchObject({
      kind: "auth_expired",
      message: "expired access/refresh token",
    });
  });

  it("with an app that Salesforce does not know is the operator's trouble, not the customer's", async () => {
    await expect(salesforceTrade(bench.salesforce.url, "x")(grant())).rejects.toMatchObject({
      kind: "unavailable",
      message: "No access was given: invalid client credentials",
    });
  });

  it("without a refresh token is none", async () => {
    const { refreshToken: _gone, ...typed } = grant();
    await expect(salesforceTrade(bench.salesforce.url)(typed)).rejects.toMatchObject({
      kind: "auth_expired",
    });
  });
});
