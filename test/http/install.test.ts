import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Hubspot, startHubspot } from "../fakes/hubspot/index.ts";
import { CLIENT_ID, CLIENT_SECRET } from "../fakes/hubspot/oauth.ts";
import { type Salesforce, startSalesforce } from "../fakes/salesforce/index.ts";
import * as salesforceApp from "../fakes/salesforce/tokens.ts";
import { type Browser, ownersBrowser } from "../support/browser.ts";
import { TestClock } from "../support/clock.ts";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";
import { type Walker, walker } from "../support/walker.ts";

const MINUTE = 60_000;
const PACKAGE = "https://login.salesforce.com/packaging/installPackage.apexp?p0=04t5e0000000001AAA";

const clock = new TestClock();
let hubspot: Hubspot;
let salesforce: Salesforce;
let service: Service;
let owner: Browser;

beforeAll(async () => {
  hubspot = await startHubspot({ now: () => clock.now() });
  salesforce = await startSalesforce({ now: () => clock.now() });
  salesforce.org.features.packaged = "textback";
  service = await startService({
    clock,
    hubspot: { apiUrl: hubspot.url },
    salesforce: { url: salesforce.url },
    operator: { supportEmail: "help@example.com" },
    oauthApps: {
      hubspot: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, baseUrl: hubspot.url },
      salesforce: {
        clientId: salesforceApp.CLIENT_ID,
        clientSecret: salesforceApp.CLIENT_SECRET,
        baseUrl: salesforce.url,
        packageUrl: PACKAGE,
      },
    },
  });
  owner = await ownersBrowser(service);
});
afterAll(async () => {
  await service.stop();
  await hubspot.stop();
  await salesforce.stop();
});
beforeEach(async () => {
  // Every test has the limits to itself.
  clock.pass(16 * MINUTE);
  await service.pool.query("delete from textback.connections");
  hubspot.oauth.seen.length = 0;
  salesforce.tokens.revocations.length = 0;
});

const begin = async (browser: Walker, path = "/install/hubspot"): Promise<string> => {
  const { status, location } = await browser.go(path);
  expect(status).toBe(303);
  return location ?? "";
};
/** The whole way of one person through HubSpot. */
const install = async (browser: Walker, who: { portalId?: number; userId?: number } = {}, path?: string) =>
  browser.go(hubspot.oauth.consent(await begin(browser, path), who));
const tokenRequests = () => hubspot.oauth.seen.filter(({ path }) => path.endsWith("/token"));
const portals = async () =>
  (await service.pool.query("select business_id, account_id from textback.connections order by account_id"))
    .rows;
const me = async (browser: Walker) => (await browser.api("GET", "/session")).body;
const walk = (cookies?: Map<string, string>): Walker => walker(service.url, cookies);

