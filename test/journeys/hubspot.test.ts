import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as answers from "../fakes/hubspot/answers.ts";
import { farSideOf } from "../fakes/hubspot/far-side.ts";
import { type Hubspot, startHubspot } from "../fakes/hubspot/index.ts";
import { TestClock } from "../support/clock.ts";
import { missCallSlowly } from "../support/missed-call.ts";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";

let hubspot: Hubspot;
let service: Service;
let clock: TestClock | null;

async function start(options: { clock?: TestClock; limited?: boolean; credits?: number } = {}) {
  clock = options.clock ?? null;
  const now = () => clock?.now() ?? new Date();
  hubspot = await startHubspot({ now, limited: options.limited ?? false });
  service = await startService({
    hubspot: { apiUrl: hubspot.url },
    credits: options.credits ?? 100,
    ...(clock === null ? {} : { clock }),
  });
  await connect();
  // Connected, HubSpot is asked once how it is.
  await service.settled();
  hubspot.requests.length = 0;
}
const connect = (settings: object = {}) =>
  service.own("PUT", "/connection", {
    connector: "hubspot",
    credentials: { accessToken: hubspot.token },
    settings,
  });
afterEach(async () => {
  await service.stop();
  await hubspot.stop();
});

/** Ahead of the real clock, which would otherwise bring about by itself what was put off for a second or two. */
const tomorrow = () => new TestClock(Date.now() + 24 * 3_600_000);

const missCall = (from = CALLER) =>
  service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
const asked = () => hubspot.requests.map(({ method, path }) => `${method} ${path.replace(/^.*2026-09/, "")}`);
/** Time passes, and what was put off until then is done by the queue. */
async function pass(ms: number): Promise<void> {
  clock?.pass(ms);
  await service.pool.query(
    `update textback_jobs.job set start_after = now()
     where name = 'drain-caller' and state < 'active' and start_after <= $1`,
    [clock?.now()],
  );
  await service.settled();
}
const timelineOf = (contactId: string) => farSideOf(hubspot).timeline(contactId);
const connection = async () => (await service.own("GET", "/connection")).body;

describe("a business with HubSpot", () => {
  beforeEach(() => start());

  it("sees a missed call and its text on the contact whose number is typed as (512) 555-0142", async () => {
    const { id } = hubspot.portal.make("contacts", {
      firstname: "Pat",
      lastname: "Miller",
      phone: "(512) 555-0142",
      hubspot_owner_id: "77",
    });
    await missCallSlowly(service, CALLER);

    expect(service.carrier.handset(CALLER)).toHaveLength(1);
    expect(hubspot.portal.living("contacts")).toHaveLength(1);
    const [call] = hubspot.portal.living("calls");
    expect(call?.properties).toMatchObject({
      hs_call_title: "Missed call",
      hs_call_direction: "INBOUND",
      hs_call_status: "NO_ANSWER",
      hs_call_disposition: "73a0d17f-1163-4015-bdd5-ec830791da20",
      hs_call_from_number: CALLER,
      hs_call_to_number: LINE,
      hs_call_body: `Missed call to ${LINE}: nobody picked up. The caller was texted back.`,
      hs_call_external_id: expect.stringMatching(/^act_/),
      hubspot_owner_id: "77",
    });
    const [text] = hubspot.portal.living("communications");
    expect(text?.properties).toMatchObject({
      hs_communication_channel_type: "SMS",
      hs_communication_logged_from: "CRM",
      hs_communication_body: expect.stringMatching(
        /^Text sent: \+15550100001 → \+15125550142<br>Sorry we missed your call!.*<br>\[ref \w{12}\]$/,
      ),
      hubspot_owner_id: "77",
    });
    expect(await timelineOf(id)).toHaveLength(2);
    expect(hubspot.portal.living("calls")).toHaveLength(1);
    expect(hubspot.portal.living("communications")).toHaveLength(1);
    // One search while the phone rang, since this number was never looked up before; then two for the missed call.
    expect(asked()).toEqual(["POST /contacts/search", "POST /calls", "POST /communications"]);

    hubspot.requests.length = 0;
    await missCallSlowly(service, CALLER);
    expect(asked(), "two for a caller who is known").toEqual(["POST /calls", "POST /communications"]);
    expect(await timelineOf(id)).toHaveLength(4);
    expect(await connection()).toMatchObject({ connector: "hubspot", health: "ok", pending: 0, failed: 0 });
  });

  it("gets one contact for a new caller, with four requests", async () => {
    await missCallSlowly(service, CALLER);
    expect(asked()).toEqual([
      "POST /contacts/search",
      "POST /contacts",
      "POST /calls",
      "POST /communications",
    ]);
    const [contact] = hubspot.portal.living("contacts");
    expect(contact?.properties).toMatchObject({
      phone: CALLER,
      lifecyclestage: "lead",
      hs_lead_status: "NEW",
    });
    expect(contact?.properties).not.toHaveProperty("firstname");
    expect(contact?.properties).not.toHaveProperty("lastname");
  });

  it("with an expired token parks what comes, asks no more, and sends it all after reconnecting", async () => {
    hubspot.expireToken();
    await missCall();
    await service.settled();
    await missCall();
    await service.settled();
    expect(await connection()).toMatchObject({ health: "needs_reconnect", failed: 4, pending: 0 });
    expect(hubspot.requests.length, "no storm of 401s").toBeLessThanOrEqual(2);
    expect(service.carrier.handset(CALLER), "the texts left all the same").toHaveLength(2);

    hubspot.renewToken();
    await connect();
    await service.settled();
    expect(await connection()).toMatchObject({ health: "ok", failed: 0, pending: 0 });
    const [contact, ...others] = hubspot.portal.living("contacts");
    expect(others).toEqual([]);
    expect(await timelineOf(contact?.id ?? "")).toHaveLength(4);
  });

  it.each([
    ["no token", {}, "credentials.accessToken"],
    ["what HubSpot does not know", { credentials: { accessToken: "x", key: "y" } }, "credentials.key"],
    [
      "a setting that is wrong",
      { credentials: { accessToken: "x" }, settings: { ownerId: "Jane" } },
      "settings.ownerId",
    ],
  ])("is refused with %s, and told which field", async (_what, given, field) => {
    const { status, body } = await service.own("PUT", "/connection", { connector: "hubspot", ...given });
    expect([status, body.code]).toEqual([422, "invalid_input"]);
    expect(JSON.stringify(body)).toContain(field);
    expect(JSON.stringify(await connection())).not.toContain(hubspot.token);
  });
});

