/** Which record a caller's history stands on: why, how it is moved, and how a nameless one steps back. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sweep } from "../../src/app/recovery/sweep.ts";
import { acceptCrmEvents } from "../../src/app/timeline/crm-events.ts";
import * as answers from "../fakes/hubspot/answers.ts";
import { type HubspotBench, hubspotBench } from "../support/hubspot-bench.ts";
import { missCallSlowly } from "../support/missed-call.ts";
import { CALLER, LINE } from "../support/service.ts";

const DAY_MS = 24 * 3_600_000;
const TYPED = "(512) 555-0142";
let bench: HubspotBench;
beforeEach(async () => {
  bench = await hubspotBench();
});
afterEach(() => bench.stop());

const contact = (firstname: string, phone = TYPED) =>
  bench.hubspot.portal.make("contacts", { firstname, phone }).id;
const kindsOn = async (id: string) => (await bench.timelineOf(id)).map(({ kind }) => kind);
const activities = () => bench.list("/activities");
const move = async (record: string) => {
  const [{ id }] = await activities();
  return bench.service.own("POST", `/activities/${id}/move`, { record });
};
const living = () => bench.hubspot.portal.living("contacts").map(({ id }) => id);
async function sweepAfter(ms: number) {
  await bench.pass(ms);
  await sweep(bench.service.textback.app);
  await bench.pass(0);
}

describe("a caller whose number several contacts have", () => {
  it("stands on the oldest, and each activity says by which field and beside which others", async () => {
    const oldest = contact("Pat");
    const other = bench.hubspot.portal.make("contacts", { firstname: "Sam", mobilephone: CALLER }).id;
    await bench.missCall();
    const match = { recordId: oldest, matchedBy: "phone", otherRecords: [{ recordId: other, name: "Sam" }] };
    expect(await activities()).toEqual([expect.objectContaining(match), expect.objectContaining(match)]);
    const items = await bench.list(`/conversations/${encodeURIComponent(CALLER)}`);
    expect(items.map(({ activity }) => activity)).toEqual([
      expect.objectContaining({ ...match, state: "done" }),
      expect.objectContaining({ ...match, state: "done" }),
    ]);
  });

  it("is told with where HubSpot shows each, and moved to the one whose address is pasted", async () => {
    const wrong = contact("Pat");
    const right = contact("Sam");
    await bench.missCall();
    const record = () => bench.service.own("GET", `/conversations/${encodeURIComponent(CALLER)}/record`);
    expect((await record()).body).toEqual({
      connector: "hubspot",
      canMove: true,
      isMoving: false,
      record: { recordId: wrong, name: "Pat", matchedBy: "phone", url: null },
      others: [{ recordId: right, name: "Sam", url: null }],
    });
    expect((await move("Sam")).body).toMatchObject({
      code: "invalid_input",
      errors: [
        { field: "record", message: expect.stringContaining("the id or the address of a record in HubSpot") },
      ],
    });
    expect((await move(`https://app.hubspot.com/contacts/62515/record/0-1/${right}`)).status).toBe(200);
    expect((await record()).body).toMatchObject({ isMoving: true });
    await bench.service.settled();
    expect([await kindsOn(wrong), await kindsOn(right)]).toEqual([[], ["call", "text"]]);
    expect((await record()).body).toMatchObject({
      isMoving: false,
      record: { recordId: right, name: "Sam", matchedBy: "chosen by hand" },
      others: [{ recordId: wrong, name: "Pat" }],
    });
  });

  it("is moved as a whole to the right one, where later calls go too, and back again", async () => {
    const wrong = contact("Pat");
    const right = contact("Sam");
    await bench.missCall();
    await bench.missCall();
    expect((await move(right)).status).toBe(200);
    await bench.service.settled();
    expect([await kindsOn(wrong), (await kindsOn(right)).sort()]).toEqual([
      [],
      ["call", "call", "text", "text"],
    ]);
    expect(await activities()).toEqual(
      Array.from({ length: 4 }, () =>
        expect.objectContaining({ state: "done", recordId: right, movingTo: null }),
      ),
    );
    await bench.missCall();
    expect(await kindsOn(right)).toHaveLength(6);

    const [moved] = await bench.list("/moves");
    expect(moved).toMatchObject({ why: "chosen", state: "done", activities: 4, from: { recordId: wrong } });
    expect((await bench.service.own("POST", `/moves/${moved.id}/undo`)).status).toBe(204);
    await bench.service.settled();
    expect([(await kindsOn(wrong)).length, (await kindsOn(right)).length]).toEqual([6, 0]);
    expect((await bench.list("/moves"))[0]).toMatchObject({ state: "undone" });
    expect((await bench.service.own("POST", `/moves/${moved.id}/undo`)).body.code).toBe("move_undone");
  });

  it.each([
    ["HubSpot is away", answers.unavailable],
    ["HubSpot throttles", answers.tenSecondly],
  ])("is moved also when %s in the middle of it", async (_what, answer) => {
    const wrong = contact("Pat");
    const right = contact("Sam");
    await bench.missCall();
    // The calls go first; the texts meet the trouble.
    bench.hubspot.mishaps.push({ on: "texts", answer });
    await move(right);
    await bench.service.settled();
    for (let i = 0; i < 3; i++) await bench.pass(60_000);
    expect([await kindsOn(wrong), await kindsOn(right)]).toEqual([[], ["call", "text"]]);
  });

  it("is not moved elsewhere before it has arrived", async () => {
    const wrong = contact("Pat");
    const right = contact("Sam");
    await bench.missCall();
    bench.hubspot.outage = answers.unavailable;
    await move(right);
    expect((await move(wrong)).body.code).toBe("move_under_way");
  });

  it("is parked in HubSpot's words when it refuses the move, and moved when that is mended", async () => {
    const wrong = contact("Pat");
    const right = contact("Sam");
    await bench.missCall();
    bench.hubspot.portal.settings.refuseActivities = "Activities of this team may not be moved";
    await move(right);
    await bench.service.settled();
    const parked = await bench.list("/activities?state=parked");
    expect(parked.map(({ problem }) => problem)).toEqual(
      Array(2).fill("Activities of this team may not be moved"),
    );
    expect((await bench.list("/moves"))[0].state).toBe("parked");
    bench.hubspot.portal.settings.refuseActivities = null;
    await bench.service.own("POST", `/activities/${parked[0].id}/retry`);
    await bench.service.settled();
    expect((await bench.list("/activities?state=parked")).map(({ id }) => id)).toEqual([parked[1].id]);
    expect((await bench.service.own("POST", "/activities/retry")).status).toBe(204);
    await bench.service.settled();
    expect([await kindsOn(wrong), await kindsOn(right)]).toEqual([[], ["call", "text"]]);
  });

  it("stays where they are when the record to move to is not there", async () => {
    const there = contact("Pat");
    await bench.missCall();
    await move("999999");
    await bench.service.settled();
    expect(await kindsOn(there)).toEqual(["call", "text"]);
    expect((await bench.list("/activities?state=parked"))[0].problem).toMatch(/no longer there/);
  });
});

describe("a nameless contact of ours", () => {
  /** A missed call of somebody whom nobody knew; then their real contact is made. */
  async function realTurnsUp(): Promise<{ ours: string; real: string }> {
    await bench.missCall();
    const [ours = ""] = living();
    return { ours, real: contact("Pat") };
  }

  it("steps back for the real one within a day, and is archived a day later, once", async () => {
    const { ours, real } = await realTurnsUp();
    await sweepAfter(DAY_MS + 1);
    expect([await kindsOn(ours), await kindsOn(real)]).toEqual([[], ["call", "text"]]);
    expect(living()).toEqual([ours, real]);
    await sweepAfter(DAY_MS + 1);
    expect(living()).toEqual([real]);
    expect(await bench.list("/moves")).toEqual([
      expect.objectContaining({ why: "healed", retirement: "retired", toRecordId: real }),
    ]);
    await bench.missCall();
    expect(await kindsOn(real)).toHaveLength(4);
    bench.hubspot.requests.length = 0;
    await sweepAfter(DAY_MS + 1);
    expect(bench.asked()).toEqual([]);
  });

  it("stays when somebody edited it meanwhile, and says why", async () => {
    const { ours, real } = await realTurnsUp();
    await sweepAfter(DAY_MS + 1);
    const kept = bench.hubspot.portal.find("contacts", ours);
    if (kept !== null) bench.hubspot.portal.change(kept, { email: "pat@example.com" });
    await sweepAfter(DAY_MS + 1);
    expect(living()).toEqual([ours, real]);
    expect((await bench.list("/moves"))[0]).toMatchObject({
      retirement: "kept",
      keptBecause: "Somebody edited the contact in HubSpot.",
    });
  });

  it("has everything back when that is undone, stays, and is not healed again", async () => {
    const { ours, real } = await realTurnsUp();
    await sweepAfter(DAY_MS + 1);
    const [{ id }] = await bench.list("/moves");
    await bench.service.own("POST", `/moves/${id}/undo`);
    await bench.service.settled();
    expect([await kindsOn(ours), await kindsOn(real)]).toEqual([["call", "text"], []]);
    for (let i = 0; i < 2; i++) await sweepAfter(DAY_MS + 1);
    expect(living()).toEqual([ours, real]);
    expect(await kindsOn(ours)).toEqual(["call", "text"]);
  });

  it("is the real one once somebody has given it a name: nothing moves", async () => {
    const { ours, real } = await realTurnsUp();
    const named = bench.hubspot.portal.find("contacts", ours);
    if (named !== null) bench.hubspot.portal.change(named, { firstname: "Patricia" });
    for (let i = 0; i < 2; i++) await sweepAfter(DAY_MS + 1);
    expect([await kindsOn(ours), await kindsOn(real)]).toEqual([["call", "text"], []]);
    expect((await bench.list("/conversations"))[0].name).toBe("Patricia");
  });

  it("steps back within minutes when HubSpot tells of the real one's number", async () => {
    const { ours, real } = await realTurnsUp();
    const { app, store } = bench.service.textback;
    await bench.service.pool.query("update textback.connections set account_id = '62515'");
    await store.transaction((tx) =>
      acceptCrmEvents(app, tx, "hubspot", [
        {
          key: "1:contact.propertyChange",
          kind: "phone_given",
          accountId: "62515",
          recordId: real,
          survivorId: null,
          phone: TYPED,
          occurredAt: bench.clock.now(),
        },
      ]),
    );
    await bench.service.settled();
    await bench.pass(120_000);
    expect([await kindsOn(ours), await kindsOn(real)]).toEqual([[], ["call", "text"]]);
  });
});

