/** Calls that the business asks for. */
import { z } from "zod";
import type { App } from "../../app/context.ts";
import { requestCall } from "../../app/outbound-calls/request-call.ts";
import type { Call, OutboundCall } from "../../app/ports/index.ts";
import { type Attachments, attachmentsForReader } from "../../app/privacy/media-links.ts";
import { Refusal } from "../../domain/errors.ts";
import { type Route, route } from "../route.ts";
import { phone } from "../schemas.ts";
import { callView } from "../views.ts";

const postCall = z.strictObject({ line: phone, to: phone, from: phone.optional() });

/** How far a call that was asked for has come, beside what any call shows. */
const attemptView = ({ state, problem, ownerPhone, line, phone, requestedAt }: OutboundCall) => ({
  direction: "out" as const,
  line,
  phone,
  state,
  problem,
  ownerPhone,
  requestedAt: requestedAt.toISOString(),
});

const oneCallView = (call: Call | null, attempt: OutboundCall | null, attachments: Attachments) =>
  call !== null
    ? { ...callView(call, attachments), ...(attempt === null ? {} : attemptView(attempt)) }
    : attempt === null
      ? null
      : { id: attempt.id, outcome: null, reason: null, ...attemptView(attempt) };

export const callRoutes = (app: App): Route[] => [
  route({
    method: "post",
    path: "/businesses/:businessId/calls",
    summary: "Call a customer: your phone rings, you press a key, then theirs rings with the line's number",
    guard: "business",
    body: postCall,
    handle: async ({ tx, businessId, body }) => {
      const { id, state } = await requestCall(app, tx, businessId, body);
      return { status: 202, body: { id, state } };
    },
  }),
  route({
    method: "get",
    path: "/businesses/:businessId/calls/:callId",
    summary: "One call; of a call that was asked for also how far it has come",
    guard: "business",
    handle: async ({ tx, businessId, params }) => {
      const id = params.callId ?? "";
      const [call, attempt] = await Promise.all([
        tx.calls.find(businessId, id),
        tx.outboundCalls.find(businessId, id),
      ]);
      const attachments = await attachmentsForReader(app, tx, businessId, call === null ? [] : [call]);
      const view = oneCallView(call, attempt, attachments);
      if (view === null) throw new Refusal("call_not_found", "There is no such call.");
      return { status: 200, body: view };
    },
  }),
];
