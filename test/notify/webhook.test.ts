import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPublicAddress } from "../../src/notify/public-address.ts";
import { signWebhook, webhookPoster } from "../../src/notify/webhook.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";

const request = (url: string) => ({ url, secret: "whsec_x", id: "alert_1", body: "{}", at: new Date(0) });

describe("an address of the public internet", () => {
  it.each(["93.184.215.14", "8.8.8.8", "172.32.0.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])(
    "%s is one",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  it.each([
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.170",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "2001:db8::1",
    "2001::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "localhost",
    "",
  ])("%s is none", (address) => expect(isPublicAddress(address)).toBe(false));
});

describe("a webhook in production", () => {
  let connections = 0;
  const inside = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => inside.listen(0, "127.0.0.1", resolve));
    const address = inside.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterAll(() => new Promise((resolve) => inside.close(resolve)));

  const poster = (...answers: readonly (readonly string[])[]) => {
    let asked = 0;
    return webhookPoster({
      allowLocal: false,
      userAgent: "test",
      resolve: async () => answers[Math.min(asked++, answers.length - 1)] ?? [],
    });
  };

  it.each([
    "http://hooks.example.com/",
    "https://hooks.example.com:8443/",
    "https://user@hooks.example.com/",
    "https://user:pass@hooks.example.com/",
    "https://@127.0.0.1/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://2130706433/",
    "https://0/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[fd00:ec2::254]/",
    "https://localhost/",
    "https://a.localhost/",
    "https://intranet/",
    "https://１２７.０.０.１/",
    "https://⑯⑨。②⑤④。⑯⑨。②⑤④/",
    "file:///etc/passwd",
    "gopher://hooks.example.com/",
    "javascript:alert(1)",
    "not an address",
    "",
  ])("is never at %s", async (url) => {
    expect(poster(["127.0.0.1"]).problemWith(url)).not.toBeNull();
    expect(await poster(["127.0.0.1"]).post(request(url))).toMatchObject({ kind: "later" });
    expect(connections).toBe(0);
  });

  it.each([
    [["127.0.0.1"]],
    [["::1"]],
    [["10.0.0.1"]],
    [["93.184.215.14", "127.0.0.1"]],
    [["::ffff:127.0.0.1"]],
    [[]],
  ])("is not called when its name leads to %j", async (addresses) => {
    expect(await poster(addresses).post(request("https://hooks.example.com/"))).toEqual({
      kind: "later",
      why: "the name does not lead to the public internet",
    });
    expect(connections).toBe(0);
  });

  it("is called at names and addresses of the internet", () => {
    expect(poster([]).problemWith("https://hooks.example.com/textback?key=1")).toBeNull();
    expect(poster([]).problemWith("https://bücher.example/")).toBeNull();
    expect(poster([]).problemWith("https://93.184.215.14/")).toBeNull();
  });

  it("connects to the very address that was checked: the name is looked up once", async () => {
    let asked = 0;
    const local = webhookPoster({
      allowLocal: true,
      userAgent: "test",
      // The second answer would be a dead end.
      resolve: async () => (asked++ === 0 ? ["127.0.0.1"] : ["192.0.2.1"]),
    });
    await local.post(request(`http://rebinding.example:${port}/`));
    expect({ asked, connections }).toEqual({ asked: 1, connections: 1 });
  });
});

describe("a webhook's answer", () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.stop());
  const local = webhookPoster({ allowLocal: true, userAgent: "textback/test" });

  it.each([
    ["a 200 is taken", { status: 200 }, { kind: "sent" }],
    ["a 204 is taken", { status: 204 }, { kind: "sent" }],
    ["however long", { status: 200, body: "x".repeat(1_000_000) }, { kind: "sent" }],
    ["a 404 is not", { status: 404 }, { kind: "later", why: "it answered 404" }],
    ["a 410 is not", { status: 410 }, { kind: "later", why: "it answered 410" }],
    ["a 500 is not", { status: 500 }, { kind: "later", why: "it answered 500" }],
  ])("%s", async (_name, answer, result) => {
    receiver.answers.push(answer);
    expect(await local.post(request(receiver.url))).toEqual(result);
  });

  it("that leads elsewhere is not followed", async () => {
    const elsewhere = await startReceiver();
    receiver.answers.push({ status: 302, headers: { location: elsewhere.url } });
    expect(await local.post(request(receiver.url))).toMatchObject({ kind: "later" });
    expect(elsewhere.connections()).toBe(0);
    await elsewhere.stop();
  });

  it("that does not come in time is not waited for", async () => {
    const silent = createServer((socket) => socket.on("error", () => {}).resume());
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const hasty = webhookPoster({ allowLocal: true, userAgent: "test", withinMs: 20 });
    expect(await hasty.post(request(`http://127.0.0.1:${port}`))).toEqual({
      kind: "later",
      why: "no answer within 0.02 s",
    });
    await new Promise((resolve) => silent.close(resolve));
  });

  it("that never comes about is named by its code, with nothing of the request", async () => {
    expect(await local.post(request("http://127.0.0.1:1/"))).toEqual({ kind: "later", why: "ECONNREFUSED" });
  });
});

it("signs the time in seconds, a dot and the body", () =>
  expect(signWebhook("whsec_test", new Date(1_700_000_000_999), '{"a":1}')).toBe(
    "t=1700000000,v1=38877139021993b830af32feea6e18a8da83eb2f6e49ee50bd9e4cf4ca4d3789",
  ));
