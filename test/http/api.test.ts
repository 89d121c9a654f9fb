import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";

let service: Service;
let other: { id: string; apiKey: string };
beforeAll(async () => {
  service = await startService();
  other = (await service.api("POST", "/businesses", { name: "Other Plumbing" })).body;
});
afterAll(() => service.stop());

const linePath = (number: string) => `/lines/${encodeURIComponent(number)}`;
const asBusiness = (method: string, path: string, body?: unknown) =>
  service.api(method, path, body, { key: service.apiKey });

describe("who may do what", () => {
  it("without a key, or with a wrong one, is nobody: 401", async () => {
    for (const key of ["", "wrong", "tb_wrong"]) {
      const { status, body } = await service.api("GET", "/businesses", undefined, { key });
      expect([status, body.code]).toEqual([401, "unauthenticated"]);
    }
  });

  it("a business's key works on that business, and another's id is answered as one that does not exist", async () => {
    expect((await asBusiness("GET", `/businesses/${service.businessId}`)).body.name).toBe("Acme HVAC");
    const foreign = await asBusiness("GET", `/businesses/${other.id}`);
    const unknown = await asBusiness("GET", "/businesses/biz_nobody");
    expect(foreign.status).toBe(404);
    expect(foreign.body).toEqual(unknown.body);
  });

  it("every route with a business in its path hides another's", async () => {
    const { paths } = (await service.api("GET", "/openapi.json")).body as {
      paths: Record<string, Record<string, unknown>>;
    };
    let tried = 0;
    for (const [path, methods] of Object.entries(paths).filter(([each]) => each.includes("{businessId}"))) {
      for (const method of Object.keys(methods)) {
        const concrete = path
          .replace("/api/v1", "")
          .replace("{businessId}", other.id)
          .replace("{number}", encodeURIComponent(LINE))
          .replace("{phone}", encodeURIComponent(CALLER))
          .replaceAll(/\{\w+\}/g, "x");
        const { status, body } = await asBusiness(
          method.toUpperCase(),
          concrete,
          method === "get" ? undefined : {},
        );
        expect([method, path, status, body.code]).toEqual([method, path, 404, "business_not_found"]);
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(20);
  });

  it("only the operator creates businesses and grants credits", async () => {
    expect((await asBusiness("POST", "/businesses", { name: "Mine" })).body.code).toBe("operator_only");
    expect(
      (
        await asBusiness("POST", `/businesses/${service.businessId}/credits/grants`, {
          credits: 1,
          reason: "me",
        })
      ).body.code,
    ).toBe("operator_only");
  });

  it("a revoked key opens nothing any more", async () => {
    const made = (await service.own("POST", "/keys", { label: "temporary" })).body;
    expect((await service.api("GET", "/businesses", undefined, { key: made.apiKey })).status).toBe(200);
    expect((await service.own("DELETE", `/keys/${made.id}`)).status).toBe(204);
    expect((await service.api("GET", "/businesses", undefined, { key: made.apiKey })).status).toBe(401);
    expect(JSON.stringify((await service.own("GET", "/keys")).body)).not.toContain(made.apiKey);
  });
});

describe("a line", () => {
  it("changes the fields given, and keeps the others", async () => {
    const { body } = await asBusiness("PUT", `/businesses/${service.businessId}${linePath(LINE)}`, {
      ringTimeoutSeconds: 25,
    });
    expect(body).toMatchObject({
      number: LINE,
      enabled: true,
      forwardTo: "+15550100002",
      ringTimeoutSeconds: 25,
    });
    expect(body.message).toContain("{{business_name}}");
  });

  it.each([
    ["ringTimeoutSeconds", { ringTimeoutSeconds: 9 }, "at least 10"],
    ["ringTimeoutSeconds", { ringTimeoutSeconds: 61 }, "at most 60"],
    ["ringTimeoutSeconds", { ringTimeoutSeconds: "20" }, "whole number"],
    ["forwardTo", { forwardTo: "555-0100" }, "E.164"],
    ["forwardTo", { forwardTo: LINE }, "not a line that textback answers"],
    ["message", { message: "Hi {{nobody}}" }, "unknown variable"],
    ["message", { message: "" }, "must not be empty"],
    ["enabled", { enabled: "yes" }, "true or false"],
  ])("refuses a wrong %s, naming it and the rule", async (field, change, rule) => {
    const { status, body } = await service.own("PUT", linePath(LINE), change);
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ field, message: expect.stringContaining(rule) }]);
  });

  it("refuses a field that it does not know", async () =>
    expect((await service.own("PUT", linePath(LINE), { businessId: other.id })).status).toBe(422));

  it("belongs to one business: 409, and only the operator assigns one", async () => {
    const taken = await service.api("PUT", `/businesses/${other.id}${linePath(LINE)}`, { enabled: true });
    expect([taken.status, taken.body.code]).toEqual([409, "line_taken"]);
    const own = await service.api(
      "PUT",
      `/businesses/${other.id}${linePath("+15550100009")}`,
      { enabled: true },
      { key: other.apiKey },
    );
    expect([own.status, own.body.code]).toEqual([403, "not_assigned"]);
  });

  it("that is off still forwards and logs, and only never texts", async () => {
    await service.own("PUT", linePath(LINE), { enabled: false });
    const call = await service.carrier.placeCall({
      from: CALLER,
      to: LINE,
      behaviour: { kind: "no_answer" },
    });
    await service.settled();
    expect(call.webhooks[0]?.body).toContain("<Dial");
    expect((await service.own("GET", "/calls")).body.items[0].receipt.reason).toBe("line_disabled");
    expect(service.carrier.messages).toHaveLength(0);
    expect((await service.own("GET", "/leads")).body.items).toHaveLength(1);
    await service.own("PUT", linePath(LINE), { enabled: true });
  });
});

