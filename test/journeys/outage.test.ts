import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inParallel } from "../../src/app/in-parallel.ts";
import { recovery } from "../../src/app/recovery/recover.ts";
import type { Webhook } from "../../src/sandbox/twilio/types.ts";
import { TestClock } from "../support/clock.ts";
import { LINE, type Service, startService } from "../support/service.ts";
import { postLate } from "../support/twilio-post.ts";

const EVENTS = 1_000;
/** The outage lasts two hours; texts go only to those of its last half hour. */
const SECONDS_BETWEEN = 7;
const MAX_AGE_MS = 30 * 60_000;

type Kind = "rang_nobody" | "answered" | "no_answer" | "gave_up" | "withheld" | "text" | "picture" | "stop";
/** Of twenty events in a row. The calls that rang a phone are those whose first webhook still got through. */
const MIX: readonly Kind[] = [
  ...Array<Kind>(8).fill("rang_nobody"),
  ...(["answered", "no_answer", "gave_up", "withheld"] as const),
  ...Array<Kind>(6).fill("text"),
  ...(["picture", "stop"] as const),
];
const callerOf = (n: number) => `+1512555${String(n).padStart(4, "0")}`;

interface Happened {
  readonly kind: Kind;
  readonly phone: string;
  readonly sid: string;
  readonly at: Date;
  readonly endedAt: Date;
}

