import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  FIRST_LOOK_AFTER_MS,
  lookAtText,
  SECOND_LOOK_AFTER_MS,
  UNCONFIRMED_AFTER_MS,
} from "../../src/app/texts/send-text.ts";
import { TestClock } from "../support/clock.ts";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";

describe("a text whose sending goes wrong", () => {
  let service: Service;
  let clock: TestClock;
  beforeEach(async () => {
    clock = new TestClock();
    service = await startService({ clock });
  });
  afterEach(() => service.stop());

  const miss = async () => {
    await service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
    await service.settled();
  };
  const text = async () => (await service.own("GET", "/texts")).body.items[0];
  const credits = async () => (await service.own("GET", "/credits")).body;
  const lookAgainAfter = async (ms: number) => {
    clock.pass(ms + 1);
    await lookAtText(service.textback.app, service.businessId, (await text()).id);
    await service.settled();
  };
  const onCreate = (fault: object, times = Number.POSITIVE_INFINITY) => {
    let left = times;
    service.carrier.faults.rest = ({ method }) =>
      method === "POST" && left-- > 0 ? (fault as never) : undefined;
  };
  const accepted = () => service.carrier.messages.length;

  it("is failed and its credit given back when the carrier refuses it", async () => {
    onCreate({ kind: "error", status: 400, code: 21211, message: "Invalid 'To' Phone Number" });
    await miss();
    expect(await text()).toMatchObject({ state: "failed", errorCode: 21211 });
    expect(await credits()).toEqual({ available: 100, held: 0, spent: 0 });
    expect((await service.own("GET", "/leads")).body.items).toHaveLength(1);
  });

  it("counts the carrier's 21610 as an opt-out: the next call is logged, and not texted", async () => {
    onCreate({
      kind: "error",
      status: 400,
      code: 21610,
      message: "Attempt to send to unsubscribed recipient",
    });
    await miss();
    service.carrier.faults.rest = () => undefined;
    await miss();
    const [call] = (await service.own("GET", "/calls?limit=1")).body.items;
    expect(call.receipt.reason).toBe("caller_opted_out");
    expect(accepted()).toBe(0);
    expect((await service.own("GET", "/consents")).body.items).toMatchObject([
      { phone: CALLER, consent: "opted_out", source: "carrier_refusal" },
    ]);
  });

  it("waits and is sent after a 429", async () => {
    onCreate({ kind: "error", status: 429, code: 20429, message: "Too Many Requests" }, 1);
    await miss();
    expect(await text()).toMatchObject({ state: "queued" });
    expect(await credits()).toEqual({ available: 99, held: 1, spent: 0 });
    await lookAgainAfter(1_000);
    expect(await text()).toMatchObject({ state: "delivered" });
    expect(accepted()).toBe(1);
  });

  it.each([
    ["the connection is cut", { kind: "drop_after" }],
    ["a proxy answers 502", { kind: "error_after", status: 502 }],
    ["the answer is cut in the middle", { kind: "truncated" }],
  ])("that was accepted while %s is found, not sent again", async (_name, fault) => {
    // Not even a delivery report comes to tell us.
    service.carrier.faults.delivery = () => ({ outcome: "silent" });
    onCreate(fault, 1);
    await miss();
    expect(await text()).toMatchObject({ state: "unclear" });
    expect(await credits()).toEqual({ available: 99, held: 1, spent: 0 });
    await lookAgainAfter(FIRST_LOOK_AFTER_MS);
    expect(await text()).toMatchObject({ state: "sent", messageSid: service.carrier.messages[0]?.sid });
    expect(await credits()).toEqual({ available: 99, held: 0, spent: 1 });
    expect(accepted()).toBe(1);
  });

  it("is called unconfirmed, and stays paid, when no delivery report comes in 48 h", async () => {
    service.carrier.faults.delivery = () => ({ outcome: "silent" });
    await miss();
    expect(await text()).toMatchObject({ state: "sent" });
    await lookAgainAfter(UNCONFIRMED_AFTER_MS);
    expect(await text()).toMatchObject({ state: "unconfirmed" });
    expect(await credits()).toEqual({ available: 99, held: 0, spent: 1 });
  });

  it("is known to have left by its delivery report even if the answer was lost", async () => {
    onCreate({ kind: "drop_after" }, 1);
    await miss();
    expect(await text()).toMatchObject({ state: "delivered", messageSid: service.carrier.messages[0]?.sid });
    expect(await credits()).toEqual({ available: 99, held: 0, spent: 1 });
  });

  it("is sent once more when the carrier's list twice does not have it", async () => {
    onCreate({ kind: "drop_before" }, 1);
    await miss();
    await lookAgainAfter(FIRST_LOOK_AFTER_MS);
    expect(await text()).toMatchObject({ state: "unclear" });
    expect(accepted()).toBe(0);
    await lookAgainAfter(SECOND_LOOK_AFTER_MS);
    expect(await text()).toMatchObject({ state: "delivered" });
    expect(accepted()).toBe(1);
    expect(await credits()).toEqual({ available: 99, held: 0, spent: 1 });
  });

  it("is given up, with its credit back and word to the owner, when the second sending is unclear too", async () => {
    onCreate({ kind: "drop_before" });
    await miss();
    for (let i = 0; i < 2; i++) {
      await lookAgainAfter(FIRST_LOOK_AFTER_MS);
      await lookAgainAfter(SECOND_LOOK_AFTER_MS);
    }
    expect(await text()).toMatchObject({ state: "failed" });
    expect(await credits()).toEqual({ available: 100, held: 0, spent: 0 });
    expect(service.events.filter(({ kind }) => kind === "owner_notice")).toHaveLength(1);
    expect((await service.own("GET", "/notices")).body.items).toMatchObject([
      { subject: `text:${(await text()).id}`, times: 1, resolvedAt: null },
    ]);
  });

  it("gives the credit back once when the carrier reports that it never left, and keeps it when it was undelivered", async () => {
    service.carrier.faults.delivery = () => ({ outcome: "failed", errorCode: 30001 });
    service.carrier.faults.webhook = ({ kind }) => (kind === "delivery" ? { times: 3 } : undefined);
    await miss();
    expect(await text()).toMatchObject({ state: "failed", errorCode: 30001 });
    expect(await credits()).toEqual({ available: 100, held: 0, spent: 0 });
    service.carrier.faults.delivery = () => ({ outcome: "undelivered", errorCode: 30003 });
    await miss();
    expect(await text()).toMatchObject({ state: "undelivered", errorCode: 30003 });
    expect(await credits()).toEqual({ available: 99, held: 0, spent: 1 });
    expect(await service.textback.store.read.ledger.reconcile()).toEqual([]);
  });
});
