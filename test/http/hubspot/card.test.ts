import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Hubspot, startHubspot } from "../../fakes/hubspot/index.ts";
import { CLIENT_ID, CLIENT_SECRET } from "../../fakes/hubspot/oauth.ts";
import { TestClock } from "../../support/clock.ts";
import { hubspotFetch } from "../../support/hubspot-request.ts";
import { CALLER, FORWARD, LINE, type Service, startService } from "../../support/service.ts";
import { walker } from "../../support/walker.ts";

const MINUTE = 60_000;
const PORTAL = 62515;
const OWNER = { portalId: PORTAL, userId: 4242 };
const COLLEAGUE = { portalId: PORTAL, userId: 9 };

const clock = new TestClock();
let hubspot: Hubspot;
let service: Service;
let business: string;
let contactId: string;

const ask = (path: string, options: Parameters<typeof hubspotFetch>[4] = {}, viewer = OWNER) =>
  hubspotFetch(service.url, { secret: CLIENT_SECRET, now: clock.now() }, viewer, path, options);
const contact = (id = contactId) => `/crm/hubspot/contacts/${id}`;
const post = (what: string, body: object, viewer = OWNER) =>
  ask(`${contact()}/${what}`, { method: "POST", body }, viewer);
const text = (more: object = {}) => ({
  key: "key-of-card-1",
  line: LINE,
  to: CALLER,
  body: "On our way",
  ...more,
});
const texts = async () =>
  (await service.api("GET", `/businesses/${business}/texts?limit=200`)).body.items.filter(
    ({ purpose }: { purpose: string }) => purpose === "api",
  );
const audit = async () =>
  (await service.pool.query("select actor, action, detail from textback.audit where action like 'card.%'"))
    .rows;
const missCall = async (from = CALLER) => {
  await service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
  await service.settled();
};

beforeAll(async () => {
  hubspot = await startHubspot({ now: () => clock.now() });
  service = await startService({
    clock,
    // Machines that run tests are busy; the deadline is looked at below.
    hubspot: { apiUrl: hubspot.url, deadlineMs: 20_000 },
    oauthApps: { hubspot: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, baseUrl: hubspot.url } },
  });
  await service.own("DELETE", `/lines/${encodeURIComponent(LINE)}`);
  const browser = walker(service.url);
  const { location } = await browser.go("/install/hubspot");
  await browser.go(hubspot.oauth.consent(location ?? "", OWNER));
  business = (await browser.api("GET", "/session")).body.businesses[0].id;
  await service.api("PUT", `/businesses/${business}/lines/${encodeURIComponent(LINE)}`, {
    enabled: true,
    forwardTo: FORWARD,
  });
  await service.api("POST", `/businesses/${business}/credits/grants`, { credits: 50, reason: "test" });
  await missCall();
  contactId = (await service.pool.query("select record_id from textback.records")).rows[0].record_id;
});
afterAll(async () => {
  await service.stop();
  await hubspot.stop();
});
beforeEach(async () => {
  clock.pass(2 * MINUTE);
  hubspot.outage = null;
  hubspot.requests.length = 0;
  await service.pool.query("delete from textback.audit");
});

