import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eraseAtCarrier } from "../../src/app/privacy/erase-at-carrier.ts";
import { eraseExpired } from "../../src/app/privacy/retention.ts";
import { TestClock } from "../support/clock.ts";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const OTHER = "+15125550143";

let service: Service;
let clock: TestClock;
beforeEach(async () => {
  clock = new TestClock();
  service = await startService({
    clock,
    line: { voicemail: { greeting: "Leave a message.", maxSeconds: 60 } },
  });
});
afterEach(() => service.stop());

const at = (phone: string) => encodeURIComponent(phone);
/** A missed call with a message, its text-back, and a reply with a picture. */
const getInTouch = async (phone = CALLER) => {
  await service.carrier.call({
    from: phone,
    to: LINE,
    callee: [{ kind: "no_answer" }],
    caller: { leaves: { seconds: 9 } },
  });
  await service.settled();
  await service.carrier.text({ from: phone, to: LINE, body: "My basement floods", media: [{}] });
  await service.settled();
};
const say = async (body: string, phone = CALLER) => {
  await service.carrier.text({ from: phone, to: LINE, body });
  await service.settled();
};
const erase = (phone = CALLER) => service.own("DELETE", `/conversations/${at(phone)}`);
const callAgain = async () => {
  await service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
  await service.settled();
  return (await service.own("GET", "/calls?limit=1")).body.items[0];
};
const pictures = () => service.carrier.messages.flatMap(({ media }) => media);
const texts = async () => (await service.own("GET", "/texts")).body.items;

describe("how long things are kept", () => {
  it("for ever, unless the business says otherwise", async () => {
    expect((await service.own("GET", "")).body.retentionDays).toEqual({ bodies: null, recordings: null });
    await getInTouch();
    clock.pass(3_000 * DAY_MS);
    await eraseExpired(service.textback.app);
    expect((await texts())[0].body).toBe("My basement floods");
  });

  it("is set for each kind on its own, and refused in words", async () => {
    await service.own("PATCH", "", { retentionDays: { bodies: 30 } });
    const { body } = await service.own("PATCH", "", { retentionDays: { recordings: 7 } });
    expect(body.retentionDays).toEqual({ bodies: 30, recordings: 7 });
    const { status, body: problem } = await service.own("PATCH", "", { retentionDays: { bodies: 0 } });
    expect([status, problem.errors]).toEqual([
      422,
      [{ field: "retentionDays.bodies", message: "must be at least 1 day" }],
    ]);
  });

  it("bodies and pictures go, here and at the carrier; that there was a text, its state and its price stay", async () => {
    await getInTouch();
    await service.own("PATCH", "", { retentionDays: { bodies: 30 } });
    const before = await texts();
    clock.pass(29 * DAY_MS);
    await eraseExpired(service.textback.app);
    expect(await texts()).toHaveLength(before.length);
    expect((await texts())[0].body).toBe("My basement floods");
    expect(pictures()).toHaveLength(1);

    clock.pass(2 * DAY_MS);
    await eraseExpired(service.textback.app);
    await service.settled();
    expect(await texts()).toEqual(
      before.map((text: object) => ({
        ...text,
        body: "",
        media: [],
        bodyErasedAt: clock.now().toISOString(),
      })),
    );
    expect(pictures()).toEqual([]);
    expect((await service.own("GET", "/credits")).body).toEqual({ available: 99, held: 0, spent: 1 });
    expect(service.carrier.recordings).toHaveLength(1);
    const dump = JSON.stringify((await service.pool.query("select * from textback.lead_activities")).rows);
    expect(dump).not.toContain("basement");
  });

  it("recordings go, here and at the carrier; the call stays", async () => {
    await getInTouch();
    await service.own("PATCH", "", { retentionDays: { recordings: 7 } });
    const [call] = (await service.own("GET", "/calls")).body.items;
    clock.pass(8 * DAY_MS);
    await eraseExpired(service.textback.app);
    await service.settled();
    expect(service.carrier.recordings).toEqual([]);
    expect((await service.own("GET", "/calls")).body.items).toEqual([{ ...call, recordings: [] }]);
    expect((await texts())[0].body).toBe("My basement floods");
  });

  it("while the carrier refuses it is asked again, and in the end the owner is told", async () => {
    await getInTouch();
    await service.own("PATCH", "", { retentionDays: { recordings: 7 } });
    clock.pass(8 * DAY_MS);
    service.carrier.faults.rest = ({ method }) =>
      method === "DELETE" ? { kind: "error", status: 500 } : undefined;
    await eraseExpired(service.textback.app);
    await service.settled();
    const waiting = async () =>
      (await service.pool.query("select id, attempts, problem from textback.carrier_erasures")).rows;
    expect(await waiting()).toMatchObject([{ attempts: 1, problem: expect.stringContaining("500") }]);
    const [{ id }] = await waiting();
    for (let i = 0; i < 4; i++) {
      clock.pass(DAY_MS);
      await eraseAtCarrier(service.textback.app, service.businessId, id);
    }
    const notices = async () => (await service.own("GET", "/notices")).body.items;
    expect(await notices()).toMatchObject([{ headline: expect.stringContaining("still at the carrier") }]);
    service.carrier.faults.rest = () => undefined;
    clock.pass(DAY_MS);
    await eraseAtCarrier(service.textback.app, service.businessId, id);
    expect(await waiting()).toEqual([]);
    expect(service.carrier.recordings).toEqual([]);
    expect((await notices())[0].resolvedAt).not.toBeNull();
  });
});

