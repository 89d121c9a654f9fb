/** What working with the leads of the built-in store needs from the database. */
import type { KnownLead, LeadWrite } from "../../domain/lead-import.ts";
import type { E164 } from "../../domain/phone.ts";
import type { InboxSearch } from "../overviews/inbox.ts";
import type { Page, PageRequest } from "./index.ts";

/** `waiting`: they spoke last and nobody answered. `quiet`: still open, and nothing was heard or done for a week. */
export const LEAD_FILTERS = ["all", "waiting", "quiet"] as const;
export type LeadFilter = (typeof LEAD_FILTERS)[number];

/** `newest`: by when they were made. `moved`: by when they last called, texted, or came to their stage. */
export const LEAD_ORDERS = ["newest", "moved"] as const;
export type LeadOrder = (typeof LEAD_ORDERS)[number];

export interface LeadView {
  readonly id: string;
  readonly phone: E164;
  readonly name: string | null;
  readonly stage: string;
  readonly source: string;
  readonly createdAt: Date;
  /** In its stage the latest stands first. */
  readonly movedAt: Date;
  readonly lastActivity: { readonly title: string; readonly at: Date } | null;
  readonly waiting: boolean;
}

export interface LeadNote {
  readonly id: string;
  readonly body: string;
  readonly author: string;
  readonly createdAt: Date;
}

export interface LeadQuery {
  readonly phone: E164 | null;
  readonly stage: string | null;
  readonly search: InboxSearch | null;
  readonly filter: LeadFilter;
  /** What has not moved since then is quiet. */
  readonly quietSince: Date;
}

export interface BoardColumn {
  readonly stage: string;
  readonly count: number;
  readonly items: readonly LeadView[];
  readonly next: string | null;
}

export interface LeadTable {
  find(businessId: string, id: string): Promise<LeadView | null>;
  list(businessId: string, query: LeadQuery, order: LeadOrder, page: PageRequest): Promise<Page<LeadView>>;
  /** Every stage with its first leads, and how many there are. */
  board(businessId: string, query: Omit<LeadQuery, "stage">, limit: number): Promise<readonly BoardColumn[]>;
  /** What the connector logged on it, oldest first. */
  activities(businessId: string, leadId: string): Promise<readonly { readonly occurredAt: Date }[]>;
  update(
    businessId: string,
    id: string,
    change: { readonly name?: string | null; readonly stage?: string },
    at: Date,
  ): Promise<LeadView | null>;
  /** Oldest first. */
  notes(businessId: string, leadId: string): Promise<readonly LeadNote[]>;
  /** Of many leads at once: their notes, joined. */
  joinedNotes(businessId: string, leadIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  addNote(businessId: string, leadId: string, note: LeadNote): Promise<void>;
  removeNote(businessId: string, leadId: string, noteId: string): Promise<boolean>;
  /** @param options.locks them until the end of the transaction */
  known(
    businessId: string,
    phones: readonly E164[],
    options: { readonly locks: boolean },
  ): Promise<readonly KnownLead[]>;
  importAll(
    businessId: string,
    writes: readonly (LeadWrite & { readonly newId: string; readonly noteIds: readonly string[] })[],
    author: string,
    at: Date,
  ): Promise<void>;
}
