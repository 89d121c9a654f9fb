import { readConsent } from "../../domain/consent.ts";
import { type E164, formatPhone } from "../../domain/phone.ts";
import { cleanText } from "../../domain/plain-text.ts";
import { countSegments } from "../../domain/segments.ts";
import { hearOwner } from "../alerts/hear-owner.ts";
import { switchOffAlertTexts } from "../alerts/switch-off-alerts.ts";
import { tellOwner } from "../alerts/tell-owner.ts";
import type { App } from "../context.ts";
import type { LineInUse, Text, TextbackEvent } from "../ports/index.ts";
import { consentSubject, keepEvidence, optIn, optOut } from "./opt-out.ts";

export interface InboundText {
  readonly lineInUse: LineInUse;
  readonly messageSid: string;
  readonly from: E164;
  readonly body: string;
  readonly media: readonly { url: string; contentType: string }[];
  /** When it was written, if not just now. */
  readonly occurredAt?: Date;
}

/** A reply within this time of a missed call has won the caller back. */
export const RECOVERED_WITHIN_MS = 7 * 24 * 3_600_000;

/** Stores an inbound text once, with what it says about consent, and wants it on the caller's timeline. */
export async function receiveText(app: App, inbound: InboundText): Promise<void> {
  const { line, business } = inbound.lineInUse;
  const body = cleanText(inbound.body);
  const events = await app.store.transaction(async (tx): Promise<TextbackEvent[]> => {
    const now = app.clock.now();
    const occurredAt = inbound.occurredAt ?? now;
    const text: Text = {
      id: app.newId("text"),
      businessId: business.id,
      lineId: line.id,
      line: line.number,
      phone: inbound.from,
      direction: "in",
      purpose: "inbound",
      callId: null,
      body,
      state: "received",
      messageSid: inbound.messageSid,
      errorCode: null,
      errorMessage: null,
      segments: countSegments(body).segments,
      attempts: 0,
      absences: 0,
      nextLookAt: null,
      expiresAt: null,
      media: inbound.media,
      occurredAt,
    };
    if (business.alerts !== null && (await tx.alerts.isOwnersPhone(business.id, inbound.from)))
      return hearOwner(app, tx, text);
    const caller = await tx.callers.lock(business.id, inbound.from, occurredAt);
    if ((await tx.texts.findBySid(business.id, inbound.messageSid)) !== null) return [];
    await tx.texts.insert(text);
    tx.notify({ kind: "conversation", businessId: business.id, phone: inbound.from });

    const said = readConsent(body, caller.consent);
    const evidence = { source: "inbound_text", body, messageSid: inbound.messageSid, occurredAt } as const;
    // A text that we hear of late does not undo what its writer has said since.
    const isLastWord =
      inbound.occurredAt === undefined ||
      !(await tx.consentEvents.hasSince(business.id, inbound.from, occurredAt));
    const events: TextbackEvent[] = [];
    switch (said.kind) {
      case "stop":
        if (isLastWord && business.alerts?.text?.to === inbound.from)
          events.push(...(await switchOffAlertTexts(app, tx, business.id, inbound.from)));
        if (isLastWord) events.push(...(await optOut(app, tx, business.id, inbound.from, evidence)));
        else await keepEvidence(app, tx, business.id, inbound.from, "opted_out", evidence);
        break;
      case "start":
        if (isLastWord) await optIn(app, tx, business.id, inbound.from, evidence);
        else await keepEvidence(app, tx, business.id, inbound.from, "opted_in", evidence);
        break;
      case "ambiguous":
        await tx.callers.setConsentQuestion(business.id, inbound.from, said.why);
        await tx.notices.raise({
          id: app.newId("note"),
          businessId: business.id,
          subject: consentSubject(inbound.from),
          headline: `${formatPhone(inbound.from, business.country)} may have asked not to be texted.`,
          whatToDo: `Read their text and decide. ${said.why}`,
          at: now,
        });
        events.push({
          kind: "owner_notice",
          businessId: business.id,
          message: `A customer may have asked not to be texted (number ending in ${inbound.from.slice(-2)}). Read their text and decide. ${said.why}`,
        });
        break;
      case "help":
      case "none":
        break;
    }
    if (said.kind !== "stop" && said.kind !== "start" && !caller.blocked)
      await tellOwner(app, tx, business, {
        about: "reply",
        sourceId: text.id,
        line: line.number,
        phone: inbound.from,
      });
    // Whoever says stop has not come back to the business.
    if (said.kind !== "stop")
      await tx.calls.markRecovered(
        business.id,
        inbound.from,
        new Date(occurredAt.getTime() - RECOVERED_WITHIN_MS),
        occurredAt,
      );
    await tx.activities.want({
      id: app.newId("act"),
      businessId: business.id,
      phone: inbound.from,
      kind: "text",
      sourceId: text.id,
      occurredAt,
      state: "pending",
      mayCreate: said.kind !== "stop" && !caller.blocked,
    });
    await tx.jobs.enqueue({ kind: "drain_caller", businessId: business.id, phone: inbound.from });
    return [...events, { kind: "text_received", text }];
  });
  for (const event of events) app.emit(event);
}