it("HubSpot is away for two minutes: texts leave at once, and everything arrives after it with its own time", async () => {
  await start({ clock: tomorrow() });
  const known = "+15125550150";
  hubspot.portal.make("contacts", { firstname: "Known", phone: known });
  await missCall(known);
  await service.settled();
  const since = hubspot.portal.living("calls").length;

  hubspot.outage = answers.unavailable;
  const callers = [known, "+15125550151", "+15125550152"];
  const calledAt: string[] = [];
  for (const caller of callers) {
    calledAt.push(clock?.now().toISOString() ?? "");
    await missCall(caller);
    clock?.pass(1_000);
  }
  await service.settled();
  for (const caller of callers) expect(service.carrier.handset(caller).length).toBeGreaterThan(0);
  expect((await connection()).pending).toBe(6);

  for (let i = 0; i < 3; i++) await pass(40_000);
  expect(hubspot.portal.living("calls")).toHaveLength(since);
  hubspot.outage = null;
  for (let i = 0; i < 6 && (await connection()).pending > 0; i++) await pass(60_000);
  expect(await connection()).toMatchObject({ health: "ok", pending: 0, failed: 0 });
  expect(hubspot.portal.living("contacts")).toHaveLength(3);
  const calls = hubspot.portal.living("calls").slice(since);
  expect(calls.map(({ properties }) => properties.hs_timestamp).sort()).toEqual(calledAt);
  expect(hubspot.portal.living("communications")).toHaveLength(callers.length + 1);
}, 60_000);

describe("on the way to HubSpot", () => {
  beforeEach(async () => {
    await start({ clock: tomorrow() });
    hubspot.portal.make("contacts", { firstname: "Pat", phone: CALLER });
  });

  it("a text that is throttled waits alone: the call that went through is not touched again", async () => {
    hubspot.mishaps.push({ on: "texts", answer: answers.tenSecondly });
    await missCall();
    await service.settled();
    expect(await connection()).toMatchObject({ pending: 1, failed: 0 });
    await pass(20_000);
    expect(await connection()).toMatchObject({ pending: 0, failed: 0 });
    expect(asked().filter((each) => each === "POST /calls")).toHaveLength(1);
    expect(asked().filter((each) => each === "POST /communications")).toHaveLength(2);
    expect(asked().filter((each) => each.includes("batch/read"))).toEqual([]);
  });

  it.each(["lost", "lost_behind_gateway"] as const)(
    "an answer that is %s is looked for a minute later",
    async (answer) => {
      hubspot.mishaps.push({ on: "write", answer });
      await missCall();
      await service.settled();
      for (let i = 0; i < 6; i++) {
        await pass(15_000);
      }
      expect(await connection()).toMatchObject({ pending: 0, failed: 0 });
      expect(hubspot.portal.living("calls")).toHaveLength(1);
      expect(hubspot.portal.living("communications")).toHaveLength(1);
      expect(asked().filter((each) => each === "POST /calls")).toHaveLength(1);
    },
  );

  it("a contact that is deleted is found anew, and one that was merged is followed", async () => {
    await missCall();
    await service.settled();
    const [first] = hubspot.portal.living("contacts");
    const winner = hubspot.portal.make("contacts", { firstname: "Patricia", phone: "+15125550143" });
    hubspot.portal.merge(first?.id ?? "", winner.id);
    await missCall();
    await service.settled();
    await pass(5_000);
    expect(await timelineOf(winner.id)).toHaveLength(4);
    hubspot.portal.archive(winner.id);
    await missCall();
    await service.settled();
    await pass(5_000);
    const [anew, ...others] = hubspot.portal.living("contacts");
    expect(others).toEqual([]);
    expect(await timelineOf(anew?.id ?? "")).toHaveLength(2);
    expect(await connection()).toMatchObject({ pending: 0, failed: 0 });
  });
});
