/**
 * What people see of us beside a contact in their CRM: the conversation with that contact, and what they may do.
 * The account that asks is known from a signature, and who of its people from the same; nothing else counts.
 */
import { ConnectorError } from "../../crm/contract.ts";
import { CREDITS_PER_TEXT } from "../../domain/credits.ts";
import { type E164, normalisePhone } from "../../domain/phone.ts";
import { nextTextingState, textingWords } from "../../domain/texting-state.ts";
import type { App } from "../context.ts";
import { inTime } from "../in-time.ts";
import type { Call, Caller, ConversationItem, Line, Tx } from "../ports/index.ts";
import { NEVER_IN_TOUCH, NO_CREDITS, OPTED_OUT } from "../texts/request-text.ts";
import { openConnector, RECONNECT } from "../timeline/open-connector.ts";

export interface CardViewer {
  readonly businessId: string;
  readonly connector: string;
  /** For the audit: one of our users, or who they are in the CRM. */
  readonly actor: string;
  /** Only an owner of ours changes settings; whoever sees the contact in the CRM may work with it. */
  readonly isOwner: boolean;
}

/** @returns `null`: the account is connected to no business here, or no more */
export async function cardViewer(
  tx: Tx,
  connector: string,
  accountId: string,
  crmUserId: string,
): Promise<CardViewer | null> {
  const [businessId, user] = await Promise.all([
    tx.installs.businessOf(connector, accountId),
    tx.installs.userOf(connector, accountId, crmUserId),
  ]);
  if (businessId === null) return null;
  const own = user?.businessId === businessId ? user : null;
  return {
    businessId,
    connector,
    actor: own?.id ?? `${connector}:${crmUserId}`,
    isOwner: own?.role === "owner",
  };
}

export interface RecordPhones {
  /** The one who was in touch last stands first. */
  readonly phones: readonly E164[];
  /** Why none could be found out, in words; `null`: all that is known is there. */
  readonly trouble: string | null;
}

const TOO_SLOW = "The contact's phone number could not be read in time. Try again in a moment.";

/**
 * By our own records first: a contact with a history here costs the CRM no request.
 *
 * @param withinMs the CRM is waited for no longer
 */
export async function phonesOfRecord(
  app: App,
  { businessId, connector }: CardViewer,
  recordId: string,
  withinMs: number,
): Promise<RecordPhones> {
  const { read } = app.store;
  const known = await read.installs.phonesOf(businessId, connector, recordId);
  if (known.length > 0) return { phones: known as readonly E164[], trouble: null };
  try {
    const asked = askConnector(app, businessId, recordId, withinMs);
    return await inTime(withinMs, asked, { phones: [], trouble: TOO_SLOW });
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return { phones: [], trouble: error.kind === "auth_expired" ? RECONNECT : TOO_SLOW };
  }
}

async function askConnector(
  app: App,
  businessId: string,
  recordId: string,
  withinMs: number,
): Promise<RecordPhones> {
  const { read } = app.store;
  const [connection, business] = await Promise.all([
    read.connections.find(businessId),
    read.businesses.find(businessId),
  ]);
  if (connection === null || business === null) return { phones: [], trouble: null };
  const open = await openConnector(app, businessId, connection, AbortSignal.timeout(withinMs));
  const written = (await open.phonesOf?.(recordId)) ?? [];
  const phones = written.flatMap((text) => normalisePhone(text, business.country) ?? []);
  return { phones: [...new Set(phones)], trouble: null };
}

export interface Card {
  /** Newest first. */
  readonly items: readonly ConversationItem[];
  /** The newest missed call, whose receipt says what we did about it. */
  readonly missed: Call | null;
  /** From which they are texted and called; `null`: the business has none yet. */
  readonly line: Line | null;
  readonly availableCredits: number;
  /** Why nothing reaches the CRM's timelines, in words; `null`: all does. */
  readonly trouble: string | null;
  /** In words for whoever looks; `null`: they may. */
  readonly whyNoText: string | null;
  readonly whyNoCall: string | null;
}

const ITEMS = 25;

export async function readCard(app: App, businessId: string, phone: E164 | null): Promise<Card> {
  const { read } = app.store;
  const [items, caller, lines, availableCredits, connection] = await Promise.all([
    phone === null ? [] : read.conversations.latest(businessId, phone, ITEMS),
    phone === null ? null : read.callers.find(businessId, phone),
    read.lines.list(businessId),
    read.ledger.available(businessId),
    read.connections.find(businessId),
  ]);
  const line = lineFor(items, lines);
  const missed = items.flatMap((item) =>
    item.type === "call" && item.call.outcome === "missed" && item.call.receipt !== null ? item.call : [],
  )[0];
  return {
    items,
    missed: missed ?? null,
    line,
    availableCredits,
    trouble: connection?.health === "needs_reconnect" ? RECONNECT : null,
    whyNoText: whyNoText(app, caller, line, availableCredits),
    whyNoCall: whyNoCall(line),
  };
}

/** The line that they know us by. */
function lineFor(items: readonly ConversationItem[], lines: readonly Line[]): Line | null {
  for (const item of items) {
    const number = item.type === "call" ? item.call.line : item.text.line;
    const line = lines.find((each) => each.number === number);
    if (line !== undefined) return line;
  }
  return lines.find(({ enabled }) => enabled) ?? lines[0] ?? null;
}

function whyNoText(app: App, caller: Caller | null, line: Line | null, credits: number): string | null {
  if (caller === null) return NEVER_IN_TOUCH;
  if (caller.consent === "opted_out") return OPTED_OUT;
  if (line === null) return "There is no line yet from which to text.";
  const { texting } = line;
  const state = texting === null ? null : nextTextingState(texting, { kind: "tick", at: app.clock.now() });
  if (state !== null && state.status !== "ready") {
    const { headline, whatToDo } = textingWords(state);
    return `${headline} ${whatToDo}`;
  }
  return credits < CREDITS_PER_TEXT ? NO_CREDITS : null;
}

function whyNoCall(line: Line | null): string | null {
  if (line === null) return "There is no line yet from which to call.";
  return line.forwardTo.some(({ kind }) => kind === "phone")
    ? null
    : "Your line forwards to no phone, so there is none of yours to ring.";
}
