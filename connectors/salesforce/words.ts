/** What we say of a caller, a call and a text, in an org's terms: for our own fields and for the customer's. Pure. */
import type { Activity, CallActivity, LeadDraft } from "../../src/crm/contract.ts";
import { assertNever } from "../../src/domain/errors.ts";
import type { Words } from "./custom-fields.ts";

export const LEAD_WORDS = ["phone", "name", "source", "line", "date", "time"] as const;

/** @param line the number that was called; empty when nothing is logged yet */
export const leadWords = (draft: LeadDraft, line: string, timeZone: string): Words =>
  ({
    phone: draft.phone,
    name: draft.name?.trim() ?? "",
    source: draft.source,
    line,
    date: dateIn(timeZone, draft.createdAt),
    time: draft.createdAt.toISOString(),
  }) satisfies Record<(typeof LEAD_WORDS)[number], string>;

export const TASK_WORDS = [
  "title",
  "direction",
  "phone",
  "line",
  "outcome",
  "reason",
  "duration_seconds",
  "text",
  "state",
  "date",
  "time",
] as const;

export function taskWords(activity: Activity, timeZone: string): Words {
  const { title, direction, phone, line, occurredAt } = activity;
  const call = activity.kind === "call" ? activity : null;
  const text = activity.kind === "text" ? activity : null;
  return {
    title,
    direction: direction === "in" ? "Inbound" : "Outbound",
    phone,
    line,
    outcome: call?.outcome ?? "",
    reason: call?.reason == null ? "" : dispositionOf(call),
    duration_seconds: String(call?.durationSeconds ?? ""),
    text: text?.body ?? "",
    state: text?.state ?? "",
    date: dateIn(timeZone, occurredAt),
    time: occurredAt.toISOString(),
  } satisfies Record<(typeof TASK_WORDS)[number], string>;
}

export function dispositionOf({ outcome, reason }: CallActivity): string {
  if (outcome === "answered") return "Answered";
  switch (reason) {
    case "busy":
      return "Busy";
    case "failed":
      return "Failed";
    case "caller_hung_up":
      return "Caller hung up";
    case "no_answer":
    case null:
      return "No answer";
    default:
      return assertNever(reason);
  }
}

/** The day on which it was, where the org is. */
export function dateIn(timeZone: string, at: Date): string {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(at);
}
