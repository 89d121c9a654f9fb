/** Puts a call or a text into the words that stand on a timeline. */
import type { CallActivity, TextActivity } from "../../crm/contract.ts";
import type { MissedReason } from "../../domain/call.ts";
import type { ActivityRow, Call, Text } from "../ports/index.ts";
import type { Attachments } from "../privacy/media-links.ts";
import { describeOutboundCall } from "./describe-outbound-call.ts";

const missedWords: Readonly<Record<MissedReason, string>> = {
  no_answer: "nobody picked up",
  busy: "the phone was busy",
  failed: "the phone could not be reached",
  caller_hung_up: "the caller hung up first",
};

const durationWords = (seconds: number): string =>
  seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;

/** `null` while the call has no outcome yet. */
export function describeCall(row: ActivityRow, call: Call, attachments: Attachments): CallActivity | null {
  if (call.outcome === null) return null;
  const { title, summary } = wordsOfCall(call);
  return {
    id: row.id,
    kind: "call",
    line: call.line,
    phone: row.phone,
    occurredAt: call.occurredAt,
    direction: call.direction,
    outcome: call.outcome,
    reason: call.reason,
    durationSeconds: call.durationSeconds,
    title,
    summary: [
      summary,
      ...attachments.recordings(call).map(({ recording: { durationSeconds }, url }) => {
        const length = durationSeconds === null ? "" : `, ${durationWords(durationSeconds)}`;
        return `Voicemail${length}: ${url}`;
      }),
    ].join("\n"),
  };
}

/** Of a call that has an outcome. */
export const wordsOfCall = (call: Call): { title: string; summary: string } =>
  call.direction === "out"
    ? describeOutboundCall(call, durationWords)
    : describeIncoming(call, call.reason === null ? "" : missedWords[call.reason]);

const describeIncoming = (call: Call, missed: string): { title: string; summary: string } =>
  call.outcome === "missed"
    ? {
        title: "Missed call",
        summary: `Missed call to ${call.line}: ${missed}. ${call.receipt?.summary ?? ""}`.trim(),
      }
    : {
        title: "Answered call",
        summary: `Answered call to ${call.line}${call.durationSeconds === null ? "" : `, ${durationWords(call.durationSeconds)}`}.`,
      };

export const titleOfText = ({ direction, state }: Text): string =>
  direction === "in" ? "Text received" : state === "failed" ? "Text not sent" : "Text sent";

export const describeText = (row: ActivityRow, text: Text, attachments: Attachments): TextActivity => ({
  id: row.id,
  kind: "text",
  line: text.line,
  phone: row.phone,
  occurredAt: text.occurredAt,
  direction: text.direction,
  body: text.body,
  state: text.state,
  title: titleOfText(text),
  summary: [
    text.body,
    ...(text.errorMessage === null ? [] : [`(${text.errorMessage})`]),
    ...attachments.media(text).map(({ contentType, url }) => `Attached (${contentType}): ${url}`),
  ].join("\n"),
});
