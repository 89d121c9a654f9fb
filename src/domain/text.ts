/** The life of one text (an SMS), and what each step means for the credit that pays for it. */
import { assertNever } from "./errors.ts";

export type TextDirection = "in" | "out";

/** Why a text exists. `text_back`: a missed call earned it; `api`: the business wrote it; `alert`: to the owner. */
export type TextPurpose = "text_back" | "api" | "inbound" | "alert" | "test";

/**
 * `queued` waits for its attempt · `sending` an attempt is written down and under way · `unclear` the
 * answer to it was lost · `sent` the carrier has it · `delivered`, `undelivered`, `failed` the carrier's
 * last word, or our own giving up · `cancelled` dropped before sending · `unconfirmed` no last word in
 * 48 h · `received` inbound.
 */
export type TextState =
  | "queued"
  | "sending"
  | "unclear"
  | "sent"
  | "unconfirmed"
  | "delivered"
  | "undelivered"
  | "failed"
  | "cancelled"
  | "received";

/** The most a carrier takes in one text (docs/api/errors/21617). */
export const MAX_WRITTEN_CHARACTERS = 1600;

/** What a delivery report says, reduced to what changes anything for us. */
export type DeliveryNews = "accepted" | "delivered" | "undelivered" | "failed";

/** What happens to the credit: `post` spends the hold, `void` gives it back, `refund` gives back a spent one. */
export type CreditEffect = "none" | "post" | "void" | "refund";

export interface TextStep {
  readonly state: TextState;
  readonly credit: CreditEffect;
}

const rank: Readonly<Record<TextState, number>> = {
  queued: 0,
  sending: 1,
  unclear: 1,
  sent: 2,
  unconfirmed: 3,
  delivered: 4,
  undelivered: 4,
  failed: 4,
  cancelled: 4,
  received: 4,
};

/** The carrier has said its last word, or we ours: nothing but contrary evidence moves such a text. */
export const isFinal = (state: TextState): boolean => rank[state] === 4;

/** The carrier holds or held this text: its credit is spent. */
export const wasAccepted = (state: TextState): boolean =>
  state === "sent" || state === "unconfirmed" || state === "delivered" || state === "undelivered";

/** Nobody knows yet whether this text will leave. A drain to the CRM waits for it, for a while. */
export const isUndecided = (state: TextState): boolean =>
  state === "queued" || state === "sending" || state === "unclear";

const stateAfter = (news: DeliveryNews): TextState => {
  switch (news) {
    case "accepted":
      return "sent";
    case "delivered":
      return "delivered";
    case "undelivered":
      return "undelivered";
    case "failed":
      return "failed";
    default:
      return assertNever(news);
  }
};

/**
 * Applies one delivery report. Forward only: reports repeat and overtake each other, so a report of a
 * lower rank says nothing new. `failed` means that the text never left the carrier, so its credit comes
 * back; `undelivered` left it and was carried, so the credit stays spent.
 *
 * @returns `null` when the report changes nothing.
 */
export function applyDeliveryNews(state: TextState, news: DeliveryNews): TextStep | null {
  const next = stateAfter(news);
  if (rank[next] <= rank[state]) return null;
  const held = isUndecided(state);
  if (next === "failed") return { state: next, credit: held ? "void" : "refund" };
  return { state: next, credit: held ? "post" : "none" };
}
