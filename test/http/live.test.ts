import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import express from "express";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPool } from "../../src/db/connect.ts";
import { type LiveHub, liveHub, MAX_STREAMS_PER_BUSINESS } from "../../src/http/live.ts";
import { problemHandler } from "../../src/http/problem.ts";
import { createTextback } from "../../src/index.ts";
import { ownersBrowser } from "../support/browser.ts";
import { ADMIN_KEY, CALLER, LINE, OPERATOR, type Service, startService } from "../support/service.ts";
import { type EventStream, type HeardEvent, openStream } from "../support/stream.ts";

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const of =
  (event: string) =>
  (heard: HeardEvent): boolean =>
    heard.event === event;

describe("what changes", () => {
  let service: Service;
  const open: EventStream[] = [];
  const listen = async (
    key = ADMIN_KEY,
    businessId = service.businessId,
    url = service.url,
  ): Promise<EventStream> => {
    const stream = await openStream(`${url}/api/v1/businesses/${businessId}/events`, {
      authorization: `Bearer ${key}`,
    });
    open.push(stream);
    return stream;
  };
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());
  afterEach(() => {
    for (const stream of open.splice(0)) stream.close();
  });

  it("is heard as server-sent events, by key and by cookie", async () => {
    expect(await listen(service.apiKey)).toMatchObject({
      status: 200,
      contentType: "text/event-stream; charset=utf-8",
    });
    const { cookies } = await ownersBrowser(service);
    const stream = await openStream(`${service.url}/api/v1/businesses/${service.businessId}/events`, {
      cookie: `textback=${cookies.get("textback")}`,
    });
    open.push(stream);
    expect(stream.status).toBe(200);
  });

  it("is heard by nobody without a key, and of no other business", async () => {
    expect((await listen("wrong")).status).toBe(401);
    const other = (await service.api("POST", "/businesses", { name: "Other Plumbing" })).body;
    expect((await listen(other.apiKey)).status).toBe(404);
    const theirs = await listen(other.apiKey, other.id);
    await service.own("POST", "/credits/grants", { credits: 1, reason: "not theirs" });
    await service.api("POST", `/businesses/${other.id}/credits/grants`, { credits: 1, reason: "theirs" });
    expect((await theirs.next()).event).toBe("credits");
  });

  it("in a missed call: the conversation, from the first ring to the text; and its credit", async () => {
    const stream = await listen();
    await service.carrier.placeCall({ from: CALLER, to: LINE, behaviour: { kind: "no_answer" } });
    expect(await stream.next()).toEqual({
      event: "conversation",
      data: { kind: "conversation", phone: CALLER },
    });
    // By the time it is heard the API knows it.
    expect((await service.own("GET", `/calls?phone=${encodeURIComponent(CALLER)}`)).body.items).toHaveLength(
      1,
    );
    expect(await stream.next(of("credits"))).toEqual({ event: "credits", data: { kind: "credits" } });
    await service.settled();
    expect((await service.own("GET", "/texts")).body.items[0].state).toBe("delivered");
  });

  it("in a reply: the conversation, and nothing of what it says", async () => {
    const stream = await listen();
    await service.carrier.sendText({ from: CALLER, to: LINE, body: "canary words" });
    const heard = await stream.next(of("conversation"));
    expect(heard.data).toEqual({ kind: "conversation", phone: CALLER });
    await service.settled();
  });

  it.each([
    ["line", "PUT", `/lines/${encodeURIComponent(LINE)}`, { ringTimeoutSeconds: 25 }],
    ["credits", "POST", "/credits/grants", { credits: 5, reason: "more" }],
    ["connection", "PUT", "/connection", { connector: "builtin" }],
  ])("in the settings: %s", async (kind, method, path, body) => {
    const stream = await listen();
    await service.own(method, path, body);
    expect(await stream.next(of(kind))).toEqual({ event: kind, data: { kind } });
  });

  it("is not heard of when it was rolled back", async () => {
    const stream = await listen();
    const { store } = service.textback;
    const businessId = service.businessId;
    await store
      .transaction(async (tx) => {
        tx.notify({ kind: "line", businessId });
        throw new Error("no");
      })
      .catch(() => {});
    await store.transaction(async (tx) => tx.notify({ kind: "credits", businessId }));
    // A connection may just be looked at, too.
    const heard = await stream.next(({ event }) => event === "line" || event === "credits");
    expect(heard.event).toBe("credits");
  });

  it("is heard in every process", async () => {
    const pool = openPool(service.pool.options.connectionString ?? "", 5);
    const app = express();
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
    const second = createTextback({
      pool,
      publicUrl: url,
      secret: "a secret of more than thirty-two characters",
      adminKey: ADMIN_KEY,
      twilio: { accountSid: OPERATOR.sid, authToken: OPERATOR.authToken, apiUrl: service.carrier.baseUrl },
      logger: quiet,
    });
    app.use(second.router);
    await second.start();
    const stream = await listen(ADMIN_KEY, service.businessId, url);
    await service.own("POST", "/credits/grants", { credits: 1, reason: "told in one, heard in the other" });
    expect((await stream.next()).event).toBe("credits");
    // A server waits for its open answers, so a service that stops ends them.
    second.endStreams();
    await stream.ended();
    await second.stop();
    await new Promise((resolve) => server.close(resolve));
    await pool.end();
  });

  it("unheard while the database was away brings the page back, to ask for everything anew", async () => {
    const stream = await listen();
    const { rowCount } = await service.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database() and pid <> pg_backend_pid() and query like '%textback_changes%'",
    );
    expect(rowCount).toBe(1);
    await stream.ended();
    const again = await listen();
    await service.own("POST", "/credits/grants", { credits: 1, reason: "after the gap" });
    expect((await again.next()).event).toBe("credits");
  });
});

