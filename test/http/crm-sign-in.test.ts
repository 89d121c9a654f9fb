/** Signing in by the CRM that the business has connected. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { insideAddress } from "../../src/app/people/crm-sign-in.ts";
import { type Hubspot, startHubspot } from "../fakes/hubspot/index.ts";
import { CLIENT_ID, CLIENT_SECRET } from "../fakes/hubspot/oauth.ts";
import { type Salesforce, startSalesforce } from "../fakes/salesforce/index.ts";
import * as salesforceApp from "../fakes/salesforce/tokens.ts";
import { type Browser, ownersBrowser } from "../support/browser.ts";
import { TestClock } from "../support/clock.ts";
import { type Service, startService } from "../support/service.ts";
import { type Walker, walker } from "../support/walker.ts";

const MINUTE = 60_000;
const PORTAL = 4001;
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
    oauthApps: {
      hubspot: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, baseUrl: hubspot.url },
      salesforce: {
        clientId: salesforceApp.CLIENT_ID,
        clientSecret: salesforceApp.CLIENT_SECRET,
        baseUrl: salesforce.url,
      },
    },
  });
  owner = await ownersBrowser(service);
  hubspot.oauth.people.set(7, "sam@acme.example").set(8, "Jo@Acme.example").set(9, "stranger@acme.example");
});
afterAll(async () => {
  await service.stop();
  await hubspot.stop();
  await salesforce.stop();
});
beforeEach(() => {
  // Every test has the limits to itself.
  clock.pass(16 * MINUTE);
});

const walk = (cookies?: Map<string, string>): Walker => walker(service.url, cookies);
const begin = async (browser: Walker, path: string): Promise<string> => {
  const { status, location } = await browser.go(path);
  expect(status).toBe(303);
  return location ?? "";
};
const byHubspot = async (browser: Walker, who: { portalId?: number; userId?: number }, next = "") =>
  browser.go(
    hubspot.oauth.consent(await begin(browser, `/oauth/hubspot/sign-in${next}`), {
      portalId: PORTAL,
      ...who,
    }),
  );
const me = async (browser: Walker) => (await browser.api("GET", "/session")).body;
const stored = async () =>
  (
    await service.pool.query(
      "select connector, sealed_credentials, updated_at from textback.connections order by 1",
    )
  ).rows;
async function invite(email: string): Promise<void> {
  const { body } = await service.own("POST", "/invitations", { name: email, email, role: "member" });
  await walk().api("POST", "/invitations/accept", { token: new URL(body.url).searchParams.get("token") });
}

describe("by HubSpot", () => {
  beforeAll(async () => {
    const browser = walk(owner.cookies);
    await browser.go(
      hubspot.oauth.consent(await begin(browser, `/install/hubspot?business=${service.businessId}`), {
        portalId: PORTAL,
        userId: 7,
      }),
    );
    await invite("jo@acme.example");
  });

  it("whoever installed is known, and the page goes on where it was", async () => {
    const browser = walk();
    const { status, location } = await byHubspot(browser, { userId: 7 }, "?next=/inbox%3Ffilter%3Dmissed");
    expect([status, location]).toEqual([303, `${service.url}/inbox?filter=missed`]);
    expect(await me(browser)).toMatchObject({ role: "owner", businesses: [{ id: service.businessId }] });
  });

  it("a member is known by the e-mail address, and from then on by HubSpot's own id", async () => {
    const browser = walk();
    expect((await byHubspot(browser, { userId: 8 })).location).toBe(`${service.url}/`);
    expect(await me(browser)).toMatchObject({ role: "member", user: { email: "jo@acme.example" } });
    hubspot.oauth.people.delete(8);
    expect((await byHubspot(walk(), { userId: 8 })).status).toBe(303);
  });

  it("nobody is let in who was not let in before", async () => {
    const browser = walk();
    const { status, text } = await byHubspot(browser, { userId: 9 });
    expect(status).toBe(403);
    expect(text).toContain("Ask its owner to invite you");
    expect((await browser.api("GET", "/session")).status).toBe(401);
    expect((await service.own("GET", "/users")).body.items).toHaveLength(2);
  });

  it("somebody who was removed stays out, though HubSpot knows them still", async () => {
    await invite("kim@acme.example");
    hubspot.oauth.people.set(10, "kim@acme.example");
    expect((await byHubspot(walk(), { userId: 10 })).status).toBe(303);
    const kim = (await service.own("GET", "/users")).body.items.find(
      ({ email }: { email: string }) => email === "kim@acme.example",
    );
    await service.own("DELETE", `/users/${kim.id}`);
    expect((await byHubspot(walk(), { userId: 10 })).status).toBe(403);
  });

  it("the same address in another portal opens nothing, and what was granted there is given back", async () => {
    hubspot.oauth.people.set(11, "sam@acme.example");
    const browser = walk();
    const { status, text } = await byHubspot(browser, { portalId: 666, userId: 11 });
    expect(status).toBe(409);
    expect(text).toContain("No business here has connected this HubSpot account");
    expect(hubspot.oauth.renewable(666)).toBe(0);
    expect((await browser.api("GET", "/session")).status).toBe(401);
  });

  it("the connection's own access is neither replaced nor ended", async () => {
    const before = await stored();
    hubspot.oauth.seen.length = 0;
    await byHubspot(walk(), { userId: 7 });
    expect(await stored()).toEqual(before);
    expect(hubspot.oauth.seen.map(({ path }) => path)).toEqual(["/oauth/2026-09/token"]);
    clock.pass(31 * MINUTE);
    expect((await service.own("POST", "/conversations/%2B15125550142/read")).status).toBeLessThan(500);
    await service.carrier.placeCall({
      from: "+15125550142",
      to: "+15550100001",
      behaviour: { kind: "no_answer" },
    });
    await service.settled();
    expect((await service.own("GET", "/connection")).body).toMatchObject({
      health: "ok",
      pending: 0,
      failed: 0,
    });
  });
});

describe("hostile returns", () => {
  const callback = (state: string) => `/oauth/hubspot/callback?code=any&state=${state}`;
  const stateIn = (url: string) => new URL(url).searchParams.get("state") ?? "";

  it("a state counts once", async () => {
    const browser = walk();
    const back = hubspot.oauth.consent(await begin(browser, "/oauth/hubspot/sign-in"), {
      portalId: PORTAL,
      userId: 7,
    });
    const cookies = new Map(browser.cookies);
    expect((await browser.go(back)).status).toBe(303);
    expect((await walk(cookies).go(back)).status).toBe(400);
  });

  it("another's browser is not signed in by one's own return", async () => {
    const attacker = walk();
    const back = hubspot.oauth.consent(await begin(attacker, "/oauth/hubspot/sign-in"), {
      portalId: PORTAL,
      userId: 7,
    });
    const victim = walk();
    await begin(victim, "/oauth/hubspot/sign-in");
    expect((await victim.go(back)).status).toBe(400);
    expect((await victim.api("GET", "/session")).status).toBe(401);
  });

  it("what began as a sign-in installs nothing, and is of its own CRM", async () => {
    const browser = walk();
    const state = stateIn(await begin(browser, "/oauth/hubspot/sign-in"));
    expect((await browser.go(`/oauth/salesforce/callback?code=any&state=${state}`)).status).toBe(400);
    const before = await stored();
    await byHubspot(walk(), { portalId: 667, userId: 7 });
    expect(await stored()).toEqual(before);
  });

  it.each([
    ["no code", (state: string) => `/oauth/hubspot/callback?state=${state}`],
    ["two codes", (state: string) => `${callback(state)}&code=other`],
    ["a code of nobody's", callback],
    ["a no", (state: string) => `/oauth/hubspot/callback?error=access_denied&state=${state}`],
  ])("%s signs nobody in", async (_what, address) => {
    const browser = walk();
    const { status } = await browser.go(address(stateIn(await begin(browser, "/oauth/hubspot/sign-in"))));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect((await browser.api("GET", "/session")).status).toBe(401);
  });

  it("a state that is too old is none", async () => {
    const browser = walk();
    const back = hubspot.oauth.consent(await begin(browser, "/oauth/hubspot/sign-in"), {
      portalId: PORTAL,
      userId: 7,
    });
    clock.pass(11 * MINUTE);
    expect((await browser.go(back)).status).toBe(400);
  });

  it.each([
    ["/inbox?filter=missed", "/inbox?filter=missed"],
    ["/inbox/%2B15125550142", "/inbox/%2B15125550142"],
    ["//evil.example", null],
    ["/\\evil.example", null],
    ["https://evil.example/", null],
    ["javascript:alert(1)", null],
    ["/\t/evil.example", null],
    ["/@evil.example", null],
    ["/inbox#token", null],
    ["", null],
    [`/${"a".repeat(400)}`, null],
  ])("afterwards %j leads to %j", (next, inside) => expect(insideAddress(next)).toBe(inside));
});

describe("by Salesforce", () => {
  const SIGN_IN = "/oauth/salesforce/sign-in?host=production";
  const bySalesforce = async (browser: Walker, userId: string) =>
    browser.go(salesforce.tokens.consent(await begin(browser, SIGN_IN), userId));

  beforeAll(async () => {
    await service.pool.query("delete from textback.connections");
    const browser = walk(owner.cookies);
    await browser.go(
      salesforce.tokens.consent(
        await begin(browser, `/install/salesforce?host=production&business=${service.businessId}`),
      ),
    );
    salesforce.tokens.people
      .set("0055e0000000002AAA", { email: "jo@acme.example", email_verified: true })
      .set("0055e0000000003AAA", { email: "jo@acme.example", email_verified: false });
  });

  it("asks where, as connecting does, and keeps where the page was going", async () => {
    const { text } = await walk().go("/oauth/salesforce/sign-in?next=/leads");
    expect(text).toContain("Sign in with Salesforce");
    expect(text).toContain("/oauth/salesforce/sign-in?host=sandbox&amp;next=%2Fleads");
    expect(text).not.toContain("Install the package");
  });

  it("asks for no refresh token, since a new one would push the connection's own out", async () => {
    const before = await stored();
    expect(new URL(await begin(walk(), SIGN_IN)).searchParams.get("scope")).toBe("id");
    for (let i = 0; i < 6; i++) expect((await bySalesforce(walk(), "0055e0000000001AAA")).status).toBe(303);
    expect(await stored()).toEqual(before);
    expect(salesforce.tokens).toMatchObject({ revocations: [], seen: { reuses: 0 } });
  });

  it("an address counts only when Salesforce has it proven", async () => {
    expect((await bySalesforce(walk(), "0055e0000000003AAA")).status).toBe(403);
    const browser = walk();
    expect((await bySalesforce(browser, "0055e0000000002AAA")).status).toBe(303);
    expect(await me(browser)).toMatchObject({ user: { email: "jo@acme.example" }, role: "member" });
  });
});

it("the page offers those CRMs at which the operator has an app", async () => {
  const { body } = await walk().api("GET", "/session/ways");
  expect(body.items).toEqual([
    { id: "hubspot", label: "HubSpot", url: `${service.url}/oauth/hubspot/sign-in` },
    { id: "salesforce", label: "Salesforce", url: `${service.url}/oauth/salesforce/sign-in` },
  ]);
});
