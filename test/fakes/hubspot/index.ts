/**
 * A HubSpot on loopback with one portal, as nasty as the real one: a search index that lags, limits, tokens
 * that expire, answers that get lost after the work was done, HTML in the place of JSON, merges, deletions,
 * administrators who change options. Real HTTP; time is given.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Answer } from "./answers.ts";
import * as answers from "./answers.ts";
import { limits, REQUESTS_PER_TEN_SECONDS } from "./limits.ts";
import { oauth, REQUIRED_SCOPES } from "./oauth.ts";
import { type Portal, portal } from "./portal.ts";
import type { ObjectType } from "./properties.ts";
import { scopeOf } from "./scopes.ts";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  status: number | "lost";
}

/** What happens to the next request that it is meant for, instead of or after its work. */
export type Mishap =
  | { readonly on: "any" | "write" | "texts"; readonly answer: Answer }
  /** The connection breaks before anything is done. */
  | { readonly on: "any" | "write"; readonly answer: "reset" }
  /** The work is done; the answer never arrives, or is a gateway's page. */
  | { readonly on: "write"; readonly answer: "lost" | "lost_behind_gateway" };

export interface Hubspot {
  readonly url: string;
  readonly token: string;
  readonly portal: Portal;
  readonly oauth: ReturnType<typeof oauth>;
  /** Of the API, not of the authorization server. */
  readonly requests: SeenRequest[];
  readonly mishaps: Mishap[];
  /** While set, every request is answered with it. */
  outage: Answer | null;
  expireToken(): void;
  renewToken(): string;
  stop(): Promise<void>;
}

const VERSIONED = "2026-09";

