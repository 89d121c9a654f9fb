/** The settings beyond the four, each by its sentence: from a call at the carrier to the text, the receipt and the lead. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lookAtText } from "../../src/app/texts/send-text.ts";
import { TestClock } from "../support/clock.ts";
import { CALLER, FORWARD, LINE, type Service, startService } from "../support/service.ts";

const SECOND_PHONE = "+15550100003";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Wednesday: noon in Chicago, where Acme HVAC is, and in Texas, where the caller is. */
const NOON = Date.parse("2026-11-25T18:00:00Z");

describe("a conversation", () => {
  let service: Service;
  let clock: TestClock;
  beforeEach(async () => {
    clock = new TestClock(NOON);
    service = await startService({ clock });
  });
  afterEach(() => service.stop());

  const settings = async (change: object) => {
    const { status, body } = await service.own("PUT", `/lines/${encodeURIComponent(LINE)}`, change);
    expect([status, body.code]).toEqual([200, undefined]);
  };
  const ring = async (more: Partial<Parameters<Service["carrier"]["call"]>[0]> = {}) => {
    const story = await service.carrier.call({ from: CALLER, to: LINE, at: clock.now(), ...more });
    await service.settled();
    return story;
  };
  const latestCall = async () => (await service.own("GET", "/calls?limit=1")).body.items[0];
  const texted = (phone = CALLER) => service.carrier.handset(phone).length;
  const credits = async () => (await service.own("GET", "/credits")).body;
  const leads = async () => (await service.own("GET", "/leads")).body.items;
  const says = async (body: string, from = CALLER) => {
    await service.carrier.text({ from, to: LINE, body });
    await service.settled();
  };
  const conversation = async (phone = CALLER) =>
    (await service.own("GET", "/conversations")).body.items.find(
      (each: { phone: string }) => each.phone === phone,
    );

  describe("did a person answer?", () => {
    const voicemail = { kind: "voicemail", answersAfter: 18 } as const;

    it("without confirmation whatever answers counts, as the product's page says", async () => {
      await ring({ callee: [voicemail], caller: { talks: 10 } });
      expect(await latestCall()).toMatchObject({ outcome: "answered" });
      expect(texted()).toBe(0);
    });

    it("a voicemail presses no key, so the call is missed and texted", async () => {
      await settings({ answerConfirmation: "press_key" });
      const story = await ring({ callee: [voicemail] });
      expect(story.legs[0]?.heard.join(" ")).toContain(
        "A call for Acme HVAC from (512) 555-0142. Press any key",
      );
      expect(await latestCall()).toMatchObject({ outcome: "missed", reason: "no_answer" });
      expect(texted()).toBe(1);
    });

    it("a person presses a key and is connected", async () => {
      await settings({ answerConfirmation: "press_key" });
      await ring({ callee: [{ kind: "human", answersAfter: 4, presses: "1", talks: 25 }] });
      expect(await latestCall()).toMatchObject({
        outcome: "answered",
        answeredBy: { verdict: "human", why: "A key was pressed to take the call." },
      });
      expect(texted()).toBe(0);
    });

    it("a person who presses nothing did not take the call", async () => {
      await settings({ answerConfirmation: "press_key" });
      await ring({ callee: [{ kind: "human", answersAfter: 4 }] });
      expect(await latestCall()).toMatchObject({ outcome: "missed" });
      expect(texted()).toBe(1);
    });

    it("the carrier hears a machine: the call that looked answered is missed, once, and texted", async () => {
      await settings({ answerConfirmation: "detect_machine" });
      await ring({ callee: [voicemail], caller: { talks: 10 } });
      const call = await latestCall();
      expect(call).toMatchObject({ outcome: "missed", answeredBy: { verdict: "voicemail" } });
      expect(call.answeredBy.evidence.length).toBeGreaterThan(0);
      expect(texted()).toBe(1);
      const [lead] = await leads();
      const { timeline } = (await service.own("GET", `/leads/${lead.id}`)).body;
      // Both at one moment of the test's clock; the text may be written before the call has ended.
      expect(timeline.map(({ title }: { title: string }) => title).sort()).toEqual([
        "Missed call",
        "Text sent",
      ]);
    });

    it("the carrier hears a person", async () => {
      await settings({ answerConfirmation: "detect_machine" });
      await ring({ callee: [{ kind: "human", answersAfter: 6, talks: 40 }] });
      expect(await latestCall()).toMatchObject({ outcome: "answered", answeredBy: { verdict: "human" } });
      expect(texted()).toBe(0);
    });

    it("an answer shorter than the line's minimum counts as missed", async () => {
      await settings({ minAnsweredSeconds: 5 });
      await ring({ callee: [{ kind: "human", answersAfter: 6, talks: 2 }] });
      expect(await latestCall()).toMatchObject({ outcome: "missed" });
      expect(texted()).toBe(1);
    });

    it.each([
      ["within 5 minutes still texts", MINUTE, "text", 1],
      ["later than that texts no more, and the receipt says why", 10 * MINUTE, "skip", 0],
    ] as const)(
      "a verdict that comes late corrects the call, once; %s",
      async (_name, late, decision, texts) => {
        await settings({ answerConfirmation: "detect_machine" });
        service.carrier.faults.webhookRules.push({ kinds: ["amd"], fault: { hold: true } });
        await ring({ callee: [voicemail], caller: { talks: 10 } });
        expect(await latestCall()).toMatchObject({ outcome: "answered" });
        clock.pass(late);
        await service.carrier.release();
        await service.settled();
        expect(await latestCall()).toMatchObject({ outcome: "missed", receipt: { decision } });
        expect(texted()).toBe(texts);
        expect((await service.own("GET", "/calls")).body.items).toHaveLength(1);
        const [lead] = await leads();
        const { timeline } = (await service.own("GET", `/leads/${lead.id}`)).body;
        expect(timeline.filter(({ kind }: { kind: string }) => kind === "call")).toMatchObject([
          { title: "Missed call" },
        ]);
      },
    );

    it("from its voicemails a line learns a safer ring timeout", async () => {
      await settings({ answerConfirmation: "detect_machine", ringTimeoutSeconds: 30 });
      for (let i = 0; i < 3; i++) {
        await ring({ callee: [voicemail], caller: { talks: 10 } });
        clock.pass(HOUR);
      }
      const { body } = await service.own("GET", `/lines/${encodeURIComponent(LINE)}`);
      expect(body.ringTimeoutAdvice).toMatchObject({ ringTimeoutSeconds: 15, safe: true });
    });
  });

  describe("a caller who tries again", () => {
    it("is texted each time by default", async () => {
      await ring();
      clock.pass(MINUTE);
      await ring();
      expect(texted()).toBe(2);
    });

    it("is texted once within the window; the receipt counts the calls, and the lead has them all", async () => {
      await settings({ repeatWindowMinutes: 10 });
      await ring();
      clock.pass(2 * MINUTE);
      await ring();
      clock.pass(4 * MINUTE);
      await ring();
      expect(texted()).toBe(1);
      const { receipt } = await latestCall();
      expect(receipt.reason).toBe("texted_recently");
      expect(receipt.summary).toContain("3rd call in 6 min");
      const [lead] = await leads();
      expect((await service.own("GET", `/leads/${lead.id}`)).body.timeline).toHaveLength(4);
      clock.pass(10 * MINUTE);
      await ring();
      expect(texted()).toBe(2);
    });

    it("is texted once when the calls come at the same moment", async () => {
      await settings({ repeatWindowMinutes: 10 });
      await Promise.all(Array.from({ length: 5 }, () => service.carrier.call({ from: CALLER, to: LINE })));
      await service.settled();
      expect(texted()).toBe(1);
      expect((await service.own("GET", "/calls")).body.items).toHaveLength(5);
    });
  });

  describe("outside business hours", () => {
    const hours = { weekly: { wednesday: [{ from: "08:00", to: "17:00" }] }, holidays: ["2026-12-25"] };

    it("the text is another one", async () => {
      await settings({ hours, afterHoursMessage: "We open at 8. {{business_name}}" });
      await ring();
      clock.pass(8 * HOUR);
      await ring();
      expect(service.carrier.handset(CALLER).map(({ body }) => body)).toEqual([
        expect.stringContaining("Sorry we missed your call!"),
        "We open at 8. Acme HVAC",
      ]);
    });

    it("the phone does not ring where that is wished, and the caller is texted at once", async () => {
      await settings({ hours, ringAfterHours: false });
      clock.pass(8 * HOUR);
      const story = await ring({ callee: [{ kind: "human", answersAfter: 2 }] });
      expect(story.legs).toEqual([]);
      expect(await latestCall()).toMatchObject({ outcome: "missed" });
      expect(texted()).toBe(1);
    });
  });

  describe("in the caller's night", () => {
    const textOf = async () => (await service.own("GET", "/texts")).body.items[0];
    beforeEach(async () => {
      await settings({ quietHours: { from: "21:00", to: "08:00" } });
      clock.pass(11 * HOUR);
    });

    it("the text waits for the morning; the call stands on the lead at once", async () => {
      await ring();
      expect(texted()).toBe(0);
      expect(await latestCall()).toMatchObject({
        receipt: { decision: "text", waitsUntil: "2026-11-26T14:00:00.000Z" },
      });
      expect(await credits()).toMatchObject({ held: 1 });
      expect(await leads()).toHaveLength(1);
      clock.pass(9 * HOUR + 1);
      await lookAtText(service.textback.app, service.businessId, (await textOf()).id);
      await service.settled();
      expect(texted()).toBe(1);
      expect(await credits()).toMatchObject({ held: 0, spent: 1 });
    });

    it("a STOP before the morning drops the text and gives the credit back", async () => {
      await ring();
      await says("please stop texting me");
      expect(await textOf()).toMatchObject({ direction: "in" });
      expect(await credits()).toEqual({ available: 100, held: 0, spent: 0 });
      clock.pass(12 * HOUR);
      const waiting = (await service.own("GET", "/texts")).body.items.find(
        ({ direction }: { direction: string }) => direction === "out",
      );
      await lookAtText(service.textback.app, service.businessId, waiting.id);
      expect(waiting.state).toBe("cancelled");
      expect(texted()).toBe(0);
    });
  });

  describe("who cannot be texted is logged all the same:", () => {
    it.each([
      ["a number from abroad", "+447400123456", {}, {}, "other_country"],
      ["a premium number", "+19005550123", {}, {}, "premium_number"],
      [
        "a forged number",
        CALLER,
        { spamGuard: { refuseSpoofed: true, maxCallsPerHour: null } },
        { stirVerstat: "TN-Validation-Failed-C" },
        "caller_spoofed",
      ],
    ] as const)("%s", async (_name, from, change, more, reason) => {
      await settings(change);
      await ring({ from, ...more });
      expect(await latestCall()).toMatchObject({ outcome: "missed", receipt: { decision: "skip", reason } });
      expect(service.carrier.messages).toHaveLength(0);
      expect(await credits()).toEqual({ available: 100, held: 0, spent: 0 });
    });

    it("a number from abroad, unless its country is allowed", async () => {
      await settings({ allowedCountries: ["GB"] });
      await ring({ from: "+447400123456" });
      expect((await latestCall()).receipt).toMatchObject({ decision: "text" });
      expect(texted("+447400123456")).toBe(1);
    });

    it("a landline, where numbers are looked up: once in 180 days, while the phone rings", async () => {
      await settings({ lookUpLandlines: true });
      service.carrier.setLookup(CALLER, { lineType: "landline" });
      let lookups = 0;
      const before = service.carrier.faults.rest;
      service.carrier.faults.rest = (request) => {
        if (request.path.includes("/v2/PhoneNumbers/")) lookups++;
        return before?.(request);
      };
      // The look-up is a job beside the ringing: the first call may be over before it is done.
      await ring();
      await ring();
      expect(await latestCall()).toMatchObject({ receipt: { reason: "caller_is_landline" } });
      expect(lookups).toBe(1);
    });

    it("somebody on the blocklist, and no lead is made of them", async () => {
      await service.own("PUT", `/blocked/${encodeURIComponent(CALLER)}`);
      await ring();
      expect(await latestCall()).toMatchObject({ receipt: { reason: "caller_blocked" } });
      expect(await leads()).toEqual([]);
      await service.own("DELETE", `/blocked/${encodeURIComponent(CALLER)}`);
      await ring();
      expect(await leads()).toHaveLength(1);
    });

    it("a machine that calls again and again", async () => {
      await settings({ spamGuard: { refuseSpoofed: false, maxCallsPerHour: 2 } });
      for (let i = 0; i < 3; i++) await ring();
      expect(await latestCall()).toMatchObject({ receipt: { reason: "too_many_calls" } });
      expect(texted()).toBe(2);
    });
  });

  describe("several phones", () => {
    it("ring together, and the first to pick up has the call", async () => {
      await settings({ forwardTo: [FORWARD, SECOND_PHONE] });
      const story = await ring({
        phones: {
          [FORWARD]: { kind: "human", answersAfter: 9 },
          [SECOND_PHONE]: { kind: "human", answersAfter: 4, talks: 20 },
        },
      });
      expect(story.legs.map(({ to, status }) => [to, status])).toEqual([
        [FORWARD, "canceled"],
        [SECOND_PHONE, "completed"],
      ]);
      expect(await latestCall()).toMatchObject({ outcome: "answered", durationSeconds: 20 });
    });

    it("ring in turn, and none of them answers: one miss, one text", async () => {
      await settings({ forwardTo: [FORWARD, SECOND_PHONE], ring: "in_turn" });
      await ring({ phones: { [FORWARD]: { kind: "busy" }, [SECOND_PHONE]: { kind: "no_answer" } } });
      expect(await latestCall()).toMatchObject({ outcome: "missed" });
      expect(texted()).toBe(1);
    });
  });

  it("a caller can leave a message, which counts as missed and is still texted", async () => {
    await settings({ voicemail: { greeting: "Please leave a message.", maxSeconds: 60 } });
    const story = await ring({ caller: { leaves: { seconds: 12 } } });
    expect(story.spoken).toContain("Please leave a message.");
    expect(story.recordings).toHaveLength(1);
    expect(await latestCall()).toMatchObject({ outcome: "missed", receipt: { decision: "text" } });
    expect(texted()).toBe(1);
  });

  describe("consent", () => {
    it.each(["STOP", "Stop please", "please stop texting me", "no more texts"])(
      "%j is an opt-out: kept with its evidence, the next call is logged and not texted, and nobody is recovered",
      async (body) => {
        await ring();
        await says(body);
        await ring();
        expect(texted()).toBe(1);
        const [latest, first] = (await service.own("GET", "/calls")).body.items;
        expect(latest.receipt.reason).toBe("caller_opted_out");
        expect(first.recoveredAt).toBeNull();
        expect((await service.own("GET", "/consents")).body.items).toMatchObject([
          { phone: CALLER, consent: "opted_out", body, messageSid: expect.stringMatching(/^SM/) },
        ]);
      },
    );

    it.each(["can you stop by?", "it won't stop leaking", "Yes please, come today"])(
      "%j is no opt-out, and wins the caller back",
      async (body) => {
        await ring();
        await says(body);
        expect(await latestCall()).toMatchObject({ recoveredAt: expect.any(String) });
        expect(await conversation()).toMatchObject({ consent: "unknown", consentQuestion: null });
      },
    );

    it("what may be an opt-out is flagged for the owner, and not acted on", async () => {
      await says("ok stop");
      const { consent, consentQuestion } = await conversation();
      expect(consent).toBe("unknown");
      expect(consentQuestion?.length).toBeGreaterThan(20);
      expect(service.events.some(({ kind }) => kind === "owner_notice")).toBe(true);
    });

    it("START takes it back; YES only from somebody who had opted out", async () => {
      await says("YES");
      expect(await conversation()).toMatchObject({ consent: "unknown" });
      await says("STOP");
      await says("YES");
      expect(await conversation()).toMatchObject({ consent: "opted_in" });
    });

    it("a STOP from a stranger makes no lead", async () => {
      await says("STOP");
      expect(await leads()).toEqual([]);
    });
  });

  it("an unknown sender becomes a lead, and media are kept as links with their type", async () => {
    await service.carrier.text({
      from: CALLER,
      to: LINE,
      body: "This is the leak",
      media: [{ contentType: "image/jpeg", bytes: Buffer.from("not really a picture") }],
    });
    await service.settled();
    expect(await leads()).toMatchObject([{ phone: CALLER, source: "text" }]);
    const [text] = (await service.own("GET", "/texts")).body.items;
    expect(text.media).toMatchObject([{ contentType: "image/jpeg", url: expect.stringMatching(/^http/) }]);
  });

  describe("a text that the business writes", () => {
    const write = (body: string, more: object = {}) =>
      service.own("POST", "/texts", { line: LINE, to: CALLER, body, ...more });

    it("is held, sent and posted like a text-back", async () => {
      await ring();
      const { status, body } = await write("We can come at 3.");
      expect([status, body.state]).toEqual([202, "queued"]);
      await service.settled();
      expect((await service.own("GET", `/texts/${body.id}`)).body).toMatchObject({
        state: "delivered",
        purpose: "api",
      });
      expect(await credits()).toEqual({ available: 98, held: 0, spent: 2 });
    });

    it("is sent once for one Idempotency-Key", async () => {
      await ring();
      const headers = { "idempotency-key": "a" };
      const path = `/businesses/${service.businessId}/texts`;
      const body = { line: LINE, to: CALLER, body: "Once." };
      const first = await service.api("POST", path, body, { headers });
      const second = await service.api("POST", path, body, { headers });
      await service.settled();
      expect(second.body).toEqual(first.body);
      expect(texted()).toBe(2);
    });

    it.each([
      ["to a stranger", "+15125550199", async () => {}, 409, "caller_unknown"],
      ["to somebody who opted out", CALLER, () => says("STOP"), 409, "caller_opted_out"],
      ["to one of our own lines", LINE, async () => {}, 409, "caller_unknown"],
    ] as const)("is refused %s", async (_name, to, before, status, code) => {
      await ring();
      await before();
      expect(await service.own("POST", "/texts", { line: LINE, to, body: "Hello" })).toMatchObject({
        status,
        body: { code },
      });
    });

    it("is refused to a number that cannot be texted, without credits, and without words", async () => {
      expect(await write("Hi", { to: "+19005550123", firstContact: true })).toMatchObject({
        status: 422,
        body: { code: "not_textable" },
      });
      await ring();
      expect(await write(" ")).toMatchObject({ status: 422, body: { code: "invalid_input" } });
      const poor = await service.api("POST", "/businesses", { name: "Poor & Sons" });
      await service.api("PUT", `/businesses/${poor.body.id}/lines/%2B15550100055`, { enabled: true });
      expect(
        await service.api("POST", `/businesses/${poor.body.id}/texts`, {
          line: "+15550100055",
          to: CALLER,
          body: "Hi",
          firstContact: true,
        }),
      ).toMatchObject({ status: 402, body: { code: "no_credits" } });
    });
  });

  describe("a line that the carriers do not let text", () => {
    it("is paused with words for the owner, gets its credit back, and texts again when cleared", async () => {
      service.carrier.setDelivery(CALLER, { outcome: "undelivered", errorCode: 30034 });
      await ring();
      expect(await credits()).toEqual({ available: 100, held: 0, spent: 0 });
      await ring();
      expect(await latestCall()).toMatchObject({ receipt: { decision: "skip", reason: "line_cannot_text" } });
      expect(service.carrier.messages).toHaveLength(1);
      const [notice] = (await service.own("GET", "/notices")).body.items;
      expect(notice).toMatchObject({ subject: `texting:${LINE}`, resolvedAt: null });
      expect((await service.own("GET", "/lines")).body.items[0].texting.status).not.toBe("ready");

      service.carrier.setDelivery(CALLER, { outcome: "delivered" });
      clock.pass(MINUTE);
      await service.own("POST", `/lines/${encodeURIComponent(LINE)}/texting/clear`);
      await ring();
      expect(await latestCall()).toMatchObject({ receipt: { decision: "text" } });
      expect((await service.own("GET", "/notices")).body.items[0].resolvedAt).not.toBeNull();
    });

    it("explains what went wrong with one text in the owner's words", async () => {
      service.carrier.setDelivery(CALLER, { outcome: "undelivered", errorCode: 30006 });
      await ring();
      const [text] = (await service.own("GET", "/texts")).body.items;
      expect(text.problem.forOwner.length).toBeGreaterThan(20);
      await ring();
      expect(await latestCall()).toMatchObject({ receipt: { reason: "caller_is_landline" } });
    });
  });

  it("a text whose report never comes is asked after at the carrier, after 10 minutes", async () => {
    service.carrier.faults.webhookRules.push({ kinds: ["delivery"], fault: { lose: true } });
    await ring();
    const textId = (await service.own("GET", "/texts")).body.items[0].id;
    const state = async () => (await service.own("GET", `/texts/${textId}`)).body.state;
    expect(await state()).toBe("sent");
    clock.pass(10 * MINUTE + 1);
    await lookAtText(service.textback.app, service.businessId, textId);
    expect(await state()).toBe("delivered");
  });
});
