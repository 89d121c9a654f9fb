/** What the phone that gets the alerts texts back: kept, and no customer's conversation. */
import { readConsent } from "../../domain/consent.ts";
import type { App } from "../context.ts";
import type { Text, TextbackEvent, Tx } from "../ports/index.ts";
import { switchOffAlertTexts } from "./switch-off-alerts.ts";

export async function hearOwner(app: App, tx: Tx, text: Text): Promise<TextbackEvent[]> {
  // The lock under which repeated deliveries of the same text meet.
  await tx.alerts.lockSettings(text.businessId);
  if (text.messageSid !== null && (await tx.texts.findBySid(text.businessId, text.messageSid)) !== null)
    return [];
  await tx.texts.insert({ ...text, purpose: "alert" });
  return readConsent(text.body, "unknown").kind === "stop"
    ? switchOffAlertTexts(app, tx, text.businessId, text.phone)
    : [];
}
