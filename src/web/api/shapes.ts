/**
 * What the API takes and gives, from the server's own schemas and views. Types only: no server code gets
 * into the bundle.
 */
import type { z } from "zod";
import type { Manifest } from "../../crm/manifest.ts";
import type { AlertAbout, AlertChannel, AlertSettings } from "../../domain/alerts.ts";
import type { BackTest as PureBackTest } from "../../domain/back-test.ts";
import type { CallOutcome, MissedReason } from "../../domain/call.ts";
import type { Balances } from "../../domain/credits.ts";
import type { FieldProblem } from "../../domain/errors.ts";
import type { ImportPreview } from "../../domain/lead-import.ts";
import type { Stage } from "../../domain/lead-stages.ts";
import type { OutboundCallState } from "../../domain/outbound-call.ts";
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
    readonly id?: string | null;
    readonly name?: string | null;
    readonly email?: string | null;
    readonly phone?: string | null;
    readonly phoneProven?: boolean;
  };
  readonly role: Role;
  readonly businesses: readonly { readonly id: string; readonly name: string; readonly role?: Role }[];
}

export type { PushTarget as Device } from "../../app/ports/push.ts";
/** A CRM by which people sign in. */
export interface WayToSignIn {
  readonly id: string;
  readonly label: string;
  readonly url: string;
}

export type Business = ReturnType<typeof views.businessView>;
export type BusinessChange = z.input<typeof schemas.changeBusiness>;
export type NewBusiness = z.input<typeof schemas.createBusiness>;
export interface CreatedDemo {
  readonly id: string;
  readonly name: string;
  readonly line: string;
  readonly endsAt: string;
  /** Shown once. */
  readonly signIn: { readonly url: string; readonly expiresAt: string } | null;
}
export type CreatedBusiness = Business & { readonly apiKey: string | null };

export type BusinessHealth = ReturnType<typeof views.healthView>;
export type { LineDefaults } from "../../domain/settings.ts";
export type LineDefaultsChange = z.input<typeof schemas.putLineDefaults>;

export type Line = ReturnType<typeof views.lineView>;
/** One line alone: with when its forward phone's voicemail starts, as learned from its calls. */
export type LineDetail = Line & { readonly voicemailStartSeconds: number | null };
export type LineChange = z.input<typeof schemas.putLine>;
/** Settings beyond the four. */
export type MoreLineSettings = LineOptions;

export type NewCarrier = z.input<typeof schemas.putCarrier>;
/** A number of the business's own Twilio account. */
export interface OwnNumber {
  readonly phoneNumber: string;
  readonly takesCalls: boolean;
  readonly takesTexts: boolean;
  readonly webhooks: { readonly voice: string; readonly sms: string };
  readonly pointsHere: boolean;
  readonly overriddenBy: string | null;
  readonly isLine: boolean;
}
export interface AvailableNumber {
  readonly phoneNumber: string;
  readonly locality: string | null;
  readonly region: string | null;
}

export interface LiveTest {
  readonly line: string;
  readonly startedAt: string;
  readonly endsAt: string;
  readonly state: "waiting" | "running" | "passed" | "failed" | "expired";
  readonly steps: Readonly<Record<"called" | "missed" | "texted" | "delivered", string | null>>;
  readonly problem: {
    /** The carrier's. */
    readonly code: number;
    readonly forOwner: string;
    readonly whatToDo: string;
  } | null;
}

export type Call = ReturnType<typeof views.callView>;
export type Text = ReturnType<typeof views.textView>;
export type TimelineItem = (({ readonly type: "call" } & Call) | ({ readonly type: "text" } & Text)) & {
  /** How it stands in the CRM; `null`: it is not for the CRM, or not yet. Left out in lists. */
  readonly activity?: Standing | null;
};
export type Standing = NonNullable<ReturnType<typeof views.standingView>>;
export type { CallerRecord, RecordSeen } from "../../app/timeline/caller-record.ts";

type BasicConversation = ReturnType<typeof views.conversationView>;
export type Conversation = Omit<BasicConversation, "last"> & {
  readonly last: TimelineItem | null;
};
export const INBOX_FILTERS = ["all", "missed", "waiting", "replied"] as const;
export type InboxFilter = (typeof INBOX_FILTERS)[number];
export type InboxCounts = Readonly<Record<InboxFilter | "unread", number>>;