export async function startHubspot(options: { now?: () => Date; limited?: boolean } = {}): Promise<Hubspot> {
  const now = options.now ?? (() => new Date());
  const one = portal(now);
  const budget = limits(now);
  const grants = oauth(now);
  const requests: SeenRequest[] = [];
  const mishaps: Mishap[] = [];
  let token = "pat-na1-11111111-2222-3333-4444-555555555555";
  let expired = false;

  function authorised(req: IncomingMessage): Answer | null {
    if (grants.accepts(req.headers.authorization)) return null;
    if (req.headers.authorization !== `Bearer ${token}`) return answers.unauthenticated;
    return expired ? answers.expired : null;
  }

  function takeMishap(write: boolean, path: string): Mishap | null {
    const at = mishaps.findIndex(
      ({ on }) => on === "any" || (write && (on === "write" || path.includes("/communications"))),
    );
    return at === -1 ? null : (mishaps.splice(at, 1)[0] ?? null);
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? "/", "http://hubspot");
    const method = req.method ?? "GET";
    const text = await readBody(req);
    // Whoever comes with a browser may say yes.
    if (method === "GET" && url.pathname === "/oauth/authorize") {
      res.writeHead(200, { "content-type": "text/html" });
      res.end(`<!doctype html><title>HubSpot</title><a href="${grants.consent(url.href)}">Connect app</a>`);
      return;
    }
    const granted =
      fake.outage ?? grants.respond(method, url.pathname, text, req.headers.authorization) ?? null;
    if (granted !== null && /^\/(oauth|appinstalls)\//.test(url.pathname)) {
      res.writeHead(granted.status, { "content-type": "application/json;charset=utf-8" });
      res.end(granted.body === null ? "" : JSON.stringify(granted.body));
      return;
    }
    const body: unknown = text === "" ? null : JSON.parse(text);
    const seen: SeenRequest = { method, path: url.pathname, body, status: "lost" };
    requests.push(seen);
    const search = url.pathname.endsWith("/search");
    const write = !search && method !== "GET" && !url.pathname.endsWith("/read");

    const send = (answer: Answer) => {
      seen.status = answer.status;
      const html = typeof answer.body === "string";
      res.writeHead(answer.status, {
        "content-type": html ? "text/html" : "application/json;charset=utf-8",
        ...(search
          ? {}
          : {
              "x-hubspot-ratelimit-max": String(REQUESTS_PER_TEN_SECONDS),
              "x-hubspot-ratelimit-remaining": String(budget.left()),
              "x-hubspot-ratelimit-interval-milliseconds": "10000",
            }),
        ...answer.headers,
      });
      res.end(answer.body === null ? "" : html ? answer.body : JSON.stringify(answer.body));
    };

    if (fake.outage !== null) return send(fake.outage);
    const refused = authorised(req) ?? (options.limited === true ? budget.take(search) : null);
    if (refused !== null) return send(refused);
    const scope = scopeOf(method, url.pathname);
    if (scope === null || !REQUIRED_SCOPES.includes(scope)) return send(answers.missingScope(scope));
    const mishap = takeMishap(write, url.pathname);
    if (mishap?.answer === "reset") {
      res.destroy();
      return;
    }
    if (typeof mishap?.answer === "object") return send(mishap.answer);
    const answer = respond(one, method, url, body);
    if (mishap?.answer === "lost") res.destroy();
    else if (mishap?.answer === "lost_behind_gateway") send(answers.badGateway);
    else send(answer);
  }

  const server = createServer((req, res) => {
    serve(req, res).catch((error: unknown) => {
      res.writeHead(500, { "content-type": "text/plain" });
      res.end(`The fake broke: ${String(error instanceof Error ? error.stack : error)}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  const fake: Hubspot = {
    url: `http://127.0.0.1:${port}`,
    get token() {
      return token;
    },
    portal: one,
    oauth: grants,
    requests,
    mishaps,
    outage: null,
    expireToken() {
      expired = true;
    },
    renewToken() {
      expired = false;
      token = `${token}x`;
      return token;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

const OBJECTS = new RegExp(`^/crm/objects/${VERSIONED}/(contacts|calls|communications)(?:/(.+))?$`);
const ASSOCIATED = new RegExp(`^/crm/associations/${VERSIONED}/contacts/([a-z]+)/batch/read$`);
const ASSOCIATE = new RegExp(
  `^/crm/associations/${VERSIONED}/(calls|communications)/contacts/batch/(associate/default|archive)$`,
);
const PROPERTIES = new RegExp(`^/crm/properties/${VERSIONED}/contacts(?:/([^/]+))?$`);

function respond(one: Portal, method: string, url: URL, body: unknown): Answer {
  const given = (body ?? {}) as {
    inputs?: readonly { id: string; after?: string }[];
    properties?: readonly string[];
    propertiesWithHistory?: readonly string[];
  };
  const objects = OBJECTS.exec(url.pathname);
  if (objects !== null) {
    const type = objects[1] as ObjectType;
    const rest = objects[2];
    const ids = (given.inputs ?? []).map(({ id }) => id);
    switch (
      `${method} ${rest === undefined || rest.includes("/") || rest === "search" ? (rest ?? "") : ":id"}`
    ) {
      case "POST ":
        return one.create(type, body as object);
      case "POST search":
        return one.search(body);
      case "POST batch/create":
        return one.createBatch(type, (given.inputs ?? []) as readonly object[]);
      case "POST batch/read":
        return one.readBatch(type, ids, given.properties ?? [], given.propertiesWithHistory ?? []);
      case "GET :id":
        return one.read(type, rest ?? "", (url.searchParams.get("properties") ?? "").split(","));
      case "DELETE :id":
        return one.remove(rest ?? "");
      case "PATCH :id":
        return one.update(type, rest ?? "", body as object);
    }
  }
  const property = PROPERTIES.exec(url.pathname);
  if (method === "GET" && property !== null)
    return property[1] === undefined ? one.properties() : one.property(decodeURIComponent(property[1]));
  const associate = ASSOCIATE.exec(url.pathname);
  if (method === "POST" && associate !== null) {
    const type = associate[1] as ObjectType;
    const pairs = (given.inputs ?? []).map((input) => {
      const { from, to } = input as unknown as {
        from: { id: string };
        to: { id: string } | { id: string }[];
      };
      return { from: from.id, to: [to].flat()[0]?.id ?? "" };
    });
    return associate[2] === "archive" ? one.dissociate(type, pairs) : one.associate(type, pairs);
  }
  const associations = ASSOCIATED.exec(url.pathname);
  if (method === "POST" && associations !== null) {
    const inputs = given.inputs ?? [];
    const page = { limit: 500, after: Number(inputs[0]?.after ?? 0) };
    return one.associated(
      associations[1] as ObjectType,
      inputs.map(({ id }) => id),
      page,
    );
  }
  if (method === "GET" && url.pathname === `/account-info/${VERSIONED}/details`)
    return answers.ok({
      portalId: 62515,
      accountType: "STANDARD",
      timeZone: "US/Central",
      uiDomain: "app.hubspot.com",
    });
  return answers.notFound(`${method} ${url.pathname}`);
}
