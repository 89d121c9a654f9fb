import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CALLER, LINE, type Service, startService } from "../support/service.ts";

let service: Service;
beforeAll(async () => {
  service = await startService({ credits: 1_000 });
});
afterAll(() => service.stop());
beforeEach(async () => {
  await service.pool.query("truncate textback.callers, textback.calls, textback.texts cascade");
});

const ANNA = "+15125550101";
const BEN = "+15125550102";

const ring = async (from = CALLER, behaviour: "no_answer" | "answered" = "no_answer") => {
  await service.carrier.placeCall({
    from,
    to: LINE,
    behaviour: behaviour === "no_answer" ? { kind: "no_answer" } : { kind: "answered", talkSeconds: 30 },
  } as Parameters<Service["carrier"]["placeCall"]>[0]);
  await service.settled();
};
const says = async (body: string, from = CALLER) => {
  await service.carrier.text({ from, to: LINE, body });
  await service.settled();
};
const list = async (query = "") => (await service.own("GET", `/conversations${query}`)).body.items;
const phones = async (query = "") => (await list(query)).map(({ phone }: { phone: string }) => phone);
const of = (phone: string, what: string) => `/conversations/${encodeURIComponent(phone)}/${what}`;
const settings = (change: object) => service.own("PUT", `/lines/${encodeURIComponent(LINE)}`, change);
const latestCall = async () => (await service.own("GET", "/calls?limit=1")).body.items[0];

describe("what is still to do", () => {
  it("a missed call stands under missed until somebody handles it, and again when they call again", async () => {
    await ring();
    expect(await phones("?filter=missed")).toEqual([CALLER]);
    expect((await list())[0]).toMatchObject({ unread: true, waiting: false, handledAt: null });
    const { body } = await service.own("POST", of(CALLER, "handled"), { handled: true });
    expect(body.handledAt).toEqual(expect.any(String));
    expect(await phones("?filter=missed")).toEqual([]);
    await ring();
    expect(await phones("?filter=missed")).toEqual([CALLER]);
  });

  it("a later answered call ends what was missed", async () => {
    await ring();
    await ring(CALLER, "answered");
    expect(await phones("?filter=missed")).toEqual([]);
  });

  it("a reply to our text-back stands under replied and waits, until we answer", async () => {
    await ring();
    expect(await phones("?filter=replied")).toEqual([]);
    await says("Yes please");
    expect(await phones("?filter=replied")).toEqual([CALLER]);
    expect(await phones("?filter=waiting")).toEqual([CALLER]);
    await service.own("POST", "/texts", { line: LINE, to: CALLER, body: "Tomorrow at 8?" });
    expect(await phones("?filter=waiting")).toEqual([]);
    expect(await phones("?filter=replied")).toEqual([CALLER]);
  });

  it("a text out of the blue waits, but is no reply", async () => {
    await says("Do you fix heaters?", ANNA);
    expect(await phones("?filter=waiting")).toEqual([ANNA]);
    expect(await phones("?filter=replied")).toEqual([]);
  });

  it("a STOP is no reply and waits for nobody", async () => {
    await ring();
    await says("STOP");
    expect((await service.own("GET", "/conversations/counts")).body).toEqual({
      all: 1,
      missed: 1,
      replied: 0,
      waiting: 0,
      unread: 1,
    });
  });

  it("what is read is unread again after the next text", async () => {
    await says("Hello");
    expect((await service.own("POST", of(CALLER, "read"))).body.unread).toBe(false);
    await says("Anybody?");
    expect((await list())[0].unread).toBe(true);
  });

  it("there is nothing to read or handle of a number that never called", async () => {
    for (const [what, body] of [["read"], ["handled", { handled: true }]] as const)
      expect((await service.own("POST", of(BEN, what), body)).body.code).toBe("conversation_not_found");
  });
});

