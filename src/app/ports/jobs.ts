/** What is to be looked at, by whoever is free. */
import type { E164 } from "../../domain/phone.ts";

/** What a job says: look at this. It carries no state, may be late, and may run twice. */
export type Job =
  | { readonly kind: "send_text"; readonly businessId: string; readonly textId: string }
  | { readonly kind: "drain_caller"; readonly businessId: string; readonly phone: E164 }
  | { readonly kind: "fetch_legs"; readonly businessId: string; readonly callSid: string }
  | { readonly kind: "look_up_caller"; readonly businessId: string; readonly phone: E164 }
  | { readonly kind: "backfill"; readonly businessId: string }
  | { readonly kind: "find_record"; readonly businessId: string; readonly phone: E164 }
  | { readonly kind: "heal_record"; readonly businessId: string; readonly phone: E164 }
  | { readonly kind: "retire_record"; readonly businessId: string; readonly moveId: string }
  | { readonly kind: "check_connection"; readonly businessId: string }
  | { readonly kind: "place_call"; readonly businessId: string; readonly callId: string }
  | { readonly kind: "erase_at_carrier"; readonly businessId: string; readonly erasureId: string }
  | { readonly kind: "end_grant"; readonly businessId: string; readonly endingId: string }
  | { readonly kind: "crm_events"; readonly businessId: string; readonly eventIds: readonly string[] }
  | { readonly kind: "send_alert"; readonly businessId: string; readonly alertId: string }
  | { readonly kind: "look_at_purchase"; readonly businessId: string; readonly purchaseId: string }
  | { readonly kind: "check_registration"; readonly businessId: string; readonly number: E164 };

/** Not before then; or as soon as nobody waits for others. Not given: now. */
export type JobTime = Date | "no_hurry";
