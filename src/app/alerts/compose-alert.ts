/** What an alert says. Read from what it tells of when it is sent, so that it is never stale. */
import { assertNever } from "../../domain/errors.ts";
import { formatPhone } from "../../domain/phone.ts";
import { clip } from "../../domain/plain-text.ts";
import { isUndecided, wasAccepted } from "../../domain/text.ts";
import type { App } from "../context.ts";
import type { Alert } from "../ports/alerts.ts";
import type { Call, Text } from "../ports/index.ts";

export interface ComposedAlert {
  readonly subject: string;
  /** For a mailbox. */
  readonly mail: string;
  /** For a phone. */
  readonly text: string;
  /** For a program. */
  readonly event: object;
  /** For a device: no more than its screen shows to whoever looks at it. */
  readonly push: PushNote;
}

export interface PushNote {
  readonly title: string;
  readonly body: string;
  /** Of our own page, below its address. */
  readonly path: string;
  /** What is told again under the same replaces the earlier. */
  readonly tag: string;
}

/** As much of a reply as a phone's text shows. */
const QUOTED_CHARACTERS = 100;
/** Of a conversation, calls and our own texts included. */
const QUOTED_ITEMS = 20;
const NO_LONGER_SO = "it is no longer so";

const pathOf = ({ phone }: Alert): string =>
  phone === null ? "inbox" : `inbox/${encodeURIComponent(phone)}`;

/** A picture may come without a word. */
function said({ body, media }: Text): string {
  const attached =
    media.length === 0 ? [] : [media.length === 1 ? "[1 attachment]" : `[${media.length} attachments]`];
  return [...(body === "" ? [] : [`"${body}"`]), ...attached].join(" ");
}

async function isRead({ store }: App, { businessId, phone }: Alert): Promise<boolean> {
  const conversation = phone === null ? null : await store.read.inbox.find(businessId, phone);
  return conversation !== null && !conversation.unread;
}

/** An answer that did not leave is none, and a text-back is nobody's. */
const isByPeople = ({ direction, purpose, state }: Text): boolean =>
  direction === "in" || (purpose !== "text_back" && (wasAccepted(state) || isUndecided(state)));

/** What was written from this text on, in its order: there may be more by the time it is told. */
async function writtenSince({ store }: App, text: Text): Promise<readonly Text[]> {
  const latest = await store.read.conversations.latest(text.businessId, text.phone, QUOTED_ITEMS);
  const written = latest.flatMap((item) =>
    item.type === "text" && isByPeople(item.text) && item.text.occurredAt >= text.occurredAt
      ? [item.text]
      : [],
  );
  return written.length === 0 ? [text] : written.reverse();
}

/** @returns why there is nothing to tell any more, in words, instead. */
export async function composeAlert(app: App, alert: Alert): Promise<ComposedAlert | string> {
  const { read } = app.store;
  const business = await read.businesses.find(alert.businessId);
  if (business === null) return NO_LONGER_SO;
  const number = (phone: Alert["phone"]) =>
    phone === null ? "a withheld number" : formatPhone(phone, business.country);
  const time = (at: Date) =>
    new Intl.DateTimeFormat("en-US", {
      timeZone: business.timeZone,
      weekday: "short",
      hour: "numeric",
      minute: "2-digit",
    }).format(at);
  const link = `${app.publicUrl}/${pathOf(alert)}`;
  const who = async (callerName: string | null) => {
    const known = alert.phone === null ? null : await read.callers.lockExisting(business.id, alert.phone);
    const name = known?.name ?? callerName;
    return { name, words: name === null ? number(alert.phone) : `${name}, ${number(alert.phone)}` };
  };
  const compose = (
    subject: string,
    told: string,
    type: string,
    name: string | null,
    rest: object,
    occurredAt = alert.occurredAt,
  ): ComposedAlert => ({
    subject,
    mail: `${told}\n\n${link}\n`,
    text: `${subject} ${link}`,
    push: {
      title: subject.replace(/\.$/, ""),
      body: "",
      path: pathOf(alert),
      tag: alert.phone ?? "withheld",
    },
    event: {
      id: alert.id,
      type,
      businessId: business.id,
      occurredAt: occurredAt.toISOString(),
      data: { line: alert.line, phone: alert.phone, name, link, ...rest },
    },
  });

  switch (alert.about) {
    case "missed_call": {
      const call: Call | null = await read.calls.find(business.id, alert.sourceId);
      if (call?.outcome !== "missed") return "the call was answered after all";
      const { name, words } = await who(call.callerName);
      return compose(
        `Missed call from ${words}.`,
        `${words} called ${business.name} (${number(call.line)}) on ${time(call.occurredAt)}, and nobody answered.\n${call.receipt?.summary ?? ""}`.trim(),
        "call.missed",
        name,
        { callId: call.id, reason: call.reason, texted: call.receipt?.decision === "text" },
      );
    }
    case "reply": {
      const text: Text | null = await read.texts.find(business.id, alert.sourceId);
      if (text === null) return NO_LONGER_SO;
      const exchanged = await writtenSince(app, text);
      const latest = exchanged.at(-1) ?? text;
      // A program is told all the same.
      if (alert.channel !== "webhook") {
        if (latest.direction === "out") return "it has been answered";
        if (await isRead(app, alert)) return "it has been read";
      }
      const { name, words } = await who(null);
      const written = exchanged.filter(({ direction }) => direction === "in");
      const composed = compose(
        `${words} wrote to you.`,
        `${words} wrote to ${business.name} (${number(text.line)}) on ${time(text.occurredAt)}:\n\n${written.map(said).join("\n")}`,
        "text.received",
        name,
        { textId: text.id, body: text.body, media: text.media.map(({ contentType }) => ({ contentType })) },
        text.occurredAt,
      );
      return {
        ...composed,
        push: { ...composed.push, body: clip(said(latest), QUOTED_CHARACTERS) },
        text: `${words}: ${clip(said(latest), QUOTED_CHARACTERS)} ${link}`,
      };
    }
    case "notice": {
      const notice = await read.notices.find(business.id, alert.sourceId);
      if (notice === null || notice.resolvedAt !== null) return "the matter is settled";
      return compose(
        `${business.name}: ${notice.headline}`,
        `${notice.headline}\n\n${notice.whatToDo}`,
        "notice.raised",
        null,
        { subject: notice.subject },
      );
    }
    case "line_ready":
      return compose(
        `${number(alert.line)} can text again.`,
        `Texts from ${number(alert.line)} are no longer held up: callers whom ${business.name} misses are texted again.`,
        "line.ready",
        null,
        {},
      );
    default:
      return assertNever(alert.about);
  }
}
