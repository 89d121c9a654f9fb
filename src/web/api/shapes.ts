/**
 * What the API takes and gives, from the server's own schemas and views. Types only: no server code gets
 * into the bundle.
 */
import type { z } from "zod";
import type { Balances } from "../../domain/credits.ts";
import type { FieldProblem } from "../../domain/errors.ts";
import type { LineOptions } from "../../domain/settings.ts";
import type * as schemas from "../../http/schemas.ts";
import type * as views from "../../http/views.ts";

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** An RFC 9457 problem document. */
export interface ProblemDocument {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
}

export type Role = "owner" | "member" | "operator";

export interface Session {
  readonly user: {
    readonly name?: string | null;
    readonly email?: string | null;
    readonly phone?: string | null;
  };
  readonly role: Role;
  readonly businesses: readonly { readonly id: string; readonly name: string }[];
}

export type Business = ReturnType<typeof views.businessView>;
export type BusinessChange = z.input<typeof schemas.changeBusiness>;
export type NewBusiness = z.input<typeof schemas.createBusiness>;
export type CreatedBusiness = Business & { readonly apiKey: string | null };

export type Line = ReturnType<typeof views.lineView>;
export type LineChange = z.input<typeof schemas.putLine>;
/** Settings beyond the four. */
export type MoreLineSettings = LineOptions;

export type Call = ReturnType<typeof views.callView>;
export type Text = ReturnType<typeof views.textView>;
export type TimelineItem = ({ readonly type: "call" } & Call) | ({ readonly type: "text" } & Text);

type BasicConversation = ReturnType<typeof views.conversationView>;
export type Conversation = Omit<BasicConversation, "last"> & {
  readonly last: TimelineItem | null;
};
export const INBOX_FILTERS = ["all", "missed", "waiting", "replied"] as const;
export type InboxFilter = (typeof INBOX_FILTERS)[number];

export type NewText = z.input<typeof schemas.postText>;
export interface NewCall {
  readonly line: string;
  readonly to: string;
}

export interface Lead {
  readonly id: string;
  readonly phone: string;
  readonly name: string | null;
  readonly stage: string;
  readonly source: string;
  readonly createdAt: string;
}
export type LeadChange = z.input<typeof schemas.changeLead>;

export type Credits = Balances & {
  /** Present when credits can be bought by card. */
  readonly purchase?: { readonly credits: number; readonly priceCents: number } | null;
};
export type Transfer = ReturnType<typeof views.transferView>;
export type Grant = z.input<typeof schemas.grantCredits>;

export interface ConnectorChoice {
  readonly id: string;
  readonly label: string;
  readonly summary: string;
  readonly method: "none" | "token" | "oauth";
  /** Where the CRM is asked for access; `null`: this service has no app there. */
  readonly installUrl: string | null;
  /** What a person may type; empty where nothing is pasted. */
  readonly credentials: Readonly<Record<string, ConnectorCredential>>;
}
export interface ConnectorCredential {
  readonly label: string;
  readonly help?: string;
  readonly required: boolean;
  readonly secret: boolean;
}

export interface Connection {
  readonly connector: string;
  readonly health: string;
  readonly detail: string | null;
  readonly pending: number;
  readonly failed: number;
}
export type NewConnection = z.input<typeof schemas.putConnection>;
export type Activity = ReturnType<typeof views.activityView>;
