import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lookAtCall } from "../../src/app/outbound-calls/place-call.ts";
import { FIRST_LOOK_AFTER_MS, SECOND_LOOK_AFTER_MS } from "../../src/app/texts/send-text.ts";
import { TestClock } from "../support/clock.ts";
import { CALLER, FORWARD, LINE, type Service, startService } from "../support/service.ts";

let service: Service;
let clock: TestClock;
beforeEach(async () => {
  clock = new TestClock();
  service = await startService({ clock });
  service.carrier.setPhone(FORWARD, { kind: "human", answersAfter: 3, presses: "1", talks: "until_told" });
  service.carrier.setPhone(CALLER, { kind: "human", answersAfter: 4, talks: 42 });
});
afterEach(() => service.stop());

const ask = (to = CALLER, more: object = {}) => service.own("POST", "/calls", { line: LINE, to, ...more });
const one = async (id: string) => (await service.own("GET", `/calls/${id}`)).body;
const legs = () => service.carrier.calls.map(({ direction, from, to }) => [direction, from, to]);
const look = async (id: string, afterMs: number) => {
  clock.pass(afterMs + 1);
  await lookAtCall(service.textback.app, service.businessId, id);
  await service.settled();
};

describe("a call that the business asks for", () => {
  it("rings its phone, asks for a key, and then calls the customer with the line's number", async () => {
    const { status, body } = await ask();
    expect(status).toBe(202);
    expect(body).toEqual({ id: expect.stringMatching(/^call_/), state: "queued" });
    await service.settled();

    expect(legs()).toEqual([
      ["outbound-api", LINE, FORWARD],
      ["outbound-dial", LINE, CALLER],
    ]);
    expect(await one(body.id)).toMatchObject({
      direction: "out",
      phone: CALLER,
      line: LINE,
      ownerPhone: FORWARD,
      state: "ended",
      outcome: "answered",
      durationSeconds: 42,
      hungUpBy: "customer",
      receipt: null,
      problem: null,
    });
  });

  it("stands once among the calls, and in the customer's conversation and lead, and sends no text", async () => {
    await service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
    await service.settled();
    clock.pass(60_000);
    await ask();
    await service.settled();

    const { items } = (await service.own("GET", `/conversations/${encodeURIComponent(CALLER)}`)).body;
    expect(
      items.map(({ type, direction }: { type: string; direction: string }) => [type, direction]),
    ).toEqual([
      ["call", "in"],
      ["text", "out"],
      ["call", "out"],
    ]);
    const [lead] = (await service.own("GET", "/leads")).body.items;
    const { timeline } = (await service.own("GET", `/leads/${lead.id}`)).body;
    expect(timeline.at(-1)).toMatchObject({
      title: "Outgoing call",
      body: `Called from ${LINE}, 42 s; they hung up.`,
    });
    expect(service.carrier.messages).toHaveLength(1);
  });

  it("says who is called by the name that is known", async () => {
    await service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
    await service.settled();
    await service.textback.store.read.callers.rename(service.businessId, CALLER as never, "Maria & <Sons>");
    const told: string[] = [];
    service.carrier.subscribe(({ text }) => told.push(text));
    await ask();
    await service.settled();
    expect(told.join("\n")).toContain("Press any key to call Maria & <Sons>.");
  });

  it.each([
    ["is not picked up", { kind: "no_answer" }, "no_answer"],
    ["is busy", { kind: "busy" }, "busy"],
    ["cannot be reached", { kind: "failed" }, "failed"],
  ] as const)("is missed when the customer's phone %s", async (_, script, reason) => {
    service.carrier.setPhone(CALLER, script);
    const { body } = await ask();
    await service.settled();
    expect(await one(body.id)).toMatchObject({ state: "ended", outcome: "missed", reason, hungUpBy: null });
    expect(service.events.filter(({ kind }) => kind === "call_missed")).toEqual([]);
  });

  it.each([
    [
      "is not picked up",
      { kind: "no_answer" },
      "Your phone was not picked up, so the customer was not called.",
    ],
    ["is busy", { kind: "busy" }, "Your phone was busy, so the customer was not called."],
    [
      "is answered by its mailbox",
      { kind: "voicemail", answersAfter: 5 },
      "Nobody pressed a key on your phone, so the customer was not called.",
    ],
  ] as const)("does not ring the customer when the business's phone %s", async (_, script, problem) => {
    service.carrier.setPhone(FORWARD, script);
    const { body } = await ask();
    await service.settled();
    expect(legs()).toHaveLength(1);
    expect(await one(body.id)).toMatchObject({ state: "ended", outcome: "missed", problem });
    expect((await service.own("GET", "/activities")).body.items).toEqual([]);
  });

  it("comes to the same when every report is lost, and the carrier has to be asked", async () => {
    service.carrier.faults.webhook = ({ kind }) =>
      kind === "leg" || kind === "status" || kind === "action" ? { lose: true } : undefined;
    const { body } = await ask();
    await service.settled();
    await look(body.id, 2 * 60_000);
    expect(await one(body.id)).toMatchObject({
      state: "ended",
      outcome: "answered",
      durationSeconds: 42,
      hungUpBy: null,
    });
  });
});

