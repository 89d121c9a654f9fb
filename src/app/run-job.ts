import { assertNever } from "../domain/errors.ts";
import { backfill } from "./backfill.ts";
import { lookAtPurchase } from "./buy-credits.ts";
import { checkConnection } from "./check-connection.ts";
import { checkRegistration } from "./check-registration.ts";
import type { App } from "./context.ts";
import { handleCrmEvents } from "./crm-events.ts";
import { endGrant } from "./disconnect.ts";
import { drainCaller } from "./drain-caller.ts";
import { eraseAtCarrier } from "./erase-at-carrier.ts";
import { fetchLegs } from "./fetch-legs.ts";
import { findRecord } from "./find-record.ts";
import { healRecord } from "./heal-record.ts";
import { lookUpCaller } from "./look-up-caller.ts";
import { lookAtCall } from "./place-call.ts";
import type { Job } from "./ports.ts";
import { retireRecord } from "./retire-record.ts";
import { sendAlert } from "./send-alert.ts";
import { lookAtText } from "./send-text.ts";

export async function runJob(app: App, job: Job, signal: AbortSignal): Promise<void> {
  switch (job.kind) {
    case "send_text":
      return lookAtText(app, job.businessId, job.textId);
    case "drain_caller":
      return drainCaller(app, job.businessId, job.phone, signal);
    case "fetch_legs":
      return fetchLegs(app, job.businessId, job.callSid);
    case "look_up_caller":
      return lookUpCaller(app, job.businessId, job.phone);
    case "backfill":
      return backfill(app, job.businessId, signal);
    case "find_record":
      return findRecord(app, job.businessId, job.phone, signal);
    case "heal_record":
      return healRecord(app, job.businessId, job.phone, signal);
    case "retire_record":
      return retireRecord(app, job.businessId, job.moveId, signal);
    case "check_connection":
      return checkConnection(app, job.businessId, signal);
    case "place_call":
      return lookAtCall(app, job.businessId, job.callId);
    case "erase_at_carrier":
      return eraseAtCarrier(app, job.businessId, job.erasureId);
    case "end_grant":
      return endGrant(app, job.businessId, job.endingId);
    case "crm_events":
      return handleCrmEvents(app, job.businessId, job.eventIds);
    case "send_alert":
      return sendAlert(app, job.businessId, job.alertId);
    case "look_at_purchase":
      return lookAtPurchase(app, job.businessId, job.purchaseId);
    case "check_registration":
      return checkRegistration(app, job.businessId, job.number);
    default:
      return assertNever(job);
  }
}
