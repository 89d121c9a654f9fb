/**
 * Twilio's own lists of calls and messages, for what no webhook told us. Reading is idempotent, so unlike a create
 * it is tried again. Twilio documents the date filters to the day only, so every bound here is right under both
 * readings: it may let in too much, never too little.
 */
import pRetry from "p-retry";
import type twilio from "twilio";
import type { CarrierGateway, ListedCall, ListedLeg, ListedMessage } from "../app/ports/index.ts";
import { callerLegEnd, deliveryNews, heardOn, legEnd } from "./payloads.ts";

/** The most that Twilio gives. */
const PAGE_SIZE = 1_000;
const TRIES_AGAIN = { retries: 4, minTimeout: 250, factor: 2, maxTimeout: 4_000, randomize: true } as const;
const DAY_MS = 24 * 3_600_000;
const MAX_MEDIA = 10;
/** One dialling rings ten phones at most (docs/voice/twiml/dial). */
const MAX_LEGS = 20;

type Client = ReturnType<typeof twilio>;
type Lists = Pick<
  CarrierGateway,
  "callsBegun" | "longCallsEnded" | "listedLegsOf" | "messagesOf" | "mediaOf"
>;

export function carrierLists(clientOf: (businessId: string) => Promise<Client>): Lists {
  return {
    async callsBegun(businessId, { from, to }, signal) {
      const client = await clientOf(businessId);
      const found = await allPages(
        () =>
          client.calls.page({
            startTimeAfter: from,
            ...(to === null ? {} : { startTimeBefore: to }),
            pageSize: PAGE_SIZE,
          }),
        signal,
      );
      return found.flatMap((call) => toListedCall(call) ?? []);
    },

    async longCallsEnded(businessId, since, signal) {
      const client = await clientOf(businessId);
      const found = await allPages(
        () =>
          client.calls.page({
            endTimeAfter: since,
            startTimeBefore: nextMidnight(since),
            pageSize: PAGE_SIZE,
          }),
        signal,
      );
      return found.flatMap((call) => toListedCall(call) ?? []);
    },

    async listedLegsOf(businessId, callSid) {
      const client = await clientOf(businessId);
      const legs = await patiently(() => client.calls.list({ parentCallSid: callSid, limit: MAX_LEGS }));
      return legs.map((leg) => toListedLeg(leg, callSid));
    },

    async messagesOf(businessId, { from, to }, signal) {
      const client = await clientOf(businessId);
      const found = await allPages(
        () =>
          client.messages.page({
            dateSentAfter: from,
            ...(to === null ? {} : { dateSentBefore: to }),
            pageSize: PAGE_SIZE,
          }),
        signal,
      );
      return found.flatMap((message) => toListedMessage(message) ?? []);
    },

    async mediaOf(businessId, messageSid) {
      const client = await clientOf(businessId);
      const media = await patiently(() => client.messages(messageSid).media.list({ limit: MAX_MEDIA }));
      // The address that the webhook would have given.
      return media.map(({ uri, contentType }) => ({
        url: new URL(uri.replace(/\.json$/, ""), client.api.baseUrl).href,
        contentType,
      }));
    },
  };
}

interface Page<T> {
  readonly instances: T[];
  nextPage(): Promise<Page<T>> | undefined;
}

async function allPages<T>(first: () => Promise<Page<T>>, signal: AbortSignal): Promise<T[]> {
  const found: T[] = [];
  let ask: (() => Promise<Page<T> | undefined>) | null = first;
  while (ask !== null) {
    const page: Page<T> | undefined = await patiently(ask, signal);
    found.push(...(page?.instances ?? []));
    ask = page === undefined ? null : async () => page.nextPage();
  }
  return found;
}

async function patiently<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await pRetry(ask, {
      ...TRIES_AGAIN,
      shouldRetry: ({ error }) => mayHelpLater(error),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    // An axios error carries our credentials: only its codes may go further.
    const { status, code } = error as { status?: unknown; code?: unknown };
    throw new Error(`The carrier's list could not be read: ${[status, code].filter(Boolean).join(", ")}`);
  }
}

/** "Too many requests", trouble on the other side, and a network without an answer; not a refusal. */
function mayHelpLater(error: unknown): boolean {
  const { status } = error as { status?: unknown };
  return typeof status !== "number" || status === 429 || status >= 500;
}

const nextMidnight = (at: Date): Date => new Date((Math.floor(at.getTime() / DAY_MS) + 1) * DAY_MS);

type Call = Awaited<ReturnType<Client["calls"]["page"]>>["instances"][number];
type Message = Awaited<ReturnType<Client["messages"]["page"]>>["instances"][number];

const dateOf = (...dates: readonly (Date | null | undefined)[]): Date | null =>
  dates.find((date) => date instanceof Date && !Number.isNaN(date.getTime())) ?? null;

const secondsOf = (duration: string | null): number | null => (duration ? Number(duration) : null);

const toListedLeg = ({ sid, status, duration, answeredBy }: Call, parentSid: string): ListedLeg => ({
  kind: "leg",
  callSid: sid,
  parentSid,
  end: legEnd(sid, status, secondsOf(duration)),
  heard: heardOn(sid, answeredBy),
});

/** `null`: a call that we made ourselves. */
function toListedCall(call: Call): ListedCall | null {
  const { sid, status, parentCallSid } = call;
  if (parentCallSid) return toListedLeg(call, parentCallSid);
  if (call.direction !== "inbound") return null;
  const startedAt = dateOf(call.startTime, call.dateCreated);
  if (startedAt === null) return null;
  const fact = callerLegEnd(status);
  return {
    kind: "incoming",
    callSid: sid,
    line: call.to ?? "",
    from: call.from ?? "",
    forwardedFrom: call.forwardedFrom || null,
    callerName: call.callerName || null,
    startedAt,
    // Twilio leaves the end empty when a call "did not complete successfully".
    end: fact === null ? null : { at: dateOf(call.endTime, call.dateUpdated) ?? startedAt, fact },
  };
}

/** `null`: there is nothing to tell of it, or not yet. */
function toListedMessage(message: Message): ListedMessage | null {
  const { sid: messageSid, status, errorCode } = message;
  const at = dateOf(message.dateSent, message.dateCreated);
  if (message.direction === "inbound") {
    if (status !== "received" || at === null) return null;
    const { from, to: line, body } = message;
    return {
      kind: "in",
      messageSid,
      line: line ?? "",
      from: from ?? "",
      body: body ?? "",
      hasMedia: Number(message.numMedia) > 0,
      at,
    };
  }
  const news = deliveryNews(status);
  return news === null ? null : { kind: "out", messageSid, news, errorCode: errorCode ?? null };
}
