/** Somebody asks to be told on their own device: missed calls and replies come there, once, and to nobody else's. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type PushBrowser, type PushService, startPushService } from "../fakes/push/index.ts";
import { type Browser, openBrowser, ownersBrowser } from "../support/browser.ts";
import { TestClock } from "../support/clock.ts";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";

const MINUTE = 60_000;
const clock = new TestClock();
let pushes: PushService;
let service: Service;
let owner: Browser;
let device: PushBrowser;
beforeAll(async () => {
  pushes = await startPushService();
  service = await startService({ clock });
  owner = await ownersBrowser(service);
});
afterAll(async () => {
  await service.stop();
  await pushes.stop();
});
beforeEach(async () => {
  clock.pass(16 * MINUTE);
  await service.pool.query("delete from textback.push_devices");
  device = pushes.newBrowser();
});

const mine = (path = "") => `/businesses/${service.businessId}/me/devices${path}`;
const ask = (browser: Browser, of = device) => browser.api("PUT", mine(), of.subscription);
const missCall = async (from = CALLER) => {
  await service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
  await service.settled();
};
const devices = async () => (await service.pool.query("select sealed from textback.push_devices")).rows;
const sent = async () =>
  (await service.own("GET", "/alerts/sent")).body.items.filter(
    ({ channel }: { channel: string }) => channel === "push",
  );

it("the key pair is made once, and its secret half is sealed", async () => {
  const key = async () => (await owner.api("GET", mine("/key"))).body.publicKey;
  const first = await key();
  expect(Buffer.from(first, "base64url")).toHaveLength(65);
  expect(await key()).toBe(first);
  const { rows } = await service.pool.query("select * from textback.push_keys");
  expect(rows).toMatchObject([{ public_key: first, sealed_private_key: expect.stringMatching(/^ey/) }]);
});

describe("a device that was asked for", () => {
  beforeEach(async () => {
    expect((await ask(owner)).status).toBe(204);
  });

  it("hears of a missed call and of what they write, each with the way to it, though no other alert is on", async () => {
    await missCall();
    clock.pass(11 * MINUTE);
    await service.carrier.sendText({ from: CALLER, to: LINE, body: "Is Friday fine?" });
    await service.settled();
    expect(device.got.map(({ payload }) => payload)).toEqual([
      {
        title: expect.stringMatching(/^Missed call from \(512\).555-0142$/),
        body: "",
        path: "inbox/%2B15125550142",
        tag: CALLER,
      },
      {
        title: expect.stringMatching(/wrote to you$/),
        body: '"Is Friday fine?"',
        path: "inbox/%2B15125550142",
        tag: CALLER,
      },
    ]);
    expect(await sent()).toMatchObject([
      { about: "reply", state: "sent" },
      { about: "missed_call", state: "sent" },
    ]);
  });

  it("hears of one caller once in ten minutes", async () => {
    await missCall("+15125550150");
    await missCall("+15125550150");
    expect(device.got).toHaveLength(1);
  });

  it("its address is sealed; subscribing again is the same device", async () => {
    await ask(owner);
    const rows = await devices();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(device.subscription.endpoint);
  });

  it("that the push service no longer knows is forgotten, and the others hear all the same", async () => {
    const other = pushes.newBrowser();
    await ask(owner, other);
    device.answer = 410;
    await missCall("+15125550151");
    expect([device.got.length, other.got.length]).toEqual([0, 1]);
    expect(await devices()).toHaveLength(1);
    expect((await sent())[0]).toMatchObject({ state: "sent" });
  });

  it("is told later when its push service is away, and no more after an hour", async () => {
    device.answer = 429;
    await missCall("+15125550152");
    expect((await sent())[0]).toMatchObject({ state: "pending", problem: "the push service answered 429" });
    device.answer = 201;
    clock.pass(MINUTE);
    await service.textback.catchUp();
    await service.settled();
    expect(device.got).toHaveLength(1);
  });

  it("whose address cannot be opened any more is left out, and the others hear all the same, once", async () => {
    await service.pool.query("update textback.push_devices set sealed = 'eyJ.not.what.was.sealed'");
    const other = pushes.newBrowser();
    await ask(owner, other);
    await missCall("+15125550155");
    expect(other.got).toHaveLength(1);
    expect((await sent())[0]).toMatchObject({ state: "sent" });
    expect(await devices()).toHaveLength(2);
  });

  it("is told no more once its owner says so, signs out, or signs out everywhere", async () => {
    await owner.api("POST", mine("/forget"), { endpoint: device.subscription.endpoint });
    expect(await devices()).toEqual([]);
    await missCall("+15125550153");
    expect(device.got).toEqual([]);

    const phone = await ownersBrowser(service);
    await ask(phone);
    await phone.api("DELETE", "/session");
    expect(await devices()).toEqual([]);

    const lost = await ownersBrowser(service);
    await ask(lost);
    const laptop = await ownersBrowser(service);
    await laptop.api("DELETE", "/sessions");
    expect(await devices()).toEqual([]);
    owner = await ownersBrowser(service);
  });
});

describe("an alert that can never be made", () => {
  const looksAgain = async () => {
    await service.textback.catchUp();
    await service.settled();
  };
  beforeEach(async () => {
    await ask(owner);
  });

  it("waits its hour for what was wrong to be mended, and goes out then", async () => {
    const { rows } = await service.pool.query("select sealed_private_key from textback.push_keys");
    await service.pool.query("update textback.push_keys set sealed_private_key = 'broken'");
    await missCall("+15125550156");
    expect((await sent())[0]).toMatchObject({ state: "pending", problem: expect.stringMatching(/our side/) });
    await service.pool.query("update textback.push_keys set sealed_private_key = $1", [
      rows[0].sealed_private_key,
    ]);
    clock.pass(MINUTE);
    await looksAgain();
    expect((await sent())[0]).toMatchObject({ state: "sent" });
  });

  it("is given up when its time to be told is over, and comes back with no sweep", async () => {
    await service.pool.query("update textback.push_keys set sealed_private_key = 'broken'");
    await missCall("+15125550157");
    for (let i = 0; i < 8; i++) {
      clock.pass(10 * MINUTE);
      await looksAgain();
    }
    expect((await sent())[0]).toMatchObject({ state: "failed", problem: expect.stringMatching(/our side/) });
    await service.pool.query("delete from textback.push_keys");
  });

  it("is given up all the same where the process died in each attempt", async () => {
    await service.pool.query(
      `insert into textback.alerts (id, business_id, channel, about, source_id, state, attempts, next_attempt_at, occurred_at)
       values ('alert_died', $1, 'push', 'reply', 'text_gone', 'sending', 1, $2, $3)`,
      [service.businessId, clock.now(), new Date(clock.now().getTime() - 61 * MINUTE)],
    );
    clock.pass(MINUTE);
    await looksAgain();
    const { rows } = await service.pool.query("select state from textback.alerts where id = 'alert_died'");
    expect(rows).toEqual([{ state: "unclear" }]);
  });
});

describe("what is refused", () => {
  it("an address that is none, and keys that are none, at their fields", async () => {
    const { keys } = device.subscription;
    const wrong = async (body: object) => (await owner.api("PUT", mine(), body)).body.errors;
    expect(await wrong({ endpoint: "file:///etc/passwd", keys })).toEqual([
      { field: "endpoint", message: "must be an address" },
    ]);
    expect(
      await wrong({ endpoint: "https://push.example.com/x", keys: { ...keys, p256dh: "AAAA" } }),
    ).toEqual([{ field: "keys.p256dh", message: "must be 65 bytes in base64url" }]);
    expect(await devices()).toEqual([]);
  });

  it("a key of the business, which is no person, and whoever is not signed in", async () => {
    const { subscription } = device;
    expect((await service.api("PUT", mine(), subscription, { key: service.apiKey })).status).toBe(422);
    expect((await openBrowser(service).api("PUT", mine(), subscription)).status).toBe(401);
  });

  it("another business's device is neither told nor forgotten", async () => {
    const other = (await service.api("POST", "/businesses", { name: "Other" })).body;
    const theirs = await ownersBrowser({ ...service, businessId: other.id });
    const asked = await theirs.api("PUT", `/businesses/${other.id}/me/devices`, device.subscription);
    expect(asked.status).toBe(204);
    await missCall("+15125550154");
    expect(device.got).toEqual([]);
    expect((await owner.api("PUT", `/businesses/${other.id}/me/devices`, device.subscription)).status).toBe(
      404,
    );
    await owner.api("POST", mine("/forget"), { endpoint: device.subscription.endpoint });
    expect(await devices()).toHaveLength(1);
  });
});
