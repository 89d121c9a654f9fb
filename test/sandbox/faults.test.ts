import twilio from "twilio";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RestFault } from "../../src/sandbox/twilio/faults.ts";
import { CALLER, LINE, OWNER, type Stage, say, setStage } from "./stage.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
  stage.on(
    "/voice",
    say(
      `<Dial action="/dialed" timeout="20" answerOnBridge="true"><Number statusCallback="/leg" statusCallbackEvent="answered completed">${OWNER}</Number></Dial>`,
    ),
  );
});
afterEach(() => stage.stop());

const send = () =>
  stage.client.messages.create({
    to: CALLER,
    from: LINE,
    body: "Sorry we missed you",
    statusCallback: `${stage.url}/report`,
  });
const paths = () => stage.heard.map(({ path }) => path);

describe("an outage of ours", () => {
  const begins = new Date("2026-03-02T15:00:00Z");
  const ends = new Date("2026-03-02T15:10:00Z");
  const during = (i: number) => new Date(begins.getTime() + i * 590);

  it("loses the webhooks of 1,000 calls and texts in it; the lists have them all, at their times, soon", async () => {
    stage.carrier.faults.webhookRules.push({ from: begins, until: ends, fault: { lose: true } });
    await Promise.all(
      Array.from({ length: 1_000 }, (_, i) => {
        const from = `+1512${String(5_560_000 + i)}`;
        return i % 2 === 0
          ? stage.carrier.call({ from, to: LINE, at: during(i), callee: [{ kind: "no_answer" }] })
          : stage.carrier.text({ from, to: LINE, body: `${i}`, at: during(i) });
      }),
    );
    expect(stage.heard).toEqual([]);
    const window = { startTimeAfter: begins, startTimeBefore: ends };
    const calls = await stage.client.calls.list({ to: LINE, ...window, pageSize: 200 });
    expect(calls).toHaveLength(500);
    expect(calls[0]).toMatchObject({ direction: "inbound", status: "completed" });
    expect(calls.at(-1)?.startTime.getTime()).toBe(begins.getTime());
    const texts = await stage.client.messages.list({
      to: LINE,
      dateSentAfter: begins,
      dateSentBefore: ends,
      pageSize: 1_000,
    });
    expect(texts).toHaveLength(500);
  });

  it("ends: a call after it is told of again, and one that began in it loses only what fell in it", async () => {
    stage.carrier.faults.webhookRules.push({ from: begins, until: ends, fault: { lose: true } });
    await stage.carrier.call({ from: CALLER, to: LINE, at: new Date(ends.getTime() - 3_000), callee: [] });
    expect(paths()).toEqual(["/ended"]);
    await stage.carrier.call({ from: CALLER, to: LINE, at: ends, callee: [{ kind: "busy" }] });
    expect(paths()).toEqual(["/ended", "/voice", "/leg", "/dialed", "/ended"]);
  });
});

