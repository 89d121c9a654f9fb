/** Who calls and texts, and what they want. */
import type { Consent, ConsentSource } from "../../domain/consent.ts";
import type { E164 } from "../../domain/phone.ts";
import type { LineType } from "../../domain/who-can-be-texted.ts";
import type { Page, PageRequest } from "./paging.ts";

export interface Caller {
  readonly phone: E164;
  readonly name: string | null;
  readonly consent: Consent;
  /** The business does not want this caller. */
  readonly blocked: boolean;
  /** As looked up at the carrier, within `LINE_TYPE_KEPT_MS`; `null`: not looked up. */
  readonly lineType: LineType | null;
  readonly lineTypeAt: Date | null;
  /** A text to it met an error that only landlines give. */
  readonly landline: boolean;
}

export interface CallerTable {
  /** Makes the caller's row if needed and locks it until the end of the transaction. */
  lock(businessId: string, phone: E164, at: Date): Promise<Caller>;
  /** Locks the caller's row if there is one, and changes nothing. */
  lockExisting(businessId: string, phone: E164): Promise<Caller | null>;
  find(businessId: string, phone: E164): Promise<Caller | null>;
  /** Locks those that there are, in an order that all who lock many keep. */
  lockAll(businessId: string, phones: readonly E164[]): Promise<void>;
  rename(businessId: string, phone: E164, name: string | null): Promise<void>;
  /** The same for many, also for those who never called: their first text-back greets them by name. */
  nameAll(
    businessId: string,
    named: readonly { readonly phone: E164; readonly name: string | null }[],
    at: Date,
  ): Promise<void>;
  setConsent(businessId: string, phone: E164, consent: Consent): Promise<void>;
  setBlocked(businessId: string, phone: E164, blocked: boolean, at: Date): Promise<void>;
  listBlocked(businessId: string): Promise<readonly { readonly phone: E164; readonly name: string | null }[]>;
  setLineType(businessId: string, phone: E164, lineType: LineType, at: Date): Promise<void>;
  markLandline(businessId: string, phone: E164): Promise<void>;
  /** What may have been an opt-out, for a person to look at; `null` when that is done. */
  setConsentQuestion(businessId: string, phone: E164, question: string | null): Promise<void>;
}

export interface ConsentEventTable {
  /** Whether anything was said about it after that moment. */
  hasSince(businessId: string, phone: E164, after: Date): Promise<boolean>;
  insert(event: {
    id: string;
    businessId: string;
    phone: E164;
    consent: "opted_in" | "opted_out";
    source: ConsentSource;
    body: string | null;
    messageSid: string | null;
    occurredAt: Date;
  }): Promise<void>;
  list(
    businessId: string,
    page: PageRequest,
  ): Promise<
    Page<{
      id: string;
      phone: E164;
      consent: string;
      source: string;
      body: string | null;
      messageSid: string | null;
      occurredAt: Date;
    }>
  >;
}
