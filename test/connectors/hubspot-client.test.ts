/** The client against HubSpot's own address: what is sent, and what each answer means. */
import nock from "nock";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { hubspotApi } from "../../connectors/hubspot/client.ts";
import type { Budget, ConnectorContext } from "../../src/crm/contract.ts";
import { memoryClaims } from "../../src/crm/memory-claims.ts";
import * as answers from "../fakes/hubspot/answers.ts";
import { TestClock } from "../support/clock.ts";

const TOKEN = "pat-na1-secret";
const OBJECT = { id: "501", properties: { phone: "+15125550142" } };

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => nock.restore());

let clock: TestClock;
let context: ConnectorContext;
let api: ReturnType<typeof hubspotApi>;
beforeEach(() => {
  api = hubspotApi(undefined);
  clock = new TestClock();
  const wait = async (ms: number) => clock.pass(ms);
  context = {
    businessId: "biz_1",
    country: "US",
    settings: {},
    credentials: { accessToken: TOKEN },
    refreshCredentials: null,
    records: { find: async () => null },
    claims: memoryClaims({ now: () => clock.now(), wait }),
    http: { timeoutMs: 100, userAgent: "textback/1" },
    log: { debug: () => {}, info: () => {}, warn: () => {} },
    now: () => clock.now(),
    newId: () => "lead_1",
    signal: new AbortController().signal,
  };
});
const hubspot = () => nock("https://api.hubapi.com");
const reply = (scope: nock.Interceptor, { status, headers = {}, body }: answers.Answer) =>
  scope.reply(status, body as nock.Body, { ...headers });
const create = () => api(context).createContact({ properties: {} });

describe("each endpoint", () => {
  const batch = { results: [OBJECT] };
  const associated = { results: [{ to: [{ toObjectId: 7 }] }] };
  const search = { filterGroups: [], sorts: ["createdate"], properties: [], limit: 100, after: "0" };
  const endpoints: readonly [
    string,
    string,
    string,
    object,
    (client: ReturnType<typeof api>) => Promise<unknown>,
  ][] = [
    [
      "searchContacts",
      "post",
      "/crm/objects/2026-09/contacts/search",
      { total: 1, results: [OBJECT] },
      (client) => client.searchContacts(search),
    ],
    [
      "readContact",
      "get",
      "/crm/objects/2026-09/contacts/501?properties=phone",
      OBJECT,
      (client) => client.readContact("501", ["phone"]),
    ],
    [
      "createContact",
      "post",
      "/crm/objects/2026-09/contacts",
      OBJECT,
      (client) => client.createContact({ properties: {} }),
    ],
    [
      "createActivity",
      "post",
      "/crm/objects/2026-09/calls",
      OBJECT,
      (client) => client.createActivity("calls", { properties: {} }),
    ],
    [
      "createActivities",
      "post",
      "/crm/objects/2026-09/communications/batch/create",
      batch,
      (client) => client.createActivities("communications", []),
    ],
    [
      "updateActivity",
      "patch",
      "/crm/objects/2026-09/calls/9",
      OBJECT,
      (client) => client.updateActivity("calls", "9", {}),
    ],
    [
      "readActivities",
      "post",
      "/crm/objects/2026-09/calls/batch/read",
      batch,
      (client) => client.readActivities("calls", ["9"], ["hs_call_external_id"]),
    ],
    [
      "associated",
      "post",
      "/crm/associations/2026-09/contacts/calls/batch/read",
      associated,
      (client) => client.associated("calls", "501", null),
    ],
    [
      "associate",
      "post",
      "/crm/associations/2026-09/calls/contacts/batch/associate/default",
      { errors: [] },
      (client) => client.associate("calls", ["9"], "501"),
    ],
    [
      "dissociate",
      "post",
      "/crm/associations/2026-09/communications/contacts/batch/archive",
      { errors: [] },
      (client) => client.dissociate("communications", ["9"], "501"),
    ],
    [
      "updateContact",
      "patch",
      "/crm/objects/2026-09/contacts/501",
      OBJECT,
      (client) => client.updateContact("501", { sms_opt_out: "true" }),
    ],
    [
      "contactHistory",
      "post",
      "/crm/objects/2026-09/contacts/batch/read",
      { results: [{ id: "501", propertiesWithHistory: {} }] },
      (client) => client.contactHistory("501", ["phone"]),
    ],
    [
      "contactProperties",
      "get",
      "/crm/properties/2026-09/contacts",
      { results: [{ name: "phone", label: "Phone" }] },
      (client) => client.contactProperties(),
    ],
    [
      "contactProperty",
      "get",
      "/crm/properties/2026-09/contacts/sms_opt_out",
      { name: "sms_opt_out", label: "No texts" },
      (client) => client.contactProperty("sms_opt_out"),
    ],
    ["account", "get", "/account-info/2026-09/details", { portalId: 42 }, (client) => client.account()],
  ];
  it.each(endpoints)(
    "%s: %s %s, with the token in its header alone",
    async (_name, method, path, body, ask) => {
      const scope = nock("https://api.hubapi.com", {
        reqheaders: { authorization: `Bearer ${TOKEN}`, "user-agent": "textback/1" },
      })
        .intercept(path, method)
        .reply(200, body);
      expect(await ask(api(context))).toMatchObject(body);
      scope.done();
    },
  );
});