export interface Blocked {
  readonly phone: string;
  readonly name: string | null;
}
export interface Erased {
  /** The CRM in which the record stays. */
  readonly crm: string | null;
}

export type NewText = z.input<typeof schemas.postText>;
export interface NewCall {
  readonly line: string;
  readonly to: string;
  /** Which of the owner's phones rings. */
  readonly from?: string;
}
/** A call that was asked for, as far as it has come. */
export interface CallProgress {
  readonly id: string;
  readonly state: OutboundCallState;
  readonly outcome: CallOutcome | null;
  readonly reason: MissedReason | null;
  readonly problem: string | null;
  readonly durationSeconds?: number | null;
}

export type Lead = ReturnType<typeof views.leadView>;
export type LeadNote = ReturnType<typeof views.noteView>;
export type LeadDetails = Lead & { readonly notes: readonly LeadNote[] };
export const LEAD_FILTERS = ["all", "waiting", "quiet"] as const;
export type LeadFilter = (typeof LEAD_FILTERS)[number];
export interface LeadQuery {
  readonly q: string;
  readonly filter: LeadFilter;
}
export interface Column {
  readonly stage: Stage;
  readonly count: number;
  readonly items: readonly Lead[];
  readonly next: string | null;
}
export interface Board {
  readonly stages: readonly Column[];
}
export type { ImportPreview };
export interface ImportResult {
  readonly counts: ImportPreview["counts"];
  readonly refused: ImportPreview["rows"];
}
export type LeadChange = z.input<typeof schemas.changeLead>;

export type BackTestChange = ReturnType<typeof views.backTestChangeView>;
export interface BackTest extends Omit<PureBackTest, "changed">, Page<BackTestChange> {
  /** There were more calls than are looked at. */
  readonly cut: boolean;
  /** How many there are in all. */
  readonly changed: number;
}

export type Credits = Balances;
export type { CreditUsage } from "../../app/credits/credit-usage.ts";
export type Purchase = ReturnType<typeof views.purchaseView>;
export interface CreditOffer {
  readonly byCard: boolean;
  readonly packs: readonly { readonly credits: number; readonly priceCents: number }[];
  /** Whom to ask where nothing is sold by card. */
  readonly seller: { readonly name: string | null; readonly email: string | null };
}
export type Transfer = ReturnType<typeof views.transferView>;
export type Grant = z.input<typeof schemas.grantCredits>;

export type Notice = ReturnType<typeof views.noticeView>;

export interface Alerts extends Omit<AlertSettings, "webhook"> {
  readonly webhook: { readonly url: string; readonly failingSince: string | null } | null;
}
export interface AlertChange {
  readonly email?: { readonly to: readonly string[] } | null;
  readonly webhook?: { readonly url: string } | null;
  readonly text?: { readonly to: string } | null;
  readonly on?: { readonly missedCall?: boolean; readonly reply?: boolean };
}
export interface SentAlert {
  readonly id: string;
  readonly channel: AlertChannel;
  readonly about: AlertAbout;
  readonly phone: string | null;
  readonly state: string;
  readonly problem: string | null;
  readonly occurredAt: string;
}

export type User = ReturnType<typeof views.userView>;
export type UserChange = z.input<typeof schemas.changeUser>;
export type Invitation = ReturnType<typeof views.invitationView>;
export type NewInvitation = z.input<typeof schemas.invitation>;

export interface ConnectorChoice {
  readonly id: string;
  readonly label: string;
  readonly summary: string;
  readonly method: "none" | "token" | "oauth";
  /** Where the CRM is asked for access; `null`: this service has no app there. */
  readonly installUrl: string | null;
  /** What a person may type; empty where nothing is pasted. */
  readonly credentials: Readonly<Record<string, ConnectorCredential>>;
  readonly settings: Readonly<Record<string, ConnectorSetting>>;
}
export type ConnectorSetting = Manifest["settings"][string];
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
  /** When the oldest of what is pending happened. */
  readonly waitingSince: string | null;
  /** As the CRM calls the account; `null`: it does not say, or is none. */
  readonly account: string | null;
  readonly settings: ConnectionSettings;
}
export type ConnectionSettings = Readonly<Record<string, string | number | boolean>>;
/** What is left out keeps its value; `null`: back to the standard. */
export type SettingsChange = Readonly<Record<string, string | number | boolean | null>>;
export type NewConnection = z.input<typeof schemas.putConnection>;
export type Activity = ReturnType<typeof views.activityView>;
