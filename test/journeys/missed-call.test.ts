import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CALLER, FORWARD, LINE, type Service, startService } from "../support/service.ts";

describe("a missed call", () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  it("is texted back from the same number, costs one credit, and makes one lead with the call and the text", async () => {
    const call = await service.carrier.placeCall({
      from: CALLER,
      to: LINE,
      behaviour: { kind: "no_answer" },
    });
    await service.settled();

    expect(call.spoken).toEqual(["Sorry we missed your call. We are sending you a text."]);
    expect(service.carrier.handset(CALLER).map(({ from, body }) => [from, body])).toEqual([
      [LINE, "Sorry we missed your call! This is Acme HVAC. Reply here and we'll get back to you shortly."],
    ]);
    expect((await service.own("GET", "/credits")).body).toEqual({ available: 99, held: 0, spent: 1 });

    const calls = (await service.own("GET", "/calls")).body.items;
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      phone: CALLER,
      line: LINE,
      direction: "in",
      outcome: "missed",
      reason: "no_answer",
      receipt: { decision: "text" },
    });
    const texts = (await service.own("GET", "/texts")).body.items;
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatchObject({
      phone: CALLER,
      state: "delivered",
      direction: "out",
      purpose: "text_back",
    });

    const leads = (await service.own("GET", `/leads?phone=${encodeURIComponent(CALLER)}`)).body.items;
    expect(leads).toHaveLength(1);
    expect(leads[0]).toMatchObject({ phone: CALLER, stage: "New", name: null });
    const lead = (await service.own("GET", `/leads/${leads[0].id}`)).body;
    expect(lead.timeline.map(({ title }: { title: string }) => title)).toEqual(["Missed call", "Text sent"]);
  });

  it("rings for the configured real seconds: Dial timeout is 15 for a ring timeout of 20", async () => {
    const call = await service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "busy" } });
    expect(call.webhooks[0]?.body).toContain('timeout="15"');
    expect(call.webhooks[0]?.body).toContain(FORWARD);
    await service.settled();
  });

  it("makes no second lead when the same number calls again", async () => {
    await service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
    await service.settled();
    expect((await service.own("GET", "/leads")).body.items).toHaveLength(1);
  });

  it("makes exactly one lead with 20 calls on it when 20 calls of one new number come at once", async () => {
    const caller = "+15125550177";
    await Promise.all(
      Array.from({ length: 20 }, () =>
        service.carrier.placeCall({ from: caller, to: LINE, behaviour: { kind: "no_answer" } }),
      ),
    );
    await service.settled();
    const leads = (await service.own("GET", `/leads?phone=${encodeURIComponent(caller)}`)).body.items;
    expect(leads).toHaveLength(1);
    const { timeline } = (await service.own("GET", `/leads/${leads[0].id}`)).body;
    expect(timeline.filter(({ kind }: { kind: string }) => kind === "call")).toHaveLength(20);
    expect(timeline.filter(({ kind }: { kind: string }) => kind === "text")).toHaveLength(20);
    expect(service.carrier.handset(caller)).toHaveLength(20);
  });

  it("of a caller who hung up first is a missed call with that reason, and is texted", async () => {
    const caller = "+15125550178";
    await service.carrier.placeCall({
      from: caller,
      to: LINE,
      behaviour: { kind: "caller_hangs_up", afterSeconds: 5 },
    });
    await service.settled();
    const [call] = (await service.own("GET", `/calls?phone=${encodeURIComponent(caller)}`)).body.items;
    expect(call).toMatchObject({ outcome: "missed", reason: "caller_hung_up" });
    expect(service.carrier.handset(caller)).toHaveLength(1);
  });

  it("of a withheld number is logged, without a text and without a lead", async () => {
    const before = (await service.own("GET", "/leads")).body.items.length;
    const call = await service.carrier.placeCall({
      from: "anonymous",
      to: LINE,
      behaviour: { kind: "no_answer" },
    });
    await service.settled();
    expect(call.webhooks[0]?.body).toContain(`callerId="${LINE}"`);
    expect(call.spoken).toEqual(["Sorry we missed your call."]);
    const [stored] = (await service.own("GET", "/calls?limit=1")).body.items;
    expect(stored).toMatchObject({ phone: null, outcome: "missed", receipt: { reason: "caller_withheld" } });
    expect((await service.own("GET", "/leads")).body.items).toHaveLength(before);
  });

  it("keeps a ledger whose balances are the sums of its transfers", async () => {
    expect(await service.textback.store.read.ledger.reconcile()).toEqual([]);
  });
});

describe("an answered call", () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  it("is stored with its duration and gets no text; an unknown caller gets no lead", async () => {
    await service.carrier.placeCall({
      from: CALLER,
      to: LINE,
      behaviour: { kind: "answered", talkSeconds: 42 },
    });
    await service.settled();
    const [call] = (await service.own("GET", "/calls")).body.items;
    expect(call).toMatchObject({ outcome: "answered", reason: null, durationSeconds: 42, receipt: null });
    expect(service.carrier.messages).toEqual([]);
    expect((await service.own("GET", "/leads")).body.items).toEqual([]);
    expect((await service.own("GET", "/activities?state=waiting")).body.items).toHaveLength(1);
  });

  it("attaches to the lead that appears later for its number", async () => {
    await service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
    await service.settled();
    const [lead] = (await service.own("GET", "/leads")).body.items;
    const { timeline } = (await service.own("GET", `/leads/${lead.id}`)).body;
    expect(timeline.map(({ title }: { title: string }) => title)).toEqual([
      "Answered call",
      "Missed call",
      "Text sent",
    ]);
  });
});

describe("without credits", () => {
  it("no text leaves, the receipt says why, and the lead and the call are still there", async () => {
    const service = await startService({ credits: 0 });
    await service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
    await service.settled();
    expect(service.carrier.messages).toEqual([]);
    const [call] = (await service.own("GET", "/calls")).body.items;
    expect(call.receipt).toMatchObject({ decision: "skip", reason: "no_credits" });
    expect(call.receipt.summary).toContain("no credits left");
    expect((await service.own("GET", "/leads")).body.items).toHaveLength(1);
    await service.stop();
  });
});