describe("an export of one caller", () => {
  it("has everything that is kept about them, and nothing about anybody else", async () => {
    await getInTouch(OTHER);
    await getInTouch();
    await say("STOP");
    const { status, body } = await service.own("GET", `/conversations/${at(CALLER)}/export`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      phone: CALLER,
      caller: { consent: "opted_out", blocked: false },
      consents: [{ consent: "opted_out", source: "inbound_text", body: "STOP" }],
      lead: { stage: "New" },
      records: [{ connector: "builtin" }],
    });
    expect(body.calls).toMatchObject([{ outcome: "missed", receipt: { decision: "text" } }]);
    expect(body.texts).toHaveLength(3);
    expect(body.leadTimeline.length).toBeGreaterThan(2);
    expect((await fetch(body.calls[0].recordings[0].url)).status).toBe(200);
    const picture = body.texts.find(({ media }: { media: object[] }) => media.length > 0);
    expect((await fetch(picture.media[0].url)).status).toBe(200);
    expect(JSON.stringify(body)).not.toContain(OTHER);
  });

  it("of somebody unknown is refused", async () => {
    const { status, body } = await service.own("GET", `/conversations/${at(CALLER)}/export`);
    expect([status, body.code]).toEqual([404, "conversation_not_found"]);
  });
});

