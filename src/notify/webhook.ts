/**
 * Posts to addresses that businesses type in, so to nobody's inner network: https on its own port, a name
 * that leads to public addresses only, a connection to the very address that was checked, no redirects.
 */
import { createHmac } from "node:crypto";
import { lookup } from "node:dns/promises";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import type { AlertResult, WebhookPoster } from "../app/alert-ports.ts";
import { isPublicAddress } from "./public-address.ts";

/** From the look-up of the name to the last byte of the answer. */
const WITHIN_MS = 5_000;
/** Nobody reads the answer; a longer one is cut off. */
const MAX_ANSWER_BYTES = 16_384;
const SIGNATURE_HEADER = "Textback-Signature";

export interface WebhookOptions {
  /** Also http, other ports and this machine: for the sandbox and for tests. */
  readonly allowLocal: boolean;
  readonly userAgent: string;
  readonly withinMs?: number;
  /** A name's addresses. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

const resolveHost = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/** `t` is in seconds; the receiver computes the same over `t.body`, and refuses what is old. */
export const signWebhook = (secret: string, at: Date, body: string): string => {
  const t = Math.floor(at.getTime() / 1_000);
  return `t=${t},v1=${createHmac("sha256", secret).update(`${t}.${body}`).digest("hex")}`;
};

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");

export function webhookPoster(options: WebhookOptions): WebhookPoster {
  const { allowLocal, resolve = resolveHost, withinMs = WITHIN_MS } = options;

  const problemWith = (text: string): string | null => {
    const url = URL.parse(text);
    if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return "must be an address";
    if (url.username !== "" || url.password !== "") return "must not contain a user or password";
    if (allowLocal) return null;
    if (url.protocol !== "https:") return "must begin with https://";
    if (url.port !== "") return "must not name a port";
    const host = hostOf(url);
    if (isIP(host) !== 0 ? !isPublicAddress(host) : !host.includes(".") || host.endsWith(".localhost"))
      return "must be reachable from the internet";
    return null;
  };

  /** The one address that is then connected to; every address of the name must be public, not just that one. */
  const addressOf = async (url: URL): Promise<string | null> => {
    const host = hostOf(url);
    const addresses = isIP(host) === 0 ? await resolve(host) : [host];
    const fit = allowLocal || addresses.every(isPublicAddress);
    return fit ? (addresses[0] ?? null) : null;
  };

  return {
    problemWith,
    async post({ url: text, secret, id, body, at }) {
      const problem = problemWith(text);
      if (problem !== null) return { kind: "later", why: `the address ${problem}` };
      const url = new URL(text);
      const signal = AbortSignal.timeout(withinMs);
      try {
        const address = await within(signal, addressOf(url));
        if (address === null) return { kind: "later", why: "the name does not lead to the public internet" };
        return await send(url, address, signal, body, {
          "Content-Type": "application/json",
          "Content-Length": String(Buffer.byteLength(body)),
          "User-Agent": options.userAgent,
          "Textback-Delivery": id,
          [SIGNATURE_HEADER]: signWebhook(secret, at, body),
        });
      } catch (error) {
        if (signal.aborted) return { kind: "later", why: `no answer within ${withinMs / 1_000} s` };
        const { code } = error as { code?: unknown };
        return { kind: "later", why: typeof code === "string" ? code : "the connection failed" };
      }
    },
  };
}

const within = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
    ),
  ]);

function send(
  url: URL,
  address: string,
  signal: AbortSignal,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<AlertResult> {
  const family = isIP(address);
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === "https:" ? httpsRequest : httpRequest)(
      url,
      {
        method: "POST",
        headers,
        signal,
        agent: false,
        // The name was looked up once: a second answer could lead elsewhere (DNS rebinding).
        lookup: (_host, options, done) =>
          options.all === true ? done(null, [{ address, family }]) : done(null, address, family),
      },
      (answer) => {
        const status = answer.statusCode ?? 0;
        const settle = () =>
          resolve(
            status >= 200 && status < 300
              ? { kind: "sent" }
              : {
                  kind: "later",
                  why:
                    status >= 300 && status < 400
                      ? `it answered ${status}; redirects are not followed`
                      : `it answered ${status}`,
                },
          );
        let bytes = 0;
        answer.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes <= MAX_ANSWER_BYTES) return;
          settle();
          outgoing.destroy();
        });
        answer.on("end", settle);
        answer.on("error", reject);
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
