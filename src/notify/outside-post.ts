/**
 * Posts to addresses that came from outside, so to nobody's inner network: https on its own port, a name that leads
 * to public addresses only, a connection to the very address that was checked, no redirects.
 */
import { lookup } from "node:dns/promises";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/** From the look-up of the name to the last byte of the answer. */
const WITHIN_MS = 5_000;
/** Nobody reads the answer; a longer one is cut off. */
const MAX_ANSWER_BYTES = 16_384;

export interface OutsideOptions {
  /** Also http, other ports and this machine: for the sandbox and for tests. */
  readonly allowLocal: boolean;
  readonly withinMs?: number;
  /** A name's addresses. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

/** `why`: nothing was answered. */
export type Outcome = { readonly status: number } | { readonly why: string };

export interface OutsidePost {
  /** Why this address may not be called, in words; `null`: it may, as far as can be told without asking. */
  problemWith(url: string): string | null;
  post(url: string, body: string | Buffer, headers: Readonly<Record<string, string>>): Promise<Outcome>;
}

const resolveHost = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");

export function outsidePost(options: OutsideOptions): OutsidePost {
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
    async post(text, body, headers) {
      const problem = problemWith(text);
      if (problem !== null) return { why: `the address ${problem}` };
      const url = new URL(text);
      const signal = AbortSignal.timeout(withinMs);
      try {
        const address = await within(signal, addressOf(url));
        if (address === null) return { why: "the name does not lead to the public internet" };
        return await send(url, address, signal, body, {
          ...headers,
          "Content-Length": String(Buffer.byteLength(body)),
        });
      } catch (error) {
        if (signal.aborted) return { why: `no answer within ${withinMs / 1_000} s` };
        const { code } = error as { code?: unknown };
        return { why: typeof code === "string" ? code : "the connection failed" };
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
  body: string | Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<Outcome> {
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
        const settle = () => resolve({ status });
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
