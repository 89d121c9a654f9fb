/** A text that the business writes: held and sent like a text-back, to people it knows. */
import { CREDITS_PER_TEXT } from "../../domain/credits.ts";
import { type FieldProblem, Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import { cleanText } from "../../domain/plain-text.ts";
import { countSegments } from "../../domain/segments.ts";
import { MAX_WRITTEN_CHARACTERS, type TextPurpose } from "../../domain/text.ts";
import { nextTextingState, textingWords } from "../../domain/texting-state.ts";
import { whyNotTextable } from "../../domain/who-can-be-texted.ts";
import type { App } from "../context.ts";
import { noteCreditsSpent } from "../credits/note-credits.ts";
import type { Text, Tx } from "../ports/index.ts";

/** A carrier that is away for longer than this has the text dropped, and its credit given back. */
const EXPIRES_AFTER_MS = 24 * 3_600_000;

export const NEVER_IN_TOUCH =
  "This number has never called or texted you. Only people you know may be texted.";
export const OPTED_OUT =
  "This person asked not to be texted (STOP). Only they can take it back, by texting START.";
export const NO_CREDITS = "There are no credits left. Buy credits, then send the text again.";

export interface TextRequest {
  readonly line: E164;
  readonly to: E164;
  readonly body: string;
  /** The business answers for it that this person, who never called or texted, agreed to be texted. */
  readonly firstContact: boolean;
}

/** @throws Refusal `line_not_found`, `caller_unknown`, `caller_opted_out`, `not_textable`, `line_cannot_text`, `no_credits` */
export async function requestText(app: App, tx: Tx, businessId: string, request: TextRequest): Promise<Text> {
  const inUse = await tx.lines.findInUse(request.line);
  if (inUse === null || inUse.business.id !== businessId)
    throw new Refusal(
      "line_not_found",
      `There is no line ${request.line}.`,
      problem("line", "must be a line of this business"),
    );
  const { line, business } = inUse;
  const now = app.clock.now();
  const known = await tx.callers.lockExisting(businessId, request.to);
  if (known === null && !request.firstContact)
    throw new Refusal(
      "caller_unknown",
      NEVER_IN_TOUCH,
      problem("to", "must be the number of somebody who called or texted before"),
    );
  const caller = known ?? (await tx.callers.lock(businessId, request.to, now));
  if (caller.consent === "opted_out") throw new Refusal("caller_opted_out", OPTED_OUT);
  const [against] = whyNotTextable({
    caller: { kind: "known", phone: request.to },
    ownLines: new Set((await tx.lines.ownerOf(request.to)) === null ? [] : [request.to]),
    forwardNumbers: new Set(),
    country: business.country,
    allowedCountries: line.allowedCountries,
    lineType: caller.lineType,
    knownLandline: caller.landline,
    blocklisted: caller.blocked,
    stirVerdict: null,
    callsInLastHour: 0,
    maxCallsPerHour: null,
  });
  if (against !== undefined) throw new Refusal("not_textable", against.detail, problem("to", against.detail));
  const texting = line.texting === null ? null : nextTextingState(line.texting, { kind: "tick", at: now });
  if (texting !== null && texting.status !== "ready") {
    const { headline, whatToDo } = textingWords(texting);
    throw new Refusal("line_cannot_text", `${headline} ${whatToDo}`);
  }
  const { to, body } = request;
  return holdAndQueue(app, tx, {
    businessId,
    lineId: line.id,
    line: line.number,
    to,
    body,
    purpose: "api",
    expiresAfterMs: EXPIRES_AFTER_MS,
  });
}

const problem = (field: string, message: string): readonly FieldProblem[] => [{ field, message }];

/** Sets a credit aside and the text on its way. @throws Refusal `invalid_input`, `no_credits` */
export async function holdAndQueue(
  app: App,
  tx: Tx,
  request: {
    readonly businessId: string;
    readonly lineId: string;
    readonly line: E164;
    readonly to: E164;
    readonly body: string;
    readonly purpose: Extract<TextPurpose, "api" | "alert">;
    readonly expiresAfterMs: number;
  },
): Promise<Text> {
  const now = app.clock.now();
  const { businessId, lineId, line, to, purpose } = request;
  const body = cleanText(request.body).trim();
  if (body === "" || body.length > MAX_WRITTEN_CHARACTERS)
    throw new Refusal(
      "invalid_input",
      `A text has 1 to ${MAX_WRITTEN_CHARACTERS} characters.`,
      problem("body", `must have 1 to ${MAX_WRITTEN_CHARACTERS} characters`),
    );
  const text: Text = {
    id: app.newId("text"),
    businessId,
    lineId,
    line,
    phone: to,
    direction: "out",
    purpose,
    callId: null,
    body,
    state: "queued",
    messageSid: null,
    errorCode: null,
    errorMessage: null,
    segments: countSegments(body).segments,
    attempts: 0,
    absences: 0,
    nextLookAt: now,
    expiresAt: new Date(now.getTime() + request.expiresAfterMs),
    media: [],
    occurredAt: now,
  };
  tx.notify({ kind: "credits", businessId });
  tx.notify({ kind: "conversation", businessId, phone: text.phone });
  const [held] = await Promise.all([
    tx.ledger.transfer(
      {
        businessId,
        key: `hold:${text.id}`,
        kind: "hold",
        credits: CREDITS_PER_TEXT,
        textId: text.id,
        reason: purpose === "alert" ? "alert" : "text",
      },
      app.newId("tr"),
      now,
    ),
    tx.texts.insert(text),
    tx.jobs.enqueue({ kind: "send_text", businessId, textId: text.id }),
  ]);
  if (held === "insufficient") throw new Refusal("no_credits", NO_CREDITS);
  if (held !== "done") throw new Error(`The hold for a new text was refused: ${held}`);
  await noteCreditsSpent(app, tx, businessId);
  return text;
}
