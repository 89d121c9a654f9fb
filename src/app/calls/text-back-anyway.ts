/** The owner has a text-back sent that the rules did not send. The caller's own wish still stands above it. */
import { Refusal } from "../../domain/errors.ts";
import { textAnyway } from "../../domain/text-back.ts";
import { nextTextingState, textingWords } from "../../domain/texting-state.ts";
import type { App } from "../context.ts";
import type { Call, Caller, LineInUse, Tx } from "../ports/index.ts";
import { CreditsRanOut, startTextBack } from "./record-call.ts";
import { weighCaller } from "./weigh-text-back.ts";

/** @throws Refusal `call_not_found`, `call_not_missed`, `text_back_exists`, `line_not_found`, `not_textable`, `caller_opted_out`, `line_cannot_text`, `no_credits` */
export async function textBackAnyway(app: App, tx: Tx, businessId: string, callId: string): Promise<Call> {
  const seen = await tx.calls.find(businessId, callId);
  if (seen === null) throw new Refusal("call_not_found", "There is no such call.");
  // Locks the call, so that two who ask at once have one text sent.
  const { call } = await tx.calls.takeIn(businessId, seen.callSid, []);
  if (call === null || call.outcome !== "missed" || call.receipt === null)
    throw new Refusal("call_not_missed", "Only a missed call is texted back.");
  const caller = call.phone === null ? null : await tx.callers.lock(businessId, call.phone, call.occurredAt);
  if ((await tx.texts.findTextBackOf(businessId, call.id)) !== null || call.receipt.decision === "text")
    throw new Refusal("text_back_exists", "This call has its text already.");
  const lineInUse = await tx.lines.findInUse(call.line);
  if (lineInUse === null || lineInUse.business.id !== businessId)
    throw new Refusal("line_not_found", `The line ${call.line} is no longer one of yours.`);
  const textable = await checkTextable(app, tx, lineInUse, call, caller);

  const after: Call = { ...call, receipt: textAnyway(call.receipt) };
  await Promise.all([
    tx.calls.update(businessId, call.id, after),
    startTextBack(app, tx, lineInUse, after, textable, null).catch((error: unknown) => {
      if (error instanceof CreditsRanOut)
        throw new Refusal("no_credits", "There are no credits left. Buy credits, then send the text again.");
      throw error;
    }),
  ]);
  tx.notify({ kind: "conversation", businessId, phone: call.phone });
  return after;
}

async function checkTextable(
  app: App,
  tx: Tx,
  lineInUse: LineInUse,
  call: Call,
  caller: Caller | null,
): Promise<Caller> {
  if (caller === null)
    throw new Refusal("not_textable", "The caller's number was withheld or is none that can be texted.");
  if (call.standing !== "textable")
    throw new Refusal("not_textable", "This call came from one of your own phones or lines.");
  if (caller.consent === "opted_out")
    throw new Refusal(
      "caller_opted_out",
      "This person asked not to be texted (STOP). Only they can take it back, by texting START.",
    );
  const against = await weighCaller(app, tx, lineInUse, call, caller);
  // How often somebody may call is a guess about machines, and the owner knows better.
  const weightiest = against.find(({ reason }) => reason !== "too_many_calls");
  if (weightiest !== undefined) throw new Refusal("not_textable", weightiest.detail);
  const { texting } = lineInUse.line;
  const state = texting === null ? null : nextTextingState(texting, { kind: "tick", at: app.clock.now() });
  if (state !== null && state.status !== "ready") {
    const { headline, whatToDo } = textingWords(state);
    throw new Refusal("line_cannot_text", `${headline} ${whatToDo}`);
  }
  return caller;
}