it("a contact is archived by DELETE, which answers nothing", async () => {
  const scope = hubspot().delete("/crm/objects/2026-09/contacts/501").reply(204);
  await api(context).archiveContact("501");
  scope.done();
});

it("a property that is not there is no trouble", async () => {
  const { status, body } = answers.notFound("Property x");
  hubspot()
    .get("/crm/properties/2026-09/contacts/x")
    .reply(status, body as nock.Body);
  expect(await api(context).contactProperty("x")).toBeNull();
});

describe("what an answer means", () => {
  it.each([
    ["401", answers.expired, { kind: "auth_expired", unclear: false }],
    ["429, ten seconds", answers.tenSecondly, { kind: "throttled", retryAfterMs: 10_000, unclear: false }],
    ["429, search", answers.secondly, { kind: "throttled", retryAfterMs: 1_000 }],
    ["429 with Retry-After", answers.daily, { kind: "throttled", retryAfterMs: 60_000 }],
    [
      "429 for the day, without",
      { ...answers.daily, headers: {} },
      { kind: "throttled", retryAfterMs: 3_600_000 },
    ],
    ["423", answers.locked, { kind: "throttled", retryAfterMs: 2_000 }],
    [
      "477",
      { status: 477, headers: { "retry-after": "86400" }, body: {} },
      { kind: "throttled", retryAfterMs: 86_400_000 },
    ],
    ["502, a gateway's page", answers.badGateway, { kind: "unavailable", unclear: true }],
    ["503", answers.unavailable, { kind: "unavailable", unclear: true }],
    ["524", { status: 524, body: "" }, { kind: "unavailable", unclear: true }],
    ["201 with a page", { status: 201, body: "<html></html>" }, { kind: "unavailable", unclear: true }],
    ["400", answers.badRequest("No."), { kind: "rejected", message: "No.", unclear: false }],
    [
      "400, required properties",
      answers.missingProperties(["email"]),
      { kind: "rejected", message: expect.stringContaining("(email)") },
    ],
    [
      "403, with its small print as text",
      { status: 403, body: { message: "Scopes.", errors: [{ code: 7, context: "{missingScopes=[a]}" }] } },
      { kind: "rejected", message: "Scopes." },
    ],
    ["403 without words", { status: 403, body: {} }, { kind: "rejected", message: "HubSpot answered 403" }],
  ] as const)("to a write: %s", async (_what, answer, meaning) => {
    reply(hubspot().post("/crm/objects/2026-09/contacts"), answer);
    await expect(create()).rejects.toMatchObject(meaning);
  });

  it("to a read no failure is unclear", async () => {
    hubspot().get("/account-info/2026-09/details").reply(503, {});
    await expect(api(context).account()).rejects.toMatchObject({ kind: "unavailable", unclear: false });
  });

  it.each([
    ["ECONNREFUSED", false],
    ["ENOTFOUND", false],
    ["ECONNRESET", true],
  ])("no answer, but %s: unclear is %s", async (code, unclear) => {
    hubspot()
      .post("/crm/objects/2026-09/contacts")
      .replyWithError(Object.assign(new Error(code), { code }));
    await expect(create()).rejects.toMatchObject({ kind: "unavailable", unclear });
  });

  it("an answer that takes too long is not waited for", async () => {
    hubspot().post("/crm/objects/2026-09/contacts").delay(2_000).reply(201, OBJECT);
    await expect(create()).rejects.toMatchObject({
      kind: "unavailable",
      unclear: true,
      message: "HubSpot could not be reached: no answer within 100 ms",
    });
  });

  it("a contact that is not there is none", async () => {
    reply(hubspot().get("/crm/objects/2026-09/contacts/501?properties=phone"), answers.notFound("resource"));
    expect(await api(context).readContact("501", ["phone"])).toBeNull();
  });

  it("no failure carries the token", async () => {
    reply(hubspot().post("/crm/objects/2026-09/contacts"), answers.unauthenticated);
    const error = await create().catch((each: unknown) => each);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(TOKEN);
  });
});

