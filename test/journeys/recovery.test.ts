import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RECOVER_EVERY_MS, type Recovered, recovery } from "../../src/app/recovery/recover.ts";
import { LEAVE_TO_WEBHOOKS_MS } from "../../src/app/recovery/recover-calls.ts";
import type { PhoneScript } from "../../src/sandbox/twilio/scripts.ts";
import { TestClock } from "../support/clock.ts";
import { CALLER, LINE, OWN, type Service, startService } from "../support/service.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const nobody: PhoneScript = { kind: "no_answer" };

describe("the sweep over the carrier's lists", () => {
  let service: Service;
  let clock: TestClock;
  beforeEach(async () => {
    clock = new TestClock(Math.floor(Date.now() / 1_000) * 1_000);
    service = await startService({ clock, carrierClock: clock });
  });
  afterEach(() => service.stop());

  const never = new AbortController().signal;
  const sweep = async (signal = never): Promise<Recovered> => {
    const found = await recovery(service.textback.app).run(signal);
    await service.settled();
    return found;
  };
  const goDown = () => {
    service.carrier.faults.webhook = () => ({ lose: true });
  };
  const comeUp = () => {
    service.carrier.faults.webhook = () => undefined;
  };
  const call = (more: { from?: string; at?: Date; callee?: readonly PhoneScript[] } = {}) =>
    service.carrier.call({ from: CALLER, to: LINE, callee: [nobody], ...more });
  const text = (body: string, from = CALLER) => service.carrier.text({ from, to: LINE, body });
  const calls = async () => (await service.own("GET", "/calls")).body.items;
  const sent = () => service.carrier.messages.filter(({ direction }) => direction === "outbound-api");
  const point = async (list = "calls"): Promise<Date> =>
    (await service.pool.query("select swept_to from textback.sweep_points where list = $1", [list])).rows[0]
      ?.swept_to;
  const requests = (path: string) => {
    const seen: string[] = [];
    service.carrier.faults.rest = (request) => {
      if (request.method === "GET" && request.path.includes(path)) seen.push(request.path);
      return undefined;
    };
    return seen;
  };

  it("texts a caller whose call was missed minutes ago, and no other", async () => {
    goDown();
    await call({ from: "+15125550101" });
    clock.pass(45 * MINUTE);
    await call({ from: "+15125550102" });
    clock.pass(10 * MINUTE);
    comeUp();
    expect(await sweep()).toEqual({ calls: 2, texts: 0, reports: 0 });
    expect(sent().map(({ to }) => to)).toEqual(["+15125550102"]);
    const [, early] = await calls();
    expect(early.receipt).toMatchObject({ decision: "skip", reason: "too_late" });
    expect(early.receipt.summary).toContain("late");
  });

  it("follows the line's own limit for how old a call may be", async () => {
    await service.own("PUT", `/lines/${encodeURIComponent(LINE)}`, { maxTextAgeMinutes: 120 });
    goDown();
    await call();
    clock.pass(90 * MINUTE);
    comeUp();
    await sweep();
    expect(sent()).toHaveLength(1);
  });

  it("leaves a call alone that rings or is in progress, and takes it in when it has ended without a word", async () => {
    const during: unknown[] = [];
    const story = await service.carrier.call({
      from: CALLER,
      to: LINE,
      callee: [{ kind: "human", answersAfter: 8, talks: 3_000 }],
      async onStep({ kind }) {
        if (kind !== "ringing" && kind !== "answered") return;
        clock.pass(20 * MINUTE);
        during.push([await sweep(), (await calls())[0]?.outcome ?? null]);
        goDown();
      },
    });
    expect(during).toEqual([
      [{ calls: 0, texts: 0, reports: 0 }, null],
      [{ calls: 0, texts: 0, reports: 0 }, null],
    ]);
    // It began long before the last point, and ended after it.
    clock.pass(HOUR);
    comeUp();
    expect(await sweep()).toMatchObject({ calls: 1 });
    expect(await calls()).toMatchObject([{ outcome: "answered", durationSeconds: 3_000 }]);
    expect(story.status).toBe("completed");
    expect(sent()).toEqual([]);
  });

  it("leaves a call that has just ended to its webhooks", async () => {
    goDown();
    const { callSid } = await call();
    const ended = service.carrier.calls.find(({ sid }) => sid === callSid)?.endedAt ?? clock.now();
    comeUp();
    clock.pass(ended.getTime() - clock.now().getTime() + LEAVE_TO_WEBHOOKS_MS - 1_000);
    expect(await sweep()).toMatchObject({ calls: 0 });
    clock.pass(1_000);
    expect(await sweep()).toMatchObject({ calls: 1 });
  });

  it("does nothing about what the webhooks have told", async () => {
    await call();
    await text("Are you open?");
    await service.settled();
    const before = await service.pool.query("select count(*)::int as n from textback.call_events");
    clock.pass(5 * MINUTE);
    expect(await sweep()).toEqual({ calls: 0, texts: 0, reports: 0 });
    const after = await service.pool.query("select count(*)::int as n from textback.call_events");
    expect(after.rows).toEqual(before.rows);
  });

  it("ignores calls of our own and numbers that are no line of ours", async () => {
    const other = "+15550100077";
    service.carrier.addNumber({
      ...service.carrier.numbers[0],
      phoneNumber: other,
      accountSid: service.carrier.numbers[0]?.accountSid ?? "",
    });
    goDown();
    await service.carrier.call({ from: CALLER, to: other });
    await service.carrier.text({ from: CALLER, to: other, body: "hello" });
    clock.pass(5 * MINUTE);
    comeUp();
    expect(await sweep()).toEqual({ calls: 0, texts: 0, reports: 0 });
  });

  it("hears a STOP that came after the call before it decides about the call", async () => {
    goDown();
    await call();
    clock.pass(MINUTE);
    await text("please stop texting me");
    clock.pass(MINUTE);
    comeUp();
    await sweep();
    expect(sent()).toEqual([]);
    expect((await calls())[0].receipt.reason).toBe("caller_opted_out");
  });

  it("does not let an old STOP undo a START that has been heard already", async () => {
    await text("STOP");
    goDown();
    clock.pass(MINUTE);
    const { messageSid } = await text("STOP");
    clock.pass(MINUTE);
    comeUp();
    await text("START");
    clock.pass(MINUTE);
    expect(await sweep()).toMatchObject({ texts: 1 });
    const [conversation] = (await service.own("GET", "/conversations")).body.items;
    expect(conversation.consent).toBe("opted_in");
    const evidence = (await service.own("GET", "/consents")).body.items;
    expect(evidence).toHaveLength(3);
    expect(evidence[1]).toMatchObject({ consent: "opted_out", messageSid });
  });

  it("counts a lost reply to a lost call as having won the caller back", async () => {
    goDown();
    await call();
    clock.pass(2 * MINUTE);
    await text("Can you come tomorrow?");
    const repliedAt = clock.now();
    clock.pass(2 * MINUTE);
    comeUp();
    await sweep();
    const { rows } = await service.pool.query("select recovered_at from textback.calls");
    expect(rows).toEqual([{ recovered_at: repliedAt }]);
  });

  it("takes a delivery state from the list when its reports were lost", async () => {
    service.carrier.faults.webhook = ({ kind }) => (kind === "delivery" ? { lose: true } : undefined);
    await call();
    await service.settled();
    expect((await service.own("GET", "/texts")).body.items[0].state).toBe("sent");
    clock.pass(2 * MINUTE);
    expect(await sweep()).toEqual({ calls: 0, texts: 0, reports: 1 });
    expect((await service.own("GET", "/texts")).body.items[0].state).toBe("delivered");
  });

  it("does not bring back a caller who was erased while the carrier's lists could not be read", async () => {
    await call();
    await text("Are you there?");
    await service.settled();
    clock.pass(20 * MINUTE);
    const erased = await service.own("DELETE", `/conversations/${encodeURIComponent(CALLER)}`);
    expect(erased.status).toBe(200);
    expect(await sweep()).toEqual({ calls: 0, texts: 0, reports: 0 });
    expect(await calls()).toEqual([]);
    clock.pass(MINUTE);
    goDown();
    await call();
    clock.pass(5 * MINUTE);
    comeUp();
    expect(await sweep()).toMatchObject({ calls: 1 });
  });

  it("lists at most seven days, and leaves older calls alone", async () => {
    goDown();
    await call({ from: "+15125550101" });
    clock.pass(8 * DAY);
    await call({ from: "+15125550102" });
    clock.pass(5 * MINUTE);
    comeUp();
    expect(await sweep()).toMatchObject({ calls: 1 });
    expect(await calls()).toMatchObject([{ phone: "+15125550102" }]);
  });

  it("finds the legs of a call on the other side of midnight", async () => {
    const tomorrow = Math.floor(clock.now().getTime() / DAY) * DAY + DAY;
    clock.pass(tomorrow - 3_000 - clock.now().getTime());
    service.carrier.faults.webhook = ({ kind }) => (kind === "voice" ? undefined : { lose: true });
    await service.carrier.call({
      from: CALLER,
      to: LINE,
      callee: [{ kind: "human", answersAfter: 4, talks: 42 }],
    });
    // As it would be had the leg begun a little later.
    for (const each of service.carrier.calls)
      if (each.parentSid !== null) Object.assign(each, { startedAt: new Date(tomorrow + 1_000) });
    clock.pass(5 * MINUTE);
    comeUp();
    await sweep();
    expect(await calls()).toMatchObject([{ outcome: "answered", durationSeconds: 42 }]);
  });

  it("reads every page, and begins anew when it was stopped between two", async () => {
    goDown();
    for (let n = 0; n < 1_050; n++) await text(`text ${n}`, `+1512555${String(n % 60).padStart(4, "0")}`);
    clock.pass(5 * MINUTE);
    comeUp();
    const stopping = new AbortController();
    let pages = 0;
    service.carrier.faults.rest = ({ path }) => {
      if (path.endsWith("/Messages.json") && ++pages === 2) stopping.abort();
      return undefined;
    };
    await recovery(service.textback.app).run(stopping.signal);
    expect(await point("messages")).toBeUndefined();
    expect(await sweep()).toMatchObject({ texts: 1_050 });
    const { rows } = await service.pool.query(
      "select count(*)::int as n, count(distinct message_sid)::int as sids from textback.texts",
    );
    expect(rows).toEqual([{ n: 1_050, sids: 1_050 }]);
  }, 120_000);

  it("sweeps a business's own account with its own credentials, and leaves the operator's alone", async () => {
    await service.own("PUT", "/carrier", { accountSid: OWN.sid, authToken: OWN.authToken });
    const own = "+15550100055";
    service.carrier.addNumber({
      phoneNumber: own,
      accountSid: OWN.sid,
      voiceUrl: "",
      smsUrl: "",
      statusCallback: "",
    });
    await service.own("PUT", `/lines/${encodeURIComponent(own)}`, { enabled: true });
    goDown();
    await call();
    await service.carrier.call({ from: "+15125550188", to: own, callee: [nobody] });
    clock.pass(5 * MINUTE);
    comeUp();
    expect(await sweep()).toMatchObject({ calls: 1 });
    expect(await calls()).toMatchObject([{ phone: "+15125550188", line: own }]);
    expect(sent()).toMatchObject([{ accountSid: OWN.sid, from: own }]);
  });

  it("asks by lists, not call by call", async () => {
    goDown();
    for (let n = 0; n < 30; n++) await call({ from: `+151255501${10 + n}` });
    clock.pass(5 * MINUTE);
    comeUp();
    const seen = requests("/Calls");
    expect(await sweep()).toMatchObject({ calls: 30 });
    expect(seen.length).toBeLessThanOrEqual(4);
  });

  it("keeps its point when the carrier refuses, backs off, and makes up for it later", async () => {
    await sweep();
    const before = await point();
    goDown();
    await call();
    clock.pass(5 * MINUTE);
    comeUp();
    service.carrier.faults.rest = ({ path }) =>
      path.endsWith("/Calls.json") ? { kind: "error", status: 401, code: 20003 } : undefined;
    const same = recovery(service.textback.app);
    await same.run(never);
    expect(await point()).toEqual(before);
    expect((await point("messages")) > before).toBe(true);
    service.carrier.faults.rest = () => undefined;
    expect(await same.run(never)).toMatchObject({ calls: 0 });
    clock.pass(RECOVER_EVERY_MS);
    expect(await same.run(never)).toMatchObject({ calls: 1 });
  });

  it.each([
    ["429", { kind: "error", status: 429, code: 20429 }],
    ["a proxy's error page", { kind: "html", status: 502 }],
    ["a connection that is cut", { kind: "drop_before" }],
  ] as const)("tries a page again after %s", async (_name, fault) => {
    goDown();
    await call();
    clock.pass(5 * MINUTE);
    comeUp();
    service.carrier.faults.requestRules.push({ method: "GET", path: "/Calls.json", first: 2, fault });
    expect(await sweep()).toMatchObject({ calls: 1 });
  });

  it("goes on where it was when it is stopped on any day, and decides nothing twice", async () => {
    goDown();
    for (let day = 0; day < 4; day++) {
      await call({ from: `+1512555020${day}` });
      await text(`day ${day}`, `+1512555030${day}`);
      clock.pass(DAY);
    }
    comeUp();
    for (let stopAt = 1; stopAt < 12; stopAt++) {
      const stopping = new AbortController();
      let pages = 0;
      service.carrier.faults.rest = () => {
        if (++pages === stopAt) stopping.abort();
        return undefined;
      };
      await recovery(service.textback.app).run(stopping.signal);
    }
    service.carrier.faults.rest = () => undefined;
    await sweep();
    expect(await calls()).toHaveLength(4);
    expect((await service.own("GET", "/texts")).body.items).toHaveLength(4);
    expect(await service.textback.store.read.ledger.reconcile()).toEqual([]);
  });

  it("is done by one process at a time for each account, and not again when another has just done it", async () => {
    goDown();
    await call();
    clock.pass(5 * MINUTE);
    comeUp();
    const found = await Promise.all([1, 2, 3, 4].map(() => recovery(service.textback.app).run(never)));
    expect(found.map(({ calls: n }) => n).sort()).toEqual([0, 0, 0, 1]);
    const seen = requests("");
    await recovery(service.textback.app).run(never, RECOVER_EVERY_MS / 2);
    expect(seen).toEqual([]);
    await service.settled();
    expect(sent()).toHaveLength(1);
  });

  it("sends one text when the webhooks and several sweeps come at the same moment", async () => {
    service.carrier.faults.webhook = ({ kind }) => (kind === "voice" ? undefined : { hold: true });
    await call();
    clock.pass(5 * MINUTE);
    await Promise.all([
      service.carrier.release(),
      recovery(service.textback.app).run(never),
      recovery(service.textback.app).run(never),
    ]);
    await service.settled();
    expect(await calls()).toHaveLength(1);
    expect(sent()).toHaveLength(1);
    expect((await service.own("GET", "/credits")).body).toEqual({ available: 99, held: 0, spent: 1 });
  });
});
