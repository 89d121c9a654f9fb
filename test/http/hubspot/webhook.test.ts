import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { acceptCrmEvents, handleCrmEvents } from "../../../src/app/timeline/crm-events.ts";
import { type Hubspot, startHubspot } from "../../fakes/hubspot/index.ts";
import { CLIENT_ID, CLIENT_SECRET } from "../../fakes/hubspot/oauth.ts";
import { TestClock } from "../../support/clock.ts";
import { hubspotEvent, sendWebhook, signatureHeaders } from "../../support/hubspot-request.ts";
import { CALLER, LINE, type Service, startService } from "../../support/service.ts";
import { walker } from "../../support/walker.ts";

const PORTAL = 62515;
const MINUTE = 60_000;
const clock = new TestClock();
let hubspot: Hubspot;
let service: Service;

beforeAll(async () => {
  hubspot = await startHubspot({ now: () => clock.now() });
  service = await startService({
    clock,
    proxied: true,
    hubspot: { apiUrl: hubspot.url },
    oauthApps: { hubspot: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, baseUrl: hubspot.url } },
  });
});
afterAll(async () => {
  await service.stop();
  await hubspot.stop();
});
beforeEach(async () => {
  clock.pass(20 * MINUTE);
  await service.pool.query("delete from textback.crm_events");
});

const signing = () => ({ secret: CLIENT_SECRET, now: clock.now() });
const tell = async (...events: object[]) => (await sendWebhook(service.url, signing(), events)).status;
const connected = async (portalId = PORTAL, businessId = service.businessId) => {
  await service.pool.query("delete from textback.connections");
  const sealed = await service.textback.app.sealer.seal(
    JSON.stringify({ accessToken: hubspot.token, portalId: String(portalId) }),
    `connection:${businessId}`,
  );
  await service.pool.query(
    `insert into textback.connections (business_id, connector, sealed_credentials, settings, health, account_id)
     values ($1, 'hubspot', $2, '{}', 'ok', $3)`,
    [businessId, sealed, String(portalId)],
  );
};
const stored = async () =>
  (
    await service.pool.query(
      "select kind, record_id, survivor_id from textback.crm_events order by record_id",
    )
  ).rows;
const jobs = async (): Promise<number> =>
  (await service.pool.query("select count(*)::int as n from textback_jobs.job where name = 'crm-events'"))
    .rows[0].n;
const recordOf = async (phone: string): Promise<string | null> =>
  (await service.pool.query("select record_id from textback.records where phone = $1", [phone])).rows[0]
    ?.record_id ?? null;
const missCall = async (from = CALLER) => {
  await service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
  await service.settled();
};