describe("an Idempotency-Key", () => {
  const create = (key: string, name: string) =>
    service.api("POST", "/businesses", { name }, { headers: { "idempotency-key": key } });
  it("brings the same answer again, without the secret, and nothing twice", async () => {
    const first = await create("k1", "Once");
    const [second, third] = await Promise.all([create("k1", "Once"), create("k1", "Once")]);
    expect(first.body.apiKey).toMatch(/^tb_/);
    for (const again of [second, third])
      expect([again.status, again.body]).toEqual([201, { ...first.body, apiKey: null }]);
  });
  it("with another body is a conflict", async () => {
    const { status, body } = await create("k1", "Twice");
    expect([status, body.code]).toEqual([409, "idempotency_conflict"]);
  });
  it("sent ten times at once makes one", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create("k2", "Together")));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });
});

describe("lists", () => {
  it("page with limit and after, without gaps and repetitions", async () => {
    for (let i = 0; i < 5; i++)
      await service.own("POST", "/credits/grants", { credits: 1, reason: `number ${i}` });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { body } = await service.own(
        "GET",
        `/credits/transfers?limit=2${after === null ? "" : `&after=${after}`}`,
      );
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      after = body.next;
    } while (after !== null);
    expect(seen).toHaveLength(6);
    expect(new Set(seen).size).toBe(6);
  });
  it("refuse a cursor that is not ours", async () =>
    expect((await service.own("GET", "/calls?after=nonsense")).body.errors[0].field).toBe("after"));
});

describe("anything else", () => {
  it("that is not JSON is refused as such, without a trace of our code", async () => {
    const response = await fetch(`${service.url}/api/v1/businesses`, {
      method: "POST",
      headers: { authorization: "Bearer x", "content-type": "application/json" },
      body: "{nonsense",
    });
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect(await response.text()).not.toMatch(/SyntaxError|\bat /);
  });
  it("the built-in store's leads are not offered to a business that keeps them elsewhere", async () => {
    const { status, body } = await service.own("PUT", "/connection", { connector: "nowhere" });
    expect([status, body.code]).toEqual([422, "unknown_connector"]);
    expect((await service.own("GET", "/connection")).body).toMatchObject({
      connector: "builtin",
      health: "ok",
      pending: 0,
    });
  });
  it("a lead's stage must be one of the pipeline's", async () => {
    const [lead] = (await service.own("GET", "/leads")).body.items;
    expect(
      (await service.own("PATCH", `/leads/${lead.id}`, { stage: "Contacted", name: "Ann Lee" })).body,
    ).toMatchObject({ stage: "Contacted", name: "Ann Lee" });
    expect(
      (await service.own("PATCH", `/leads/${lead.id}`, { stage: "Nonsense" })).body.errors[0],
    ).toMatchObject({ field: "stage" });
    expect((await service.own("PATCH", `/leads/${lead.id}`, { name: "Ann" })).status).toBe(200);
  });
  it("of a business's own Twilio account: its token signs for its lines, the operator's no longer", async () => {
    await service.own("PUT", "/carrier", { accountSid: `AC${"c".repeat(32)}`, authToken: "their-token" });
    const call = await service.carrier.placeCall({
      from: CALLER,
      to: LINE,
      behaviour: { kind: "no_answer" },
    });
    expect(call.webhooks[0]?.status).toBe(403);
  });

  it("another business cannot speak for a line by naming its Twilio account with a token of its own", async () => {
    const accountSid = `AC${"c".repeat(32)}`;
    await service.api("PUT", `/businesses/${other.id}/carrier`, { accountSid, authToken: "forged-token" });
    const params = {
      AccountSid: accountSid,
      CallSid: `CA${"9".repeat(32)}`,
      From: CALLER,
      To: LINE,
      CallStatus: "ringing",
    };
    const post = async (token: string) => {
      const url = `${service.url}/webhooks/twilio/voice`;
      const signature = getExpectedTwilioSignature(token, url, params);
      const headers = { "x-twilio-signature": signature };
      return (await fetch(url, { method: "POST", headers, body: new URLSearchParams(params) })).status;
    };
    expect(await post("forged-token")).toBe(403);
    expect(await post("their-token")).toBe(200);
  });
});
