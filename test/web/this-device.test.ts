/** Being told on the device that one holds: the browser's push service is stubbed, its service worker is the real one. */
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from "vitest";
import { openPage, PHONE, type Seen, startBrowser } from "./support/browser.ts";
import { type Stub, startStub } from "./support/stub.ts";
import { faultsOf } from "./support/usable.ts";
import { smallWorld } from "./support/world.ts";

const ENDPOINT = "https://push.example.com/device";
/** What Chromium does once a person has said yes; `asked` is how often anybody was asked. */
const STUBBED = `
  window.asked = 0;
  let permission = "default";
  Object.defineProperty(Notification, "permission", { get: () => permission });
  Notification.requestPermission = async () => { window.asked++; return (permission = window.answers ?? "granted"); };
  let subscription = null;
  PushManager.prototype.getSubscription = async () => subscription;
  PushManager.prototype.subscribe = async (options) => {
    window.subscribedWith = options;
    return (subscription = {
      endpoint: ${JSON.stringify(ENDPOINT)},
      toJSON: () => ({ endpoint: ${JSON.stringify(ENDPOINT)}, keys: { p256dh: "key", auth: "auth" } }),
      unsubscribe: async () => { subscription = null; return true; },
    });
  };`;

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser(inject("chromium"));
});
afterAll(() => browser.close());

let stub: Stub;
let seen: Seen;
let page: Page;
beforeEach(async () => {
  stub = await startStub(smallWorld());
  seen = await openPage(browser, { viewport: PHONE });
  page = seen.page;
  await page.addInitScript(STUBBED);
});
afterEach(async () => {
  await seen.context.close();
  await stub.stop();
  expect(seen.errors).toEqual([]);
  expect(stub.violations).toEqual([]);
});
const open = () => page.goto(`${stub.url}/alerts`);
const see = (words: string) => page.getByText(words).filter({ visible: true }).first().waitFor();
const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
const asked = (path: RegExp) => stub.asked.filter((each) => path.test(each.path)).map(({ body }) => body);

it("nobody is asked before they press, and then the device is told to the service, and taken back", async () => {
  await open();
  await page.getByRole("button", { name: "Tell me on this device" }).waitFor();
  expect(await page.evaluate("window.asked")).toBe(0);
  expect(await faultsOf(page)).toEqual([]);
  await press("Tell me on this device");
  await see("You are told on this device.");
  expect(asked(/devices$/)).toEqual([{ endpoint: ENDPOINT, keys: { p256dh: "key", auth: "auth" } }]);
  expect(await page.evaluate("window.subscribedWith")).toMatchObject({ userVisibleOnly: true });
  await press("Stop telling me here");
  await page.getByRole("button", { name: "Tell me on this device" }).waitFor();
  expect(asked(/forget$/)).toEqual([{ endpoint: ENDPOINT }]);
});

it("a no is a no, and the way back is told", async () => {
  await page.addInitScript('window.answers = "denied"');
  await open();
  await press("Tell me on this device");
  await see("allow notifications for this page in its settings");
  expect(asked(/devices$/)).toEqual([]);
});

it("what the service refuses leaves no subscription behind", async () => {
  await open();
  stub.fail(/devices$/, 422, "invalid_input", "This device cannot be told.");
  await press("Tell me on this device");
  await see("This device cannot be told.");
  expect(
    await page.evaluate("navigator.serviceWorker.ready.then((r) => r.pushManager.getSubscription())"),
  ).toBe(null);
});

it("the service worker keeps nothing, and tells when there is no network", async () => {
  await open();
  await press("Tell me on this device");
  await see("You are told on this device.");
  expect(await page.evaluate("caches.keys()")).toEqual([]);
  await page.reload();
  await page.evaluate("navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller?.state)");
  await seen.context.setOffline(true);
  await page.goto(`${stub.url}/inbox`).catch(() => {});
  await see("Your calls are forwarded and texted back as always.");
  await seen.context.setOffline(false);
  seen.errors.length = 0;
});

/** The worker's own code, with a browser around it that only notes what it is asked for. */
function worker() {
  const listeners = new Map<string, (event: object) => void>();
  const shown: unknown[] = [];
  const opened: string[] = [];
  const self = {
    addEventListener: (kind: string, listener: (event: object) => void) => listeners.set(kind, listener),
    registration: {
      scope: "https://textback.example.com/app/",
      showNotification: async (title: string, options: object) => shown.push({ title, ...options }),
    },
    clients: { matchAll: async () => [], openWindow: async (url: string) => opened.push(url) },
    navigator: { language: "en-US" },
  };
  const code = readFileSync(new URL("../../src/web/public/sw.js", import.meta.url), "utf8");
  new Function("self", code)(self);
  const tell = async (kind: string, event: object) => {
    const work: Promise<unknown>[] = [];
    listeners.get(kind)?.({ ...event, waitUntil: (each: Promise<unknown>) => work.push(each) });
    await Promise.all(work);
  };
  return { shown, opened, tell };
}

it("a push is shown with its words, and the press on it opens the conversation", async () => {
  const { shown, opened, tell } = worker();
  const pushed = {
    title: "Pat wrote to you",
    body: '"Hi"',
    path: "inbox/%2B15125550142",
    tag: "+15125550142",
  };
  await tell("push", { data: { json: () => pushed } });
  expect(shown).toMatchObject([{ title: "Pat wrote to you", body: '"Hi"', tag: "+15125550142" }]);
  await tell("notificationclick", { notification: { close: () => {}, data: { path: pushed.path } } });
  expect(opened).toEqual(["https://textback.example.com/app/inbox/%2B15125550142"]);
});

it.each(["https://evil.example/", "//evil.example", "../../other", "javascript:alert(1)"])(
  "the press on one that leads to %s opens our own page",
  async (path) => {
    const { opened, tell } = worker();
    await tell("notificationclick", { notification: { close: () => {}, data: { path } } });
    expect(opened).toEqual(["https://textback.example.com/app/"]);
  },
);
