import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { farSideOf } from "../fakes/salesforce/far-side.ts";
import { type Salesforce, startSalesforce } from "../fakes/salesforce/index.ts";
import { missCallSlowly } from "../support/missed-call.ts";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";

let salesforce: Salesforce;
let service: Service;

/** @param setUp what the org is like, and has in it, before it is connected */
async function start<T>(setUp: (org: Salesforce["org"]) => T): Promise<T> {
  salesforce = await startSalesforce();
  salesforce.org.features.packaged = "textback";
  salesforce.org.rules.searchLagMs = 15 * 60_000;
  const found = setUp(salesforce.org);
  service = await startService({ salesforce: { url: salesforce.url } });
  expect((await connect()).status).toBe(200);
  // Connected, the org is asked once how it is.
  await service.settled();
  asked();
  return found;
}
afterEach(async () => {
  await service.stop();
  await salesforce.stop();
});

const connect = (settings = {}) =>
  service.own("PUT", "/connection", {
    connector: "salesforce",
    credentials: {
      instanceUrl: salesforce.url,
      accessToken: salesforce.tokens.authorize().accessToken,
    },
    settings,
  });
const missCall = async (from = CALLER) => {
  await service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
  await service.settled();
};
const sealed = async (): Promise<string> =>
  (await service.pool.query("select sealed_credentials as it from textback.connections")).rows[0].it;
const connection = async () => (await service.own("GET", "/connection")).body;
const timelineOf = (id: string) => farSideOf(salesforce).timeline(id);
const asked = () =>
  salesforce.requests
    .splice(0)
    .filter(({ body }) => !JSON.stringify(body).includes("/describe"))
    .map(({ method, path }) => `${method} ${path.replace(/^.*v67\.0/, "").replace(/\?.*$/s, "")}`);

