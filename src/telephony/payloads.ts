/** Twilio's webhook bodies, read once into our own words. Unknown parameters are Twilio's right to add. */
import { z } from "zod";
import type { KeyedFact } from "../app/ports/index.ts";
import { ANSWERED_BY } from "../domain/answered-by.ts";
import type { DialResult, LegState } from "../domain/call.ts";
import { isSimulatedAccount } from "../domain/demo.ts";
import type { DeliveryNews } from "../domain/text.ts";

const sid = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `must be a ${prefix} sid`);
export const callSid = sid("CA");
const messageSid = z.string().regex(/^(SM|MM)[0-9a-fA-F]{32}$/, "must be a message sid");
// Twilio sends numbers as text; what is not a count of seconds is as good as absent.
const seconds = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number)
  .optional()
  .catch(undefined);
const short = z.string().max(256);

/** Of every body; decides which token the signature must be made with. */
export const accountSid = z.union([sid("AC"), z.string().refine(isSimulatedAccount)]);

const header = {
  CallSid: callSid,
  From: short.default(""),
  To: short,
  CallerName: short.optional(),
  ForwardedFrom: short.optional(),
  StirVerstat: short.optional(),
};

export const voiceBody = z.object(header);

export const dialEndedBody = z.object({
  ...header,
  CallStatus: short.default(""),
  DialCallStatus: z.enum(["completed", "answered", "busy", "no-answer", "failed", "canceled"]),
  DialBridged: z.enum(["true", "false"]).optional(),
  DialCallDuration: seconds,
});

/** What the called party's leg posts; which call it belongs to stands in the address. */
export const keyBody = z.object({ CallSid: callSid, Digits: short.default("") });
export const machineBody = z.object({
  CallSid: callSid,
  // A result that Twilio has added since tells us nothing.
  AnsweredBy: z.enum(ANSWERED_BY).catch("unknown"),
});
export const recordingBody = z.object({
  CallSid: callSid,
  RecordingSid: sid("RE"),
  RecordingStatus: short,
  RecordingDuration: seconds,
});

/** The end of a message says too what was recorded, should the report about it be lost. */
export const messageBody = z.object({
  CallSid: callSid,
  To: short,
  RecordingSid: sid("RE").optional(),
  RecordingDuration: seconds,
});

export const voiceStatusBody = z.object({ ...header, CallStatus: short, CallDuration: seconds });

export const legBody = z.object({
  CallSid: callSid,
  ParentCallSid: callSid,
  CallStatus: z.enum([
    "queued",
    "initiated",
    "ringing",
    "in-progress",
    "completed",
    "busy",
    "no-answer",
    "failed",
    "canceled",
  ]),
  CallDuration: seconds,
  Timestamp: short.optional(),
});

/** The same of a call that we asked for: its first leg has no parent. */
export const ownLegBody = legBody.omit({ ParentCallSid: true });

export const smsBody = z
  .object({
    MessageSid: messageSid,
    From: short,
    To: short,
    Body: z.string().max(10_000).default(""),
    NumMedia: z
      .string()
      .regex(/^\d{1,2}$/)
      .transform(Number)
      .default(0),
  })
  .loose();

export const textStatusBody = z.object({
  MessageSid: messageSid,
  MessageStatus: short,
  ErrorCode: z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .optional()
    .catch(undefined),
});

const FINAL = new Set(["completed", "busy", "no-answer", "failed", "canceled"]);

const legStates: Readonly<Record<z.infer<typeof legBody>["CallStatus"], LegState>> = {
  queued: "ringing",
  initiated: "ringing",
  ringing: "ringing",
  "in-progress": "answered",
  completed: "completed",
  busy: "busy",
  "no-answer": "no_answer",
  failed: "failed",
  canceled: "canceled",
};

/** Of a call as the carrier lists it. A status that we do not know is none in which a call has ended. */
export const legState = (status: string): LegState =>
  legStates[status as keyof typeof legStates] ?? "ringing";

