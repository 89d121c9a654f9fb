/**
 * The service as the page sees it: the built page under a strict content security policy, and the API over a
 * small world in memory.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { answer } from "./api.ts";
import type { World } from "./world.ts";

const built = fileURLToPath(new URL("../../../dist/web", import.meta.url));
/** Beside the page, and not of it: what looks whether all can use it. */
export const AXE_ADDRESS = "/axe.min.js";
const axe = fileURLToPath(import.meta.resolve("axe-core/axe.min.js"));
const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  /** As it was sent. */
  readonly raw: string;
  readonly idempotencyKey: string | null;
}

export interface Stub {
  readonly url: string;
  /** As it is now: what the page asked for has changed it. */
  readonly world: World;
  /** Every request to the API but the event stream, in order. */
  readonly asked: Asked[];
  /** What the browser reported against the policy. */
  readonly violations: string[];
  /** Answers the next request to that path with a problem, `times` times. */
  fail(path: RegExp, status: number, code: string, detail: string, times?: number): void;
  emit(kind: string, data?: Record<string, unknown>): void;
  /** Ends every open event stream, as a restart of the service does. */
  cut(): void;
  readonly streams: number;
  /** For the next test: another world at the same address, and nothing asked, failed or reported yet. */
  begin(world: World): void;
  stop(): Promise<void>;
}

const policy = (nonce: string) =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self'",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "report-uri /csp-report",
  ].join("; ");

export async function startStub(firstWorld: World): Promise<Stub> {
  let world = firstWorld;
  const streams = new Set<ServerResponse>();
  const failures: { path: RegExp; status: number; code: string; detail: string; times: number }[] = [];
  const asked: Asked[] = [];
  const violations: string[] = [];

  const page = async (path: string, res: ServerResponse) => {
    const wanted = normalize(path).replace(/^(\.\.[/\\])+/, "");
    const isFile = extname(wanted) !== "";
    const file = path === AXE_ADDRESS ? axe : join(built, isFile ? wanted : "index.html");
    const content = await readFile(file).catch(() => null);
    if (content === null) {
      res.writeHead(404).end();
      return;
    }
    if (isFile) {
      res
        .writeHead(200, {
          "content-type": TYPES[extname(wanted)] ?? "application/octet-stream",
          // As the service does; a browser also keeps what it made of a script, which is most of a visit's time.
          "cache-control": "public, max-age=31536000, immutable",
        })
        .end(content);
      return;
    }
    const nonce = randomBytes(16).toString("base64");
    res
      .writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy(nonce),
      })
      .end(content.toString().replaceAll("__CSP_NONCE__", nonce));
  };

  const api = (request: Asked, res: ServerResponse) => {
    asked.push(request);
    const failure = failures.find(({ path, times }) => times > 0 && path.test(request.path));
    if (failure !== undefined) {
      failure.times -= 1;
      problem(res, failure.status, failure.code, failure.detail);
      return;
    }
    if (world.session === null && !request.path.startsWith("/session")) {
      problem(res, 401, "unauthenticated", "Sign in first.");
      return;
    }
    const { status, body } = answer(world, request);
    if (status >= 400) {
      res.writeHead(status, { "content-type": "application/problem+json" }).end(JSON.stringify(body));
      return;
    }
    res.writeHead(status, { "content-type": "application/json" });
    res.end(status === 204 ? undefined : JSON.stringify(body));
  };

  const server = createServer(async (req, res) => {
    const url = new URL(req.url ?? "/", "http://stub");
    if (url.pathname === "/csp-report") {
      violations.push(await bodyOf(req));
      res.writeHead(204).end();
      return;
    }
    const path = /^\/api\/v1(\/.*)$/.exec(url.pathname)?.[1];
    if (path === undefined) {
      await page(url.pathname, res);
      return;
    }
    if (/\/(events|demo\/scene)$/.test(path)) {
      res
        .writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" })
        .write(path.endsWith("/scene") ? `data: ${JSON.stringify(world.scene)}\n\n` : ": hello\n\n");
      streams.add(res);
      res.on("close", () => streams.delete(res));
      return;
    }
    const raw = await bodyOf(req);
    const key = req.headers["idempotency-key"];
    api(
      {
        method: req.method ?? "GET",
        path: decodeURIComponent(path),
        query: url.searchParams,
        body: req.headers["content-type"] === "application/json" && raw !== "" ? JSON.parse(raw) : {},
        raw,
        idempotencyKey: typeof key === "string" ? key : null,
      },
      res,
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get world() {
      return world;
    },
    asked,
    violations,
    fail: (path, status, code, detail, times = 1) => {
      failures.push({ path, status, code, detail, times });
    },
    emit: (kind, data = {}) => {
      for (const stream of streams) stream.write(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    cut: () => {
      for (const stream of streams) stream.destroy();
    },
    get streams() {
      return streams.size;
    },
    begin: (next) => {
      // Whatever a closed page had still sent belongs to the world before.
      server.closeAllConnections();
      world = next;
      for (const list of [asked, failures, violations]) list.length = 0;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export const problem = (res: ServerResponse, status: number, code: string, detail: string) =>
  res
    .writeHead(status, { "content-type": "application/problem+json" })
    .end(JSON.stringify({ type: "about:blank", title: code, status, code, detail }));

async function bodyOf(req: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of req) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
