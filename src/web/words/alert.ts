/** What the owner was told, and how far it got, in their words. */
import type { AlertAbout, AlertChannel } from "../../domain/alerts.ts";
import type { Tone } from "./call.ts";

export const aboutWords: Readonly<Record<AlertAbout, string>> = {
  missed_call: "Missed call",
  reply: "Reply",
  notice: "Notice",
  line_ready: "A line texts again",
};

export const channelWords: Readonly<Record<AlertChannel, string>> = {
  email: "by e-mail",
  webhook: "by webhook",
  text: "by text",
};

const STATES: Readonly<Record<string, { readonly label: string; readonly tone: Tone }>> = {
  pending: { label: "Waiting", tone: "wait" },
  sending: { label: "Sending", tone: "wait" },
  sent: { label: "Sent", tone: "good" },
  failed: { label: "Not sent", tone: "bad" },
  unclear: { label: "Perhaps sent", tone: "wait" },
  cancelled: { label: "No longer needed", tone: "plain" },
};

export const alertStateWords = (state: string): { readonly label: string; readonly tone: Tone } =>
  STATES[state] ?? { label: state, tone: "plain" };