export function dialEndedFact(body: z.infer<typeof dialEndedBody>): KeyedFact {
  const result = dialResult(body);
  return {
    key: "dial_ended",
    fact: {
      kind: "dial_ended",
      result,
      callerGone: FINAL.has(body.CallStatus),
      durationSeconds: body.DialCallDuration ?? null,
      ...(body.DialBridged === "true" ? { confirmed: true } : {}),
    },
  };
}

/** `completed` with DialBridged=false is a called party who answered but was never connected. */
function dialResult(body: z.infer<typeof dialEndedBody>): DialResult {
  switch (body.DialCallStatus) {
    case "completed":
    case "answered":
      return body.DialBridged === "false" ? "no_answer" : "bridged";
    case "busy":
      return "busy";
    case "failed":
      return "failed";
    case "no-answer":
      return body.DialBridged === "true" ? "bridged" : "no_answer";
    case "canceled":
      return body.DialBridged === "true" ? "bridged" : "canceled";
  }
}

/** Only the end of the caller's leg says anything. */
export const voiceStatusFact = (body: z.infer<typeof voiceStatusBody>): KeyedFact | null =>
  callerLegEnd(body.CallStatus);

/** `null` while the call goes on. */
export function callerLegEnd(status: string): KeyedFact | null {
  if (!FINAL.has(status)) return null;
  return {
    key: `caller_leg_ended:${status}`,
    fact: { kind: "caller_leg_ended", connected: status === "completed" },
  };
}

/** The same as its report would say, except when it came to this. */
export function legEnd(legSid: string, status: string, durationSeconds: number | null): KeyedFact | null {
  if (!FINAL.has(status)) return null;
  const state = legStates[status as keyof typeof legStates];
  return { key: `leg:${legSid}:${status}`, fact: { kind: "leg", legSid, state, durationSeconds } };
}

export const keyFact = (body: z.infer<typeof keyBody>): KeyedFact => ({
  key: `key:${body.CallSid}`,
  fact: { kind: "key_asked", legSid: body.CallSid, pressed: body.Digits !== "" },
});

export const machineFact = (body: z.infer<typeof machineBody>): KeyedFact => ({
  key: `machine:${body.CallSid}`,
  fact: { kind: "machine_detected", legSid: body.CallSid, answeredBy: body.AnsweredBy },
});

/** The same from the carrier's list, which leaves it empty when nobody was asked to listen. */
export const heardOn = (legSid: string, answeredBy: string | null): KeyedFact | null =>
  answeredBy ? machineFact(machineBody.parse({ CallSid: legSid, AnsweredBy: answeredBy })) : null;

/** @param now for a report without a time of its own. */
export const legFact = (body: z.infer<typeof ownLegBody>, now: Date): KeyedFact => ({
  key: `leg:${body.CallSid}:${body.CallStatus}`,
  fact: {
    kind: "leg",
    legSid: body.CallSid,
    state: legStates[body.CallStatus],
    durationSeconds: body.CallDuration ?? null,
    at: timeOf(body.Timestamp, now).toISOString(),
  },
});

/** Twilio's times are RFC 2822. */
function timeOf(text: string | undefined, now: Date): Date {
  const parsed = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(parsed) ? now : new Date(parsed);
}

/** `null`: a status that says nothing new, such as `queued`, or one that Twilio has added since. */
export function deliveryNews(status: string): DeliveryNews | null {
  switch (status) {
    case "sent":
      return "accepted";
    case "delivered":
    case "read":
      return "delivered";
    case "undelivered":
      return "undelivered";
    case "failed":
    case "canceled":
      return "failed";
    default:
      return null;
  }
}

const MAX_MEDIA = 10;

export function mediaOf(body: z.infer<typeof smsBody>): { url: string; contentType: string }[] {
  const media = [];
  for (let i = 0; i < Math.min(body.NumMedia, MAX_MEDIA); i++) {
    const url = body[`MediaUrl${i}`];
    const contentType = body[`MediaContentType${i}`];
    if (typeof url === "string" && URL.canParse(url)) {
      media.push({
        url,
        contentType: typeof contentType === "string" ? contentType : "application/octet-stream",
      });
    }
  }
  return media;
}