describe("an outage in which the webhooks of 1,000 calls and messages are lost", () => {
  let service: Service;
  const clock = new TestClock(Math.floor(Date.now() / 1_000) * 1_000);
  const happened: Happened[] = [];
  const lost: Webhook[] = [];
  const never = new AbortController().signal;

  beforeAll(async () => {
    service = await startService({ clock, carrierClock: clock, credits: 2_000 });
    const { carrier } = service;
    carrier.faults.webhook = ({ kind, params }) => {
      const gotThrough = kind === "voice" && rings.has(params.From ?? "");
      return gotThrough ? undefined : { lose: true };
    };
    const rings = new Set<string>();
    for (let n = 0; n < EVENTS; n++) {
      clock.pass(SECONDS_BETWEEN * 1_000);
      const kind = MIX[n % MIX.length] ?? "text";
      // Whoever says stop has called a little before.
      const phone = kind === "withheld" ? "anonymous" : callerOf(kind === "stop" ? n - 19 : n);
      const at = clock.now();
      if (kind === "text" || kind === "picture" || kind === "stop") {
        const body = kind === "stop" ? "Please stop texting me" : `Message ${n}, "quoted" 🙂`;
        const media = kind === "picture" ? { media: [{ contentType: "image/png" }] } : {};
        const { messageSid, webhook } = await carrier.text({ from: phone, to: LINE, body, ...media });
        happened.push({ kind, phone, sid: messageSid, at, endedAt: at });
        lost.push(webhook);
        continue;
      }
      if (kind === "answered" || kind === "no_answer" || kind === "gave_up") rings.add(phone);
      const story = await carrier.call({
        from: phone,
        to: LINE,
        callee: [kind === "answered" ? { kind: "human", answersAfter: 3, talks: 42 } : { kind: "no_answer" }],
        caller: kind === "gave_up" ? { hangsUpAfter: 6 } : {},
      });
      const endedAt = carrier.calls.find(({ sid }) => sid === story.callSid)?.endedAt ?? at;
      happened.push({ kind, phone, sid: story.callSid, at, endedAt });
      lost.push(...story.webhooks);
    }
    carrier.faults.webhook = () => undefined;
    clock.pass(2 * 60_000);
  }, 120_000);
  afterAll(() => service.stop());

  const rows = async (sql: string) => (await service.pool.query(sql)).rows;
  const calls = () => happened.filter(({ kind }) => !["text", "picture", "stop"].includes(kind));
  const texts = () => happened.filter(({ kind }) => ["text", "picture", "stop"].includes(kind));
  const stopped = () => new Set(texts().flatMap(({ kind, phone }) => (kind === "stop" ? phone : [])));
  let sweptAt = new Date(0);

  it("is made good by one sweep", async () => {
    const began = performance.now();
    sweptAt = clock.now();
    const found = await recovery(service.textback.app).run(never);
    await service.settled();
    const seconds = (performance.now() - began) / 1_000;
    if (process.env.TEST_LOG !== undefined) process.stderr.write(`swept in ${seconds.toFixed(1)} s\n`);
    expect(found).toEqual({ calls: calls().length, texts: texts().length, reports: 0 });
  }, 120_000);

  it("leaves each call recorded exactly once, at its original time, with its true outcome", async () => {
    const stored = await rows(
      "select call_sid, occurred_at, outcome, duration_seconds, ended from textback.calls",
    );
    const bySid = (a: { call_sid: string }, b: { call_sid: string }) => (a.call_sid < b.call_sid ? -1 : 1);
    expect(stored.sort(bySid)).toEqual(
      calls()
        .map(({ kind, sid, at }) => ({
          call_sid: sid,
          occurred_at: at,
          outcome: kind === "answered" ? "answered" : "missed",
          duration_seconds: kind === "answered" ? 42 : null,
          ended: true,
        }))
        .sort(bySid),
    );
  });

  it("leaves each inbound text recorded exactly once, at its original time, pictures with their addresses", async () => {
    const stored = await rows("select * from textback.texts where direction = 'in'");
    expect(new Map(stored.map((row) => [row.message_sid, row.occurred_at]))).toEqual(
      new Map(texts().map(({ sid, at }) => [sid, at])),
    );
    const { messages } = service.carrier;
    for (const { message_sid, body, media } of stored) {
      const original = messages.find(({ sid }) => sid === message_sid);
      expect(body).toBe(original?.body);
      expect(media).toEqual(original?.media.map(({ url, contentType }) => ({ url, contentType })));
    }
  });

  it("texted, once each, only those who called within the window and had not said stop; receipts tell the rest", async () => {
    const deserving = calls().filter(
      ({ kind, phone, endedAt }) =>
        kind !== "answered" &&
        kind !== "withheld" &&
        !stopped().has(phone) &&
        // By what our books know of a missed call: its beginning and the line's ring time.
        sweptAt.getTime() - endedAt.getTime() <= MAX_AGE_MS,
    );
    const sent = service.carrier.messages.filter(({ direction }) => direction === "outbound-api");
    const called = new Set(calls().map(({ phone }) => phone));
    expect(sent.every(({ to }) => called.has(to))).toBe(true);
    expect(new Set(sent.map(({ to }) => to)).size).toBe(sent.length);
    const margin = (at: Date) => Math.abs(sweptAt.getTime() - at.getTime() - MAX_AGE_MS) > 60_000;
    const clear = calls().filter(({ at }) => margin(at));
    const texted = new Set(sent.map(({ to }) => to));
    for (const each of clear)
      expect([each, texted.has(each.phone)]).toEqual([each, deserving.includes(each)]);
    expect(sent.length).toBeGreaterThan(100);

    const receipts = await rows(
      "select call_sid, receipt ->> 'reason' as reason from textback.calls where outcome = 'missed'",
    );
    const tooLate = receipts.filter(({ reason }) => reason === "too_late");
    const optedOut = receipts.filter(({ reason }) => reason === "caller_opted_out");
    const withheld = receipts.filter(({ reason }) => reason === "caller_withheld");
    expect(tooLate.length + optedOut.length + withheld.length + sent.length).toBe(receipts.length);
    expect(optedOut).toHaveLength(stopped().size);
  });

  it("keeps leads and credits in agreement with it", async () => {
    const sent = service.carrier.messages.filter(({ direction }) => direction === "outbound-api").length;
    expect((await service.own("GET", "/credits")).body).toEqual({
      available: 2_000 - sent,
      held: 0,
      spent: sent,
    });
    expect(await service.textback.store.read.ledger.reconcile()).toEqual([]);
    const phones = new Set(
      happened.flatMap(({ kind, phone }) =>
        kind === "answered" || kind === "withheld" || kind === "stop" ? [] : phone,
      ),
    );
    const leads = await rows("select phone from textback.leads");
    expect(leads.map(({ phone }) => phone).sort()).toEqual([...phones].sort());
  });

  it("is not changed by the webhooks that come late, twice, nor by another sweep", async () => {
    const before = await books();
    const late = [...lost, ...lost].filter(({ status }) => status === null);
    expect(late.length).toBeGreaterThan(2_000);
    await inParallel(late, 16, never, async (webhook) => {
      expect(await postLate(webhook)).toBeLessThan(300);
    });
    await recovery(service.textback.app).run(never);
    await service.settled();
    expect(await books()).toEqual(before);
  }, 120_000);

  const books = async () => ({
    calls: await rows("select * from textback.calls order by id"),
    texts: await rows("select * from textback.texts order by id"),
    attempts: await rows("select * from textback.text_attempts order by text_id, number"),
    consents: await rows("select * from textback.consent_events order by id"),
    transfers: await rows("select * from textback.credit_transfers order by id"),
    leads: await rows("select * from textback.leads order by id"),
    timeline: await rows("select * from textback.lead_activities order by activity_id"),
    atTheCarrier: service.carrier.messages.length,
  });
});
