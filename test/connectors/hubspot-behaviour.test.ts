/** What HubSpot's connector does beyond the promises that every connector keeps. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hubspotConnector } from "../../connectors/hubspot/connector.ts";
import type { Activity, CallActivity, TextActivity } from "../../src/crm/contract.ts";
import { connectorWorld, type World, type WorldClock, worldClock } from "../../src/crm/testkit.ts";
import type { E164 } from "../../src/domain/phone.ts";
import * as answers from "../fakes/hubspot/answers.ts";
import { farSideOf } from "../fakes/hubspot/far-side.ts";
import { type Hubspot, startHubspot } from "../fakes/hubspot/index.ts";

const CALLER = "+15125550142" as E164;
let clock: WorldClock;
let hubspot: Hubspot;
let world: World;
const open = (settings: Record<string, unknown> = {}) => {
  const connector = hubspotConnector({ apiUrl: hubspot.url });
  const credentials = { accessToken: hubspot.token };
  return connectorWorld({ connector, far: farSideOf(hubspot), clock, credentials, settings });
};
beforeEach(async () => {
  clock = worldClock();
  hubspot = await startHubspot({ now: () => clock.now(), limited: true });
  world = open();
});
afterEach(() => hubspot.stop());

const base = (n: number) => ({
  id: `act_0192f1e0c0de7000${n.toString(16).padStart(16, "0")}`,
  line: "+15550100001" as E164,
  phone: CALLER,
  occurredAt: clock.now(),
});
const call = (n: number, change: Partial<CallActivity> = {}): CallActivity => ({
  ...base(n),
  kind: "call",
  direction: "in",
  outcome: "missed",
  reason: "no_answer",
  durationSeconds: null,
  title: "Missed call",
  summary: `Call ${n}`,
  ...change,
});
const text = (n: number, body = `Text ${n}`): TextActivity => ({
  ...base(n),
  kind: "text",
  direction: "out",
  body,
  state: "sent",
  title: "Text sent",
  summary: body,
});
const asked = () => hubspot.requests.map(({ method, path }) => `${method} ${path.replace(/^.*2026-09/, "")}`);
const states = async (activities: readonly Activity[]) =>
  (await world.deliver(CALLER, activities)).results.map(({ kind }) => kind);
const the = <T>(list: readonly T[]): T => {
  expect(list).toHaveLength(1);
  return list[0] as T;
};

describe("requests", () => {
  it("a caller with many calls and texts is two more, however many", async () => {
    const many = Array.from({ length: 30 }, (_, i) => [call(2 * i), text(2 * i + 1)]).flat();
    const { results, trouble } = await world.deliver(CALLER, many);
    expect(trouble).toBeNull();
    expect(results).toHaveLength(60);
    expect(asked()).toEqual([
      "POST /contacts/search",
      "POST /contacts",
      "POST /calls/batch/create",
      "POST /communications/batch/create",
    ]);
  });

  it("after an unclear attempt: a minute later it looks, and creates only what is missing", async () => {
    hubspot.portal.make("contacts", { firstname: "Pat", phone: CALLER });
    hubspot.mishaps.push({ on: "write", answer: "lost" });
    const startedAt = clock.now().getTime();
    await world.deliver(CALLER, [call(1), text(2)]);
    expect(asked()).toEqual([
      "POST /contacts/search",
      "POST /calls",
      "POST /contacts/calls/batch/read",
      "POST /calls/batch/read",
      "POST /contacts/communications/batch/read",
      "POST /communications",
    ]);
    expect(clock.now().getTime() - startedAt).toBeGreaterThanOrEqual(60_000);
  });

  it("a call that was logged before the trouble came is not looked for again", async () => {
    hubspot.portal.make("contacts", { firstname: "Pat", phone: CALLER });
    hubspot.mishaps.push({ on: "texts", answer: answers.tenSecondly });
    await world.deliver(CALLER, [call(1), text(2)]);
    expect(asked()).toEqual([
      "POST /contacts/search",
      "POST /calls",
      "POST /communications",
      "POST /communications",
    ]);
  });
});

describe("an administrator's HubSpot", () => {
  it("that has other stages, statuses and dispositions gets the contact and the call without them", async () => {
    hubspot.portal.rules.removedOptions.set("hs_lead_status", new Set(["NEW"]));
    hubspot.portal.rules.removedOptions.set("lifecyclestage", new Set(["lead"]));
    hubspot.portal.rules.removedOptions.set(
      "hs_call_disposition",
      new Set(["73a0d17f-1163-4015-bdd5-ec830791da20"]),
    );
    expect(await states([call(1)])).toEqual(["logged"]);
    expect(the(hubspot.portal.living("contacts")).properties).not.toHaveProperty("lifecyclestage");
    expect(the(hubspot.portal.living("calls")).properties).not.toHaveProperty("hs_call_disposition");
  });

  it("that requires a property on contacts parks the caller, and says which", async () => {
    hubspot.portal.rules.requiredContactProperties.add("email");
    const { trouble } = await world.deliver(CALLER, [call(1)]);
    expect([trouble?.kind, trouble?.message]).toEqual([
      "rejected",
      "Error creating CONTACT. Some required properties were not set. (email)",
    ]);
    hubspot.portal.rules.requiredContactProperties.clear();
    expect(await states([call(1)])).toEqual(["logged"]);
  });

  it("has the stage, status and owner that the business chose", async () => {
    world = open({ lifecycleStage: "opportunity", leadStatus: "OPEN", ownerId: "88" });
    await world.deliver(CALLER, [call(1), text(2)]);
    expect(the(hubspot.portal.living("contacts")).properties).toMatchObject({
      lifecyclestage: "opportunity",
      hs_lead_status: "OPEN",
      hubspot_owner_id: "88",
    });
    expect(the(hubspot.portal.living("calls")).properties.hubspot_owner_id).toBe("88");
    expect(the(hubspot.portal.living("communications")).properties.hubspot_owner_id).toBe("88");
  });

  it("whose contact has an owner sees activities with that owner", async () => {
    world = open({ ownerId: "88" });
    hubspot.portal.make("contacts", { phone: CALLER, hubspot_owner_id: "77" });
    await world.deliver(CALLER, [call(1)]);
    expect(the(hubspot.portal.living("calls")).properties.hubspot_owner_id).toBe("77");
  });
});

describe("a batch", () => {
  it("of which HubSpot refuses one parks that one, and logs the others", async () => {
    await world.deliver(CALLER, [call(1)]);
    const spoilt = call(3, { occurredAt: { toISOString: () => "yesterday" } as Date });
    const { results } = await world.deliver(CALLER, [call(2), spoilt, call(4)]);
    expect(results.map(({ activityId, kind }) => [activityId.at(-1), kind])).toEqual([
      ["2", "logged"],
      ["4", "logged"],
      ["3", "rejected"],
    ]);
    expect(hubspot.portal.living("calls")).toHaveLength(3);
  });

  it("whose answer was lost is made once", async () => {
    await world.deliver(CALLER, [call(1)]);
    hubspot.mishaps.push({ on: "write", answer: "lost" });
    expect(await states([call(2), call(3)])).toEqual(["logged", "logged"]);
    expect(hubspot.portal.living("calls")).toHaveLength(3);
  });

  it("on a contact that was merged meanwhile goes to the one it became", async () => {
    await world.deliver(CALLER, [call(1)]);
    const loser = the(hubspot.portal.living("contacts"));
    const winner = hubspot.portal.make("contacts", { phone: "+15125550143" });
    hubspot.portal.merge(loser.id, winner.id);
    expect(await states([call(2), call(3), text(4)])).toEqual(["logged", "logged", "logged"]);
    expect(await farSideOf(hubspot).timeline(winner.id)).toHaveLength(4);
  });
});

describe("correcting", () => {
  it("what somebody deleted in HubSpot leaves it deleted", async () => {
    await world.deliver(CALLER, [call(1)]);
    const { id } = the(hubspot.portal.living("calls"));
    hubspot.portal.archive(id);
    await world.open().amend(call(1), id);
    expect(hubspot.portal.living("calls")).toEqual([]);
  });
});

describe("the connection", () => {
  it("is described by its account", async () =>
    expect(await world.open().describe()).toEqual({
      health: "ok",
      detail: null,
      account: "HubSpot account 62515",
      business: { timeZone: "US/Central" },
    }));

  it("is degraded while HubSpot is away, in its words", async () => {
    hubspot.outage = { status: 503, body: { message: "Service temporarily unavailable" } };
    expect(await world.open().describe()).toMatchObject({
      health: "degraded",
      detail: "Service temporarily unavailable",
    });
  });
});