describe("finding a conversation", () => {
  beforeEach(async () => {
    await says("My water heater leaks at 100% and more", ANNA);
    await says("Thank you", BEN);
    await service.pool.query("update textback.callers set name = 'Ben O''Neill' where phone = $1", [BEN]);
  });

  it.each([
    ["a part of a name", "o'nei", [BEN]],
    ["a number as people write it", "(512) 555-0101", [ANNA]],
    ["a number with its country", "+1 512 555 0102", [BEN]],
    ["the end of a number", "0102", [BEN]],
    ["a word of a text", "heater", [ANNA]],
    ["the beginnings of words, in any order", "LEAK wat", [ANNA]],
    ["nothing that is there", "furnace", []],
    ["signs that mean something to a database", "%_\\'&|!:*", []],
  ])("by %s", async (_name, q, found) => expect(await phones(`?q=${encodeURIComponent(q)}`)).toEqual(found));

  it("another business's texts are not found", async () => {
    const other = (await service.api("POST", "/businesses", { name: "Other" })).body;
    const { body } = await service.api("GET", `/businesses/${other.id}/conversations?q=heater`);
    expect(body.items).toEqual([]);
  });
});

describe("reading the list page by page", () => {
  it("shows each conversation once, whatever moves to the top meanwhile", async () => {
    const all = Array.from({ length: 12 }, (_, i) => `+1512555${String(1000 + i)}`);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        // How many of them are older than what may still be coming.
        fc.integer({ min: 0, max: 12 }),
        fc.array(fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 3 }), { maxLength: 8 }),
        async (limit, settled, moves) => {
          await service.pool.query("truncate textback.callers, textback.texts cascade");
          const move = (phone: string) =>
            service.pool.query(
              `insert into textback.texts
                 (id, business_id, line, phone, direction, purpose, body, state, segments, occurred_at)
               values (gen_random_uuid(), $1, $2, $3, 'in', 'inbound', 'Hi', 'received', 1, now())`,
              [service.businessId, LINE, phone],
            );
          for (const [i, phone] of all.entries()) {
            await service.pool.query(
              `insert into textback.callers (business_id, phone, first_seen_at, last_activity_at)
               values ($1, $2, now(), now())`,
              [service.businessId, phone],
            );
            await move(phone);
            if (i < settled)
              await service.pool.query(
                `update textback.callers set position = position - 60000000 where phone = $1`,
                [phone],
              );
          }
          const shown: string[] = [];
          let next: string | null = null;
          let page = 0;
          do {
            const after: string = next === null ? "" : `&after=${encodeURIComponent(next)}`;
            const { body } = await service.own("GET", `/conversations?limit=${limit}${after}`);
            shown.push(...body.items.map(({ phone }: { phone: string }) => phone));
            next = body.next;
            for (const i of moves[page++] ?? []) await move(all[i] ?? "");
          } while (next !== null);
          expect([...shown].sort()).toEqual([...all].sort());
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each(["x", "W10", Buffer.from('["1","2","nobody"]').toString("base64url")])(
    "refuses a cursor that it did not give out: %s",
    async (after) => expect((await service.own("GET", `/conversations?after=${after}`)).status).toBe(422),
  );
});

describe("sending the text-back anyway", () => {
  it("sends what the rules did not, once, for a credit; the receipt says who wanted it", async () => {
    await settings({ repeatWindowMinutes: 10 });
    await ring(ANNA);
    await ring(ANNA);
    await settings({ repeatWindowMinutes: 0 });
    const { id, receipt } = await latestCall();
    expect(receipt).toMatchObject({ decision: "skip", reason: "texted_recently" });
    const before = (await service.own("GET", "/credits")).body.available;
    const answers = await Promise.all([1, 2].map(() => service.own("POST", `/calls/${id}/text-back`)));
    await service.settled();
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(service.carrier.handset(ANNA)).toHaveLength(2);
    expect((await service.own("GET", "/credits")).body.available).toBe(before - 1);
    expect((await latestCall()).receipt).toMatchObject({
      decision: "text",
      checks: expect.arrayContaining([expect.objectContaining({ check: "asked_by_owner", passed: true })]),
    });
  });

  it.each([
    ["who has said STOP", "+15125550111", "caller_opted_out"],
    ["who is blocked", "+15125550112", "not_textable"],
    ["who withheld their number", "anonymous", "not_textable"],
  ])("never to somebody %s", async (_name, from, code) => {
    const phone = encodeURIComponent(from);
    if (code === "caller_opted_out") await says("STOP", from);
    else if (from !== "anonymous") await service.own("PUT", `/blocked/${phone}`);
    await ring(from);
    const { status, body } = await service.own("POST", `/calls/${(await latestCall()).id}/text-back`);
    expect([status >= 400, body.code]).toEqual([true, code]);
  });

  it("not of a call that was texted, nor of one that was answered, nor of none", async () => {
    await ring();
    const texted = await latestCall();
    await ring(BEN, "answered");
    const answered = await latestCall();
    const codes = [];
    for (const id of [texted.id, answered.id, "call_nobody"])
      codes.push((await service.own("POST", `/calls/${id}/text-back`)).body.code);
    expect(codes).toEqual(["text_back_exists", "call_not_missed", "call_not_found"]);
  });

  it("not without credits, and nothing is left of the try", async () => {
    await settings({ enabled: false });
    await ring();
    await settings({ enabled: true });
    const other = await startService({ credits: 0 });
    try {
      await other.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
      await other.settled();
      const [call] = (await other.own("GET", "/calls")).body.items;
      expect((await other.own("POST", `/calls/${call.id}/text-back`)).body.code).toBe("no_credits");
      expect((await other.own("GET", "/calls")).body.items[0].receipt.reason).toBe("no_credits");
      expect((await other.own("GET", "/texts")).body.items).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});

describe("what the owner says of a caller", () => {
  const consent = (optsOut: boolean) => service.own("POST", of(CALLER, "consent"), { optsOut });
  const openNotices = async () =>
    (await service.own("GET", "/notices")).body.items.filter(
      ({ subject, resolvedAt }: { subject: string; resolvedAt: string | null }) =>
        subject.startsWith("consent:") && resolvedAt === null,
    );

  it("yes, they meant to opt out: nobody texts them any more, and it is known who said so", async () => {
    await says("Please stop. Who is this?");
    expect((await list())[0].consentQuestion).toEqual(expect.any(String));
    expect(await openNotices()).toHaveLength(1);
    expect((await consent(true)).body).toMatchObject({ consent: "opted_out", consentQuestion: null });
    expect(await openNotices()).toEqual([]);
    expect((await service.own("POST", "/texts", { line: LINE, to: CALLER, body: "Hi" })).body.code).toBe(
      "caller_opted_out",
    );
    await consent(true);
    const evidence = (await service.own("GET", "/consents")).body.items.filter(
      ({ source }: { source: string }) => source === "owner",
    );
    expect(evidence).toMatchObject([{ phone: CALLER, consent: "opted_out", body: null }]);
    await says("START");
    expect((await list())[0].consent).toBe("opted_in");
  });

  it("no, they did not: the question is settled, and they may be texted as before", async () => {
    await says("Please stop. Who is this?");
    expect((await consent(false)).body).toMatchObject({ consent: "unknown", consentQuestion: null });
    expect(await openNotices()).toEqual([]);
    expect((await service.own("POST", "/texts", { line: LINE, to: CALLER, body: "Hi" })).status).toBe(202);
  });

  it("a no does not take back a STOP", async () => {
    await says("STOP");
    expect((await consent(false)).body.consent).toBe("opted_out");
  });

  it("one conversation is seen alone, with whether its number is blocked", async () => {
    await says("Hello");
    await service.own("PUT", `/blocked/${encodeURIComponent(CALLER)}`);
    expect((await service.own("GET", of(CALLER, "summary"))).body).toMatchObject({
      phone: CALLER,
      blocked: true,
      last: { type: "text", body: "Hello" },
    });
    expect((await service.own("GET", "/blocked")).body.items).toEqual([{ phone: CALLER, name: null }]);
    await service.own("DELETE", `/blocked/${encodeURIComponent(CALLER)}`);
    expect((await service.own("GET", of(CALLER, "summary"))).body.blocked).toBe(false);
    for (const each of [
      service.own("GET", of(BEN, "summary")),
      service.own("POST", of(BEN, "consent"), { optsOut: true }),
    ])
      expect((await each).body.code).toBe("conversation_not_found");
  });
});