describe("what the caller said about texts", () => {
  const text = async (body: string) => {
    await bench.service.carrier.sendText({ from: CALLER, to: LINE, body });
    await bench.service.settled();
  };
  const said = (id: string) => bench.hubspot.portal.find("contacts", id)?.properties.sms_opt_out;
  beforeEach(async () => {
    bench.hubspot.portal.rules.customProperties.set("sms_opt_out", ["true", "false"]);
    await bench.connect({ consentProperty: "sms_opt_out" });
  });

  it("is written on their record, the last word only, also after HubSpot was away and its answer was lost", async () => {
    const id = contact("Pat");
    await bench.missCall();
    bench.hubspot.outage = answers.unavailable;
    await text("STOP");
    await text("START");
    await text("STOP");
    expect(said(id)).toBeUndefined();
    bench.hubspot.outage = null;
    for (let i = 0; i < 4; i++) await bench.pass(120_000);
    expect(said(id)).toBe("true");
    await text("START");
    expect(said(id)).toBe("false");
  });

  it("goes with them to another record, and to a property that is chosen later", async () => {
    const wrong = contact("Pat");
    const right = contact("Sam");
    await bench.missCall();
    await text("STOP");
    expect(said(wrong)).toBe("true");
    await move(right);
    await bench.service.settled();
    expect(said(right)).toBe("true");
    bench.hubspot.portal.rules.customProperties.set("no_texts", null);
    await bench.connect({ consentProperty: "no_texts", consentOptedOut: "yes" });
    expect(bench.hubspot.portal.find("contacts", right)?.properties.no_texts).toBe("yes");
  });

  it("is parked when the property is not there; the connection says so, and calls go on", async () => {
    const id = contact("Pat");
    await bench.connect({ consentProperty: "gone" });
    expect((await bench.service.own("GET", "/connection")).body).toMatchObject({
      health: "degraded",
      detail: expect.stringContaining('no contact property "gone"'),
    });
    await bench.missCall();
    await text("STOP");
    expect(await kindsOn(id)).toHaveLength(3);
    const [parked] = await bench.list("/activities?state=parked");
    expect(parked).toMatchObject({ kind: "consent", problem: expect.stringContaining("does not exist") });
    await bench.connect({ consentProperty: "sms_opt_out" });
    expect(said(id)).toBe("true");
    expect((await bench.service.own("GET", "/connection")).body).toMatchObject({ health: "ok", failed: 0 });
  });
});

