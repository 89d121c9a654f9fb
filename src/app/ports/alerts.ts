/** What telling the owner needs from the edges, in the use cases' own words. */
import type { AlertAbout, AlertChannel, AlertSettings } from "../../domain/alerts.ts";
import type { E164 } from "../../domain/phone.ts";

/**
 * `pending` waits for its attempt · `sending` an attempt is written down and under way · `sent` · `failed`
 * given up · `unclear` given up without knowing whether it arrived · `cancelled` no longer wanted or true
 */
export type AlertState = "pending" | "sending" | "sent" | "failed" | "unclear" | "cancelled";

/** One row of the outbox to the owner. */
export interface Alert {
  readonly id: string;
  readonly businessId: string;
  readonly channel: AlertChannel;
  readonly about: AlertAbout;
  /** The call, text or notice that it tells of. */
  readonly sourceId: string;
  readonly line: E164 | null;
  /** The caller's. */
  readonly phone: E164 | null;
  readonly state: AlertState;
  readonly attempts: number;
  /** How many attempts ended without an answer. */
  readonly unclear: number;
  readonly problem: string | null;
  /** The text that carries it, on the channel `text`. */
  readonly textId: string | null;
  /** When it is to be told: when it happened, or when the caller's turn comes. */
  readonly occurredAt: Date;
}

export type NewAlert = Pick<
  Alert,
  "id" | "businessId" | "channel" | "about" | "sourceId" | "line" | "phone" | "occurredAt"
>;

/** A webhook's standing. Its secret is the business's alone, and shown once. */
export interface AlertWebhook {
  readonly sealedSecret: string;
  /** Since when nothing has got through; `null`: the last one did. */
  readonly failingSince: Date | null;
}

export interface AlertTables {
  /** `null`: nothing was ever set. */
  settings(businessId: string): Promise<AlertSettings | null>;
  /** The same, locked until the end of the transaction. */
  lockSettings(businessId: string): Promise<AlertSettings | null>;
  putSettings(businessId: string, settings: AlertSettings): Promise<void>;
  webhook(businessId: string): Promise<AlertWebhook | null>;
  putWebhook(businessId: string, sealedSecret: string): Promise<void>;
  deleteWebhook(businessId: string): Promise<void>;
  /** @returns since when it has been failing, this failure included. */
  webhookFailed(businessId: string, at: Date): Promise<Date>;
  webhookWorked(businessId: string): Promise<void>;
  /**
   * Wants these alerts about one caller, but on each channel none within `pauseMs` of the last. Who comes
   * second waits for the first's transaction, and then finds the turn taken. A reply then takes the next turn,
   * unless that is taken too: an earlier one waits for it already.
   * @returns those that are to be sent, and when.
   */
  wantInTurn(
    alerts: readonly NewAlert[],
    caller: string,
    pauseMs: number,
  ): Promise<readonly { readonly id: string; readonly at: Date }[]>;
  /** This alert told nobody anything, so the caller's next one need not wait. */
  giveTurnBack(alert: Alert, caller: string): Promise<void>;
  /** @returns false when this was told already. */
  want(alert: NewAlert): Promise<boolean>;
  /** Marks the attempt at an alert that is due, also one whose attempt died. `null`: there is nothing to do. */
  claim(businessId: string, id: string, at: Date, leaseUntil: Date): Promise<Alert | null>;
  /** Only if attempt `attempt` still is the one that is waited for. @returns whether it was. */
  settle(
    businessId: string,
    id: string,
    attempt: number,
    end: {
      state: AlertState;
      problem: string | null;
      nextAttemptAt: Date | null;
      unclear?: boolean;
      textId?: string;
    },
  ): Promise<boolean>;
  /** Drops what waits for a channel that was switched off. */
  cancelWaiting(businessId: string, channel: AlertChannel, why: string): Promise<void>;
  list(
    businessId: string,
    page: { readonly limit: number; readonly after: string | null },
  ): Promise<{ readonly items: readonly Alert[]; readonly next: string | null }>;
  /** Whether this phone gets or got alerts, and never called or texted as a customer. */
  isOwnersPhone(businessId: string, phone: E164): Promise<boolean>;
  /** Open notices of businesses with an address, not mailed yet: for the sweep. */
  noticesToMail(limit: number): Promise<readonly { businessId: string; noticeId: string }[]>;
  /** Alerts of any business whose attempt is due: for the sweep. */
  overdue(before: Date, limit: number): Promise<readonly { businessId: string; alertId: string }[]>;
  forgetTurnsBefore(at: Date): Promise<void>;
}

/** What came of one attempt. Only `unclear` leaves open whether it arrived. */
export type AlertResult =
  | { readonly kind: "sent" }
  /** A definite no: trying again will not help. */
  | { readonly kind: "refused"; readonly why: string }
  /** It did not arrive; waiting may help. */
  | { readonly kind: "later"; readonly why: string }
  | { readonly kind: "unclear"; readonly why: string };

export interface Mailer {
  /** `id` becomes the message's id, so that a mail sent twice shows once where mailboxes care. */
  send(mail: { id: string; to: readonly string[]; subject: string; text: string }): Promise<AlertResult>;
}

export interface WebhookPoster {
  /** Why this address may not be called, in words; `null`: it may, as far as can be told without asking. */
  problemWith(url: string): string | null;
  post(request: { url: string; secret: string; id: string; body: string; at: Date }): Promise<AlertResult>;
}
