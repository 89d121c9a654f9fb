/**
 * Codes and invitations by text, from a line of the person's own business. They cost no credit and are kept
 * nowhere: what lets somebody in is not for the inbox to show. One that is lost is asked for again.
 */
import { LIMIT_WINDOW_MS, LIMITS } from "../../domain/sign-in.ts";
import { nextTextingState } from "../../domain/texting-state.ts";
import type { App } from "../context.ts";
import type { Line } from "../ports/index.ts";
import type { Notifier } from "../ports/sign-in.ts";
import { whyNotOwnPhone } from "./own-phone.ts";

export const textPeople = (app: App): Notifier => ({
  async notify({ contact, businessId, text }) {
    if (contact.kind !== "phone") return "not_configured";
    const { read } = app.store;
    const now = app.clock.now();
    const canText = ({ texting }: Line): boolean =>
      texting === null || nextTextingState(texting, { kind: "tick", at: now }).status === "ready";
    const line = (await read.lines.list(businessId)).find(canText);
    if (line === undefined || (await whyNotOwnPhone(read, businessId, contact.phone)) !== null)
      return "not_configured";
    // Nobody pays for these, so nobody may have many of them sent.
    const used = await read.signIn.count(`texted:${businessId}`, LIMIT_WINDOW_MS, now);
    if (used > LIMITS.textsPerBusiness) return "not_configured";
    const result = await app.carrier.sendText({
      businessId,
      textId: app.newId("text"),
      from: line.number,
      to: contact.phone,
      body: text,
    });
    if (result.kind !== "accepted")
      throw new Error(`The carrier did not take a text to one of a business's people: ${result.kind}`);
    return "sent";
  },
});

/** Asks one after the other until somebody can bring it. */
export const firstOf = (...notifiers: readonly Notifier[]): Notifier => ({
  async notify(message) {
    for (const notifier of notifiers) {
      const result = await notifier.notify(message);
      if (result === "sent") return result;
    }
    return "not_configured";
  },
});
