import { readConsent } from "../domain/consent.ts";
import type { E164 } from "../domain/phone.ts";
import { cleanText } from "../domain/plain-text.ts";
import { countSegments } from "../domain/segments.ts";
import type { App } from "./context.ts";
import { optIn, optOut } from "./opt-out.ts";
import type { LineInUse, Text, TextbackEvent } from "./ports.ts";

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
const RECOVERED_WITHIN_MS = 7 * 24 * 3_600_000;

/** Stores an inbound text once, with what it says about consent, and wants it on the caller's timeline. */
export async function receiveText(app: App, inbound: InboundText): Promise<void> {
  const { line, business } = inbound.lineInUse;
  const body = cleanText(inbound.body);
  const events = await app.store.transaction(async (tx): Promise<TextbackEvent[]> => {
    const now = app.clock.now();
    const occurredAt = inbound.occurredAt ?? now;
    const caller = await tx.callers.lock(business.id, inbound.from, occurredAt);
    if ((await tx.texts.findBySid(business.id, inbound.messageSid)) !== null) return [];
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
    await tx.texts.insert(text);
    tx.notify({ kind: "conversation", businessId: business.id, phone: inbound.from });

    const said = readConsent(body, caller.consent);
    const evidence = { source: "inbound_text", body, messageSid: inbound.messageSid } as const;
    const events: TextbackEvent[] = [];
    switch (said.kind) {
      case "stop":
        events.push(...(await optOut(app, tx, business.id, inbound.from, evidence)));
        break;
      case "start":
        await optIn(app, tx, business.id, inbound.from, evidence);
        break;
      case "ambiguous":
        await tx.callers.setConsentQuestion(business.id, inbound.from, said.why);
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