describe("a webhook", () => {
  const call = () =>
    stage.carrier.call({ from: CALLER, to: LINE, callee: [{ kind: "human", answersAfter: 2, talks: 5 }] });

  it("of one kind may be lost, for the first so many", async () => {
    stage.carrier.faults.webhookRules.push({ kinds: ["leg"], first: 1, fault: { lose: true } });
    await call();
    expect(stage.at("/leg").map(({ params }) => params.CallStatus)).toEqual(["completed"]);
  });

  it("may come several times, the same each time", async () => {
    stage.carrier.faults.webhookRules.push({ kinds: ["action"], fault: { times: 3 } });
    await call();
    expect(stage.at("/dialed")).toHaveLength(3);
    expect(new Set(stage.at("/dialed").map(({ params }) => JSON.stringify(params))).size).toBe(1);
  });

  it("may come late, after others that were sent after it; the call does not wait for it", async () => {
    stage.carrier.faults.webhookRules.push({ kinds: ["leg"], first: 1, fault: { delaySeconds: 60 } });
    const story = await call();
    expect(paths()).toEqual(["/voice", "/leg", "/dialed", "/ended", "/leg"]);
    expect(stage.at("/leg").map(({ params }) => params.CallStatus)).toEqual(["completed", "in-progress"]);
    expect(story.durationSeconds).toBe(5);
  });

  it("may be held back and sent in any order afterwards", async () => {
    stage.carrier.faults.webhookRules.push({ kinds: ["leg", "status", "delivery"], fault: { hold: true } });
    await call();
    await send();
    await stage.carrier.idle();
    expect(paths()).toEqual(["/voice", "/dialed"]);
    await stage.carrier.release("reversed");
    expect(paths().slice(2)).toEqual(["/report", "/report", "/ended", "/leg", "/leg"]);
    expect(stage.at("/report").map(({ params }) => params.MessageStatus)).toEqual(["delivered", "sent"]);
    expect(await stage.carrier.release()).toEqual([]);
  });

  it.each([
    ["#rc=2&rp=5xx", 503, 3],
    ["#rc=2&rp=5xx", 404, 1],
    ["#rc=5&rp=4xx", 404, 6],
    ["", 503, 1],
  ])("with %j that is answered %i is tried %i times", async (fragment, status, times) => {
    stage.on("/report", { status, body: "" });
    await stage.client.messages.create({
      to: CALLER,
      from: LINE,
      body: "Hi",
      statusCallback: `${stage.url}/report${fragment}`,
    });
    stage.carrier.setDelivery(CALLER, { outcome: "sent" });
    await stage.carrier.idle();
    expect(stage.at("/report").filter(({ params }) => params.MessageStatus === "sent")).toHaveLength(times);
    expect(stage.heard.every(({ signed }) => signed)).toBe(true);
  });

  it("to nobody is a failure of ours, not of the carrier", async () => {
    const [line] = stage.carrier.numbers;
    if (line !== undefined) line.voiceUrl = "http://127.0.0.1:1/voice";
    const story = await call();
    expect(story.webhooks[0]).toMatchObject({ kind: "voice", status: null });
    expect(story.status).toBe("completed");
  });
});

describe("an answer of the API", () => {
  const failing = (fault: RestFault) => {
    stage.carrier.faults.requestRules.push({ method: "POST", path: "/Messages", first: 1, fault });
    return send().then(
      () => expect.fail("it did not fail"),
      (error: unknown) => error as { status?: number; code?: unknown },
    );
  };

  it.each<[string, RestFault, number, number | undefined]>([
    ["a 429", { kind: "error", status: 429, code: 20429 }, 429, 20429],
    ["a 500", { kind: "error", status: 500, code: 20500 }, 500, 20500],
    ["a 401", { kind: "error", status: 401, code: 20003 }, 401, 20003],
    ["a page of some proxy", { kind: "html", status: 502 }, 502, undefined],
  ])("may be %s, and nothing was done", async (_name, fault, status, code) => {
    const error = await failing(fault);
    expect(error).toBeInstanceOf(twilio.RestException);
    expect([error.status, error.code]).toEqual([status, code]);
    expect(stage.carrier.messages).toEqual([]);
    expect((await send()).status).toBe("queued");
  });

  it.each<[string, RestFault]>([
    ["lost", { kind: "drop_after" }],
    ["cut in the middle", { kind: "truncated" }],
    ["replaced by a 502", { kind: "error_after", status: 502 }],
  ])("may be %s after all was done", async (_name, fault) => {
    await failing(fault);
    expect(stage.carrier.messages).toHaveLength(1);
  });

  it("may never begin: the connection is cut, and nothing was done", async () => {
    expect((await failing({ kind: "drop_before" })).code).toBe("ECONNRESET");
    expect(stage.carrier.messages).toEqual([]);
  });

  it("may be slow", async () => {
    stage.carrier.faults.requestRules.push({ to: CALLER, fault: { kind: "slow", ms: 60 } });
    const began = performance.now();
    await send();
    expect(performance.now() - began).toBeGreaterThan(50);
  });
});