describe("installing", () => {
  it("asks HubSpot for exactly the manifest's scopes, at our one address, with a state of 256 bits", async () => {
    const url = new URL(await begin(walk()));
    expect(url.pathname).toBe("/oauth/authorize");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: CLIENT_ID,
      redirect_uri: `${service.url}/oauth/hubspot/callback`,
      scope: "oauth crm.objects.contacts.read crm.objects.contacts.write",
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it("for the first time makes the business and signs the installer in as its owner", async () => {
    const browser = walk();
    const { status, location } = await install(browser, { portalId: 1001 });
    expect([status, location]).toEqual([303, `${service.url}/welcome`]);
    const session = await me(browser);
    expect(session).toMatchObject({ role: "owner", businesses: [{ name: "HubSpot account 62515" }] });
    const { id } = session.businesses[0];
    expect((await service.api("GET", `/businesses/${id}`)).body.timeZone).toMatch(/Chicago|Central/);
    expect((await browser.api("GET", `/businesses/${id}/connection`)).body).toMatchObject({
      connector: "hubspot",
      health: "ok",
    });
    expect(tokenRequests()).toMatchObject([
      { path: "/oauth/2026-09/token", form: { grant_type: "authorization_code" } },
    ]);
  });

  it("a second time updates it: the same person is the same user, a colleague joins as a member", async () => {
    const first = walk();
    await install(first, { portalId: 1002, userId: 7 });
    const again = walk();
    expect((await install(again, { portalId: 1002, userId: 7 })).location).toBe(`${service.url}/connection`);
    expect((await me(again)).user.id).toBe((await me(first)).user.id);
    const colleague = walk();
    await install(colleague, { portalId: 1002, userId: 8 });
    expect(await me(colleague)).toMatchObject({
      role: "member",
      businesses: (await me(first)).businesses.map(({ id }: { id: string }) => ({ id })),
    });
    expect(await portals()).toHaveLength(1);
  });

  it("again after disconnecting finds the business as its owner left it; a colleague cannot undo that", async () => {
    const owning = walk();
    await install(owning, { portalId: 1013, userId: 7 });
    const [{ id }] = (await me(owning)).businesses;
    await install(walk(), { portalId: 1013, userId: 8 });
    await owning.api("DELETE", `/businesses/${id}/connection`);
    // The portal is given back by a job, which would end the colleague's access too.
    await service.settled();
    const colleague = walk();
    expect((await install(colleague, { portalId: 1013, userId: 8 })).location).toBe(`${service.url}/welcome`);
    const [other] = (await me(colleague)).businesses;
    expect(other.id).not.toBe(id);
    await colleague.api("DELETE", `/businesses/${other.id}/connection`);
    await service.settled();
    expect((await install(walk(), { portalId: 1013, userId: 7 })).location).toBe(`${service.url}/connection`);
    expect(await portals()).toMatchObject([{ business_id: id, account_id: "1013" }]);
  });

  it("by a signed-in owner connects that business, who stays signed in", async () => {
    const browser = walk(owner.cookies);
    const { location } = await install(
      browser,
      { portalId: 1003 },
      `/install/hubspot?business=${service.businessId}`,
    );
    expect(location).toBe(`${service.url}/connection`);
    expect(await portals()).toEqual([{ business_id: service.businessId, account_id: "1003" }]);
    expect((await owner.api("GET", "/session")).status).toBe(200);
  });

  it("an account that another business has connected is refused with words", async () => {
    await install(walk(), { portalId: 1004 });
    const { status, text } = await install(
      walk(owner.cookies),
      { portalId: 1004 },
      `/install/hubspot?business=${service.businessId}`,
    );
    expect(status).toBe(409);
    expect(text).toContain("connected to another business");
    expect(await portals()).toHaveLength(1);
  });

  it("for a business that is not one's own does not begin", async () => {
    expect((await walk().go(`/install/hubspot?business=${service.businessId}`)).status).toBe(403);
    expect((await walk(owner.cookies).go("/install/hubspot?business=biz_other")).status).toBe(403);
  });

  it("ten people of one portal at once make one business", async () => {
    await Promise.all(
      Array.from({ length: 10 }, (_, userId) => install(walk(), { portalId: 1005, userId: 100 + userId })),
    );
    expect(await portals()).toHaveLength(1);
    const { rows } = await service.pool.query(
      `select count(*)::int as owners from textback.users u join textback.connections c using (business_id)
       where c.account_id = '1005' and u.role = 'owner'`,
    );
    expect(rows).toEqual([{ owners: 1 }]);
  });

  it("keeps nothing readable: tokens are sealed for this business alone", async () => {
    await install(walk(), { portalId: 1006 });
    const { rows } = await service.pool.query(
      "select business_id, sealed_credentials from textback.connections",
    );
    const { business_id: id, sealed_credentials: sealed } = rows[0];
    const { sealer } = service.textback.app;
    expect(JSON.parse(await sealer.open(sealed, `connection:${id}`))).toMatchObject({
      portalId: "1006",
      refreshToken: expect.stringMatching(/^na1-/),
    });
    await expect(sealer.open(sealed, "connection:biz_other")).rejects.toThrow();
  });

  it("of what is not set up says so", async () => {
    for (const path of [
      "/install/builtin",
      "/install/unknown",
      "/install/__proto__",
      "/oauth/builtin/callback",
    ])
      expect((await walk().go(path)).status, path).toBe(404);
  });

  it("does not fill the books: a hand would do with far less than 60 in a quarter of an hour", async () => {
    const browser = walk();
    for (let i = 0; i < 60; i++) await begin(browser);
    expect((await browser.go("/install/hubspot")).status).toBe(429);
  });
});

describe("a hostile callback is refused without a token request:", () => {
  type Attack = (way: { browser: Walker; back: URL }) => Promise<readonly [Walker, string]>;
  const altered =
    (change: (query: URLSearchParams) => void): Attack =>
    async ({ browser, back }) => {
      change(back.searchParams);
      return [browser, back.href];
    };
  const attacks: readonly (readonly [string, Attack])[] = [
    ["no state", altered((q) => q.delete("state"))],
    ["an empty state", altered((q) => q.set("state", ""))],
    ["another state", altered((q) => q.set("state", "A".repeat(43)))],
    ["a state one character short", altered((q) => q.set("state", q.get("state")?.slice(1) ?? ""))],
    ["a state one character long", altered((q) => q.set("state", `${q.get("state")}A`))],
    ["a state with a letter changed", altered((q) => q.set("state", swapped(q.get("state") ?? "")))],
    ["a state in other case", altered((q) => q.set("state", q.get("state")?.toUpperCase() ?? ""))],
    ["a padded state", altered((q) => q.set("state", ` ${q.get("state")}`))],
    ["two states", altered((q) => q.append("state", q.get("state") ?? ""))],
    [
      "two states, the wrong one first",
      altered((q) => {
        const state = q.get("state") ?? "";
        q.set("state", "B".repeat(43));
        q.append("state", state);
      }),
    ],
    [
      "a state as an object",
      altered((q) => {
        q.set("state[x]", q.get("state") ?? "");
        q.delete("state");
      }),
    ],
    ["a state with SQL", altered((q) => q.set("state", `${"A".repeat(30)}' or '1'='1`))],
    ["no code", altered((q) => q.delete("code"))],
    ["an empty code", altered((q) => q.set("code", ""))],
    ["two codes", altered((q) => q.append("code", "mine"))],
    [
      "a code as an object",
      altered((q) => {
        q.set("code[x]", q.get("code") ?? "");
        q.delete("code");
      }),
    ],
    ["an endless code", altered((q) => q.set("code", "x".repeat(4_000)))],
    ["an error beside the code", altered((q) => q.set("error", "access_denied"))],
    ["an error with markup", altered((q) => q.set("error", "<script>alert(1)</script>"))],
    ["only an error description", altered((q) => q.set("error_description", "server_error"))],
    ["another browser, without cookies", async ({ back }) => [walk(), back.href]],
    [
      "another browser that began one of its own",
      async ({ back }) => {
        const other = walk();
        await begin(other);
        return [other, back.href];
      },
    ],
    [
      "the victim's browser, with the attacker's state and code",
      async ({ back }) => {
        const victim = walk(owner.cookies);
        await begin(victim, `/install/hubspot?business=${service.businessId}`);
        return [victim, back.href];
      },
    ],
    [
      "a browser whose cookie was changed",
      async ({ browser, back }) => {
        browser.cookies.set("textback-install", "C".repeat(43));
        return [browser, back.href];
      },
    ],
    [
      "a browser whose cookie is empty",
      async ({ browser, back }) => {
        browser.cookies.set("textback-install", "");
        return [browser, back.href];
      },
    ],
    [
      "the state in the cookie's place",
      async ({ browser, back }) => {
        browser.cookies.set("textback-install", back.searchParams.get("state") ?? "");
        return [browser, back.href];
      },
    ],
    [
      "ten minutes later",
      async ({ browser, back }) => {
        clock.pass(10 * MINUTE);
        return [browser, back.href];
      },
    ],
    [
      "a day later",
      async ({ browser, back }) => {
        clock.pass(24 * 60 * MINUTE);
        return [browser, back.href];
      },
    ],
    [
      "another provider",
      async ({ browser, back }) => [browser, back.href.replace("/oauth/hubspot/", "/oauth/salesforce/")],
    ],
    [
      "replayed after another provider was tried",
      async ({ browser, back }) => {
        await browser.go(back.href.replace("/oauth/hubspot/", "/oauth/salesforce/"));
        return [browser, back.href];
      },
    ],
    [
      "replayed after a refusal",
      async ({ browser, back }) => {
        await walk().go(back.href);
        return [browser, back.href];
      },
    ],
  ];

  it("(there are at least 30 of them)", () =>
    expect(new Set(attacks.map(([what]) => what)).size).toBeGreaterThanOrEqual(30));

  it.each(attacks)("%s", async (_what, attack) => {
    const browser = walk();
    const back = new URL(hubspot.oauth.consent(await begin(browser)));
    const [who, address] = await attack({ browser, back });
    const before = salesforce.tokens.seen.requests;
    const { status, text, location } = await who.go(address);
    expect([status, location]).toEqual([400, null]);
    expect(text).not.toContain("<script");
    expect(tokenRequests()).toEqual([]);
    expect(salesforce.tokens.seen.requests).toBe(before);
    expect(await portals()).toEqual([]);
  });

  it("replayed after it worked", async () => {
    const browser = walk();
    const back = hubspot.oauth.consent(await begin(browser), { portalId: 1010 });
    const cookies = new Map(browser.cookies);
    expect((await browser.go(back)).status).toBe(303);
    expect((await walk(cookies).go(back)).status).toBe(400);
    expect(tokenRequests()).toHaveLength(1);
  });

  it("twenty times at once works once", async () => {
    const browser = walk();
    const back = hubspot.oauth.consent(await begin(browser), { portalId: 1011 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => walk(new Map(browser.cookies)).go(back)),
    );
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(tokenRequests()).toHaveLength(1);
  });

  it("whatever return_to says, the browser ends up here", async () => {
    for (const evil of ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]) {
      const browser = walk();
      const url = await begin(browser, `/install/hubspot?return_to=${encodeURIComponent(evil)}`);
      const back = new URL(hubspot.oauth.consent(url, { portalId: 1012 }));
      back.searchParams.set("return_to", evil);
      const { location } = await browser.go(back.href);
      expect(new URL(location ?? "", service.url).origin).toBe(service.url);
    }
  });
});

const swapped = (text: string): string => (text.startsWith("A") ? `B${text.slice(1)}` : `A${text.slice(1)}`);

describe("Salesforce", () => {
  it("shows the package first, then asks where one signs in", async () => {
    const { status, text, headers } = await walk().go("/install/salesforce");
    expect(status).toBe(200);
    expect(text.indexOf(PACKAGE)).toBeGreaterThan(0);
    expect(text.indexOf("host=production")).toBeGreaterThan(text.indexOf(PACKAGE));
    expect(text).toContain("host=sandbox");
    expect(headers.get("content-security-policy")).toMatch(/frame-ancestors 'none'/);
  });

  it.each([
    "evil.example",
    "acme.my.salesforce.com.evil.example",
    "evil.example/acme.my.salesforce.com",
    "user@acme.my.salesforce.com",
    "acme.my.salesforce.com:8443",
    "169.254.169.254",
    "acme.my.salesforce.com#",
    "",
  ])("does not send anybody to %j", async (domain) => {
    const { status, location } = await walk().go(
      `/install/salesforce?host=custom&domain=${encodeURIComponent(domain)}`,
    );
    expect([status, location]).toEqual([422, null]);
  });

  it("does not know hosts by names that objects have by nature", async () => {
    expect((await walk().go("/install/salesforce?host=constructor")).status).toBe(422);
  });

  it("is connected with PKCE, and the business is named by its org", async () => {
    const browser = walk();
    const url = new URL(await begin(browser, "/install/salesforce?host=production"));
    expect(url.searchParams.get("code_challenge_method")).toBe("S256");
    expect(url.searchParams.get("scope")).toBe("id api refresh_token");
    const { location } = await browser.go(salesforce.tokens.consent(url.href));
    expect(location).toBe(`${service.url}/welcome`);
    const [{ id, name }] = (await me(browser)).businesses;
    expect(name).not.toContain("00D");
    expect((await browser.api("GET", `/businesses/${id}/connection`)).body.account).toBe(name);
    expect(await portals()).toMatchObject([{ account_id: "00D5e0000000001AAA" }]);
  });

  it("keeps a grant alive that nobody uses: renewed each week, and not before", async () => {
    const browser = walk();
    await browser.go(salesforce.tokens.consent(await begin(browser, "/install/salesforce?host=production")));
    const before = salesforce.tokens.seen.refreshes;
    const hourly = () => service.textback.app.access.renewQuiet();
    const lastRenewed = (daysAgo: number) =>
      service.pool.query("update textback.connections set updated_at = $1", [
        new Date(clock.now().getTime() - daysAgo * 24 * 60 * MINUTE),
      ]);
    await lastRenewed(6);
    await hourly();
    expect(salesforce.tokens.seen.refreshes - before).toBe(0);
    await lastRenewed(8);
    await hourly();
    await hourly();
    expect(salesforce.tokens.seen).toMatchObject({ refreshes: before + 1, reuses: 0 });
  });

  it.each([
    "error=OAUTH_EC_APP_NOT_FOUND&error_description=External+client+app+is+not+installed",
    "error=invalid_client&error_description=app+must+be+installed+into+org",
    "error=OAUTH_APPROVAL_ERROR_GENERIC&error_description=An+unexpected+error+has+occured+during+authentication.",
  ])("answers %s with the link to the package", async (query) => {
    const { status, text } = await walk().go(`/oauth/salesforce/callback?${query}`);
    expect(status).toBe(409);
    expect(text).toContain(PACKAGE);
  });
});

describe("access", () => {
  const connect = async () => {
    await install(walk(owner.cookies), { portalId: 1020 }, `/install/hubspot?business=${service.businessId}`);
    hubspot.oauth.seen.length = 0;
  };
  const missCall = async (from = CALLER) => {
    await service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
    await service.settled();
  };
  const connection = async () => (await service.own("GET", "/connection")).body;

  it("is renewed before it expires, so that no request is refused for its age", async () => {
    await connect();
    clock.pass(29 * MINUTE);
    hubspot.requests.length = 0;
    await missCall();
    expect(tokenRequests()).toMatchObject([{ form: { grant_type: "refresh_token" } }]);
    expect(hubspot.requests.filter(({ status }) => status === 401)).toEqual([]);
    expect(await connection()).toMatchObject({ health: "ok", failed: 0 });
  });

  it("that was taken away parks what comes, asks no more, and sends it all after connecting again", async () => {
    await connect();
    hubspot.oauth.uninstall(1020);
    await missCall("+15125550160");
    expect(await connection()).toMatchObject({ health: "needs_reconnect", failed: 2 });
    expect(tokenRequests()).toHaveLength(1);
    hubspot.requests.length = 0;
    hubspot.oauth.seen.length = 0;
    await missCall("+15125550161");
    expect([hubspot.requests, hubspot.oauth.seen]).toEqual([[], []]);
    await connect();
    await service.settled();
    expect(await connection()).toMatchObject({ health: "ok", pending: 0, failed: 0 });
  });
});

describe("disconnecting", () => {
  const connected = async (portalId: number) =>
    install(walk(owner.cookies), { portalId }, `/install/hubspot?business=${service.businessId}`);
  const endings = async () =>
    (await service.pool.query("select count(*)::int as n from textback.grant_endings")).rows[0].n;

  it("uninstalls at HubSpot, revokes, erases the tokens and keeps the history", async () => {
    await connected(1030);
    hubspot.oauth.seen.length = 0;
    const calls = (await service.own("GET", "/calls")).body.items.length;
    expect((await service.own("DELETE", "/connection")).status).toBe(204);
    await service.settled();
    expect(hubspot.oauth.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /oauth/2026-09/token",
      "DELETE /appinstalls/2026-09/external-install",
      "POST /oauth/2026-09/token/revoke",
    ]);
    expect([await portals(), await endings()]).toEqual([[], 0]);
    expect((await service.own("GET", "/connection")).body).toMatchObject({
      connector: "builtin",
      health: "ok",
    });
    expect((await service.own("GET", "/calls")).body.items).toHaveLength(calls);
    expect((await service.own("DELETE", "/connection")).status).toBe(204);
  });

  it("while HubSpot is away is done here at once, and there later", async () => {
    await connected(1031);
    hubspot.outage = { status: 503, body: {} };
    await service.own("DELETE", "/connection");
    await service.settled();
    expect([await portals(), await endings()]).toEqual([[], 1]);
    hubspot.outage = null;
    await service.pool.query(
      "update textback_jobs.job set start_after = now() where name = 'end-grant' and state < 'active'",
    );
    await service.settled();
    expect(await endings()).toBe(0);
  });

  it("revokes at Salesforce", async () => {
    const browser = walk();
    const url = await begin(browser, "/install/salesforce?host=sandbox");
    await browser.go(salesforce.tokens.consent(url));
    const [{ id }] = (await me(browser)).businesses;
    expect((await browser.api("DELETE", `/businesses/${id}/connection`)).status).toBe(204);
    await service.settled();
    expect(salesforce.tokens.revocations).toHaveLength(1);
  });

  it("is for owners", async () => {
    const first = walk();
    await install(first, { portalId: 1032, userId: 1 });
    const member = walk();
    await install(member, { portalId: 1032, userId: 2 });
    const [{ id }] = (await me(member)).businesses;
    expect((await member.api("DELETE", `/businesses/${id}/connection`)).status).toBe(403);
  });
});