describe("HubSpot's webhook", () => {
  it("refuses what HubSpot did not sign, and stores nothing", async () => {
    await connected();
    const address = `${service.url}/webhooks/hubspot`;
    const body = JSON.stringify([hubspotEvent(PORTAL, "contact.deletion")]);
    const good = signatureHeaders(signing(), "POST", address, body);
    const attempts: readonly (readonly [string, Record<string, string>, string])[] = [
      ["no headers", {}, body],
      ["another secret", signatureHeaders({ ...signing(), secret: "x" }, "POST", address, body), body],
      ["another body", good, body.replace("101", "102")],
      [
        "another host, as a proxy may say it",
        signatureHeaders(signing(), "POST", "https://evil.example/webhooks/hubspot", body),
        body,
      ],
      [
        "six minutes ago",
        signatureHeaders(
          { ...signing(), now: new Date(clock.now().getTime() - 6 * MINUTE) },
          "POST",
          address,
          body,
        ),
        body,
      ],
    ];
    for (const [what, headers, sent] of attempts) {
      const { status } = await fetch(address, {
        method: "POST",
        headers: { "x-forwarded-host": "evil.example", ...headers },
        body: sent,
      });
      expect(status, what).toBe(403);
    }
    expect(await stored()).toEqual([]);
  });

  it("stores a batch of a hundred as a whole, once, however often it comes", async () => {
    await connected();
    const batch = Array.from({ length: 100 }, (_, i) =>
      hubspotEvent(PORTAL, "contact.deletion", { objectId: 7_000 + i }),
    );
    const again = batch.map((each) => ({ ...each, attemptNumber: 3 }));
    expect(await Promise.all([tell(...batch), tell(...batch), tell(...again)])).toEqual([204, 204, 204]);
    expect(await stored()).toHaveLength(100);
    await service.settled();
    const { rows } = await service.pool.query("select 1 from textback.crm_events where done_at is null");
    expect(rows).toEqual([]);
  });

  it("makes one job of a batch for each business, however many events there are", async () => {
    await connected();
    const before = await jobs();
    await tell(
      ...Array.from({ length: 100 }, (_, i) =>
        hubspotEvent(PORTAL, "contact.deletion", { objectId: 8_000 + i }),
      ),
    );
    expect((await jobs()) - before).toBe(1);
    await service.settled();
  });

  it("takes more events at once than a statement has room for single values", async () => {
    await connected();
    const many = Array.from({ length: 8_000 }, (_, i) => ({
      accountId: String(PORTAL),
      key: `many:${i}`,
      kind: "record_deleted" as const,
      recordId: String(i),
      survivorId: null,
      occurredAt: clock.now(),
    }));
    const { app } = service.textback;
    const taken = app.store.transaction(async (tx) => {
      expect(await acceptCrmEvents(app, tx, "hubspot", many)).toBe(8_000);
      throw new Error("enough seen");
    });
    await expect(taken).rejects.toThrow("enough seen");
  });

  it("tells events with one id apart by what they are about: HubSpot does not promise more", async () => {
    await connected();
    const one = hubspotEvent(PORTAL, "contact.deletion", { eventId: 5, objectId: 1 });
    const other = hubspotEvent(PORTAL, "contact.deletion", { eventId: 5, objectId: 2 });
    expect(await tell(one, other, one)).toBe(204);
    expect(await stored()).toHaveLength(2);
  });

  it("takes the others although one of a batch cannot be read", async () => {
    await connected();
    const bad = [null, 7, {}, { ...hubspotEvent(PORTAL, "contact.deletion"), occurredAt: "yesterday" }];
    expect(await tell(...(bad as object[]), hubspotEvent(PORTAL, "contact.deletion", { objectId: 9 }))).toBe(
      204,
    );
    expect(await stored()).toMatchObject([{ record_id: "9" }]);
  });

  it.each([
    ["contact.associationChange", {}],
    ["company.deletion", {}],
    ["object.deletion", { objectTypeId: "0-2" }],
    ["object.deletion", {}],
    ["contact.constructor", {}],
    ["contact.toString", {}],
    ["something.new", {}],
  ])("lets %s %j be", async (type, more) => {
    await connected();
    expect(await tell(hubspotEvent(PORTAL, type, more))).toBe(204);
    expect(await stored()).toEqual([]);
  });

  it("knows the events by their older names and by their newer ones", async () => {
    await connected();
    const merge = { primaryObjectId: 1, mergedObjectIds: [2], objectId: 1 };
    await tell(
      hubspotEvent(PORTAL, "contact.deletion", { objectId: 11 }),
      hubspotEvent(PORTAL, "object.deletion", { objectId: 12, objectTypeId: "0-1" }),
      hubspotEvent(PORTAL, "contact.merge", merge),
      hubspotEvent(PORTAL, "contact.privacyDeletion", { objectId: 13 }),
    );
    expect(await stored()).toEqual([
      { kind: "record_deleted", record_id: "11", survivor_id: null },
      { kind: "record_deleted", record_id: "12", survivor_id: null },
      { kind: "privacy_deletion", record_id: "13", survivor_id: null },
      { kind: "record_merged", record_id: "2", survivor_id: "1" },
    ]);
  });

  it("hears of a number that a contact was given, and of no other change", async () => {
    await connected();
    const change = (propertyName: string, propertyValue: string, objectId: number) =>
      hubspotEvent(PORTAL, "object.propertyChange", {
        objectTypeId: "0-1",
        objectId,
        propertyName,
        propertyValue,
      });
    await tell(
      change("phone", "(512) 555-0142", 1),
      change("mobilephone", "", 2),
      change("firstname", "Pat", 3),
    );
    expect(await stored()).toEqual([{ kind: "phone_given", record_id: "1", survivor_id: null }]);
  });

  it("follows a merge whose winner is a new record: both that went are moved", async () => {
    await connected();
    const ids = { primaryObjectId: 31, mergedObjectIds: [32], newObjectId: 33, objectId: 33 };
    await tell(hubspotEvent(PORTAL, "object.merge", { ...ids, objectTypeId: "0-1" }));
    expect(await stored()).toEqual([
      { kind: "record_merged", record_id: "31", survivor_id: "33" },
      { kind: "record_merged", record_id: "32", survivor_id: "33" },
    ]);
  });

  it.each([
    ["no JSON", "{", 400],
    ["no list", "{}", 422],
  ])("%s is not kept", async (_what, body, status) => {
    const address = `${service.url}/webhooks/hubspot`;
    const headers = signatureHeaders(signing(), "POST", address, body);
    expect((await fetch(address, { method: "POST", headers, body })).status).toBe(status);
  });

  it("answers 503 while the database is away, so that HubSpot tells it again; then it is stored", async () => {
    await connected();
    const event = hubspotEvent(PORTAL, "contact.deletion", { objectId: 77 });
    await service.proxy?.cut();
    expect(await tell(event)).toBe(503);
    await service.proxy?.mend();
    expect(await tell(event)).toBe(204);
    expect(await stored()).toMatchObject([{ record_id: "77" }]);
  });
});

