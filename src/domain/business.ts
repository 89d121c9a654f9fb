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
  /** `null`: never set, so none. */
  readonly alerts: AlertSettings | null;
  readonly createdAt: Date;
}
