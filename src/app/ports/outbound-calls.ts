/** Calls that the business asks for. */
import type { OutboundCallState } from "../../domain/outbound-call.ts";
import type { E164 } from "../../domain/phone.ts";

/** A call that the business asked for: the wish, and the attempt at it. */
export interface OutboundCall {
  /** Once the carrier has it, that of the row among the calls too. */
  readonly id: string;
  readonly businessId: string;
  readonly lineId: string | null;
  readonly line: E164;
  /** The business's own, which rings first. */
  readonly ownerPhone: E164;
  /** The customer's. */
  readonly phone: E164;
  readonly state: OutboundCallState;
  readonly callSid: string | null;
  readonly attempts: number;
  readonly absences: number;
  readonly attemptedAt: Date | null;
  /** In words for the owner. */
  readonly problem: string | null;
  readonly nextLookAt: Date | null;
  readonly requestedAt: Date;
}

export type OutboundCallChange = Partial<
  Pick<OutboundCall, "state" | "callSid" | "attempts" | "absences" | "attemptedAt" | "problem" | "nextLookAt">
>;

export interface OutboundCallTable {
  /** Requests of one business happen one after the other, until the end of the transaction. */
  lockRequests(businessId: string): Promise<void>;
  countSince(businessId: string, since: Date): Promise<number>;
  isRinging(businessId: string, ownerPhone: E164): Promise<boolean>;
  /** Whether this number has called or texted the business, or stands in its CRM. */
  isAcquainted(businessId: string, phone: E164): Promise<boolean>;
  insert(call: OutboundCall): Promise<void>;
  find(businessId: string, id: string): Promise<OutboundCall | null>;
  lock(businessId: string, id: string): Promise<OutboundCall | null>;
  hasSid(businessId: string, callSid: string): Promise<boolean>;
  update(businessId: string, id: string, change: OutboundCallChange): Promise<void>;
  /** Of any business, whose next look is due: for the sweep. */
  overdue(before: Date, limit: number): Promise<readonly { businessId: string; callId: string }[]>;
}