describe("the streams of a process", () => {
  let hub: LiveHub;
  let server: Server;
  let url: string;
  let allowed: boolean;
  beforeEach(async () => {
    hub = liveHub();
    allowed = true;
    const app = express();
    app.get("/", (_req, res) => hub.open(res, "biz_1", async () => allowed));
    app.use(problemHandler(quiet));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`;
  });
  afterEach(async () => {
    hub.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const open = () => openStream(url, {});

  it("end for whoever may no longer hear them, at the next beat", async () => {
    const stream = await open();
    await hub.beat();
    hub.publish({ kind: "line", businessId: "biz_1" });
    expect((await stream.next()).event).toBe("line");
    allowed = false;
    await hub.beat();
    expect(await stream.ended()).toEqual([]);
  });

  it("tell a page of its own business only", async () => {
    const stream = await open();
    hub.publish({ kind: "line", businessId: "biz_2" });
    hub.publish({ kind: "credits", businessId: "biz_1" });
    expect((await stream.next()).event).toBe("credits");
  });

  it("are limited for each business, and free again when a page is closed", async () => {
    const streams = await Promise.all(Array.from({ length: MAX_STREAMS_PER_BUSINESS }, open));
    expect((await fetch(url)).status).toBe(429);
    streams[0]?.close();
    let status = 429;
    while (status === 429) status = (await open()).status;
    expect(status).toBe(200);
  });

  it("do not fill the memory for a page that has stopped reading", async () => {
    const { port } = new URL(url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.pause();
    const gone = new Promise<void>((resolve) => {
      server.once("connection", (accepted) => accepted.once("close", () => resolve()));
    });
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    socket.on("error", () => {});
    let isGone = false;
    void gone.then(() => {
      isGone = true;
    });
    while (!isGone) {
      for (let i = 0; i < 500; i++)
        hub.publish({ kind: "conversation", businessId: "biz_1", phone: "+15125550142" as never });
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.destroy();
  });

  it("are not opened any more once the service stops", async () => {
    hub.close();
    expect((await fetch(url)).status).toBe(503);
  });
});
