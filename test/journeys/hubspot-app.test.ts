import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import manifest from "../../manifests/hubspot/connector.json" with { type: "json" };
import { farSideOf } from "../fakes/hubspot/far-side.ts";
import { type Hubspot, startHubspot } from "../fakes/hubspot/index.ts";
import { CLIENT_ID, CLIENT_SECRET } from "../fakes/hubspot/oauth.ts";
import { scopeOf } from "../fakes/hubspot/scopes.ts";
import { TestClock } from "../support/clock.ts";
import { hubspotEvent, hubspotFetch, sendWebhook } from "../support/hubspot-request.ts";
import { CALLER, FORWARD, LINE, type Service, startService } from "../support/service.ts";
import { type Walker, walker } from "../support/walker.ts";

const MINUTE = 60_000;
const ADMIN = { portalId: 62515, userId: 4242 };

const clock = new TestClock();
let hubspot: Hubspot;
let service: Service;
let admin: Walker;
let business: string;

beforeAll(async () => {
  hubspot = await startHubspot({ now: () => clock.now() });
  service = await startService({
    clock,
    isMarketplace: true,
    hubspot: { apiUrl: hubspot.url, deadlineMs: 20_000 },
    oauthApps: { hubspot: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, baseUrl: hubspot.url } },
  });
  await service.own("DELETE", `/lines/${encodeURIComponent(LINE)}`);
  admin = walker(service.url);
});
afterAll(async () => {
  await service.stop();
  await hubspot.stop();
});
beforeEach(() => clock.pass(MINUTE));

const install = async (browser: Walker): Promise<string | null> => {
  const { location } = await browser.go("/install/hubspot");
  return (await browser.go(hubspot.oauth.consent(location ?? "", ADMIN))).location;
};
const mine = (method: string, path: string, body?: unknown) =>
  admin.api(method, `/businesses/${business}${path}`, body);
const signing = () => ({ secret: CLIENT_SECRET, now: clock.now() });
const onCard = (contactId: string, what = "", options: Parameters<typeof hubspotFetch>[4] = {}) =>
  hubspotFetch(service.url, signing(), ADMIN, `/crm/hubspot/contacts/${contactId}${what}`, options);
const missCall = async (from = CALLER) => {
  await service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
  await service.settled();
};
const titlesOn = async (contactId: string) =>
  (await farSideOf(hubspot).timeline(contactId)).map(({ text }) => text.split(/[:\n]/)[0]);
const contactOf = (phone: string) =>
  hubspot.portal.living("contacts").find(({ properties }) => properties.phone === phone);

