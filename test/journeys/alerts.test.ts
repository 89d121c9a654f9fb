import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ALERT_LEASE_MS, sendAlert } from "../../src/app/alerts/send-alert.ts";
import { sweep } from "../../src/app/recovery/sweep.ts";
import { ALERT_PAUSE_MS, WEBHOOK_OFF_AFTER_MS } from "../../src/domain/alerts.ts";
import { TestClock } from "../support/clock.ts";
import { type Mailbox, startMailbox } from "../support/mailbox.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { CALLER, FORWARD, LINE, type Service, startService } from "../support/service.ts";

const OWNER = "+15125550199";
const OTHER_CALLER = "+15125550143";
const DAY_MS = 24 * 3_600_000;

describe("the owner is told", () => {
  let service: Service;
  let clock: TestClock;
  let mailbox: Mailbox;
  let receiver: Receiver;
  beforeEach(async () => {
    clock = new TestClock();
    mailbox = await startMailbox();
    receiver = await startReceiver();
    service = await startService({
      clock,
      mail: { smtpUrl: mailbox.url, from: "textback <alerts@textback.example>" },
    });
  });
  afterEach(async () => {
    await service.stop();
    await mailbox.stop();
    await receiver.stop();
  });

  const on = { missedCall: true, reply: true };
  const byMail = { email: { to: ["owner@acme.example"] }, on };
  const byWebhook = () => ({ webhook: { url: `${receiver.url}/textback` }, on });
  const byText = { text: { to: OWNER }, on };
  const set = async (alerts: object) => {
    const answer = await service.own("PUT", "/alerts", alerts);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  };
  const miss = async (from = CALLER) => {
    await service.carrier.placeCall({ from, to: LINE, behaviour: { kind: "no_answer" } });
    await service.settled();
  };
  const write = async (from: string, body: string) => {
    await service.carrier.sendText({ from, to: LINE, body });
    await service.settled();
  };
  const sent = async () => (await service.own("GET", "/alerts/sent")).body.items;
  const credits = async () => (await service.own("GET", "/credits")).body;
  const conversations = async () => (await service.own("GET", "/conversations")).body.items;
  const onOwnersPhone = () => service.carrier.handset(OWNER).map(({ body }) => body);
  const notices = async () => (await service.own("GET", "/notices")).body.items;
  const tryAgainAfter = async (ms: number) => {
    clock.pass(ms);
    for (const { id, state } of await sent())
      if (state === "pending" || state === "sending")
        await sendAlert(service.textback.app, service.businessId, id);
    await service.settled();
  };

  it("of nothing, unless they ask for it", async () => {
    await miss();
    await write(CALLER, "Are you open?");
    expect(await sent()).toEqual([]);
    expect((await service.own("GET", "/alerts")).body).toEqual({
      email: null,
      webhook: null,
      text: null,
      on: { missedCall: false, reply: false },
    });
  });

  it("by e-mail of a missed call, with a link to the conversation", async () => {
    await set(byMail);
    await miss();
    expect(mailbox.mails).toHaveLength(1);
    expect(mailbox.mails[0]?.to).toEqual(["owner@acme.example"]);
    expect(mailbox.mails[0]?.raw).toContain("Subject: Missed call from (512) 555-0142.");
    expect(mailbox.mails[0]?.raw).toContain("The caller was texted back.");
    expect(mailbox.mails[0]?.raw).toContain(`${service.url}/inbox/${encodeURIComponent(CALLER)}`);
    expect(await sent()).toMatchObject([
      { channel: "email", about: "missed_call", state: "sent", attempts: 1 },
    ]);
  });

  it("of a reply, in the caller's words; of an answered call, of STOP and of blocked callers never", async () => {
    await set(byMail);
    await service.carrier.placeCall({
      from: CALLER,
      to: LINE,
      behaviour: { kind: "answered", talkSeconds: 60 },
    });
    await write(CALLER, "STOP");
    await service.own("PUT", `/blocked/${encodeURIComponent(OTHER_CALLER)}`);
    await miss(OTHER_CALLER);
    await write(OTHER_CALLER, "Buy my lists");
    expect(mailbox.mails).toEqual([]);
    await write("+15125550144", "It won't stop leaking");
    expect(mailbox.mails.map(({ raw }) => raw)).toEqual([expect.stringContaining("It won't stop leaking")]);
  });

  it("of a picture without a word, as what it is", async () => {
    await set({ ...byMail, ...byWebhook() });
    await service.carrier.text({ from: CALLER, to: LINE, body: "", media: [{ contentType: "image/jpeg" }] });
    await service.settled();
    expect(mailbox.mails[0]?.raw).toContain("[1 attachment]");
    expect(JSON.parse(receiver.deliveries[0]?.body ?? "")).toMatchObject({
      type: "text.received",
      data: { body: "", media: [{ contentType: "image/jpeg" }] },
    });
  });

  it("by webhook, signed with a secret that is shown once", async () => {
    const { webhookSecret } = await set(byWebhook());
    expect(webhookSecret).toMatch(/^whsec_/);
    expect((await set(byWebhook())).webhookSecret).toBeNull();
    await miss();
    const [delivery] = receiver.deliveries;
    const [, t, v1] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(delivery?.headers["textback-signature"])) ?? [];
    expect(v1).toBe(createHmac("sha256", webhookSecret).update(`${t}.${delivery?.body}`).digest("hex"));
    const [{ id }] = await sent();
    expect(delivery?.headers["textback-delivery"]).toBe(id);
    expect(JSON.parse(delivery?.body ?? "")).toMatchObject({
      id,
      type: "call.missed",
      businessId: service.businessId,
      data: { line: LINE, phone: CALLER, reason: "no_answer", texted: true },
    });
  });

  it("gives a webhook another secret when its address changes, or on request", async () => {
    const first = (await set(byWebhook())).webhookSecret;
    const second = (await set({ webhook: { url: `${receiver.url}/other` } })).webhookSecret;
    const third = (await service.own("POST", "/alerts/secret")).body.webhookSecret;
    expect(new Set([first, second, third]).size).toBe(3);
  });

  it("posts a webhook again until it answers, under the same id", async () => {
    await set(byWebhook());
    receiver.answers.push(
      { status: 500 },
      { status: 302, headers: { location: `${receiver.url}/elsewhere` } },
    );
    await miss();
    expect(await sent()).toMatchObject([{ state: "pending", problem: "it answered 500" }]);
    await tryAgainAfter(10_000);
    expect(await sent()).toMatchObject([{ problem: "it answered 302; redirects are not followed" }]);
    expect((await service.own("GET", "/alerts")).body.webhook.failingSince).not.toBeNull();
    await tryAgainAfter(60_000);
    expect(await sent()).toMatchObject([{ state: "sent", attempts: 3, problem: null }]);
    expect((await service.own("GET", "/alerts")).body.webhook.failingSince).toBeNull();
    expect(new Set(receiver.deliveries.map(({ headers }) => headers["textback-delivery"])).size).toBe(1);
  });

  it("switches a webhook off that failed for three days, and says so", async () => {
    await set({ ...byWebhook(), ...byMail });
    for (let i = 0; i < 9; i++) receiver.answers.push({ status: 500 });
    await miss();
    clock.pass(WEBHOOK_OFF_AFTER_MS);
    await miss();
    expect((await service.own("GET", "/alerts")).body).toMatchObject({ webhook: null, email: byMail.email });
    const open = await notices();
    expect(open).toMatchObject([{ subject: "alerts:webhook", resolvedAt: null }]);
    await set(byWebhook());
    expect((await notices())[0].resolvedAt).not.toBeNull();
  });

  it("of a caller once in 10 minutes, on each channel, however many calls come at once", async () => {
    await set({ ...byMail, ...byWebhook() });
    await Promise.all(
      Array.from({ length: 12 }, () =>
        service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "busy" } }),
      ),
    );
    await service.settled();
    expect(mailbox.mails).toHaveLength(1);
    expect(receiver.deliveries).toHaveLength(1);
    await miss(OTHER_CALLER);
    expect(mailbox.mails).toHaveLength(2);
    clock.pass(ALERT_PAUSE_MS - 1);
    await miss();
    expect(mailbox.mails).toHaveLength(2);
    clock.pass(1);
    await miss();
    expect(mailbox.mails).toHaveLength(3);
  });

  describe("of a reply within 10 minutes of the missed call", () => {
    const twoMinutes = 2 * 60_000;
    const toldLater = () => tryAgainAfter(ALERT_PAUSE_MS - twoMinutes);

    it("when they are over, with all that was written by then", async () => {
      await set({ ...byMail, ...byWebhook() });
      await miss();
      clock.pass(twoMinutes);
      await write(CALLER, "It is the boiler");
      await write(CALLER, "Water everywhere!");
      expect(mailbox.mails).toHaveLength(1);
      expect((await sent()).filter(({ state }: { state: string }) => state === "pending")).toHaveLength(2);
      await toldLater();
      expect(mailbox.mails).toHaveLength(2);
      expect(mailbox.mails[1]?.raw).toMatch(/"It is the boiler"\s+"Water everywhere!"/);
      expect(receiver.deliveries.map(({ body }) => JSON.parse(body).type)).toEqual([
        "call.missed",
        "text.received",
      ]);
      clock.pass(ALERT_PAUSE_MS - 1);
      await miss();
      expect(mailbox.mails).toHaveLength(2);
    });

    it("not if the owner has read it; what is written next is told at once", async () => {
      await set({ ...byMail, ...byWebhook() });
      await miss();
      clock.pass(twoMinutes);
      await write(CALLER, "It is the boiler");
      await service.own("POST", `/conversations/${encodeURIComponent(CALLER)}/read`);
      await toldLater();
      expect(mailbox.mails).toHaveLength(1);
      expect(receiver.deliveries).toHaveLength(2);
      expect(await sent()).toContainEqual(
        expect.objectContaining({
          channel: "email",
          about: "reply",
          state: "cancelled",
          problem: "it has been read",
        }),
      );
      await write(CALLER, "Water everywhere!");
      expect(mailbox.mails).toHaveLength(2);
    });

    it("not if it was answered, from wherever that was", async () => {
      await set(byMail);
      await miss();
      clock.pass(twoMinutes);
      await write(CALLER, "It is the boiler");
      clock.pass(1_000);
      await service.own("POST", "/texts", { line: LINE, to: CALLER, body: "On my way" });
      await service.settled();
      await toldLater();
      expect(mailbox.mails).toHaveLength(1);
      expect(await sent()).toContainEqual(
        expect.objectContaining({ about: "reply", state: "cancelled", problem: "it has been answered" }),
      );
    });

    it("all the same if the answer did not leave", async () => {
      await set(byMail);
      await miss();
      clock.pass(twoMinutes);
      await write(CALLER, "It is the boiler");
      clock.pass(1_000);
      service.carrier.faults.rest = ({ method }) =>
        method === "POST" ? { kind: "error", status: 400, code: 21614 } : undefined;
      await service.own("POST", "/texts", { line: LINE, to: CALLER, body: "On my way" });
      await service.settled();
      await toldLater();
      expect(mailbox.mails[1]?.raw).toContain("It is the boiler");
    });

    it("though it comes at the same moment as the call", async () => {
      await set(byMail);
      await Promise.all([miss(), write(CALLER, "It is the boiler")]);
      expect(mailbox.mails).toHaveLength(1);
      await tryAgainAfter(ALERT_PAUSE_MS);
      expect(mailbox.mails.map(({ raw }) => raw).join()).toContain("It is the boiler");
    });
  });

  it("of a caller whose number is withheld, too", async () => {
    await set(byMail);
    await miss("anonymous");
    expect(mailbox.mails[0]?.raw).toContain("Missed call from a withheld number.");
  });

  describe("by mail, when the mail server has trouble", () => {
    it("tries again after a 4yz, and gives up at a 5yz", async () => {
      await set(byMail);
      mailbox.trouble.push("451 later");
      await miss();
      expect(await sent()).toMatchObject([{ state: "pending", problem: "the mail server answered 451" }]);
      await tryAgainAfter(10_000);
      expect(mailbox.mails).toHaveLength(1);
      mailbox.trouble.push("550 nobody here");
      await miss(OTHER_CALLER);
      expect((await sent())[0]).toMatchObject({ state: "failed", problem: "the mail server answered 550" });
    });

    it("sends a mail whose fate is unknown once more, under the same message id, and then lets it be", async () => {
      await set(byMail);
      mailbox.trouble.push("cut_after", "cut_after", "cut_after");
      await miss();
      await tryAgainAfter(10_000);
      await tryAgainAfter(60_000);
      await tryAgainAfter(DAY_MS);
      expect(await sent()).toMatchObject([{ state: "unclear" }]);
      const ids = mailbox.mails.map(({ raw }) => /Message-ID: <(.*)>/i.exec(raw)?.[1]);
      expect(ids).toHaveLength(2);
      expect(new Set(ids).size).toBe(1);
    });

    it("takes up an attempt that a crash left behind, after its lease", async () => {
      await set(byMail);
      await service.pool.query(
        `update textback.businesses set alerts = jsonb_set(alerts, '{email}', 'null')`,
      );
      await set(byMail);
      mailbox.trouble.push("451 later");
      await miss();
      const [{ id }] = await sent();
      const { alerts } = service.textback.store.read;
      clock.pass(10_000);
      const lease = new Date(clock.now().getTime() + ALERT_LEASE_MS);
      await alerts.claim(service.businessId, id, clock.now(), lease);
      await tryAgainAfter(ALERT_LEASE_MS - 1);
      expect(mailbox.mails).toHaveLength(0);
      await tryAgainAfter(1);
      expect(mailbox.mails).toHaveLength(1);
    });

    it("gives the turn back with an alert that was dropped: the same caller's next call is told of at once", async () => {
      await set(byMail);
      mailbox.trouble.push("451 later");
      await miss();
      await service.pool.query(`update textback.calls set outcome = 'answered', reason = null`);
      await tryAgainAfter(10_000);
      expect(mailbox.mails).toEqual([]);
      await miss();
      expect(mailbox.mails).toHaveLength(1);
    });

    it("drops an alert that is no longer so: the call was answered after all", async () => {
      await set(byMail);
      mailbox.trouble.push("451 later");
      await miss();
      await service.pool.query(`update textback.calls set outcome = 'answered', reason = null`);
      await tryAgainAfter(10_000);
      expect(await sent()).toMatchObject([
        { state: "cancelled", problem: "the call was answered after all" },
      ]);
    });
  });

  describe("by text to their own phone", () => {
    it("for one credit, outside the inbox, the leads and the timeline", async () => {
      await set(byText);
      await miss();
      expect(onOwnersPhone()).toEqual([
        `Missed call from (512) 555-0142. ${service.url}/inbox/${encodeURIComponent(CALLER)}`,
      ]);
      expect(await credits()).toEqual({ available: 98, held: 0, spent: 2 });
      expect((await conversations()).map(({ phone }: { phone: string }) => phone)).toEqual([CALLER]);
      expect((await service.own("GET", "/leads")).body.items).toHaveLength(1);
      const { body } = await service.own("GET", "/texts");
      expect(body.items.map(({ purpose }: { purpose: string }) => purpose).sort()).toEqual([
        "alert",
        "text_back",
      ]);
      expect(await sent()).toMatchObject([{ channel: "text", state: "sent", textId: expect.any(String) }]);
    });

    it("until that phone answers STOP: nothing more is sent, what waits is dropped, its credit returns", async () => {
      await set(byText);
      service.carrier.faults.rest = ({ method, form }) =>
        method === "POST" && form.To === OWNER ? { kind: "error", status: 429, code: 20429 } : undefined;
      await miss();
      expect(await credits()).toEqual({ available: 98, held: 1, spent: 1 });
      await write(OWNER, "STOP");
      expect(await credits()).toEqual({ available: 99, held: 0, spent: 1 });
      expect((await service.own("GET", "/alerts")).body.text).toBeNull();
      expect(await notices()).toMatchObject([{ subject: "alerts:text" }]);
      await miss(OTHER_CALLER);
      expect(onOwnersPhone()).toEqual([]);
      expect((await conversations()).map(({ phone }: { phone: string }) => phone)).not.toContain(OWNER);
      expect((await service.own("GET", "/consents")).body.items).toEqual([]);
    });

    it("leaves nothing hanging when that STOP comes amid many alerts", async () => {
      await set(byText);
      const calls = Array.from({ length: 15 }, (_, i) =>
        service.carrier.placeCall({ from: `+1512555${2000 + i}`, to: LINE, behaviour: { kind: "busy" } }),
      );
      await calls[7];
      await service.carrier.sendText({ from: OWNER, to: LINE, body: "stop" });
      await Promise.all(calls);
      await service.settled();
      const { items } = (await service.own("GET", "/texts?limit=200")).body;
      const alerts = items.filter(
        ({ purpose, direction }: Record<string, string>) => purpose === "alert" && direction === "out",
      );
      const left = alerts.filter(({ state }: { state: string }) => state === "delivered");
      expect(left.length).toBe(onOwnersPhone().length);
      expect(
        alerts.every(({ state }: { state: string }) => ["delivered", "cancelled", "failed"].includes(state)),
      ).toBe(true);
      expect(await credits()).toEqual({ available: 85 - left.length, held: 0, spent: 15 + left.length });
      expect(await service.textback.store.read.ledger.reconcile()).toEqual([]);
      expect((await sent()).every(({ state }: { state: string }) => state !== "pending")).toBe(true);
    });

    it("takes the carrier's 21610 as that STOP", async () => {
      await set(byText);
      service.carrier.faults.rest = ({ method, form }) =>
        method === "POST" && form.To === OWNER ? { kind: "error", status: 400, code: 21610 } : undefined;
      await miss();
      expect((await service.own("GET", "/alerts")).body.text).toBeNull();
      expect((await service.own("GET", "/consents")).body.items).toEqual([]);
      expect(await credits()).toEqual({ available: 99, held: 0, spent: 1 });
    });

    it("makes no customer of a phone that gets alerts, whatever it writes, however often that is delivered", async () => {
      await set(byText);
      service.carrier.faults.webhook = ({ kind }) => (kind === "sms" ? { times: 3 } : undefined);
      await write(OWNER, "ok thanks");
      expect(await conversations()).toEqual([]);
      expect((await service.own("GET", "/leads")).body.items).toEqual([]);
      expect((await service.own("GET", "/texts")).body.items).toMatchObject([
        { purpose: "alert", direction: "in", body: "ok thanks" },
      ]);
      expect(await sent()).toEqual([]);
    });

    it("fails in words when there are no credits, and leaves the last credit's text alone", async () => {
      await service.stop();
      service = await startService({ clock, credits: 1 });
      await set(byText);
      await miss();
      expect(service.carrier.handset(CALLER)).toHaveLength(1);
      expect(await sent()).toMatchObject([
        { state: "failed", problem: expect.stringContaining("no credits") },
      ]);
    });
  });

  it("refuses, in words, what cannot work", async () => {
    await miss();
    const refused = async (alerts: object, code: string, field?: string) => {
      const { status, body } = await service.own("PUT", "/alerts", alerts);
      expect({ status: status >= 400, code: body.code, field: body.errors?.[0]?.field }).toEqual({
        status: true,
        code,
        field,
      });
    };
    await refused({ text: { to: CALLER } }, "not_textable", "text.to");
    await refused({ text: { to: LINE } }, "not_textable", "text.to");
    await refused({ text: { to: "+447700900123" } }, "not_textable", "text.to");
    await refused({ webhook: { url: "ftp://acme.example" } }, "invalid_input", "webhook.url");
    await refused({ email: { to: ["nobody"] } }, "invalid_input", "email.to.0");
    await refused({ unheardOf: true }, "invalid_input", "(body)");
    await set({ text: { to: FORWARD } });
    await service.stop();
    service = await startService();
    await refused(byMail, "mail_not_configured");
  });

  it("of open notices by mail, once", async () => {
    await set({ email: byMail.email });
    const { app, store } = service.textback;
    const raise = () =>
      store.read.notices.raise({
        id: app.newId("note"),
        businessId: service.businessId,
        subject: "texting:+1",
        headline: "Texts are paused.",
        whatToDo: "Register the line.",
        at: clock.now(),
      });
    await raise();
    await sweep(app);
    await raise();
    await sweep(app);
    await service.settled();
    expect(mailbox.mails.map(({ raw }) => raw)).toEqual([expect.stringContaining("Register the line.")]);
  });
});