describe("what HubSpot tells", () => {
  it("a merge: the next call stands on the record that is left", async () => {
    await connected();
    await missCall("+15125550171");
    const loser = (await recordOf("+15125550171")) ?? "";
    const winner = hubspot.portal.make("contacts", { phone: "+15125550179" }, clock.now()).id;
    hubspot.portal.merge(loser, winner);
    await tell(
      hubspotEvent(PORTAL, "contact.merge", {
        objectId: Number(winner),
        primaryObjectId: Number(winner),
        mergedObjectIds: [Number(loser)],
      }),
    );
    await service.settled();
    expect(await recordOf("+15125550171")).toBe(winner);
  });

  it("merges in the order in which they happened, whatever their order in the batch", async () => {
    await connected();
    await missCall("+15125550176");
    const first = Number(await recordOf("+15125550176"));
    const [second, third] = [1, 2].map(() => Number(hubspot.portal.make("contacts", {}, clock.now()).id));
    const merge = (loser: number, winner: number, occurredAt: number) =>
      hubspotEvent(PORTAL, "contact.merge", {
        objectId: winner,
        primaryObjectId: winner,
        mergedObjectIds: [loser],
        occurredAt,
      });
    const at = clock.now().getTime();
    await tell(merge(second ?? 0, third ?? 0, at), merge(first, second ?? 0, at - 1_000));
    await service.settled();
    expect(await recordOf("+15125550176")).toBe(String(third));
  });

  it("what fails comes again, and holds up nothing that is told with it", async () => {
    await connected();
    const { app } = service.textback;
    await service.pool.query(
      `insert into textback.crm_events (id, business_id, connector, key, kind, record_id, occurred_at)
       values ('evt_fails', $1, 'hubspot', 'a', 'record_deleted', '1', now()), ('evt_goes', $1, 'hubspot', 'b', 'record_deleted', '2', now())`,
      [service.businessId],
    );
    const left = async () =>
      (await service.pool.query("select id from textback.crm_events where done_at is null")).rows;
    let tries = 0;
    const trouble: typeof app.store.transaction = (work) =>
      tries++ === 0 ? Promise.reject(new Error("broken off")) : app.store.transaction(work);
    const shaky = { ...app, store: { ...app.store, transaction: trouble } };
    const ids = ["evt_fails", "evt_goes"];
    await expect(handleCrmEvents(shaky, service.businessId, ids)).rejects.toThrow("broken off");
    expect(await left()).toEqual([{ id: "evt_fails" }]);
    await handleCrmEvents(shaky, service.businessId, ids);
    expect(await left()).toEqual([]);
  });

  it("a deletion: the record is forgotten, and looked for anew at the next call", async () => {
    await connected();
    await missCall("+15125550172");
    const id = (await recordOf("+15125550172")) ?? "";
    hubspot.portal.archive(id);
    await tell(hubspotEvent(PORTAL, "contact.deletion", { objectId: Number(id) }));
    await service.settled();
    expect(await recordOf("+15125550172")).toBeNull();
    await missCall("+15125550172");
    expect(await recordOf("+15125550172")).not.toBe(id);
  });

  it.each([["before"], ["after"]] as const)(
    "a privacy deletion that comes %s its deletion: our copies are erased",
    async (order) => {
      await connected();
      const phone = order === "before" ? "+15125550173" : "+15125550174";
      await missCall(phone);
      const id = Number(await recordOf(phone));
      clock.pass(20 * MINUTE);
      const events = [
        hubspotEvent(PORTAL, "contact.privacyDeletion", { objectId: id }),
        hubspotEvent(PORTAL, "contact.deletion", { objectId: id }),
      ];
      for (const event of order === "before" ? events : events.reverse()) {
        await tell(event);
        await service.settled();
      }
      const calls = (await service.own("GET", `/calls?phone=${encodeURIComponent(phone)}`)).body.items;
      expect(calls).toEqual([]);
      expect(await recordOf(phone)).toBeNull();
    },
  );

  it("of another portal changes nothing here", async () => {
    await connected();
    await missCall("+15125550175");
    const id = await recordOf("+15125550175");
    expect(await tell(hubspotEvent(999, "contact.deletion", { objectId: Number(id) }))).toBe(204);
    await service.settled();
    expect(await recordOf("+15125550175")).toBe(id);
    expect(await stored()).toEqual([]);
  });
});

