/** What the API shows of things: never more than is named here. */
import type {
  ActivityRow,
  Call,
  ConversationItem,
  ConversationSummary,
  Line,
  Text,
  Transfer,
} from "../app/ports.ts";
import type { Business } from "../domain/business.ts";
import { forwardTargetText } from "../domain/phone.ts";

export const businessView = ({
  id,
  name,
  timeZone,
  country,
  leadForAnsweredCallers,
  createdAt,
}: Business) => ({
  id,
  name,
  timeZone,
  country,
  leadForAnsweredCallers,
  createdAt: createdAt.toISOString(),
});

export const lineView = (line: Line) => ({
  number: line.number,
  enabled: line.enabled,
  forwardTo: line.forwardTo === null ? null : forwardTargetText(line.forwardTo),
  ringTimeoutSeconds: line.ringTimeoutSeconds,
  message: line.message,
});

export const callView = (call: Call) => ({
  id: call.id,
  phone: call.phone,
  line: call.line,
  direction: call.direction,
  outcome: call.outcome,
  reason: call.reason,
  occurredAt: call.occurredAt.toISOString(),
  durationSeconds: call.durationSeconds,
  callerName: call.callerName,
  callSid: call.callSid,
  receipt: call.receipt,
});

export const textView = (text: Text) => ({
  id: text.id,
  phone: text.phone,
  line: text.line,
  direction: text.direction,
  body: text.body,
  state: text.state,
  occurredAt: text.occurredAt.toISOString(),
  purpose: text.purpose,
  callId: text.callId,
  segments: text.segments,
  messageSid: text.messageSid,
  errorCode: text.errorCode,
  errorMessage: text.errorMessage,
});

export const itemView = (item: ConversationItem) =>
  item.type === "call"
    ? { type: "call" as const, ...callView(item.call) }
    : { type: "text" as const, ...textView(item.text) };

export const conversationView = (each: ConversationSummary) => ({
  phone: each.phone,
  name: each.name,
  consent: each.consent,
  lastActivityAt: each.lastActivityAt.toISOString(),
  last: each.last === null ? null : itemView(each.last),
});

export const transferView = (transfer: Transfer) => ({
  ...transfer,
  occurredAt: transfer.occurredAt.toISOString(),
});

export const activityView = (row: ActivityRow) => ({
  id: row.id,
  phone: row.phone,
  kind: row.kind,
  sourceId: row.sourceId,
  state: row.state,
  recordId: row.recordId,
  attempts: row.attempts,
  problem: row.problem,
  occurredAt: row.occurredAt.toISOString(),
});
