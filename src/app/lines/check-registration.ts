/** Asks the carrier how a line's registration stands, and lets the line text, or wait, by what it says. */
import { channelsFor } from "../../domain/alerts.ts";
import type { E164 } from "../../domain/phone.ts";
import {
  newTextingState,
  nextTextingState,
  type Registration,
  type TextingState,
  textingWords,
} from "../../domain/texting-state.ts";
import type { App } from "../context.ts";
import type { TextbackEvent, Tx } from "../ports/index.ts";
import { textingSubject } from "../texts/learn-from-error.ts";

/** A line that waits for the carriers is asked about this often, any other once a day. */
const WAITING_EVERY_MS = 10 * 60_000;
const ANY_EVERY_MS = 24 * 3_600_000;
const BATCH = 500;

/** Each minute: the lines whose turn it is get a job each. */
export async function askForRegistrations(app: App): Promise<void> {
  const now = app.clock.now();
  const ago = (ms: number) => new Date(now.getTime() - ms);
  await app.store.transaction(async (tx) => {
    const due = await tx.lines.takeToAsk(now, ago(WAITING_EVERY_MS), ago(ANY_EVERY_MS), BATCH);
    for (const { businessId, number } of due)
      await tx.jobs.enqueue({ kind: "check_registration", businessId, number });
  });
}

export async function checkRegistration(app: App, businessId: string, number: E164): Promise<void> {
  const registration = await app.carrier.registrationOf(businessId, number);
  const events = await app.store.transaction(async (tx): Promise<TextbackEvent[]> => {
    const at = app.clock.now();
    const before = (await tx.lines.lockTexting(businessId, number)) ?? newTextingState(new Date(0));
    const after = withRegistration(before, registration, at);
    if (after === before) return [];
    await tx.lines.setTexting(businessId, number, after);
    if (after.status === "ready")
      return before.status === "ready" ? [] : tellReady(app, tx, businessId, number, after);
    return tellPaused(app, tx, businessId, number, before, after);
  });
  for (const event of events) app.emit(event);
}

/**
 * Time passes first, so that a pause that has run out is over. The campaign comes before the brand: a brand
 * without its campaign counts as waiting, which would end a limit's pause.
 */
export function withRegistration(state: TextingState, registration: Registration, at: Date): TextingState {
  let next = nextTextingState(state, { kind: "tick", at });
  for (const program of ["toll_free", "campaign", "brand"] as const) {
    const status = registration[program];
    if (status !== null) next = nextTextingState(next, { kind: "registration_news", program, status, at });
  }
  return next;
}

async function tellReady(
  app: App,
  tx: Tx,
  businessId: string,
  number: E164,
  after: TextingState,
): Promise<TextbackEvent[]> {
  await tx.notices.resolve(businessId, textingSubject(number), app.clock.now());
  const settings = await tx.alerts.settings(businessId);
  for (const channel of settings === null ? [] : channelsFor(settings, "line_ready")) {
    const id = app.newId("alert");
    const isNew = await tx.alerts.want({
      id,
      businessId,
      channel,
      about: "line_ready",
      sourceId: `${number} ${after.since.toISOString()}`,
      line: number,
      phone: null,
      occurredAt: app.clock.now(),
    });
    if (isNew) await tx.jobs.enqueue({ kind: "send_alert", businessId, alertId: id });
  }
  return [{ kind: "owner_notice", businessId, message: "One of your lines can text again." }];
}

async function tellPaused(
  app: App,
  tx: Tx,
  businessId: string,
  number: E164,
  before: TextingState,
  after: TextingState,
): Promise<TextbackEvent[]> {
  const { headline, whatToDo } = textingWords(after);
  if (before.status !== "ready" && textingWords(before).headline === headline) return [];
  await tx.notices.raise({
    id: app.newId("note"),
    businessId,
    subject: textingSubject(number),
    headline: `Texts from ${number} are paused. ${headline}`,
    whatToDo,
    at: app.clock.now(),
  });
  const message = `Texts from one of your lines are paused. ${headline} ${whatToDo}`;
  return [{ kind: "owner_notice", businessId, message }];
}