describe("a thousand late events make no request, and what is answered is 2xx,", () => {
  const late = async (portalId: number) => {
    hubspot.requests.length = 0;
    hubspot.oauth.seen.length = 0;
    const kinds = ["contact.deletion", "contact.privacyDeletion", "contact.merge", "contact.creation"];
    const batches = Array.from({ length: 10 }, (_, b) =>
      Array.from({ length: 100 }, (_, i) =>
        hubspotEvent(portalId, kinds[i % kinds.length] ?? "", {
          objectId: 50_000 + b * 100 + i,
          primaryObjectId: 1,
          mergedObjectIds: [50_000 + b * 100 + i],
        }),
      ),
    );
    const statuses = await Promise.all(batches.map((events) => tell(...events)));
    await service.settled();
    expect(new Set(statuses)).toEqual(new Set([204]));
    expect([hubspot.requests, hubspot.oauth.seen]).toEqual([[], []]);
  };
  const leave = async (portalId: number) => {
    const browser = walker(service.url);
    const { location } = await browser.go("/install/hubspot");
    return { browser, back: hubspot.oauth.consent(location ?? "", { portalId }) };
  };
  const install = async (portalId: number) => {
    const { browser, back } = await leave(portalId);
    expect((await browser.go(back)).status).toBe(303);
    // A new connection is looked at once by itself.
    await service.settled();
    const [{ id }] = (await browser.api("GET", "/session")).body.businesses;
    return { id, disconnect: () => browser.api("DELETE", `/businesses/${id}/connection`) };
  };

  it("for a portal that nobody ever connected", async () => {
    await late(9_001);
    expect(await stored()).toEqual([]);
  });

  it("for a portal whose admin is on the way back from saying yes", async () => {
    const { browser, back } = await leave(9_002);
    await late(9_002);
    expect(await stored()).toEqual([]);
    expect((await browser.go(back)).status).toBe(303);
  });

  it("after it was disconnected here", async () => {
    const { disconnect } = await install(9_003);
    await disconnect();
    await service.settled();
    await late(9_003);
    expect(await stored()).toEqual([]);
  });

  it("after it was uninstalled in HubSpot, and we noticed", async () => {
    const { id } = await install(9_005);
    hubspot.oauth.uninstall(9_005);
    clock.pass(25 * 60 * MINUTE);
    await service.textback.app.access.renewQuiet();
    expect((await service.api("GET", `/businesses/${id}/connection`)).body.health).toBe("needs_reconnect");
    await late(9_005);
  });

  it("after it was uninstalled in HubSpot, and nobody noticed yet", async () => {
    await install(9_006);
    hubspot.oauth.uninstall(9_006);
    await late(9_006);
  });

  // The last, since HubSpot is told again while other tests would count requests.
  it("after it was disconnected here while HubSpot was away, and has still to be told", async () => {
    const { disconnect } = await install(9_004);
    hubspot.outage = { status: 503, body: {} };
    await disconnect();
    await service.settled();
    await late(9_004);
    hubspot.outage = null;
    expect(await stored()).toEqual([]);
  });
});