describe("while the phone rings", () => {
  it("the caller's name is found for the text, by the one search that the missed call needs", async () => {
    contact("Pat");
    await bench.service.own("PUT", `/lines/${encodeURIComponent(LINE)}`, {
      message: "Hi {{caller_first_name|there}}, sorry we missed you!",
    });
    await missCallSlowly(bench.service, CALLER);
    expect(bench.service.carrier.handset(CALLER).map(({ body }) => body)).toEqual([
      "Hi Pat, sorry we missed you!",
    ]);
    expect(bench.asked()).toEqual(["POST /contacts/search", "POST /calls", "POST /communications"]);
  });

  it("a new caller, whom nobody had then, is not searched for again: four requests, the text's included", async () => {
    await missCallSlowly(bench.service, CALLER);
    expect(bench.asked()).toEqual([
      "POST /contacts/search",
      "POST /contacts",
      "POST /calls",
      "POST /communications",
    ]);
    bench.hubspot.requests.length = 0;
    await missCallSlowly(bench.service, CALLER);
    expect(bench.asked()).toEqual(["POST /calls", "POST /communications"]);
  });

  it("HubSpot's trouble delays no text: it goes out with the fallback", async () => {
    contact("Pat");
    bench.hubspot.outage = answers.unavailable;
    await bench.service.own("PUT", `/lines/${encodeURIComponent(LINE)}`, {
      message: "Hi {{caller_first_name|there}}, sorry we missed you!",
    });
    await bench.missCall();
    expect(bench.service.carrier.handset(CALLER).map(({ body }) => body)).toEqual([
      "Hi there, sorry we missed you!",
    ]);
  });
});

it("a parked activity is let be with a reason, which stands on it", async () => {
  contact("Pat");
  bench.hubspot.portal.settings.refuseActivities = "No calls here";
  await bench.missCall();
  const [{ id }] = await bench.list("/activities?state=parked");
  const reason = "a wrong number";
  expect((await bench.service.own("POST", `/activities/${id}/discard`, { reason })).body).toMatchObject({
    state: "discarded",
    discardReason: reason,
  });
});