describe("a request to the carrier whose answer is lost", () => {
  it("rings once: the first webhook says that the call exists", async () => {
    service.carrier.faults.rest = ({ method, path }) =>
      method === "POST" && path.endsWith("/Calls.json") ? { kind: "drop_after" } : undefined;
    const { body } = await ask();
    await service.settled();
    await look(body.id, FIRST_LOOK_AFTER_MS);
    expect(legs()).toHaveLength(2);
    expect(await one(body.id)).toMatchObject({ state: "ended", outcome: "answered" });
  });

  it("rings once: without any webhook the carrier's list says so", async () => {
    service.carrier.faults.rest = ({ method, path }) =>
      method === "POST" && path.endsWith("/Calls.json") ? { kind: "drop_after" } : undefined;
    service.carrier.faults.webhook = () => ({ lose: true });
    const { body } = await ask();
    await service.settled();
    expect(await one(body.id)).toMatchObject({ state: "unclear" });
    await look(body.id, FIRST_LOOK_AFTER_MS);
    expect(legs()).toEqual([["outbound-api", LINE, FORWARD]]);
    expect(await one(body.id)).toMatchObject({ state: "ended", outcome: "missed" });
  });

  it("is given up with words, and never repeated, when the carrier does not list it", async () => {
    service.carrier.faults.rest = ({ method, path }) =>
      method === "POST" && path.endsWith("/Calls.json") ? { kind: "drop_before" } : undefined;
    const { body } = await ask();
    await service.settled();
    await look(body.id, FIRST_LOOK_AFTER_MS);
    service.carrier.faults.rest = () => undefined;
    await look(body.id, SECOND_LOOK_AFTER_MS);
    await look(body.id, SECOND_LOOK_AFTER_MS);
    expect(service.carrier.calls).toEqual([]);
    expect(await one(body.id)).toMatchObject({
      state: "failed",
      problem: "The carrier never confirmed this call, nor does it list it. Try again.",
    });
    expect((await ask()).status).toBe(202);
  });

  it("tells in the carrier's words why it was refused", async () => {
    service.carrier.faults.rest = () => ({ kind: "error", status: 400, code: 21215, message: "Not allowed" });
    const { body } = await ask();
    await service.settled();
    expect(await one(body.id)).toMatchObject({
      state: "failed",
      problem: "The carrier refused this call: Not allowed",
    });
  });
});

describe("who may be called", () => {
  const detail = async (to: string, more: object = {}) => {
    const { status, body } = await ask(to, more);
    return [status, body.code];
  };

  it.each([
    ["a premium number", "+19005550123"],
    ["a satellite phone", "+881612345678"],
    ["a stranger abroad", "+442079460018"],
    ["one of our own lines", LINE],
    ["one of the business's own phones", FORWARD],
  ])("not %s", async (_, to) => {
    expect(await detail(to)).toEqual([422, "not_dialable"]);
    expect(service.carrier.calls).toEqual([]);
  });

  it("somebody abroad who has called", async () => {
    const abroad = "+442079460018";
    await service.carrier.placeCall({ from: abroad, to: LINE, behaviour: { kind: "no_answer" } });
    expect((await ask(abroad)).status).toBe(202);
  });

  it("not a number that the business has only blocked: that makes nobody an acquaintance", async () => {
    await service.own("PUT", `/blocked/${encodeURIComponent("+442079460018")}`);
    expect(await detail("+442079460018")).toEqual([422, "not_dialable"]);
  });

  it("not with a phone that the line does not forward to, nor over another business's line", async () => {
    expect(await detail(CALLER, { from: "+15125550188" })).toEqual([409, "no_phone_to_ring"]);
    const other = (await service.api("POST", "/businesses", { name: "Other" })).body;
    const { status, body } = await service.api(
      "POST",
      `/businesses/${other.id}/calls`,
      { line: LINE, to: CALLER },
      { key: other.apiKey },
    );
    expect([status, body.code]).toEqual([404, "line_not_found"]);
  });

  it("nobody over a line that forwards to no phone", async () => {
    await service.own("PUT", `/lines/${encodeURIComponent(LINE)}`, { forwardTo: null });
    expect(await detail(CALLER)).toEqual([409, "no_phone_to_ring"]);
  });
});

describe("how often", () => {
  it("one at a time on each phone of the business", async () => {
    const answers = await Promise.all([ask(), ask(), ask()]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([202, 429, 429]);
    expect(answers.find(({ status }) => status === 429)?.body.code).toBe("too_many_requests");
  });

  it("ten times in a minute, two hundred times in a day", async () => {
    const asked = (n: number, ageMs: number) =>
      service.pool.query(
        `insert into textback.outbound_calls (id, business_id, line, owner_phone, phone, state, requested_at)
         select 'earlier-' || $1 || i, $2, $3, $4, $5, 'ended', $6 from generate_series(1, $7) i`,
        [ageMs, service.businessId, LINE, FORWARD, CALLER, new Date(clock.now().getTime() - ageMs), n],
      );
    await asked(10, 1_000);
    expect((await ask()).body.detail).toBe("At most 10 calls can be started in a minute.");
    clock.pass(60_000);
    await asked(190, 1_000_000);
    expect((await ask()).body.detail).toBe("At most 200 calls can be started in 24 hours.");
    clock.pass(24 * 3_600_000);
    expect((await ask()).status).toBe(202);
  });

  it("with an Idempotency-Key the phone rings once", async () => {
    const again = () =>
      service.api(
        "POST",
        `/businesses/${service.businessId}/calls`,
        { line: LINE, to: CALLER },
        { headers: { "idempotency-key": "one click" } },
      );
    const first = await again();
    await service.settled();
    expect((await again()).body).toEqual(first.body);
    await service.settled();
    expect(legs()).toHaveLength(2);
  });
});
