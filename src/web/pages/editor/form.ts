/** The editor's form: what the owner types, what is wrong with it, and what of it is sent. */
import { normalisePhone, parseForwardTarget } from "../../../domain/phone.ts";
import { MAX_RING_SECONDS, MIN_RING_SECONDS } from "../../../domain/settings.ts";
import { parseTemplate } from "../../../domain/template.ts";
import type { Line, LineChange, MoreLineSettings } from "../../api/shapes.ts";
import { phoneWords } from "../../words/phone.ts";

export type MoreSettings = Partial<MoreLineSettings>;
export interface EditorValues {
  readonly enabled: boolean;
  /** As people write it. */
  readonly forwardTo: string;
  readonly ringTimeoutSeconds: number;
  readonly message: string;
  readonly more: MoreSettings;
}

export const MORE_SETTINGS = [
  "repeatWindowMinutes",
  "answerConfirmation",
  "minAnsweredSeconds",
  "hours",
  "afterHoursMessage",
  "quietHours",
  "voicemail",
  "blocklist",
] as const satisfies readonly (keyof MoreLineSettings)[];

export function valuesOf(line: Line, country: string): EditorValues {
  const more: Record<string, unknown> = {};
  for (const name of MORE_SETTINGS) if (name in line) more[name] = line[name];
  return {
    enabled: line.enabled,
    forwardTo: line.forwardTo === null ? "" : phoneWords(line.forwardTo, country).replaceAll("\u00A0", " "),
    ringTimeoutSeconds: line.ringTimeoutSeconds,
    message: line.message,
    more: more as MoreSettings,
  };
}

/** An E.164 number or a SIP address; `null` for neither. */
export function forwardTarget(typed: string, country: string): string | null {
  const trimmed = typed.trim();
  if (parseForwardTarget(trimmed) !== null) return trimmed;
  return /^sips?:/i.test(trimmed) ? null : normalisePhone(trimmed, country);
}

const sentence = (problem: string) => `The message ${problem}.`;

export const validate = (country: string) => ({
  forwardTo: (typed: string) =>
    typed.trim() === "" || forwardTarget(typed, country) !== null
      ? null
      : "Write a phone number, such as (512) 555-0142, or a SIP address, such as sip:desk@example.com.",
  ringTimeoutSeconds: (seconds: number) =>
    Number.isInteger(seconds) && seconds >= MIN_RING_SECONDS && seconds <= MAX_RING_SECONDS
      ? null
      : `From ${MIN_RING_SECONDS} to ${MAX_RING_SECONDS} seconds.`,
  message: (message: string) => {
    const parsed = parseTemplate(message);
    return parsed.ok ? null : sentence(parsed.problem);
  },
});

/** Only what differs from the line as it stands: two people who edit different settings do not undo each other. */
export function changesOf(line: Line, values: EditorValues, country: string): LineChange {
  const forwardTo = values.forwardTo.trim() === "" ? null : forwardTarget(values.forwardTo, country);
  const wanted = {
    enabled: values.enabled,
    forwardTo,
    ringTimeoutSeconds: values.ringTimeoutSeconds,
    message: values.message,
    ...values.more,
  };
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(line[name as keyof Line]),
    ),
  ) as LineChange;
}
