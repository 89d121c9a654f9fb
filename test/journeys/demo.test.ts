/** A demo business on the production service: the whole course of a missed call, and none of it outside. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isFictional, isSimulatedAccount } from "../../src/domain/demo.ts";
import { type Hubspot, startHubspot } from "../fakes/hubspot/index.ts";
import { TestClock } from "../support/clock.ts";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";
import { walker } from "../support/walker.ts";

const DAY_MS = 24 * 3_600_000;
const clock = new TestClock();
let hubspot: Hubspot;
let service: Service;
beforeAll(async () => {
  hubspot = await startHubspot({ now: () => clock.now() });
  service = await startService({
    clock,
    hubspot: { apiUrl: hubspot.url },
    stripe: { secretKey: "sk_test_1", webhookSecret: "whsec_1", apiUrl: "http://127.0.0.1:9" },
  });
});
afterAll(async () => {
  await service.stop();
  await hubspot.stop();
});

interface Demo {
  readonly id: string;
  readonly line: string;
  readonly endsAt: string;
  readonly signIn: { readonly url: string };
}
let demo: Demo;
beforeEach(async () => {
  const { status, body } = await service.api("POST", "/operator/demos", { name: "Demo Plumbing" });
  expect(status).toBe(201);
  demo = body;
});
const own = (method: string, path: string, body?: unknown) =>
  service.api(method, `/businesses/${demo.id}${path}`, body);
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 10_000, interval: 20 });
const texts = async () => (await own("GET", "/texts")).body.items;

/** A reviewer calls from the page and does not pick up. */
async function missCall(from = CALLER) {
  expect((await own("POST", "/demo/call", { from, line: demo.line })).status).toBe(204);
  await eventually(async () => (await own("POST", "/demo/call/answer", { answer: "ring_out" })).status).toBe(
    204,
  );
}

