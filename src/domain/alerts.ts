/** How the owner is told that somebody called in vain or wrote: where to, about what, how often. */
import type { E164 } from "./phone.ts";

export type AlertChannel = "email" | "webhook" | "text" | "push";

/** `notice`: what the owner has to know or do · `line_ready`: a line whose texts were paused texts again. */
export type AlertAbout = "missed_call" | "reply" | "notice" | "line_ready";

/** All of it is off until the business asks for it. */
export interface AlertSettings {
  readonly email: { readonly to: readonly string[] } | null;
  readonly webhook: { readonly url: string } | null;
  /** To the owner's own phone; each costs a credit. */
  readonly text: { readonly to: E164 } | null;
  /** Somebody asked to be told on a device of theirs. */
  readonly push?: boolean;
  readonly on: { readonly missedCall: boolean; readonly reply: boolean };
}

export const NO_ALERTS: AlertSettings = {
  email: null,
  webhook: null,
  text: null,
  on: { missedCall: false, reply: false },
};

/**
 * One caller is worth one alert in this time, on each channel. Who calls again within it has been told of; what they
 * write has not, so that is told when the time is over, if nobody has read it by then.
 */
export const ALERT_PAUSE_MS = 10 * 60_000;
export const MAX_ALERT_ADDRESSES = 5;
/** Whose turn it is. Withheld callers cannot be told apart, so they take turns as one. */
export const turnOf = (phone: E164 | null): string => phone ?? "withheld";

/** Where news of this kind goes. Notices and lines that text again are for the mailbox alone: nothing hurries. */
export function channelsFor(settings: AlertSettings, about: AlertAbout): readonly AlertChannel[] {
  const email: readonly AlertChannel[] = settings.email === null ? [] : ["email"];
  if (about === "notice" || about === "line_ready") return email;
  // Whoever asked on their own device wants to hear of both, whatever the owner chose for the others.
  const push: readonly AlertChannel[] = settings.push === true ? ["push"] : [];
  if (!(about === "missed_call" ? settings.on.missedCall : settings.on.reply)) return push;
  return [
    ...email,
    ...push,
    ...(settings.webhook === null ? [] : (["webhook"] as const)),
    ...(settings.text === null ? [] : (["text"] as const)),
  ];
}

/** Waits after an alert that did not get through; the last one repeats. */
const RETRY_DELAYS_MS = [10_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000] as const;
/** A webhook that has failed for this long is switched off, and the owner told. */
export const WEBHOOK_OFF_AFTER_MS = 3 * 24 * 3_600_000;
/** An alert that is older than this tells nobody anything: it is given up. */
const GIVE_UP_AFTER_MS: Readonly<Record<AlertChannel, number>> = {
  email: 24 * 3_600_000,
  webhook: WEBHOOK_OFF_AFTER_MS,
  text: 3_600_000,
  push: 3_600_000,
};

export const isAlertOver = (channel: AlertChannel, occurredAt: Date, now: Date): boolean =>
  now.getTime() - occurredAt.getTime() > GIVE_UP_AFTER_MS[channel];

/** When an alert is tried again, or `null`: it is given up. */
export function nextAlertTryAt(
  channel: AlertChannel,
  occurredAt: Date,
  attempts: number,
  now: Date,
): Date | null {
  const delay = RETRY_DELAYS_MS[Math.min(attempts, RETRY_DELAYS_MS.length) - 1] ?? RETRY_DELAYS_MS[0];
  const at = new Date(now.getTime() + delay);
  return isAlertOver(channel, occurredAt, at) ? null : at;
}