/** One business's way, from its first step to its last: each test goes on where the one before it ended. */
describe("a business that comes from HubSpot's marketplace", () => {
  it("installs, sets its line up, and finds its first missed call on a new contact", async () => {
    expect(await install(admin)).toBe(`${service.url}/welcome`);
    business = (await admin.api("GET", "/session")).body.businesses[0].id;
    // The operator assigns the number; the rest is the owner's.
    await service.api("PUT", `/businesses/${business}/lines/${encodeURIComponent(LINE)}`, { enabled: true });
    expect((await mine("PUT", `/lines/${encodeURIComponent(LINE)}`, { forwardTo: FORWARD })).status).toBe(
      200,
    );
    await service.api("POST", `/businesses/${business}/credits/grants`, {
      credits: 20,
      reason: "first pack",
    });

    await missCall();
    expect(service.carrier.handset(CALLER)).toHaveLength(1);
    const contact = contactOf(CALLER);
    expect(await titlesOn(contact?.id ?? "")).toEqual(["Missed call", "Text sent"]);
    expect((await mine("GET", "/connection")).body).toMatchObject({
      connector: "hubspot",
      health: "ok",
      pending: 0,
      failed: 0,
    });
  });

  it("answers from the card, and the answer stands on the contact as well", async () => {
    const id = contactOf(CALLER)?.id ?? "";
    const { body: card } = await onCard(id);
    expect(card.items.map(({ title }: { title: string }) => title)).toEqual(["Text sent", "Missed call"]);
    const reply = { key: "wish-0001", line: card.line, to: card.phone, body: "We can come at three." };
    await onCard(id, "/texts", { method: "POST", body: reply });
    await onCard(id, "/texts", { method: "POST", body: reply });
    await service.settled();
    expect(service.carrier.handset(CALLER).map(({ body }) => body)).toEqual([
      expect.stringContaining("Sorry we missed your call"),
      "We can come at three.",
    ]);
    expect(await titlesOn(id)).toEqual(["Missed call", "Text sent", "Text sent"]);
  });

  it("loses HubSpot's access: what comes is parked, HubSpot is asked no more, texts leave all the same", async () => {
    hubspot.oauth.uninstall(ADMIN.portalId);
    await missCall("+15125550181");
    expect((await mine("GET", "/connection")).body).toMatchObject({ health: "needs_reconnect", failed: 2 });
    hubspot.requests.length = 0;
    hubspot.oauth.seen.length = 0;
    await missCall("+15125550182");
    expect([hubspot.requests, hubspot.oauth.seen]).toEqual([[], []]);
    expect(service.carrier.handset("+15125550182")).toHaveLength(1);
  });

  it("connects again: all that waited is logged, each once, at its own time", async () => {
    const before = clock.now();
    clock.pass(3 * 24 * 60 * MINUTE);
    expect(await install(admin)).toBe(`${service.url}/connection`);
    await service.settled();
    expect((await mine("GET", "/connection")).body).toMatchObject({ health: "ok", pending: 0, failed: 0 });
    for (const phone of ["+15125550181", "+15125550182"]) {
      const timeline = await farSideOf(hubspot).timeline(contactOf(phone)?.id ?? "");
      expect(timeline.map(({ text }) => text.split(/[:\n]/)[0])).toEqual(["Missed call", "Text sent"]);
      for (const { occurredAt } of timeline)
        expect(occurredAt.getTime()).toBeLessThanOrEqual(before.getTime() + MINUTE);
    }
    expect(hubspot.portal.living("contacts")).toHaveLength(3);
  });

  it("is uninstalled in HubSpot, which tells nobody: we hear of it within a day, without a call", async () => {
    hubspot.oauth.uninstall(ADMIN.portalId);
    // The database's own clock stood still meanwhile.
    await service.pool.query("update textback.connections set updated_at = $1", [clock.now()]);
    clock.pass(23 * 60 * MINUTE);
    await service.textback.app.access.renewQuiet();
    expect((await mine("GET", "/connection")).body.health).toBe("ok");
    clock.pass(2 * 60 * MINUTE);
    await service.textback.app.access.renewQuiet();
    expect((await mine("GET", "/connection")).body.health).toBe("needs_reconnect");
    hubspot.oauth.seen.length = 0;
    clock.pass(48 * 60 * MINUTE);
    await service.textback.app.access.renewQuiet();
    expect(hubspot.oauth.seen).toEqual([]);
  });

  it("disconnects: HubSpot's events and cards find nothing more, and its history is still here", async () => {
    await install(admin);
    await service.settled();
    const calls = (await mine("GET", "/calls")).body.items.length;
    expect((await mine("DELETE", "/connection")).status).toBe(204);
    await service.settled();
    expect(hubspot.oauth.seen.map(({ method, path }) => `${method} ${path}`)).toContain(
      "DELETE /appinstalls/2026-09/external-install",
    );
    hubspot.requests.length = 0;
    hubspot.oauth.seen.length = 0;
    const id = contactOf(CALLER)?.id ?? "";
    const gone = hubspotEvent(ADMIN.portalId, "contact.privacyDeletion", { objectId: Number(id) });
    expect((await sendWebhook(service.url, signing(), [gone])).status).toBe(204);
    expect((await onCard(id)).body.problem.code).toBe("not_connected");
    await service.settled();
    expect([hubspot.requests, hubspot.oauth.seen]).toEqual([[], []]);
    expect((await mine("GET", "/calls")).body.items).toHaveLength(calls);
  });
});

describe("as HubSpot's reviewers ask,", () => {
  it("no token can be pasted, and none is asked for", async () => {
    const { items } = (await admin.api("GET", "/connectors")).body;
    const shown = items.find(({ id }: { id: string }) => id === "hubspot");
    expect(shown).toMatchObject({ credentials: {}, installUrl: `${service.url}/install/hubspot` });
    const pasted = { connector: "hubspot", credentials: { accessToken: hubspot.token } };
    const { status, body } = await mine("PUT", "/connection", pasted);
    expect([status, body.code]).toEqual([422, "connection_refused"]);
    expect(body.detail).toContain("pressing Connect");
  });

  it("settings change without a token, by an owner alone, and a wrong one is named", async () => {
    await install(admin);
    const { status, body } = await mine("PATCH", "/connection", { settings: { country: "GB" } });
    expect([status, body.settings]).toEqual([
      200,
      expect.objectContaining({ country: "GB", leadStatus: "NEW" }),
    ]);
    const wrong = await mine("PATCH", "/connection", { settings: { country: "Texas" } });
    expect([wrong.status, wrong.body.errors[0].field]).toEqual([422, "settings.country"]);
    const colleague = walker(service.url);
    const { location } = await colleague.go("/install/hubspot");
    await colleague.go(hubspot.oauth.consent(location ?? "", { ...ADMIN, userId: 8 }));
    const refused = await colleague.api("PATCH", `/businesses/${business}/connection`, { settings: {} });
    expect(refused.status).toBe(403);
  });

  it("every scope of the app is used, and nothing is asked that needs another", async () => {
    const { scopes } = manifest.connect.oauth;
    hubspot.requests.length = 0;
    hubspot.oauth.seen.length = 0;
    await install(admin);
    await missCall("+15125550183");
    const { id } = hubspot.portal.make("contacts", { phone: "+15125550184" }, clock.now());
    await onCard(id);
    hubspot.mishaps.push({ on: "write", answer: "lost" });
    await missCall("+15125550183");
    clock.pass(2 * MINUTE);
    await service.pool.query(
      "update textback_jobs.job set start_after = now() where name = 'drain-caller' and state < 'active'",
    );
    await service.settled();
    await mine("DELETE", "/connection");
    await service.settled();
    const used = [...hubspot.requests, ...hubspot.oauth.seen].map(({ method, path }) =>
      scopeOf(method, path),
    );
    expect([...new Set(used)].sort()).toEqual([...scopes].sort());
  });
});
