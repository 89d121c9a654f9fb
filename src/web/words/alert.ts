/** What the owner was told, and how far it got, in their words. */
import type { Tone } from "./call.ts";
import { alerts } from "./en/alerts.ts";

const TONES = {
  pending: "wait",
  sending: "wait",
  sent: "good",
  failed: "bad",
  unclear: "wait",
  cancelled: "plain",
} as const satisfies Readonly<Record<string, Tone>>;
const isState = (state: string): state is keyof typeof TONES => Object.hasOwn(TONES, state);

export const alertStateWords = (state: string): { readonly label: string; readonly tone: Tone } =>
  isState(state) ? { label: alerts(`states.${state}`), tone: TONES[state] } : { label: state, tone: "plain" };
