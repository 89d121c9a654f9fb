import { assertNever } from "../domain/errors.ts";
import { sendAlert } from "./alerts/send-alert.ts";
import { fetchLegs } from "./calls/fetch-legs.ts";
import { lookUpCaller } from "./calls/look-up-caller.ts";
import { endGrant } from "./connections/disconnect.ts";
import type { App } from "./context.ts";
import { lookAtPurchase } from "./credits/buy-credits.ts";
import { checkRegistration } from "./lines/check-registration.ts";
import { lookAtCall } from "./outbound-calls/place-call.ts";
import type { Job } from "./ports/index.ts";
import { eraseAtCarrier } from "./privacy/erase-at-carrier.ts";
import { lookAtText } from "./texts/send-text.ts";
import { backfill } from "./timeline/backfill.ts";
import { checkConnection } from "./timeline/check-connection.ts";
import { handleCrmEvents } from "./timeline/crm-events.ts";
import { drainCaller } from "./timeline/drain-caller.ts";
import { findRecord } from "./timeline/find-record.ts";
import { healRecord } from "./timeline/heal-record.ts";
import { retireRecord } from "./timeline/retire-record.ts";

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
