import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import manifest from "../../manifests/salesforce/connector.json" with { type: "json" };
import { type Salesforce, startSalesforce } from "../fakes/salesforce/index.ts";
import * as salesforceApp from "../fakes/salesforce/tokens.ts";
import { ownersBrowser } from "../support/browser.ts";
import { canvasContext, launchIn, postCanvas, signedRequest } from "../support/canvas.ts";
import { TestClock } from "../support/clock.ts";
import { type Service, startService } from "../support/service.ts";
import { openStream } from "../support/stream.ts";
import { walker } from "../support/walker.ts";

const MINUTE = 60_000;
const clock = new TestClock();
const written: string[] = [];
let salesforce: Salesforce;
let service: Service;
let businessId: string;

beforeAll(async () => {
  salesforce = await startSalesforce({ now: () => clock.now() });
  salesforce.org.features.packaged = "textback";
  const log = (...words: unknown[]) => void written.push(JSON.stringify(words));
  service = await startService({
    clock,
    logger: { debug: log, info: log, warn: log, error: log },
    salesforce: { url: salesforce.url },
    oauthApps: {
      salesforce: {
        clientId: salesforceApp.CLIENT_ID,
        clientSecret: salesforceApp.CLIENT_SECRET,
        baseUrl: salesforce.url,
      },
    },
  });
});
afterAll(async () => {
  await service.stop();
  await salesforce.stop();
});
beforeEach(async () => {
  clock.pass(16 * MINUTE);
  businessId = await connect();
});

/** Somebody installs from Salesforce. @returns whose business it is */
async function connect(): Promise<string> {
  const browser = walker(service.url);
  const { location } = await browser.go("/install/salesforce?host=production");
  await browser.go(salesforce.tokens.consent(location ?? ""));
  return (await browser.api("GET", "/session")).body.businesses[0].id;
}
const canvas = (change: Parameters<typeof canvasContext>[1] = {}) =>
  postCanvas(service.url, {
    signed_request: signedRequest(canvasContext(clock.now(), change), salesforceApp.CLIENT_SECRET),
  });
const trade = (token: string, connector = "salesforce") =>
  walker(service.url).api("POST", "/session/launch", { token, connector });
const bearer = async (): Promise<string> => (await trade(launchIn(await canvas()))).body.token;
const as = (key: string) => (method: string, path: string, body?: unknown) =>
  service.api(method, path, body, { key });
const framedBy = (response: { headers: Headers }) =>
  /frame-ancestors ([^;]*)/.exec(response.headers.get("content-security-policy") ?? "")?.[1];