describe("a business with Salesforce", () => {
  beforeEach(() => start(() => {}));

  it("sees a new caller's missed call and text on one Lead, for two requests, and one for the next", async () => {
    await missCallSlowly(service, CALLER);
    expect(asked()).toEqual(["GET /search/", "POST /composite"]);
    await missCallSlowly(service, CALLER);
    expect(asked()).toEqual(["POST /composite/sobjects"]);

    expect(service.carrier.handset(CALLER)).not.toEqual([]);
    const leads = salesforce.org.living("Lead");
    expect(leads.map(({ fields }) => fields.Phone)).toEqual([CALLER]);
    const timeline = await timelineOf(leads[0]?.id ?? "");
    expect(timeline.filter(({ kind }) => kind === "call")).toHaveLength(2);
    // The receipt stands in the description.
    expect(timeline[0]?.text).toMatch(
      /^Missed call from \+15125550142\nMissed call to \+15550100001: nobody picked up\. .*text/,
    );
    expect(await connection()).toMatchObject({
      connector: "salesforce",
      health: "ok",
      pending: 0,
      failed: 0,
    });
  });

  it("sees them on the contact whose number is typed as (512) 555-0142", async () => {
    const { id } = salesforce.org.add("Contact", {
      FirstName: "Pat",
      LastName: "Miller",
      MobilePhone: "(512) 555-0142",
    });
    await missCall();
    expect(await timelineOf(id)).toHaveLength(2);
    expect(salesforce.org.living("Lead")).toEqual([]);
  });

  it("with an ended session parks what comes, asks no more, and sends it all after reconnecting", async () => {
    await missCall();
    salesforce.tokens.expireAccess();
    asked();
    await missCall("+15125550177");
    expect(await connection()).toMatchObject({ health: "needs_reconnect", failed: 2 });
    expect(asked()).toHaveLength(1);
    await missCall("+15125550178");
    expect(asked()).toEqual([]);
    expect(service.carrier.handset("+15125550178")).toHaveLength(1);

    await connect();
    await service.settled();
    expect(await connection()).toMatchObject({ health: "ok", pending: 0, failed: 0 });
    expect(salesforce.org.living("Lead")).toHaveLength(3);
    expect(salesforce.org.living("Task")).toHaveLength(6);
  });

  it("whose org asks for more parks the caller in the org's words, until the field is mapped", async () => {
    salesforce.org.rules.required.set("Lead", new Set(["Industry"]));
    await missCall();
    const { body } = await service.own("GET", "/activities?state=parked");
    expect(body.items[0]?.problem).toBe("Required fields are missing: [Industry]");
    await connect({ leadFields: "Industry=Plumbing" });
    await service.settled();
    expect(await connection()).toMatchObject({ health: "ok", failed: 0 });
    expect(salesforce.org.living("Task")).toHaveLength(2);
  });

  it("whose settings name a field that is not there hears so in words, and mends it without connecting anew", async () => {
    const change = (settings: object) => service.own("PATCH", "/connection", { settings });
    const { accessToken } = JSON.parse(
      await service.textback.app.sealer.open(await sealed(), `connection:${service.businessId}`),
    );
    expect((await change({ leadFields: "Indstry=Plumbing", leadCompany: "Callers" })).status).toBe(200);
    await missCall();
    const { body } = await service.own("GET", "/activities?state=parked");
    expect(body.items[0]?.problem).toBe(
      "Lead has no field called Indstry, or the connected user may not see it. Correct it in the settings of Salesforce.",
    );
    expect((await change({ leadFields: "Industry=Plumbing" })).body.settings).toMatchObject({
      leadFields: "Industry=Plumbing",
      leadCompany: "Callers",
      leadLastName: "Unknown caller",
    });
    await service.settled();
    expect(await connection()).toMatchObject({ health: "ok", failed: 0, pending: 0 });
    expect(salesforce.org.living("Lead")[0]?.fields).toMatchObject({
      Industry: "Plumbing",
      Company: "Callers",
    });
    expect((await change({ leadCompany: null })).body.settings.leadCompany).toBe("Unknown");
    expect(salesforce.tokens.accepts(accessToken)).toBe(true);
  });

  it("refuses settings that are none", async () => {
    expect((await connect({ leadFields: "Industry" })).status).toBe(422);
    expect((await connect({ ownerId: "me" })).status).toBe(422);
    const { status, body } = await service.own("PATCH", "/connection", {
      settings: { colour: "red", ownerId: "me" },
    });
    expect([status, body.errors.map(({ field }: { field: string }) => field)]).toEqual([
      422,
      ["settings.colour", "settings.ownerId"],
    ]);
  });

  it("is not made to forget renewed access by trouble with the access before", async () => {
    const before = await sealed();
    const { store } = service.textback.app;
    const found = { health: "needs_reconnect", healthDetail: "It was refused." } as const;
    await service.pool.query("update textback.connections set sealed_credentials = 'renewed'");
    await store.read.connections.setHealth(service.businessId, { ...found, sealedCredentials: before });
    expect([await sealed(), (await connection()).health]).toEqual(["renewed", "ok"]);
    await store.read.connections.setHealth(service.businessId, { ...found, sealedCredentials: "renewed" });
    expect([await sealed(), (await connection()).health]).toEqual(["renewed", "needs_reconnect"]);
  });
});

describe("the right record", () => {
  const Phone = "(512) 555-0142";
  const orgs: readonly [string, (org: Salesforce["org"]) => string | null][] = [
    [
      "in an org with the default duplicate rule, and a namesake",
      (org) => {
        org.rules.duplicateRule = "alert";
        org.add("Lead", { LastName: "Unknown caller", Company: "Unknown", Phone: "+1 206 555 0100" });
        return null;
      },
    ],
    [
      "in an org without the task type field",
      (org) => {
        org.features.hidden.add("Task.Type");
        return org.add("Lead", { LastName: "Miller", Company: "Miller & Sons", Phone }).id;
      },
    ],
    [
      "of a converted lead is its contact",
      (org) => org.convert(org.add("Lead", { LastName: "Miller", Company: "Miller & Sons", Phone }).id).id,
    ],
    [
      "of a person account is its contact",
      (org) => {
        org.features.personAccounts = true;
        return org.addPersonAccount({ FirstName: "Pat", LastName: "Miller", PersonMobilePhone: Phone })
          .contact.id;
      },
    ],
    [
      "in an org without our package",
      (org) => {
        org.features.packaged = null;
        return org.add("Contact", { LastName: "Miller", OtherPhone: Phone }).id;
      },
    ],
  ];

  it.each(orgs)("%s", async (_what, setUp) => {
    const known = await start(setUp);
    await missCall();
    const made = salesforce.org.living("Lead").find(({ fields }) => fields.Phone === CALLER);
    expect(made === undefined).toBe(known !== null);
    expect((await timelineOf(known ?? made?.id ?? "")).map(({ kind }) => kind)).toEqual(["call", "text"]);
    expect(await connection()).toMatchObject({ health: "ok", pending: 0, failed: 0 });
  });
});
