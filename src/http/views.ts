/** What the API shows of things: never more than is named here. */

import type { ConversationSummary } from "../app/overviews/inbox.ts";
import type { BusinessHealth } from "../app/ports/console.ts";
import type {
  ActivityRow,
  Call,
  ConversationItem,
  Line,
  Notice,
  Text,
  Transfer,
} from "../app/ports/index.ts";
import type { LeadNote, LeadView } from "../app/ports/leads.ts";
import type { Purchase } from "../app/ports/payments.ts";
import type { RecordMoveSeen } from "../app/ports/records.ts";
import type { Invitation, User } from "../app/ports/sign-in.ts";
import type { Attachments } from "../app/privacy/media-links.ts";
import type { Course, ReplayedCall } from "../domain/back-test.ts";
import type { Business } from "../domain/business.ts";
import { explainDeliveryError } from "../domain/delivery-errors.ts";
import { type ForwardTarget, forwardTargetText } from "../domain/phone.ts";
import { optionsOf } from "../domain/settings.ts";
import {
  newTextingState,
  nextTextingState,
  type TextingState,
  textingWords,
} from "../domain/texting-state.ts";

export const userView = ({ id, name, email, phone, phoneProvenAt, role, createdAt }: User) => ({
  id,
  name,
  email,
  phone,
  /** Only a proven phone gets codes to sign in. */
  phoneProven: phoneProvenAt !== null,
  role,
  createdAt: createdAt.toISOString(),
});

export const invitationView = ({ id, name, email, phone, role, createdAt, expiresAt }: Invitation) => ({
  id,
  name,
  email,
  phone,
  role,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});

export const businessView = ({
  id,
  name,
  timeZone,
  country,
  leadForAnsweredCallers,
  retentionDays,
  createdAt,
  demoEndsAt,
}: Business) => ({
  id,
  name,
  timeZone,
  country,
  leadForAnsweredCallers,
  retentionDays,
  createdAt: createdAt.toISOString(),
  demoEndsAt: demoEndsAt?.toISOString() ?? null,
});

export const healthView = ({ createdAt, lastCallAt, ...rest }: BusinessHealth) => ({
  ...rest,
  createdAt: createdAt.toISOString(),
  lastCallAt: lastCallAt?.toISOString() ?? null,
});

export const lineView = (line: Line, now: Date) => ({
  number: line.number,
  enabled: line.enabled,
  forwardTo: forwardToView(line.forwardTo),
  ringTimeoutSeconds: line.ringTimeoutSeconds,
  message: line.message,
  ...optionsOf(line),
  texting: textingView(line.texting, now),
});

/** One as text, none as null, several as a list: as it was given. */
const forwardToView = (targets: readonly ForwardTarget[]): string | null | readonly string[] => {
  const texts = targets.map(forwardTargetText);
  return texts.length > 1 ? texts : (texts[0] ?? null);
};

const textingView = (texting: TextingState | null, now: Date) => {
  const state = nextTextingState(texting ?? newTextingState(now), { kind: "tick", at: now });
  return {
    status: state.status,
    ...textingWords(state),
    errorCode: state.code,
    resumesAt: state.resumesAt?.toISOString() ?? null,
    registration: state.registration,
  };
};

export const callView = (call: Call, attachments: Attachments) => ({
  id: call.id,
  phone: call.phone,
  line: call.line,
  direction: call.direction,
  outcome: call.outcome,
  reason: call.reason,
  /** A live test of the owner's: no customer called. */
  test: call.standing === "live_test",
  occurredAt: call.occurredAt.toISOString(),
  durationSeconds: call.durationSeconds,
  callerName: call.callerName,
  callSid: call.callSid,
  receipt: call.receipt,
  answeredBy:
    call.verdict === null
      ? null
      : { verdict: call.verdict.verdict, why: call.verdict.why, evidence: call.verdict.evidence },
  recoveredAt: call.recoveredAt?.toISOString() ?? null,
  hungUpBy: call.hungUpBy,
  recordings: attachments.recordings(call).map(({ recording, url }) => ({
    id: recording.id,
    durationSeconds: recording.durationSeconds,
    url,
    occurredAt: recording.occurredAt.toISOString(),
  })),
});

export const textView = (text: Text, attachments: Attachments) => ({
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
  media: attachments.media(text),
  bodyErasedAt: text.bodyErasedAt?.toISOString() ?? null,
  problem: problemOf(text),
});