describe("our page inside Salesforce", () => {
  it("gets a launch token behind the #, and a session in exchange, without a cookie", async () => {
    const response = await canvas();
    expect([response.status, response.headers.get("set-cookie")]).toEqual([303, null]);
    const page = new URL(response.headers.get("location") ?? "");
    expect([page.href.split("#")[0], page.search]).toEqual([`${service.url}/embed/salesforce`, ""]);
    const { status, body, headers } = await trade(launchIn(response));
    expect([status, headers.get("set-cookie"), headers.get("cache-control")]).toEqual([
      200,
      null,
      "no-store",
    ]);
    expect(body).toEqual({
      token: expect.stringMatching(/^tbe_[\w-]{43}$/),
      expiresAt: new Date(clock.now().getTime() + 12 * 60 * MINUTE).toISOString(),
      businessId,
    });
  });

  it("is for one person of one business: a colleague joins as a member, once", async () => {
    const mine = as(await bearer());
    const { body } = await mine("GET", "/session");
    expect(body).toMatchObject({ role: "member", user: { name: "Pat Miller", email: null } });
    expect(body.businesses).toEqual([{ id: businessId, name: expect.any(String) }]);
    expect((await mine("GET", `/businesses/${businessId}/connection`)).status).toBe(200);
    expect((await mine("GET", `/businesses/${service.businessId}/connection`)).status).toBe(404);
    expect((await mine("DELETE", `/businesses/${businessId}/connection`)).status).toBe(403);
    expect((await mine("POST", "/businesses", { name: "Mine" })).status).toBe(403);
    const again = await as(await bearer())("GET", "/session");
    expect(again.body.user.id).toBe(body.user.id);
  });

  it("makes one member of a person who opens it in ten tabs at once", async () => {
    const context = {
      organization: { organizationId: "00D5e0000000001AAA" },
      user: { userId: "0055e0000000010AAA", fullName: "Kim" },
    };
    const answers = await Promise.all(Array.from({ length: 10 }, () => canvas({ context })));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(303));
    const { rows } = await service.pool.query("select id from textback.users where name = 'Kim'");
    expect(rows).toHaveLength(1);
  });

  it("knows the installer as the owner", async () => {
    const context = {
      organization: { organizationId: "00D5e0000000001AAA" },
      user: { userId: "0055e0000000001AAA", fullName: "Whatever" },
    };
    const { body } = await trade(launchIn(await canvas({ context })));
    expect((await as(body.token)("GET", "/session")).body).toMatchObject({
      role: "owner",
      user: { name: "Owner" },
    });
  });

  it("hears what changes", async () => {
    const stream = await openStream(`${service.url}/api/v1/businesses/${businessId}/events`, {
      authorization: `Bearer ${await bearer()}`,
    });
    expect([stream.status, stream.contentType]).toEqual([200, "text/event-stream; charset=utf-8"]);
    await service.api("POST", `/businesses/${businessId}/credits/grants`, { credits: 5, reason: "x" });
    // Just connected, the CRM is looked at as well.
    expect((await stream.next(({ event }) => event !== "connection")).event).toBe("credits");
    stream.close();
  });

  it("asks for the way in first where the org is not connected, in a page that Salesforce may frame", async () => {
    const context = {
      organization: { organizationId: "00D5e0000000099AAA" },
      user: { userId: "0055e0000000009AAA", fullName: "Pat" },
    };
    const response = await canvas({ context });
    const text = await response.text();
    expect(response.status).toBe(409);
    expect(text).toContain('href="/install/salesforce" target="_blank"');
    expect(framedBy(response)).toMatch(
      /^https:\/\/\*\.lightning\.force\.com https:\/\/\*\.my\.salesforce\.com/,
    );
    expect(framedBy(response)).not.toContain("hubspot");
  });

  it("is not opened by a request that Salesforce did not sign, or signed long ago", async () => {
    const good = signedRequest(canvasContext(clock.now()), salesforceApp.CLIENT_SECRET);
    const forms: readonly (Record<string, string> | string)[] = [
      {},
      "",
      { signed_request: "" },
      { signed_request: signedRequest(canvasContext(clock.now()), "guessed") },
      { other: good },
      `signed_request=${encodeURIComponent(good)}&signed_request=${encodeURIComponent(good)}`,
      { "signed_request[x]": good },
      {
        signed_request: signedRequest(
          canvasContext(new Date(clock.now().getTime() - 6 * MINUTE)),
          salesforceApp.CLIENT_SECRET,
        ),
      },
    ];
    for (const form of forms) {
      const response = await postCanvas(service.url, form);
      expect([form, response.status, response.headers.get("location")]).toEqual([form, 403, null]);
    }
    expect((await fetch(`${service.url}/crm/salesforce/canvas`)).status).toBe(404);
  });

  it("keeps and logs nothing of the tokens that Salesforce sends along", async () => {
    const launch = launchIn(await canvas());
    const { body } = await trade(launch);
    const { rows: tables } = await service.pool.query(
      "select table_name as name from information_schema.tables where table_schema = 'textback' and table_type = 'BASE TABLE'",
    );
    const kept = await Promise.all(
      tables.map(({ name }) => service.pool.query(`select to_jsonb(t)::text as row from textback.${name} t`)),
    );
    const all = [...written, ...kept.flatMap(({ rows }) => rows.map(({ row }) => row))].join("\n");
    for (const canary of ["canary-access", "canary-refresh", launch, body.token])
      expect(all).not.toContain(canary);
    expect(all).toContain("Pat Miller");
  });
});

