import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sweep } from "../../src/app/recovery/sweep.ts";
import type { E164 } from "../../src/domain/phone.ts";
import { TestClock } from "../support/clock.ts";
import { type Mailbox, startMailbox } from "../support/mailbox.ts";
import { CALLER, LINE, OPERATOR, type Service, startService } from "../support/service.ts";

const TOLL_FREE = "+18005550123";
const SERVICE = `MG${"1".repeat(32)}`;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe("a line's registration for texting", () => {
  let service: Service;
  let clock: TestClock;
  let mailbox: Mailbox;
  beforeEach(async () => {
    clock = new TestClock();
    mailbox = await startMailbox();
    service = await startService({ clock, mail: { smtpUrl: mailbox.url, from: "alerts@textback.example" } });
    await service.own("PUT", "/alerts", { email: { to: ["owner@acme.example"] } });
  });
  afterEach(async () => {
    await service.stop();
    await mailbox.stop();
  });

  const at = (number: string) => encodeURIComponent(number);
  const texting = async (number = LINE) => (await service.own("GET", `/lines/${at(number)}`)).body.texting;
  const notices = async () => (await service.own("GET", "/notices")).body.items;
  const register = (campaign: string | null, brand: string | null) => {
    const line = service.carrier.numbers.find(({ phoneNumber }) => phoneNumber === LINE);
    if (line !== undefined) line.messagingServiceSid = SERVICE;
    service.carrier.registrations.brands = brand === null ? [] : [{ status: brand }];
    service.carrier.registrations.campaigns =
      campaign === null ? [] : [{ messagingServiceSid: SERVICE, status: campaign }];
  };
  const sweepAfter = async (ms: number) => {
    clock.pass(ms);
    await sweep(service.textback.app);
    await service.settled();
  };
  const miss = async () => {
    await service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
    await service.settled();
  };
  const asks = () => {
    let asked = 0;
    service.carrier.faults.rest = ({ path }) => {
      if (path === "/v1/Services") asked += 1;
      return undefined;
    };
    return () => asked;
  };

  it("is unknown, and no reason to wait, where nothing is registered", async () => {
    await sweepAfter(DAY_MS);
    expect(await texting()).toMatchObject({
      status: "ready",
      registration: { brand: null, campaign: null, toll_free: null },
    });
    await miss();
    expect(service.carrier.handset(CALLER)).toHaveLength(1);
  });

  it("holds texts up, without a credit, while the carriers check it; and the owner is told when they are done", async () => {
    register("IN_PROGRESS", "APPROVED");
    await sweepAfter(DAY_MS);
    expect(await texting()).toMatchObject({
      status: "registering",
      headline: "The carriers are checking your registration.",
      registration: { brand: "APPROVED", campaign: "IN_PROGRESS", toll_free: null },
    });
    expect(await notices()).toMatchObject([{ subject: `texting:${LINE}`, resolvedAt: null }]);
    await miss();
    const [call] = (await service.own("GET", "/calls")).body.items;
    expect(call.receipt.reason).toBe("line_cannot_text");
    expect((await service.own("GET", "/credits")).body.available).toBe(100);

    register("VERIFIED", "APPROVED");
    await sweepAfter(10 * MINUTE_MS + 1);
    expect(await texting()).toMatchObject({ status: "ready" });
    expect((await notices())[0].resolvedAt).not.toBeNull();
    expect(mailbox.mails.map(({ raw }) => /Subject: (.*)/.exec(raw)?.[1])).toEqual([
      expect.stringMatching(/^Acme HVAC: Texts from \+15550100001 are paused/),
      expect.stringContaining("can text again."),
    ]);
    await miss();
    expect(service.carrier.handset(CALLER)).toHaveLength(1);
  });

  it("blocks the line when it is refused, in words that say what to do", async () => {
    register("FAILED", "APPROVED");
    await sweepAfter(DAY_MS);
    expect(await texting()).toMatchObject({
      status: "blocked",
      headline: "The carriers did not accept the description of what you text, or suspended it.",
    });
    await service.own("POST", `/lines/${at(LINE)}/texting/clear`);
    expect(await texting()).toMatchObject({ status: "ready" });
    await sweepAfter(DAY_MS);
    expect(await texting()).toMatchObject({ status: "ready" });
  });

  it("waits for the campaign when the brand alone is approved", async () => {
    register(null, "APPROVED");
    await sweepAfter(DAY_MS);
    expect(await texting()).toMatchObject({
      status: "registering",
      headline: "Your business is registered; what it texts still has to be.",
    });
  });

  it("of a toll-free number is its own verification", async () => {
    service.carrier.addNumber({ phoneNumber: TOLL_FREE, accountSid: OPERATOR.sid });
    await service.api("PUT", `/businesses/${service.businessId}/lines/${at(TOLL_FREE)}`, { enabled: true });
    service.carrier.registrations.tollfree = [{ phoneNumber: TOLL_FREE, status: "IN_REVIEW" }];
    await sweepAfter(DAY_MS);
    expect(await texting(TOLL_FREE)).toMatchObject({
      status: "registering",
      registration: { toll_free: "IN_REVIEW" },
    });
    expect(await texting()).toMatchObject({ status: "ready" });
    service.carrier.registrations.tollfree = [{ phoneNumber: TOLL_FREE, status: "TWILIO_APPROVED" }];
    await sweepAfter(10 * MINUTE_MS + 1);
    expect(await texting(TOLL_FREE)).toMatchObject({ status: "ready" });
  });

  it("ends by itself a pause that has run out, and tells the owner", async () => {
    service.carrier.faults.delivery = () => ({ outcome: "undelivered", errorCode: 30022 });
    await miss();
    expect(await texting()).toMatchObject({ status: "blocked", errorCode: 30022 });
    await sweepAfter(DAY_MS);
    expect((await notices())[0]).toMatchObject({
      subject: `texting:${LINE}`,
      resolvedAt: expect.any(String),
    });
    expect(mailbox.mails.at(-1)?.raw).toContain("can text again.");
  });

  it("is asked for once a day, and every 10 minutes while texts are held up", async () => {
    await sweepAfter(DAY_MS);
    const asked = asks();
    await sweepAfter(DAY_MS - 1);
    expect(asked()).toBe(0);
    register("IN_PROGRESS", "APPROVED");
    await sweepAfter(2);
    expect(asked()).toBe(1);
    await sweepAfter(9 * MINUTE_MS);
    expect(asked()).toBe(1);
    await sweepAfter(MINUTE_MS + 1);
    expect(asked()).toBe(2);
  });

  it("is found among many messaging services", async () => {
    register("VERIFIED", "APPROVED");
    for (let i = 0; i < 60; i++)
      service.carrier.addNumber({
        phoneNumber: `+1512555${String(2000 + i)}`,
        accountSid: OPERATOR.sid,
        messagingServiceSid: `MG${String(i).padStart(32, "0")}`,
      });
    const found = await service.textback.app.carrier.registrationOf(service.businessId, LINE as E164);
    expect(found).toEqual({ brand: "APPROVED", campaign: "VERIFIED", toll_free: null });
  });
});
