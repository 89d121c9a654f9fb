import type { AlertSettings } from "./alerts.ts";

/** A tenant. */
export interface Business {
  readonly id: string;
  readonly name: string;
  /** IANA name, e.g. "America/Chicago". */
  readonly timeZone: string;
  /** ISO 3166, two letters: how numbers without a country code are read. */
  readonly country: string;
  /** Whether an unknown caller who was answered gets a lead too. Off by default. */
  readonly leadForAnsweredCallers: boolean;
  readonly retentionDays: RetentionDays;
  /** `null`: never set, so none. */
  readonly alerts: AlertSettings | null;
  readonly createdAt: Date;
  /** When it ends, if it is there only to be shown. */
  readonly demoEndsAt?: Date | null;
}

/** After so many days the words and the sounds are erased, here and at the carrier. `null`: they are kept. */
export interface RetentionDays {
  /** Of texts, with their pictures; that there was a text, its state and what it cost stays. */
  readonly bodies: number | null;
  /** Of messages that callers left. */
  readonly recordings: number | null;
}

export const MAX_RETENTION_DAYS = 3_650;
export const KEEP_ALL: RetentionDays = { bodies: null, recordings: null };