describe("a launch token is refused", () => {
  const refused = async (token: string, connector?: string) => {
    const { status, body } = await trade(token, connector);
    expect([status, body.code]).toEqual([401, "launch_expired"]);
  };

  it("the second time", async () => {
    const token = launchIn(await canvas());
    expect((await trade(token)).status).toBe(200);
    await refused(token);
  });

  it("nineteen of twenty times at once", async () => {
    const token = launchIn(await canvas());
    const answers = await Promise.all(Array.from({ length: 20 }, () => trade(token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("after five minutes", async () => {
    const token = launchIn(await canvas());
    clock.pass(5 * MINUTE);
    await refused(token);
  });

  it("in another CRM's page", async () => {
    const token = launchIn(await canvas());
    await refused(token, "hubspot");
    expect((await trade(token)).status).toBe(200);
  });

  it("once the account was disconnected", async () => {
    const token = launchIn(await canvas());
    await service.pool.query("delete from textback.connections where business_id = $1", [businessId]);
    await refused(token);
  });

  it("once the person was removed", async () => {
    const token = launchIn(await canvas());
    await service.pool.query("delete from textback.users where name = 'Pat Miller'");
    await refused(token);
  });

  it("from another site's page", async () => {
    const token = launchIn(await canvas());
    const elsewhere = await fetch(`${service.url}/api/v1/session/launch`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "https://evil.example" },
      body: JSON.stringify({ token, connector: "salesforce" }),
    });
    expect(elsewhere.status).toBe(403);
  });
});

describe("the session of a page inside a CRM", () => {
  it("ends after twelve hours, however busy it is", async () => {
    const mine = as(await bearer());
    clock.pass(12 * 60 * MINUTE - 1);
    expect((await mine("GET", "/session")).status).toBe(200);
    clock.pass(1);
    expect((await mine("GET", "/session")).status).toBe(401);
  });

  it("ends with the connection, and does not come back with the connection of another account", async () => {
    const mine = as(await bearer());
    const owner = await ownersBrowser(service, businessId);
    expect((await owner.api("DELETE", `/businesses/${businessId}/connection`)).status).toBe(204);
    expect((await mine("GET", "/session")).status).toBe(401);
    await service.pool.query(
      "insert into textback.connections (business_id, connector, account_id) values ($1, 'salesforce', '00D5e0000000077AAA')",
      [businessId],
    );
    expect((await mine("GET", "/session")).status).toBe(401);
    await service.pool.query("delete from textback.connections where business_id = $1", [businessId]);
  });

  it("is none as a cookie, and a cookie's is none as a key", async () => {
    const token = await bearer();
    const browser = walker(service.url, new Map([["textback", token]]));
    expect((await browser.api("GET", "/session")).status).toBe(401);
    const owner = await ownersBrowser(service, businessId);
    const cookie = owner.cookies.get("textback") ?? "";
    expect((await as(cookie)("GET", "/session")).status).toBe(401);
    expect((await as(`tbe_${cookie}`)("GET", "/session")).status).toBe(401);
  });

  it("stays itself beside somebody else's cookie", async () => {
    const token = await bearer();
    const owner = await ownersBrowser(service);
    const { body, headers } = await owner.api("GET", "/session", undefined, {
      authorization: `Bearer ${token}`,
    });
    expect(body.businesses.map(({ id }: { id: string }) => id)).toEqual([businessId]);
    expect(headers.get("set-cookie")).toBeNull();
  });

  it("ends when its person signs out everywhere", async () => {
    const mine = as(await bearer());
    expect((await mine("DELETE", "/sessions")).status).toBe(204);
    expect((await mine("GET", "/session")).status).toBe(401);
  });
});

describe("Salesforce's word", () => {
  const posted = () => ({
    signed_request: signedRequest(canvasContext(clock.now()), salesforceApp.CLIENT_SECRET),
  });

  it("counts once, also when it is shown twice at the same moment", async () => {
    const form = posted();
    const statuses = (await Promise.all([1, 2, 3].map(() => postCanvas(service.url, form)))).map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([303, 403, 403]);
    expect((await postCanvas(service.url, posted())).status).toBe(303);
  });

  it("is forgotten once it would hold no more", async () => {
    await postCanvas(service.url, posted());
    clock.pass(7 * MINUTE);
    await service.textback.catchUp();
    const { rows } = await service.pool.query("select count(*)::int as n from textback.used_signatures");
    expect(rows).toEqual([{ n: 0 }]);
  });
});

describe("somebody whom an owner has removed", () => {
  const members = async () =>
    (await service.api("GET", `/businesses/${businessId}/users`)).body.items.filter(
      ({ role }: { role: string }) => role === "member",
    );
  const installs = async (browser = walker(service.url)) => {
    const { location } = await browser.go("/install/salesforce?host=production");
    return browser.go(salesforce.tokens.consent(location ?? ""));
  };

  it("stays out by the tab, until they come back by an invitation and connect as who they are then", async () => {
    // The one who says yes at Salesforce is the one who opens the tab.
    const me = { userId: "0055e0000000001AAA" };
    const at = () => canvasContext(clock.now());
    const tab = () => {
      const context = at();
      const user = { ...context.context.user, ...me };
      return postCanvas(service.url, {
        signed_request: signedRequest(
          { ...context, context: { ...context.context, user } },
          salesforceApp.CLIENT_SECRET,
        ),
      });
    };
    const { rows } = await service.pool.query(
      "select user_id from textback.crm_users where business_id = $1 and crm_user_id = $2",
      [businessId, me.userId],
    );
    // Somebody else owns it meanwhile.
    const link = await service.api("POST", `/businesses/${businessId}/invitations`, {
      name: "Second",
      email: "second@example.com",
      role: "owner",
    });
    const second = walker(service.url);
    const tokenOf = (url: string) => new URL(url).searchParams.get("token");
    await second.api("POST", "/invitations/accept", { token: tokenOf(link.body.url) });
    expect((await service.api("DELETE", `/businesses/${businessId}/users/${rows[0].user_id}`)).status).toBe(
      204,
    );

    const refused = await tab();
    expect([refused.status, await refused.text()]).toEqual([
      403,
      expect.stringContaining("You were removed from this business"),
    ]);
    const before = await members();
    expect((await installs()).status).toBe(403);
    expect(await members()).toEqual(before);

    const again = await service.api("POST", `/businesses/${businessId}/invitations`, {
      name: "Pat",
      email: "pat@example.com",
      role: "member",
    });
    const browser = walker(service.url);
    await browser.api("POST", "/invitations/accept", { token: tokenOf(again.body.url) });
    expect((await tab()).status).toBe(403);
    expect((await installs(browser)).status).toBe(303);
    expect((await tab()).status).toBe(303);
    expect((await members()).map(({ name }: { name: string }) => name)).toEqual([
      ...before.map(({ name }: { name: string }) => name),
      "Pat",
    ]);
  });
});

describe("of the scopes that are asked for at Salesforce", () => {
  it("each lets something through, and nothing is asked for beside them", async () => {
    const { scopes } = manifest.connect.oauth;
    const asked = new URL(
      (await walker(service.url).go("/install/salesforce?host=production")).location ?? "",
    );
    expect(asked.searchParams.get("scope")).toBe(scopes.join(" "));
    salesforce.tokens.seen.scopes.clear();
    salesforce.tokens.expireAccess();
    await service.textback.app.store.read.jobs.enqueue({ kind: "check_connection", businessId });
    await service.settled();
    const browser = walker(service.url);
    const { location } = await browser.go("/oauth/salesforce/sign-in?host=production");
    await browser.go(salesforce.tokens.consent(location ?? "", "0055e0000000002AAA"));
    expect([...salesforce.tokens.seen.scopes].sort()).toEqual([...scopes].sort());
  });
});
