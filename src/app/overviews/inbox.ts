/** The inbox: every conversation of a business, the newest first, and what is still to do in it. */
import type { Consent } from "../../domain/consent.ts";
import { Refusal } from "../../domain/errors.ts";
import { type E164, normalisePhone } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { ConversationItem, Page, PageRequest, Tx } from "../ports/index.ts";

/**
 * `missed`: their last call was missed and nobody has handled it. `replied`: they answered our latest text-back.
 * `waiting`: they spoke last and nobody answered or handled it.
 */
export const INBOX_FILTERS = ["missed", "replied", "waiting", "all"] as const;
export type InboxFilter = (typeof INBOX_FILTERS)[number];

/** What somebody typed to find a conversation. A name or a number is found by any part, a text by its words' beginnings. */
export interface InboxSearch {
  readonly text: string;
  /** Digits as they stand in E.164; `null`: no number was meant. */
  readonly digits: string | null;
}

export interface ConversationSummary {
  readonly phone: E164;
  readonly name: string | null;
  readonly consent: Consent;
  readonly consentQuestion: string | null;
  readonly blocked: boolean;
  readonly unread: boolean;
  readonly waiting: boolean;
  readonly handledAt: Date | null;
  readonly lastActivityAt: Date;
  readonly last: ConversationItem | null;
}

export interface InboxCounts extends Readonly<Record<InboxFilter, number>> {
  readonly unread: number;
}

export interface InboxTable {
  /**
   * A list that is read page by page goes on as it stood when it was begun: what moves to the top meanwhile is
   * neither left out nor shown twice.
   */
  list(
    businessId: string,
    query: { filter: InboxFilter; search: InboxSearch | null },
    page: PageRequest,
  ): Promise<Page<ConversationSummary>>;
  counts(businessId: string): Promise<InboxCounts>;
  /** @returns `null` when there is no such conversation. */
  find(businessId: string, phone: E164): Promise<ConversationSummary | null>;
  /** These two return like `find`. */
  markRead(businessId: string, phone: E164): Promise<ConversationSummary | null>;
  setHandled(businessId: string, phone: E164, at: Date | null): Promise<ConversationSummary | null>;
}

const PHONE_SHAPE = /^\+?[\d\s().\-/]+$/;
/** Fewer digits than these are part of almost every number. */
const MIN_DIGITS = 3;

/** @param country whose way of writing numbers the business uses */
export function readSearch(typed: string, country: string): InboxSearch | null {
  const text = typed.trim();
  if (text === "") return null;
  const digits = text.replace(/\D/g, "");
  if (!PHONE_SHAPE.test(text) || digits.length < MIN_DIGITS) return { text, digits: null };
  const whole = normalisePhone(text, country);
  // Of a part of a number nobody knows the country; a leading 0 or 00 stands before it at home only.
  return { text, digits: whole === null ? digits.replace(/^0{1,2}/, "") : whole.slice(1) };
}

export async function markRead(tx: Tx, businessId: string, phone: E164): Promise<ConversationSummary> {
  const after = await tx.inbox.markRead(businessId, phone);
  return changed(tx, businessId, phone, after);
}

/** Handled until the caller calls or texts again. */
export async function setHandled(
  app: App,
  tx: Tx,
  businessId: string,
  phone: E164,
  handled: boolean,
): Promise<ConversationSummary> {
  const after = await tx.inbox.setHandled(businessId, phone, handled ? app.clock.now() : null);
  return changed(tx, businessId, phone, after);
}

/** @throws Refusal `conversation_not_found` */
export async function summaryOf(tx: Tx, businessId: string, phone: E164): Promise<ConversationSummary> {
  return known(await tx.inbox.find(businessId, phone));
}

function changed(
  tx: Tx,
  businessId: string,
  phone: E164,
  after: ConversationSummary | null,
): ConversationSummary {
  const summary = known(after);
  tx.notify({ kind: "conversation", businessId, phone });
  return summary;
}

function known(summary: ConversationSummary | null): ConversationSummary {
  if (summary === null)
    throw new Refusal("conversation_not_found", "There is no conversation with this number.");
  return summary;
}
