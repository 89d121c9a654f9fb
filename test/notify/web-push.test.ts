import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { webPushSender } from "../../src/notify/web-push.ts";
import { type PushService, startPushService } from "../fakes/push/index.ts";

let service: PushService;
beforeAll(async () => {
  service = await startPushService();
});
afterAll(() => service.stop());

const sender = webPushSender({ allowLocal: true, subject: "https://textback.example.com" });
const keys = sender.newKeys();
const send = (target: { endpoint: string; keys: { p256dh: string; auth: string } }, by = sender) =>
  by.send({ target, keys, payload: JSON.stringify({ title: "Ünïcode ✓" }), lives: 60 });

it("is opened by the one browser that it is for, and tells for how long it is worth keeping", async () => {
  const browser = service.newBrowser();
  expect(await send(browser.subscription)).toEqual({ kind: "sent" });
  expect(browser.got).toMatchObject([
    { payload: { title: "Ünïcode ✓" }, headers: { ttl: "60", urgency: "high" } },
  ]);
});

it.each([
  [404, { kind: "gone" }],
  [410, { kind: "gone" }],
  [429, { kind: "later", why: "the push service answered 429" }],
  [503, { kind: "later", why: "the push service answered 503" }],
  [302, { kind: "refused", why: "the push service answered 302" }],
  [400, { kind: "refused", why: "the push service answered 400" }],
])("an answer of %d is told as what it is", async (answer, result) => {
  const browser = service.newBrowser();
  browser.answer = answer;
  expect(await send(browser.subscription)).toEqual(result);
});

it("a key that is none is a device that is gone", async () => {
  const { endpoint } = service.newBrowser().subscription;
  const p256dh = Buffer.alloc(65, 4).toString("base64url");
  expect(await send({ endpoint, keys: { p256dh, auth: "A".repeat(22) } })).toEqual({ kind: "gone" });
});

describe("an endpoint that is no push service's", () => {
  const outside = (addresses: readonly string[]) =>
    webPushSender({
      allowLocal: false,
      subject: "https://textback.example.com",
      resolve: async () => addresses,
    });

  it.each([
    ["http://push.example.com/x", "must begin with https://"],
    ["https://127.0.0.1/x", "must be reachable from the internet"],
    ["https://169.254.169.254/latest/meta-data", "must be reachable from the internet"],
    ["https://localhost/x", "must be reachable from the internet"],
    ["https://push.example.com:8443/x", "must not name a port"],
    ["file:///etc/passwd", "must be an address"],
  ])("%s %s", (endpoint, problem) => expect(outside([]).problemWith(endpoint)).toBe(problem));

  it("whose name leads into our own network is never called", async () => {
    const { keys: good } = service.newBrowser().subscription;
    const target = { endpoint: "https://push.example.com/x", keys: good };
    expect(await send(target, outside(["93.184.216.34", "10.0.0.7"]))).toEqual({
      kind: "later",
      why: "the name does not lead to the public internet",
    });
  });
});