describe("the erasure of one caller", () => {
  /** Every row of ours, wherever a number or a word may have been kept. */
  const everything = async (): Promise<string> => {
    const { rows } = await service.pool.query(
      "select table_name as name from information_schema.tables where table_schema = 'textback'",
    );
    const dumps = await Promise.all(
      rows.map(({ name }) => service.pool.query(`select * from textback.${name}`)),
    );
    return JSON.stringify(dumps.map((dump) => dump.rows));
  };

  it("leaves neither number nor words nor sounds, here and at the carrier, and no credit is lost", async () => {
    await getInTouch(OTHER);
    await getInTouch();
    await service.textback.store.read.callers.rename(service.businessId, CALLER as never, "Maria");
    clock.pass(16 * MINUTE_MS);
    const { status, body } = await erase();
    expect([status, body]).toEqual([
      200,
      { erased: { calls: 1, texts: 2, recordings: 1, leads: 1 }, crm: null },
    ]);
    await service.settled();

    const left = await everything();
    for (const word of [CALLER, CALLER.slice(1), "Maria"]) expect(left).not.toContain(word);
    expect(left).toContain(OTHER);
    expect(service.carrier.recordings).toHaveLength(1);
    expect(pictures()).toHaveLength(1);
    expect((await service.own("GET", "/credits")).body).toEqual({ available: 98, held: 0, spent: 2 });
    expect(await service.textback.store.read.ledger.reconcile()).toEqual([]);
    const { rows } = await service.pool.query("select actor, action, detail from textback.audit");
    expect(rows).toEqual([{ actor: "operator", action: "caller.erase", detail: body.erased }]);
    expect((await service.own("GET", `/conversations/${at(CALLER)}`)).body.items).toEqual([]);
    expect((await service.own("GET", `/conversations/${at(OTHER)}`)).body.items).toHaveLength(3);
  });

  it("leaves nothing in what the owner was told either: alerts, texts to their phone, notices", async () => {
    const on = { missedCall: true, reply: true };
    await service.own("PUT", "/alerts", {
      text: { to: "+15125550199" },
      webhook: { url: "http://127.0.0.1:9/" },
      on,
    });
    await getInTouch();
    await say("wrong number, who is this?");
    const { store, app } = service.textback;
    await store.read.notices.raise({
      id: app.newId("note"),
      businessId: service.businessId,
      subject: "text:1",
      headline: `A text to ${CALLER} could not be confirmed and was given up. Its credit is back.`,
      whatToDo: "You may want to call the customer.",
      at: clock.now(),
    });
    expect(await everything()).toContain("(512) 555-0142");
    clock.pass(16 * MINUTE_MS);
    expect((await erase()).status).toBe(200);
    const left = await everything();
    for (const words of [CALLER.slice(1), "(512) 555-0142", encodeURIComponent(CALLER), "basement"])
      expect(left).not.toContain(words);
  });

  it("makes links to what was said lead nowhere", async () => {
    await getInTouch();
    const [{ recordings }] = (await service.own("GET", "/calls")).body.items;
    clock.pass(16 * MINUTE_MS);
    const { url } = (await service.own("GET", "/calls")).body.items[0].recordings[0];
    expect(recordings).toHaveLength(1);
    await erase();
    expect((await fetch(url)).status).toBe(404);
  });

  it("keeps an opt-out: when they call again, also after that, they are not texted", async () => {
    await getInTouch();
    await say("STOP");
    for (let i = 0; i < 2; i++) {
      clock.pass(16 * MINUTE_MS);
      expect((await erase()).status).toBe(200);
      const sent = service.carrier.messages.filter(({ direction }) => direction !== "inbound").length;
      expect((await callAgain()).receipt).toMatchObject({ decision: "skip", reason: "caller_opted_out" });
      expect(service.carrier.messages.filter(({ direction }) => direction !== "inbound")).toHaveLength(sent);
    }
    clock.pass(16 * MINUTE_MS);
    await erase();
    const { body } = await service.own("POST", "/texts", {
      line: LINE,
      to: CALLER,
      body: "Hello",
      firstContact: true,
    });
    expect(body.code).toBe("caller_opted_out");
  });

  it("keeps no opt-out that was taken back", async () => {
    await getInTouch();
    await say("STOP");
    clock.pass(16 * MINUTE_MS);
    await erase();
    await say("START");
    clock.pass(16 * MINUTE_MS);
    await erase();
    expect((await callAgain()).receipt).toMatchObject({ decision: "text" });
  });

  it("waits while reports about a call or text may still come in, and knows nobody else's callers", async () => {
    await getInTouch();
    expect((await erase()).body.code).toBe("conversation_busy");
    clock.pass(16 * MINUTE_MS);
    const other = (await service.api("POST", "/businesses", { name: "Other" })).body;
    const { status, body } = await service.api(
      "DELETE",
      `/businesses/${other.id}/conversations/${at(CALLER)}`,
      undefined,
      { key: other.apiKey },
    );
    expect([status, body.code]).toEqual([404, "conversation_not_found"]);
    expect((await erase()).status).toBe(200);
    expect((await erase()).body.code).toBe("conversation_not_found");
  });

  it("counts from the end of a long call, not from its beginning", async () => {
    await service.carrier.placeCall({
      from: CALLER,
      to: LINE,
      behaviour: { kind: "answered", talkSeconds: 1_200 },
    });
    await service.settled();
    clock.pass(20 * MINUTE_MS);
    expect((await erase()).body.code).toBe("conversation_busy");
    clock.pass(16 * MINUTE_MS);
    expect((await erase()).status).toBe(200);
  });
});
