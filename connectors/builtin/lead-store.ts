import type { E164 } from "../../src/domain/phone.ts";

export interface Lead {
  readonly id: string;
  readonly businessId: string;
  readonly phone: E164;
  readonly name: string | null;
  readonly stage: string;
  readonly source: string;
  readonly createdAt: Date;
}

export interface LeadActivity {
  readonly activityId: string;
  readonly kind: "call" | "text";
  readonly title: string;
  readonly body: string;
  readonly occurredAt: Date;
}

/** What the built-in connector needs from a database. Uniqueness by (business, phone) is the database's promise. */
export interface LeadStore {
  findByPhone(businessId: string, phone: E164): Promise<Lead | null>;
  find(businessId: string, id: string): Promise<Lead | null>;
  /** Makes the lead, or returns the one that has this number already. */
  findOrCreate(lead: Lead): Promise<Lead>;
  /** Each activity once: what is there already is left or, for a correction, replaced. */
  putActivities(businessId: string, leadId: string, activities: readonly LeadActivity[]): Promise<void>;
  amendActivity(businessId: string, activity: LeadActivity): Promise<void>;
  /** @returns the ids of those that stand on the lead now. */
  moveActivities(businessId: string, leadId: string, ids: readonly string[]): Promise<readonly string[]>;
  activities(businessId: string, leadId: string): Promise<readonly LeadActivity[]>;
}
