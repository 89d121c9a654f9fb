/** A call that the business asks for. What could be misused to call dear numbers at somebody's cost is refused here. */
import { type FieldProblem, Refusal } from "../../domain/errors.ts";
import { MAX_CALLS_PER_DAY, MAX_CALLS_PER_MINUTE } from "../../domain/outbound-call.ts";
import type { E164 } from "../../domain/phone.ts";
import { mayDial } from "../../domain/who-can-be-texted.ts";
import type { App } from "../context.ts";
import type { Line, OutboundCall, Tx } from "../ports/index.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export interface CallRequest {
  readonly line: E164;
  /** The customer. */
  readonly to: E164;
  /** Which of the line's forward phones rings; the first when absent. */
  readonly from?: E164 | undefined;
}

/**
 * Writes the wish down; a job rings. An opt-out concerns texts, so it does not stand in the way.
 *
 * @throws Refusal `line_not_found`, `no_phone_to_ring`, `not_dialable`, `too_many_requests`
 */
export async function requestCall(
  app: App,
  tx: Tx,
  businessId: string,
  request: CallRequest,
): Promise<OutboundCall> {
  const { to } = request;
  const inUse = await tx.lines.findInUse(request.line);
  if (inUse === null || inUse.business.id !== businessId)
    throw new Refusal(
      "line_not_found",
      `There is no line ${request.line}.`,
      problem("line", "must be a line of this business"),
    );
  const { line, business } = inUse;
  const ownerPhone = phoneToRing(line, request.from);
  await refuseOwn(tx, businessId, to);
  // Whoever can set the forward phone could otherwise have us ring a dear number there.
  const own = mayDial(ownerPhone, business.country, true);
  if (!own.may) throw new Refusal("not_dialable", own.detail, problem("from", own.detail));
  const customer = mayDial(to, business.country, await tx.outboundCalls.isAcquainted(businessId, to));
  if (!customer.may) throw new Refusal("not_dialable", customer.detail, problem("to", customer.detail));

  const now = app.clock.now();
  await refuseTooMany(tx, businessId, ownerPhone, now);
  const call: OutboundCall = {
    id: app.newId("call"),
    businessId,
    lineId: line.id,
    line: line.number,
    ownerPhone,
    phone: to,
    state: "queued",
    callSid: null,
    attempts: 0,
    absences: 0,
    attemptedAt: null,
    problem: null,
    nextLookAt: now,
    requestedAt: now,
  };
  await tx.outboundCalls.insert(call);
  await tx.jobs.enqueue({ kind: "place_call", businessId, callId: call.id });
  return call;
}

const problem = (field: string, message: string): readonly FieldProblem[] => [{ field, message }];

const phonesOf = (line: Line): readonly E164[] =>
  line.forwardTo.flatMap((target) => (target.kind === "phone" ? target.number : []));

function phoneToRing(line: Line, wanted: E164 | undefined): E164 {
  const phones = phonesOf(line);
  const [first] = phones;
  if (first === undefined)
    throw new Refusal(
      "no_phone_to_ring",
      "This line forwards to no phone, so there is none of yours to ring. Set forwardTo first.",
    );
  if (wanted === undefined) return first;
  if (!phones.includes(wanted))
    throw new Refusal(
      "no_phone_to_ring",
      "Only a phone that this line forwards to can be rung.",
      problem("from", `must be one of ${phones.join(", ")}`),
    );
  return wanted;
}

/** Calling oneself, or one of our lines, goes in circles. */
async function refuseOwn(tx: Tx, businessId: string, to: E164): Promise<void> {
  const detail =
    (await tx.lines.ownerOf(to)) !== null
      ? "This is a line that textback answers; calling it would go in circles."
      : (await tx.lines.list(businessId)).some((line) => phonesOf(line).includes(to))
        ? "This is one of your own phones."
        : null;
  if (detail !== null) throw new Refusal("not_dialable", detail, problem("to", detail));
}

async function refuseTooMany(tx: Tx, businessId: string, ownerPhone: E164, now: Date): Promise<void> {
  // One request of a business after the other, so that none is counted twice or not at all.
  await tx.outboundCalls.lockRequests(businessId);
  const since = (ms: number) => tx.outboundCalls.countSince(businessId, new Date(now.getTime() - ms));
  if (await tx.outboundCalls.isRinging(businessId, ownerPhone))
    throw new Refusal(
      "too_many_requests",
      "Your phone is being called already, or is on a call from here. Finish that one first.",
    );
  if ((await since(MINUTE_MS)) >= MAX_CALLS_PER_MINUTE)
    throw new Refusal(
      "too_many_requests",
      `At most ${MAX_CALLS_PER_MINUTE} calls can be started in a minute.`,
    );
  if ((await since(DAY_MS)) >= MAX_CALLS_PER_DAY)
    throw new Refusal("too_many_requests", `At most ${MAX_CALLS_PER_DAY} calls can be started in 24 hours.`);
}
