/** Requests to the service under test, on connections that stay open: `fetch` costs several times as much. */
import http from "node:http";
import https from "node:https";

export type HttpAnswer =
  | { readonly kind: "answer"; readonly status: number; readonly body: string; readonly contentType: string }
  /** `ct`: no connection came about; `rt`: one did, and then no whole answer. */
  | { readonly kind: "failure"; readonly at: "ct" | "rt" };

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly connectMs: number;
  readonly readMs: number;
}

export interface HttpClient {
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

export function httpClient(): HttpClient {
  const agents = {
    "http:": new http.Agent({ keepAlive: true, maxSockets: 256 }),
    "https:": new https.Agent({ keepAlive: true, maxSockets: 256 }),
  };

  const once = (request: HttpRequest, onNewConnection: boolean): Promise<HttpAnswer | { kind: "stale" }> =>
    new Promise((resolve) => {
      const secure = request.url.protocol === "https:";
      let connected = false;
      const sent = (secure ? https : http).request(
        request.url,
        {
          method: request.method,
          agent: onNewConnection ? false : agents[secure ? "https:" : "http:"],
          headers:
            request.method === "GET"
              ? request.headers
              : { ...request.headers, "content-length": Buffer.byteLength(request.body) },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("error", () => done({ kind: "failure", at: "rt" }));
          response.on("end", () =>
            done({
              kind: "answer",
              status: response.statusCode ?? 0,
              body: Buffer.concat(parts).toString("utf8"),
              contentType: response.headers["content-type"] ?? "",
            }),
          );
        },
      );
      let timer = setTimeout(() => done({ kind: "failure", at: "ct" }), request.connectMs);
      const reading = (): void => {
        connected = true;
        clearTimeout(timer);
        timer = setTimeout(() => done({ kind: "failure", at: "rt" }), request.readMs);
      };
      let over = false;
      const done = (answer: HttpAnswer | { kind: "stale" }): void => {
        if (over) return;
        over = true;
        clearTimeout(timer);
        if (answer.kind === "failure") sent.destroy();
        resolve(answer);
      };
      sent.once("socket", (socket) => {
        if (socket.connecting) socket.once(secure ? "secureConnect" : "connect", reading);
        else reading();
      });
      sent.once("error", () => {
        // The server closed a kept connection just as we took it: that is nobody's answer.
        if (sent.reusedSocket) done({ kind: "stale" });
        else done({ kind: "failure", at: connected ? "rt" : "ct" });
      });
      sent.end(request.method === "GET" ? undefined : request.body);
    });

  return {
    async send(request) {
      const answer = await once(request, false);
      if (answer.kind !== "stale") return answer;
      const again = await once(request, true);
      return again.kind === "stale" ? { kind: "failure", at: "rt" } : again;
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}