describe("a create", () => {
  it("is sent once, whatever comes", async () => {
    for (const answer of [answers.unavailable, answers.tenSecondly, answers.badRequest("No.")]) {
      const scope = hubspot()
        .post("/crm/objects/2026-09/contacts")
        .reply(answer.status, answer.body as nock.Body);
      await expect(create()).rejects.toThrow();
      scope.done();
      clock.pass(600_000);
    }
  });

  it("is sent again with new credentials after a 401: then nothing was done", async () => {
    const refreshCredentials = vi.fn(async () => ({ accessToken: "fresh" }));
    context = { ...context, refreshCredentials };
    reply(hubspot().post("/crm/objects/2026-09/contacts"), answers.expired);
    nock("https://api.hubapi.com", { reqheaders: { authorization: "Bearer fresh" } })
      .post("/crm/objects/2026-09/contacts")
      .reply(201, OBJECT);
    expect(await create()).toMatchObject(OBJECT);
    expect(refreshCredentials).toHaveBeenCalledExactlyOnceWith({ accessToken: TOKEN });
  });

  it("is not sent while the service stops", async () => {
    context = { ...context, signal: AbortSignal.abort() };
    await expect(create()).rejects.toMatchObject({ kind: "unavailable", unclear: false });
  });
});

describe("a portal in trouble", () => {
  it("is left alone for longer and longer, up to a minute, until it answers", async () => {
    const rests: number[] = [];
    const { rest } = context.claims;
    const noting = (budget: Budget, ms: number) => {
      if (!budget.key.endsWith(":search")) rests.push(ms);
      return rest(budget, ms);
    };
    context = { ...context, claims: { ...context.claims, rest: noting } };
    for (let i = 0; i < 8; i++) {
      hubspot().post("/crm/objects/2026-09/contacts").reply(503, {});
      await expect(create()).rejects.toMatchObject({ kind: "unavailable" });
      clock.pass(60_000);
    }
    hubspot().post("/crm/objects/2026-09/contacts").reply(201, OBJECT);
    await create();
    hubspot().post("/crm/objects/2026-09/contacts").reply(503, {});
    await expect(create()).rejects.toMatchObject({ kind: "unavailable" });
    expect(rests).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 1].map((seconds) => seconds * 1_000));
  });

  it("in a long rest is not asked, and says for how long", async () => {
    reply(hubspot().post("/crm/objects/2026-09/contacts"), answers.daily);
    await expect(create()).rejects.toMatchObject({ retryAfterMs: 60_000 });
    clock.pass(10_000);
    await expect(create()).rejects.toMatchObject({ kind: "throttled", retryAfterMs: 50_000, unclear: false });
  });

  it("is asked at its pace: 110 requests in ten seconds", async () => {
    hubspot().persist().get("/account-info/2026-09/details").reply(200, { portalId: 42 });
    const startedAt = clock.now().getTime();
    for (let i = 0; i < 220; i++) await api(context).account();
    const tookMs = clock.now().getTime() - startedAt;
    expect(tookMs).toBeGreaterThan(20_000);
    expect(tookMs).toBeLessThan(22_500);
  });
});