describe("the card on a contact", () => {
  it("shows the conversation, the receipt of the missed call and the balance, and costs HubSpot nothing", async () => {
    const { status, body } = await ask(contact());
    expect(status).toBe(200);
    expect(body).toMatchObject({
      phone: CALLER,
      trouble: null,
      items: [
        { kind: "text", direction: "out", title: "Text sent", problem: null },
        { kind: "call", direction: "in", title: "Missed call" },
      ],
      receipt: { decision: "text", summary: expect.stringMatching(/texted/) },
      line: LINE,
      availableCredits: 49,
      whyNoText: null,
      whyNoCall: null,
      pageUrl: `${service.url}/inbox/${encodeURIComponent(CALLER)}`,
    });
    expect(hubspot.requests).toEqual([]);
  });

  it("asks HubSpot once for the number of a contact that we never had to do with", async () => {
    const { id } = hubspot.portal.make("contacts", { phone: "(512) 555-0180" }, clock.now());
    for (let i = 0; i < 3; i++)
      expect((await ask(contact(id))).body).toMatchObject({
        phone: "+15125550180",
        items: [],
        receipt: null,
        whyNoText: expect.stringContaining("never called or texted"),
        whyNoCall: null,
      });
    expect(hubspot.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /crm/objects/2026-09/contacts/${id}`,
    ]);
  });

  it("of a contact without a number says so, and of one that is gone too", async () => {
    const { id } = hubspot.portal.make("contacts", { firstname: "Ada" }, clock.now());
    for (const each of [id, "99999999"])
      expect((await ask(contact(each))).body).toMatchObject({ phone: null, trouble: null, items: [] });
  });

  it("is shown without the number while HubSpot is away, in time, and says so", async () => {
    const { id } = hubspot.portal.make("contacts", { phone: "+15125550181" }, clock.now());
    hubspot.outage = { status: 503, body: {} };
    expect((await ask(contact(id))).body).toMatchObject({
      phone: null,
      trouble: expect.stringContaining("Try again"),
      availableCredits: expect.any(Number),
    });
  });
});

describe("who asks", () => {
  const signed = (path: string, more = "") =>
    ask(`${path}${path.includes("?") ? "&" : "?"}${more}`).then(({ status, body }) => [
      status,
      body.problem?.code,
    ]);

  it("is the portal of the signed address: another one sees nothing", async () => {
    const { status, body } = await ask(contact(), {}, { portalId: 777, userId: 1 });
    expect(status).toBe(200);
    expect(body).toEqual({
      problem: {
        code: "not_connected",
        message: expect.stringContaining("not connected"),
        fields: [],
        connectUrl: `${service.url}/install/hubspot`,
      },
    });
  });

  it.each([
    ["a second portal before HubSpot's own", `portalId=${PORTAL}`],
    ["a second user", "userId=4242"],
    ["a portal with its name escaped", `%70ortalId=${PORTAL}`],
  ])("is nobody when the address has %s", async (_what, more) => {
    expect(await signed(contact(), more)).toEqual([200, "invalid_input"]);
  });

  it.each([
    ["a portal in brackets", "portalId[]=777"],
    ["a portal in other case", "PortalId=777"],
  ])("is HubSpot's word, whatever else the address has: %s", async (_what, more) => {
    expect(await signed(contact(), more)).toEqual([200, undefined]);
  });

  it("is never read from the body", async () => {
    const { body } = await post("texts", { ...text(), portalId: 777 });
    expect(body.problem).toMatchObject({ code: "invalid_input" });
    expect(await texts()).toEqual([]);
  });

  it("without HubSpot's signature is refused, and nothing happens", async () => {
    for (const [path, method] of [
      [contact(), "GET"],
      [`${contact()}/texts`, "POST"],
      [`${contact()}/calls`, "POST"],
      ["/crm/hubspot/settings", "GET"],
      ["/crm/hubspot/settings", "PUT"],
    ] as const) {
      const address = `${service.url}${path}?portalId=${PORTAL}&userId=4242`;
      const body = method === "GET" ? null : JSON.stringify(text());
      const response = await fetch(address, {
        method,
        body,
        headers: { "content-type": "application/json" },
      });
      expect(response.status, path).toBe(403);
    }
    expect(await texts()).toEqual([]);
  });

  it.each(["abc", "1%20or%201=1", "1%00", "-1", "1e3"])("asks for no contact %s", async (id) => {
    expect((await ask(contact(id))).body.problem?.code).toBe("invalid_input");
  });
});

describe("a reply from the card", () => {
  it("is sent once however often HubSpot repeats it, and says how many segments it has", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => post("texts", text())));
    for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
    expect(answers[0]?.body).toMatchObject({ id: expect.stringMatching(/^text_/), segments: 1 });
    await service.settled();
    expect(await texts()).toMatchObject([{ phone: CALLER, body: "On our way", state: expect.any(String) }]);
    expect(await audit()).toMatchObject([
      { action: "card.text", actor: expect.stringMatching(/^user_/), detail: { recordId: contactId } },
    ]);
  });

  it("under a key that was used for other words is refused", async () => {
    const { body } = await post("texts", text({ body: "Something else" }));
    expect(body.problem.code).toBe("idempotency_conflict");
    expect(await texts()).toHaveLength(1);
  });

  it("of a colleague who never signed in here works, and the audit names them as HubSpot does", async () => {
    const { body } = await post("texts", text({ key: "key-of-card-2" }), COLLEAGUE);
    expect(body.problem).toBeUndefined();
    expect(await audit()).toMatchObject([{ actor: "hubspot:9" }]);
  });

  it.each([
    ["a number that is not the contact's", { to: "+15125550199" }, "invalid_input"],
    ["another business's line", { line: "+15550109999" }, "line_not_found"],
    ["no words", { body: "  " }, "invalid_input"],
    ["no key", { key: undefined }, "invalid_input"],
    ["a key that is too short", { key: "1" }, "invalid_input"],
  ])("to %s is refused with words", async (_what, change, code) => {
    const before = (await texts()).length;
    const { status, body } = await post("texts", text({ key: "key-of-card-3", ...change }));
    expect([status, body.problem?.code]).toEqual([200, code]);
    expect(body.problem.message.length).toBeGreaterThan(10);
    expect(await texts()).toHaveLength(before);
  });

  it("to somebody who said STOP is not offered, and refused when it is sent all the same", async () => {
    await service.carrier.sendText({ from: CALLER, to: LINE, body: "STOP" });
    await service.settled();
    expect((await ask(contact())).body.whyNoText).toContain("STOP");
    expect((await post("texts", text({ key: "key-of-card-4" }))).body.problem.code).toBe("caller_opted_out");
    await service.carrier.sendText({ from: CALLER, to: LINE, body: "START" });
    await service.settled();
    expect((await ask(contact())).body.whyNoText).toBeNull();
  });
});

describe("a call from the card", () => {
  it("rings the owner's phone once however often HubSpot repeats it", async () => {
    const body = { key: "key-of-call-1", line: LINE, to: CALLER };
    const answers = await Promise.all([post("calls", body), post("calls", body)]);
    expect(answers.map(({ body: { ownerPhone } }) => ownerPhone)).toEqual([FORWARD, FORWARD]);
    await service.settled();
    const { rows } = await service.pool.query("select 1 from textback.outbound_calls");
    expect(rows).toHaveLength(1);
  });
});

describe("the settings page", () => {
  const settings = (options: Parameters<typeof hubspotFetch>[4] = {}, viewer = OWNER) =>
    ask("/crm/hubspot/settings", options, viewer);

  it("shows how the connection is, the lines, the balance, and the manifest's settings", async () => {
    const { body } = await settings();
    expect(body).toMatchObject({
      health: "ok",
      lines: [{ number: LINE, enabled: true, rings: true }],
      fields: expect.arrayContaining([
        expect.objectContaining({ name: "lifecycleStage", type: "string", value: "lead" }),
      ]),
      mayChange: true,
    });
    expect(JSON.stringify(body)).not.toMatch(/Token|na1-|CJ/);
  });

  it("changes what an owner changed and keeps the rest, access included", async () => {
    const sealed = async () =>
      (await service.pool.query("select sealed_credentials as s from textback.connections")).rows[0].s;
    const before = await sealed();
    const { body } = await settings({ method: "PUT", body: { settings: { country: "GB" } } });
    expect(body.fields.find(({ name }: { name: string }) => name === "country").value).toBe("GB");
    expect(body.fields.find(({ name }: { name: string }) => name === "leadStatus").value).toBe("NEW");
    expect(await sealed()).toBe(before);
  });

  it("names the field that cannot be used", async () => {
    const { body } = await settings({ method: "PUT", body: { settings: { country: "Texas" } } });
    expect(body.problem).toMatchObject({ code: "invalid_input", fields: [{ field: "settings.country" }] });
  });

  it("is for looking only, for whoever is no owner here", async () => {
    expect((await settings({}, COLLEAGUE)).body.mayChange).toBe(false);
    const change = { method: "PUT", body: { settings: { country: "US" } } };
    expect((await settings(change, COLLEAGUE)).body.problem.code).toBe("owner_only");
  });
});

describe("opening our page in HubSpot", () => {
  const launch = async (viewer = OWNER, more: object = {}) =>
    (await ask(`${contact()}/launch`, { method: "POST", body: more }, viewer)).body;
  const launched = (url: string) => new URLSearchParams(new URL(url).hash.slice(1));
  const trade = (token: string | null, connector = "hubspot") =>
    walker(service.url).api("POST", "/session/launch", { token, connector });
  const people = async () => (await service.api("GET", `/businesses/${business}/users`)).body.items;

  it("signs in whoever HubSpot has signed for, once, at the contact's conversation", async () => {
    const { url } = await launch();
    expect(url.startsWith(`${service.url}/embed/hubspot#`)).toBe(true);
    expect(launched(url).get("page")).toBe(`/inbox/${encodeURIComponent(CALLER)}`);
    const token = launched(url).get("launch");
    const { status, body } = await trade(token);
    expect([status, body.businessId]).toEqual([200, business]);
    const session = await service.api("GET", "/session", undefined, { key: body.token });
    expect(session.body).toMatchObject({ role: "owner" });
    expect((await trade(token)).body.code).toBe("launch_expired");
  });

  it("opens nothing in another CRM's page, nor after five minutes", async () => {
    const token = launched((await launch()).url).get("launch");
    expect((await trade(token, "salesforce")).status).toBe(401);
    const late = launched((await launch()).url).get("launch");
    clock.pass(6 * MINUTE);
    expect((await trade(late)).status).toBe(401);
  });

  it("knows the asker by the signed address alone, whatever the body says", async () => {
    const stranger = { portalId: 99_999, userId: OWNER.userId };
    expect((await launch(stranger, { portalId: PORTAL })).problem.code).toBe("not_connected");
    const { url } = await launch(COLLEAGUE, { userId: OWNER.userId });
    const { body } = await trade(launched(url).get("launch"));
    const session = await service.api("GET", "/session", undefined, { key: body.token });
    expect(session.body).toMatchObject({ role: "member" });
  });

  it("may be framed by HubSpot alone", async () => {
    const { url } = await launch();
    expect(service.textback.app.connectors.get("hubspot")?.manifest.frames).toEqual([
      "https://app.hubspot.com",
      "https://*.hubspot.com",
    ]);
    expect(new URL(url).pathname).toBe("/embed/hubspot");
  });

  it("keeps out whom an owner has removed", async () => {
    await launch(COLLEAGUE);
    const member = (await people()).find(({ role }: { role: string }) => role === "member");
    expect((await service.api("DELETE", `/businesses/${business}/users/${member.id}`)).status).toBe(204);
    expect((await launch(COLLEAGUE)).problem.code).toBe("removed_here");
    expect((await people()).map(({ role }: { role: string }) => role)).toEqual(["owner"]);
  });
});

describe("once HubSpot takes the access away", () => {
  it("the card still shows what we have, and says what to do about the rest", async () => {
    const { id } = hubspot.portal.make("contacts", { phone: "+15125550182" }, clock.now());
    hubspot.oauth.uninstall(PORTAL);
    expect((await ask(contact())).body).toMatchObject({ phone: CALLER, trouble: null });
    expect((await ask(contact(id))).body.trouble).toContain("Connect it again");
    expect((await ask(contact())).body).toMatchObject({
      phone: CALLER,
      trouble: expect.stringContaining("Connect it again"),
    });
    hubspot.requests.length = 0;
    hubspot.oauth.seen.length = 0;
    expect((await ask(contact(id))).body.trouble).toContain("Connect it again");
    expect([hubspot.requests, hubspot.oauth.seen]).toEqual([[], []]);
  });

  it("and the business disconnects, the card has nothing more to show", async () => {
    await service.api("DELETE", `/businesses/${business}/connection`);
    expect((await ask(contact())).body.problem.code).toBe("not_connected");
    expect((await post("texts", text({ key: "key-of-card-9" }))).body.problem.code).toBe("not_connected");
    expect((await ask("/crm/hubspot/settings")).body.problem.code).toBe("not_connected");
  });
});
