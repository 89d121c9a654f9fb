import { readConsentWord } from "../domain/consent.ts";
import type { E164 } from "../domain/phone.ts";
import { cleanText } from "../domain/plain-text.ts";
import { countSegments } from "../domain/segments.ts";
import type { App } from "./context.ts";
import { optIn, optOut } from "./opt-out.ts";
import type { LineInUse, TextbackEvent } from "./ports.ts";

export interface InboundText {
  readonly lineInUse: LineInUse;
  readonly messageSid: string;
  readonly from: E164;
  readonly body: string;
  readonly media: readonly { url: string; contentType: string }[];
}

/** Stores an inbound text once, with what it says about consent, and wants it on the caller's timeline. */
export async function receiveText(app: App, inbound: InboundText): Promise<void> {
  const { line, business } = inbound.lineInUse;
  const body = cleanText(inbound.body);
  const events = await app.store.transaction(async (tx): Promise<TextbackEvent[]> => {
    const now = app.clock.now();
    const caller = await tx.callers.lock(business.id, inbound.from, now);
    if ((await tx.texts.findBySid(business.id, inbound.messageSid)) !== null) return [];
    const id = app.newId("text");
    await tx.texts.insert({
      id,
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
      segments: countSegments(body).segments,
      nextLookAt: null,
      occurredAt: now,
      media: inbound.media,
    });
    const word = readConsentWord(body, caller.consent);
    const evidence = { source: "inbound_text", body, messageSid: inbound.messageSid } as const;
    if (word === "stop") await optOut(app, tx, business.id, inbound.from, evidence);
    if (word === "start") await optIn(app, tx, business.id, inbound.from, evidence);
    await tx.activities.want({
      id: app.newId("act"),
      businessId: business.id,
      phone: inbound.from,
      kind: "text",
      sourceId: id,
      occurredAt: now,
      state: "pending",
    });
    await tx.jobs.enqueue({ kind: "drain_caller", businessId: business.id, phone: inbound.from });
    const text = await tx.texts.find(business.id, id);
    return text === null ? [] : [{ kind: "text_received", text }];
  });
  for (const event of events) app.emit(event);
}