/** In words for the owner: what went wrong, and what to do. */
function problemOf(text: Text): { forOwner: string; whatToDo: string } | null {
  if (text.errorCode === null) return null;
  const { forOwner, whatToDo } = explainDeliveryError(text.errorCode);
  return { forOwner, whatToDo };
}

export const noticeView = (notice: Notice) => ({
  ...notice,
  firstAt: notice.firstAt.toISOString(),
  lastAt: notice.lastAt.toISOString(),
  resolvedAt: notice.resolvedAt?.toISOString() ?? null,
});

export const itemView = (item: ConversationItem, attachments: Attachments) =>
  item.type === "call"
    ? { type: "call" as const, ...callView(item.call, attachments) }
    : { type: "text" as const, ...textView(item.text, attachments) };

export const transferView = (transfer: Transfer) => ({
  ...transfer,
  occurredAt: transfer.occurredAt.toISOString(),
});

/** On which record, by which field it was found, and which others have the number. */
const placeOf = ({ recordId, matchedBy, others, wantedRecordId }: ActivityRow) => ({
  recordId,
  matchedBy,
  otherRecords: others,
  /** The record to which it is being moved. */
  movingTo: recordId === null ? null : wantedRecordId,
});

/** How a call or text of a conversation stands in the CRM; `null`: it is not for the CRM, or not yet. */
export const standingView = (item: ConversationItem, outbox: readonly ActivityRow[]) => {
  const source = item.type === "call" ? item.call.id : item.text.id;
  const row = outbox.find(({ sourceId, kind }) => sourceId === source && kind === item.type);
  if (row === undefined) return null;
  const { id, state, problem, discardReason } = row;
  return { id, state, ...placeOf(row), problem, discardReason };
};

export const recordMoveView = (move: RecordMoveSeen) => ({
  id: move.id,
  phone: move.phone,
  connector: move.connector,
  why: move.why,
  state: move.state,
  activities: move.activities,
  from: move.from === null ? null : { recordId: move.from.recordId, name: move.from.name },
  toRecordId: move.toRecordId,
  occurredAt: move.occurredAt.toISOString(),
  undoneAt: move.undoneAt?.toISOString() ?? null,
  /** What became of the record that was emptied, when it was one of ours. */
  retirement: move.retirement,
  keptBecause: move.keptBecause,
});

const courseView = ({ outcome, decision, skipReason, waits, why }: Course) => ({
  outcome,
  /** `null`: the call was answered, so that nothing was decided. */
  decision,
  reason: skipReason,
  waits,
  why,
});

export const backTestChangeView = ({ call, was, would, unknown }: ReplayedCall) => ({
  callId: call.id,
  phone: call.phone,
  occurredAt: call.occurredAt.toISOString(),
  was: courseView(was),
  would: courseView(would),
  unknown,
});

export const purchaseView = (purchase: Purchase) => ({
  id: purchase.id,
  credits: purchase.credits,
  priceCents: purchase.priceCents,
  state: purchase.state,
  /** Where to pay, while it is open. */
  url: purchase.url,
  problem: purchase.problem,
  requestedAt: purchase.requestedAt.toISOString(),
  settledAt: purchase.settledAt?.toISOString() ?? null,
});

export const activityView = (row: ActivityRow) => ({
  id: row.id,
  phone: row.phone,
  kind: row.kind,
  sourceId: row.sourceId,
  state: row.state,
  ...placeOf(row),
  attempts: row.attempts,
  problem: row.problem,
  discardReason: row.discardReason,
  occurredAt: row.occurredAt.toISOString(),
});

export const conversationView = (each: ConversationSummary, attachments: Attachments) => ({
  phone: each.phone,
  name: each.name,
  consent: each.consent,
  consentQuestion: each.consentQuestion,
  blocked: each.blocked,
  unread: each.unread,
  waiting: each.waiting,
  handledAt: each.handledAt?.toISOString() ?? null,
  lastActivityAt: each.lastActivityAt.toISOString(),
  last: each.last === null ? null : itemView(each.last, attachments),
});

export const leadView = ({ createdAt, movedAt, lastActivity, ...lead }: LeadView) => ({
  ...lead,
  createdAt: createdAt.toISOString(),
  movedAt: movedAt.toISOString(),
  lastActivity: lastActivity === null ? null : { ...lastActivity, at: lastActivity.at.toISOString() },
});
export const noteView = ({ createdAt, ...note }: LeadNote) => ({
  ...note,
  createdAt: createdAt.toISOString(),
});