describe("a demo business", () => {
  it("shows a missed call, its text, the contact and the activities in a connected portal, and a reply", async () => {
    const credentials = { accessToken: hubspot.token };
    await own("PUT", "/connection", { connector: "hubspot", credentials });
    await missCall();
    await eventually(async () => (await texts()).map(({ state }: { state: string }) => state)).toEqual([
      "delivered",
    ]);
    expect((await own("GET", "/credits")).body).toMatchObject({ available: 99, spent: 1 });
    await service.settled();
    const contacts = hubspot.portal.living("contacts");
    expect(contacts.map(({ properties }) => properties.phone)).toEqual([CALLER]);
    await eventually(
      async () => hubspot.portal.living("calls").length + hubspot.portal.living("communications").length,
    ).toBe(2);

    const reply = { from: CALLER, line: demo.line, body: "Yes, can you come today?" };
    expect((await own("POST", "/demo/text", reply)).status).toBe(204);
    await own("POST", "/demo/text", { ...reply, body: "STOP" });
    const { body: consents } = await own("GET", `/consents?phone=${encodeURIComponent(CALLER)}`);
    expect(JSON.stringify(consents)).toMatch(/opted_out/);
    expect((await texts()).filter(({ direction }: { direction: string }) => direction === "in")).toHaveLength(
      2,
    );
  });

  it("calls a customer back, from end to end on its simulated phones", async () => {
    await missCall();
    const { status, body } = await own("POST", "/calls", { line: demo.line, to: CALLER });
    expect(status).toBe(202);
    await eventually(async () => {
      const { items } = (await own("GET", "/calls")).body;
      return items.find(({ id }: { id: string }) => id === body.id)?.outcome ?? null;
    }).toBe("answered");
  });

  it("touches no other carrier, and no other business touches its own", async () => {
    const before = { texts: service.carrier.messages.length, calls: service.carrier.calls.length };
    await missCall();
    await eventually(async () => (await texts()).length).toBe(1);
    await service.settled();
    expect(service.carrier.messages).toHaveLength(before.texts);
    expect(service.carrier.calls).toHaveLength(before.calls);

    await service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
    await service.settled();
    await eventually(async () => service.carrier.messages.length).toBeGreaterThan(before.texts);
    expect(await texts()).toHaveLength(1);
  });

  it("reaches only numbers that are kept for fiction, whoever asks it to", async () => {
    expect(isFictional(demo.line)).toBe(true);
    for (const to of ["+12128675309", "+14155551234", "+447400123456"]) {
      const { status, body } = await own("POST", "/texts", { line: demo.line, to, body: "Hello" });
      if (status === 202)
        await eventually(async () => (await own("GET", `/texts/${body.id}`)).body.state).toBe("failed");
      expect((await own("POST", "/demo/call", { from: to, line: demo.line })).status).toBe(422);
      expect((await own("POST", "/demo/text", { from: to, line: demo.line, body: "x" })).status).toBe(422);
    }
    const { carrier, carrierGateway } = {
      carrier: service.carrier,
      carrierGateway: service.textback.app.carrier,
    };
    const refused = await carrierGateway.placeCall({
      businessId: demo.id,
      callId: "call_x",
      from: demo.line as never,
      to: "+12128675309" as never,
    });
    expect(refused).toMatchObject({ kind: "refused" });
    expect(carrier.messages.filter(({ from }) => from === demo.line)).toEqual([]);
  });

  it("has no way to a real account, a real number or a card", async () => {
    const account = { accountSid: `AC${"c".repeat(32)}`, authToken: "x".repeat(32) };
    expect((await own("PUT", "/carrier", account)).body.code).toBe("demo_business");
    expect((await own("GET", "/carrier/numbers")).body.code).toBe("demo_business");
    const real = `/lines/${encodeURIComponent("+12128675309")}`;
    expect((await own("PUT", real, { enabled: true })).body.code).toBe("demo_business");
    expect((await own("POST", "/credits/purchases", { credits: 100 })).body.code).toBe("demo_business");
    const { rows } = await service.pool.query(
      "select account_sid as sid from textback.carriers where business_id = $1",
      [demo.id],
    );
    expect(isSimulatedAccount(rows[0].sid)).toBe(true);
    // Nor can anybody else register what is simulated.
    expect((await service.own("PUT", "/carrier", { ...account, accountSid: rows[0].sid })).status).toBe(422);
  });

  it("is closed to everybody else, and others have no simulated phone", async () => {
    const { apiKey } = service;
    const asked = await service.api("POST", `/businesses/${demo.id}/demo/call/hang-up`, {}, { key: apiKey });
    expect(asked.status).toBe(404);
    expect((await service.own("POST", "/demo/call", { from: CALLER, line: LINE })).body.code).toBe(
      "demo_not_found",
    );
    const byKey = await service.api("POST", "/operator/demos", {}, { key: apiKey });
    expect(byKey.body.code).toBe("operator_only");
  });

  it("lets a reviewer in by a link that works once, and nobody once it has ended", async () => {
    const token = new URL(demo.signIn.url).searchParams.get("token") ?? "";
    const reviewer = walker(service.url);
    expect((await reviewer.api("POST", "/session/link", { token })).status).toBeLessThan(300);
    expect((await walker(service.url).api("POST", "/session/link", { token })).body.code).toBe(
      "link_expired",
    );
    const session = (await reviewer.api("GET", "/session")).body;
    expect(session).toMatchObject({ role: "owner", businesses: [{ id: demo.id }] });
    clock.pass(91 * DAY_MS);
    await service.textback.catchUp();
    expect((await reviewer.api("GET", "/session")).status).toBe(401);
    expect((await own("POST", "/demo/call", { from: CALLER, line: demo.line })).body.code).toBe(
      "demo_not_found",
    );
    expect((await own("GET", "/lines")).body.items).toEqual([]);
  });

  it("is ended by the operator at any time, with what its CRM gave", async () => {
    await own("PUT", "/connection", { connector: "hubspot", credentials: { accessToken: hubspot.token } });
    expect((await service.api("DELETE", `/operator/demos/${demo.id}`)).status).toBe(204);
    expect((await own("GET", "/connection")).body.connector).toBe("builtin");
    expect((await service.api("DELETE", `/operator/demos/${service.businessId}`)).body.code).toBe(
      "demo_not_found",
    );
  });
});
