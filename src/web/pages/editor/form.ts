/** The editor's form: what the owner types, what is wrong with it, and what of it is sent. */
import { normalisePhone, parseForwardTarget } from "../../../domain/phone.ts";
import {
  DEFAULT_OPTIONS,
  MAX_FORWARD_TARGETS,
  MAX_RING_SECONDS,
  MIN_RING_SECONDS,
} from "../../../domain/settings.ts";
import { parseTemplate } from "../../../domain/template.ts";
import type { Line, LineChange, MoreLineSettings } from "../../api/shapes.ts";
import { editor } from "../../words/en/editor.ts";
import { phoneWords } from "../../words/phone.ts";
import { saidInSpanish } from "../../words/said.ts";

export type MoreSettings = Partial<MoreLineSettings>;
export interface EditorValues {
  readonly enabled: boolean;
  /** As people write it. */
  readonly forwardTo: string;
  readonly ringTimeoutSeconds: number;
  readonly message: string;
  readonly more: MoreSettings;
}

const MORE_SETTINGS = Object.keys(DEFAULT_OPTIONS) as (keyof MoreLineSettings)[];

export function valuesOf(line: Line, country: string): EditorValues {
  const offered = MORE_SETTINGS.filter((name) => name in line);
  return {
    enabled: line.enabled,
    forwardTo: [line.forwardTo ?? []]
      .flat()
      .map((target) => phoneWords(target, country).replaceAll("\u00A0", " "))
      .join(", "),
    ringTimeoutSeconds: line.ringTimeoutSeconds,
    message: line.message,
    more: Object.fromEntries(offered.map((name) => [name, line[name]])) as MoreSettings,
  };
}

/** An E.164 number or a SIP address; `null` for neither. */
function forwardTarget(typed: string, country: string): string | null {
  if (parseForwardTarget(typed) !== null) return typed;
  return /^sips?:/i.test(typed) ? null : normalisePhone(typed, country);
}

/** One or several, with commas between them; `null` for none, `undefined` when one of them is neither phone nor SIP. */
export function forwardTargets(typed: string, country: string): string | string[] | null | undefined {
  const parts = typed.split(/[,;\n]/).map((part) => part.trim());
  const targets = parts.filter((part) => part !== "").map((part) => forwardTarget(part, country));
  const read = targets.filter((target) => target !== null);
  if (read.length < targets.length || read.length > MAX_FORWARD_TARGETS) return undefined;
  return read.length > 1 ? read : (read[0] ?? null);
}

/** What is wrong with a message; `null`: nothing. */
export function messageProblem(message: string): string | null {
  const parsed = parseTemplate(message);
  return parsed.ok
    ? null
    : editor("message.wrong", { rule: saidInSpanish()?.templateFault(parsed.fault) ?? parsed.problem });
}

export const validate = (country: string) => ({
  forwardTo: (typed: string) =>
    forwardTargets(typed, country) !== undefined ? null : editor("forwardTo.wrong"),
  ringTimeoutSeconds: (seconds: number) =>
    Number.isInteger(seconds) && seconds >= MIN_RING_SECONDS && seconds <= MAX_RING_SECONDS
      ? null
      : editor("ring.range", { least: MIN_RING_SECONDS, most: MAX_RING_SECONDS }),
  message: messageProblem,
});

/** Only what differs from the line as it stands: two people who edit different settings do not undo each other. */
export function changesOf(line: Line, values: EditorValues, country: string): LineChange {
  const wanted = {
    enabled: values.enabled,
    forwardTo: forwardTargets(values.forwardTo, country),
    ringTimeoutSeconds: values.ringTimeoutSeconds,
    message: values.message,
    ...values.more,
  };
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) =>
        value !== undefined && JSON.stringify(value) !== JSON.stringify(line[name as keyof Line]),
    ),
  ) as LineChange;
}
