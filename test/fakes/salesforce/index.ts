/**
 * A Salesforce on loopback with one org, as nasty as the real one: an index that lags, single-use refresh tokens,
 * answers that get lost after the work was done, pages in the place of JSON, redirects, duplicate and validation
 * rules, conversions, merges, deletions. Real HTTP; time is given.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Answer } from "./answers.ts";
import * as answers from "./answers.ts";
import { org, type SalesforceOrg } from "./org.ts";
import { respond } from "./rest.ts";
import { tokens } from "./tokens.ts";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly authorization: string | undefined;
  status: number | "lost";
}

/** What happens to the next request that it is meant for, instead of or after its work. */
export type Mishap =
  | { readonly on: "any" | "write"; readonly answer: Answer }
  /** The connection breaks before anything is done. */
  | { readonly on: "any" | "write"; readonly answer: "reset" }
  /** The work is done; the answer never arrives, breaks off in the middle, or is a gateway's page. */
  | { readonly on: "write"; readonly answer: "lost" | "lost_halfway" | "lost_behind_page" };

export interface Salesforce {
  readonly url: string;
  readonly org: SalesforceOrg;
  readonly tokens: ReturnType<typeof tokens>;
  /** Of the API, not of the token endpoint. */
  readonly requests: SeenRequest[];
  readonly mishaps: Mishap[];
  /** While set, every request is answered with it. */
  outage: Answer | null;
  /** As in `Sforce-Limit-Info`; each request counts. */
  readonly usage: { used: number; limit: number };
  stop(): Promise<void>;
}

export async function startSalesforce(options: { now?: () => Date } = {}): Promise<Salesforce> {
  const one = org(options.now ?? (() => new Date()));
  const requests: SeenRequest[] = [];
  const mishaps: Mishap[] = [];
  const usage = { used: 18, limit: 100_000 };
  let url = "";
  const grants = tokens(() => url);

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const address = req.url ?? "/";
    const method = req.method ?? "GET";
    const text = await readBody(req);

    const send = (answer: Answer, breakOff = false) => {
      const html = typeof answer.body === "string";
      const body = answer.body === null ? "" : html ? String(answer.body) : JSON.stringify(answer.body);
      res.writeHead(answer.status, {
        "content-type": html ? "text/html" : "application/json;charset=UTF-8",
        "sforce-limit-info": `api-usage=${usage.used}/${usage.limit}`,
        "content-length": String(Buffer.byteLength(body)),
        ...answer.headers,
      });
      if (breakOff) res.write(body.slice(0, 5), () => res.destroy());
      else res.end(body);
    };

    // Whoever comes with a browser says yes.
    if (address.startsWith("/services/oauth2/authorize?"))
      return send({ status: 302, body: null, headers: { location: grants.consent(`${url}${address}`) } });
    if (address === "/services/oauth2/token") return send(grants.exchange(new URLSearchParams(text)));
    if (address === "/services/oauth2/revoke") return send(grants.revoke(new URLSearchParams(text)));
    const person = grants.identity(address, req.headers.authorization);
    if (person !== null) return send(person);
    const body: unknown = text === "" ? null : JSON.parse(text);
    const { authorization } = req.headers;
    const seen: SeenRequest = {
      method,
      path: decodeURIComponent(address),
      body,
      authorization,
      status: "lost",
    };
    requests.push(seen);
    const done = (answer: Answer) => {
      seen.status = answer.status;
      send(answer);
    };

    if (fake.outage !== null) return done(fake.outage);
    if (!grants.accepts(authorization)) return done(answers.sessionInvalid);
    usage.used++;
    if (usage.used > usage.limit) return done(answers.limitExceeded);
    const mishap = takeMishap(isWrite(method, body));
    if (mishap?.answer === "reset") {
      res.destroy();
      return;
    }
    if (typeof mishap?.answer === "object") return done(mishap.answer);
    const call = { method, url: address, headers: req.headers as Record<string, string>, body };
    const answer = respond(one, call);
    if (mishap?.answer === "lost") res.destroy();
    else if (mishap?.answer === "lost_halfway") send(answer, true);
    else if (mishap?.answer === "lost_behind_page") done(answers.maintenancePage);
    else done(answer);
  }

  function takeMishap(write: boolean): Mishap | null {
    const at = mishaps.findIndex(({ on }) => on === "any" || write);
    return at === -1 ? null : (mishaps.splice(at, 1)[0] ?? null);
  }

  const server = createServer((req, res) => {
    serve(req, res).catch((error: unknown) => {
      res.writeHead(500, { "content-type": "text/plain" });
      res.end(`The fake broke: ${String(error instanceof Error ? error.stack : error)}`);
    });
  });
  // Node's five seconds are over sooner than a busy machine's next request, which then meets a closed connection.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;

  const fake: Salesforce = {
    url,
    org: one,
    tokens: grants,
    requests,
    mishaps,
    outage: null,
    usage,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

const isWrite = (method: string, body: unknown): boolean =>
  method !== "GET" &&
  ((body as { compositeRequest?: readonly { method: string }[] } | null)?.compositeRequest?.some(
    (part) => part.method !== "GET",
  ) ??
    true);

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
