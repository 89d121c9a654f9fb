import { createServer, type Server } from "node:http";
import express from "express";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Panel, sandboxPanel } from "../../src/sandbox/panel.ts";
import { stageOver } from "../../src/sandbox/play.ts";
import type { Scene } from "../../src/sandbox/scene.ts";
import { type Carrier, startCarrier } from "../../src/sandbox/twilio/index.ts";

const ACCOUNT = { sid: `AC${"c".repeat(32)}`, authToken: "token" };
const LINE = "+15550100001";
const OWNER = "+15550100002";
const MARIA = "+15125550142";
const PAGE = "session=good";

/** A service that forwards every call to the owner's phone, and notes what became of it. */
let server: Server;
let url: string;
let carrier: Carrier;
let panel: Panel;
let ends: string[];
let received: string[];
beforeEach(async () => {
  ends = [];
  received = [];
  const app = express();
  const form = express.urlencoded();
  app.post("/voice", (_req, res) => {
    res
      .type("text/xml")
      .send(`<Response><Dial timeout="15" action="/end" answerOnBridge="true">${OWNER}</Dial></Response>`);
  });
  app.post("/end", form, (req, res) => {
    ends.push(`${req.body.DialCallStatus} ${req.body.DialBridged}`);
    res.type("text/xml").send("<Response/>");
  });
  app.post("/sms", form, (req, res) => {
    received.push(req.body.Body);
    res.type("text/xml").send("<Response/>");
  });
  app.get("/api/v1/session", (req, res) => void res.status(req.headers.cookie === PAGE ? 200 : 401).end());
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  // No time passes but that in which two people talk: until one of them hangs up.
  const paceMs = (seconds: number) => (seconds > 600 ? 60_000 : 0);
  carrier = await startCarrier({ accounts: [ACCOUNT], paceMs });
  carrier.addNumber({
    phoneNumber: LINE,
    accountSid: ACCOUNT.sid,
    voiceUrl: `${url}/voice`,
    smsUrl: `${url}/sms`,
  });
  panel = sandboxPanel({ stage: stageOver(carrier), serviceUrl: url });
  app.use("/sandbox", panel.router);
});
afterEach(async () => {
  panel.endStreams();
  await carrier.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const post = (path: string, body: object = {}, headers: Record<string, string> = {}) =>
  fetch(`${url}/sandbox/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, cookie: PAGE, ...headers },
    body: JSON.stringify(body),
  });
const call = () => post("call", { from: MARIA, line: LINE });

/** Reads the scene until it is as wanted. */
async function until(wanted: (scene: Scene) => boolean): Promise<Scene> {
  const stop = new AbortController();
  const response = await fetch(`${url}/sandbox/scene`, { headers: { cookie: PAGE }, signal: stop.signal });
  let text = "";
  try {
    for await (const piece of response.body ?? []) {
      text += Buffer.from(piece).toString();
      const scenes = text.split("\n\n").filter((each) => each.startsWith("data: "));
      const last = scenes.slice(0, text.endsWith("\n\n") ? undefined : -1).at(-1);
      if (last === undefined) continue;
      const scene = JSON.parse(last.slice("data: ".length)) as Scene;
      if (wanted(scene)) return scene;
    }
  } finally {
    stop.abort();
  }
  throw new Error("The scene ended too early");
}
const ringing = () => until(({ call: on }) => on?.stage === "ringing");
const quiet = () => until(({ call: on }) => on === null);

describe("the phone beside the page", () => {
  it.each([
    ["ring_out", "no-answer false"],
    ["busy", "busy false"],
  ])("the owner's phone rings until it is decided: %s", async (answer, end) => {
    expect((await call()).status).toBe(204);
    const { call: on } = await ringing();
    expect(on).toEqual({ from: MARIA, line: LINE, stage: "ringing", phones: [OWNER] });
    expect(ends).toEqual([]);
    expect((await post("call/answer", { answer })).status).toBe(204);
    await quiet();
    expect(ends).toEqual([end]);
  });

  it.each(["answer", "voicemail"])(
    "picked up by %s, the two talk until somebody hangs up",
    async (answer) => {
      await call();
      await ringing();
      await post("call/answer", { answer });
      if (answer === "answer") {
        await until(({ call: on }) => on?.stage === "talking");
        expect((await post("call/hang-up")).status).toBe(204);
      }
      await quiet();
      expect(ends).toEqual(["completed true"]);
      expect(carrier.calls.map(({ status }) => status)).toEqual(["completed", "completed"]);
    },
  );

  it("the caller may hang up while it rings", async () => {
    await call();
    await ringing();
    await post("call/hang-up");
    await quiet();
    expect(carrier.calls.at(-1)?.answeredAt).toBeNull();
  });

  it("one call at a time; and nothing to decide when none is on", async () => {
    expect((await post("call/answer", { answer: "busy" })).status).toBe(409);
    expect((await post("call/hang-up")).status).toBe(409);
    await call();
    await ringing();
    const second = await call();
    expect([second.status, ((await second.json()) as { code: string }).code]).toEqual([409, "sandbox_busy"]);
    await post("call/hang-up");
    await quiet();
  });

  it("texts arrive at the service, and stand on the phone with what came back", async () => {
    expect((await post("text", { from: MARIA, line: LINE, body: "Hello?" })).status).toBe(204);
    const { texts, steps } = await until(({ texts }) => texts.length > 0);
    expect(texts).toMatchObject([{ from: MARIA, to: LINE, body: "Hello?" }]);
    expect(steps).toEqual([`${MARIA} texts ${LINE}: "Hello?"`]);
    expect(received).toEqual(["Hello?"]);
  });

  it.each([
    ["a number that is none", "call", { from: "Maria", line: LINE }, 422],
    ["a line that is not there", "call", { from: MARIA, line: "+15550109999" }, 409],
    ["an answer that nobody gives", "call/answer", { answer: "sleep" }, 422],
    ["a text without words", "text", { from: MARIA, line: LINE, body: "" }, 422],
    ["a text of a withheld number", "text", { from: "anonymous", line: LINE, body: "x" }, 422],
  ])("refuses %s", async (_what, path, body, status) => expect((await post(path, body)).status).toBe(status));

  it("is for our own page and for those who are signed in to it", async () => {
    const body = { from: MARIA, line: LINE };
    expect((await post("call", body, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post("call", body, { origin: "" })).status).toBe(403);
    expect((await post("call", body, { cookie: "session=other" })).status).toBe(401);
    expect((await fetch(`${url}/sandbox/scene`)).status).toBe(401);
    expect(carrier.calls).toEqual([]);
  });
});
