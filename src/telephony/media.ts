/**
 * Recordings and pictures at Twilio. They are fetched with the account's credentials, so addresses are made
 * here from their parts, never taken as they came in a webhook: whoever can sign one could otherwise have us
 * send the credentials, or a request into our own network, anywhere.
 */
import { pipeline, Readable, Transform } from "node:stream";
import type { CarrierGateway, CarrierMedia, MediaSource } from "../app/ports/index.ts";
import { Refusal } from "../domain/errors.ts";

const API = "https://api.twilio.com";
/** Five minutes of sound are some 2 MB, a text's picture at most 5 MB (docs/messaging/guides/accepted-mime-types). */
export const MAX_MEDIA_BYTES = 32 * 1024 * 1024;
const ANSWER_WITHIN_MS = 15_000;
const MAX_REDIRECTS = 3;

const PICTURE =
  /^\/2010-04-01\/Accounts\/(AC[0-9a-fA-F]{32})\/Messages\/((?:MM|SM)[0-9a-fA-F]{32})\/Media\/(ME[0-9a-fA-F]{32})$/;

/** Where Twilio itself keeps what it redirects to; no credentials go there. */
const isStore = ({ protocol, port, hostname, pathname, username }: URL): boolean =>
  protocol === "https:" &&
  port === "" &&
  username === "" &&
  (/^([a-z0-9-]+\.)*(twilio|twiliocdn)\.com$/.test(hostname) ||
    (/^s3[.-](?:[a-z0-9-]+\.)?amazonaws\.com$/.test(hostname) &&
      pathname.startsWith("/media.twiliocdn.com/")));

const isTwilios = (url: URL, base: string): boolean =>
  url.origin === new URL(base).origin ||
  (url.protocol === "https:" && url.port === "" && /^api(\.[a-z0-9-]+)*\.twilio\.com$/.test(url.hostname));

interface Account {
  readonly accountSid: string;
  readonly authToken: string;
  readonly demoUrl?: string;
}

/** The path of a thing that belongs to this account; `null`: it does not, or is no such thing. */
function pathOf(source: MediaSource, accountSid: string, base: string): string | null {
  if (source.kind === "recording")
    return `/2010-04-01/Accounts/${accountSid}/Recordings/${encodeURIComponent(source.recordingSid)}`;
  if (!URL.canParse(source.url)) return null;
  const url = new URL(source.url);
  const [path, owner] = PICTURE.exec(url.pathname) ?? [];
  return path !== undefined && owner === accountSid && isTwilios(url, base) ? path : null;
}

const basic = ({ accountSid, authToken }: Account): string =>
  `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;

const unavailable = (why: string): Refusal =>
  new Refusal("media_unavailable", `The carrier does not hand this out now (${why}). Try again in a minute.`);

export function twilioMedia(
  accountOf: (businessId: string) => Promise<Account>,
  apiUrl: string | null,
): Pick<CarrierGateway, "openMedia" | "eraseMedia"> {
  return {
    async openMedia(businessId, source, { range, signal }) {
      const account = await accountOf(businessId);
      const base = account.demoUrl ?? apiUrl ?? API;
      const path = pathOf(source, account.accountSid, base);
      if (path === null) return null;
      let url = new URL(`${base}${path}${source.kind === "recording" ? ".mp3" : ""}`);
      for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
        const answer = await get(url, url.origin === new URL(base).origin ? account : null, range, signal);
        const location = answer.headers.get("location");
        if (answer.status < 300 || answer.status >= 400 || location === null) return mediaOf(answer);
        await answer.body?.cancel();
        url = new URL(location, url);
        if (!isStore(url) && url.origin !== new URL(base).origin)
          throw unavailable(`it names a place that is not its own: ${url.hostname}`);
      }
      throw unavailable("it redirects without end");
    },

    async eraseMedia(businessId, source) {
      const account = await accountOf(businessId);
      const base = account.demoUrl ?? apiUrl ?? API;
      const path = pathOf(source, account.accountSid, base);
      // Nothing that Twilio keeps for this account, so nothing to erase there.
      if (path === null) return;
      const answer = await fetch(`${base}${path}.json`, {
        method: "DELETE",
        redirect: "manual",
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        headers: { authorization: basic(account) },
      });
      await answer.body?.cancel();
      // Gone already is as good as gone now.
      if (answer.status !== 204 && answer.status !== 404) throw unavailable(`it answered ${answer.status}`);
    },
  };
}

async function get(
  url: URL,
  account: Account | null,
  range: string | null,
  signal: AbortSignal,
): Promise<Response> {
  const late = AbortSignal.timeout(ANSWER_WITHIN_MS);
  // Only until the answer begins: a slow listener may take as long as he likes over the sound.
  const started = new AbortController();
  const giveUp = () => started.abort();
  late.addEventListener("abort", giveUp);
  signal.addEventListener("abort", giveUp);
  try {
    return await fetch(url, {
      redirect: "manual",
      signal: started.signal,
      headers: {
        // Packed bytes would not be of the length that is said.
        "accept-encoding": "identity",
        ...(account === null ? {} : { authorization: basic(account) }),
        ...(range === null ? {} : { range }),
      },
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw unavailable(late.aborted ? "it took too long" : "it cannot be reached");
  } finally {
    late.removeEventListener("abort", giveUp);
  }
}

async function mediaOf(answer: Response): Promise<CarrierMedia | null> {
  const { status, headers, body } = answer;
  const length = headers.get("content-length");
  if ((status !== 200 && status !== 206 && status !== 416) || body === null) {
    await body?.cancel();
    if (status === 404 || status === 410) return null;
    throw unavailable(`it answered ${status}`);
  }
  if (length !== null && Number(length) > MAX_MEDIA_BYTES) {
    await body.cancel();
    throw unavailable("it is too large");
  }
  return {
    status,
    contentType: headers.get("content-type") ?? "application/octet-stream",
    contentLength: length,
    contentRange: headers.get("content-range"),
    // Whoever reads it hears of trouble; here there is nothing left to do about it.
    body: pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), cap(), () => {}),
  };
}

/** A length may be left out, or lied about. */
function cap(): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes > MAX_MEDIA_BYTES) done(new Error("The carrier sent more than was asked for"));
      else done(null, chunk);
    },
  });
}
