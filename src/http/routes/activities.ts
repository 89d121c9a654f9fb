/** The outbox to the CRM, and which record a caller's history stands on. */
import { z } from "zod";
import type { App } from "../../app/context.ts";
import { callerRecord } from "../../app/timeline/caller-record.ts";
import { discardActivity, moveActivity, retryActivity } from "../../app/timeline/mend-activity.ts";
import { undoMove } from "../../app/timeline/move-record.ts";
import { resumeParked } from "../../app/timeline/resume-parked.ts";
import type { Principal } from "../auth.ts";
import { phoneIn } from "../phone-in.ts";
import { type Route, route } from "../route.ts";
import { activitiesQuery, line, pageQuery } from "../schemas.ts";
import { activityView, recordMoveView } from "../views.ts";

/** Also as the address of its page, with what browsers append. */
const MAX_RECORD = 500;
const MAX_REASON = 300;

const postMove = z.strictObject({ record: line(MAX_RECORD) });
const postDiscard = z.strictObject({ reason: line(MAX_REASON).optional() });

const actorOf = (principal: Principal): string =>
  principal.kind === "user" ? principal.userId : principal.kind;

export const activityRoutes = (app: App): Route[] => [
  route({
    method: "get",
    path: "/businesses/:businessId/activities",
    summary: "What is to stand in the CRM, how far it got, on which record it stands and why there",
    guard: "business",
    query: activitiesQuery,
    handle: async ({ tx, businessId, query: { state, limit, after } }) => {
      const page = await tx.activities.list(businessId, state ?? null, { limit, after: after ?? null });
      return { status: 200, body: { items: page.items.map(activityView), next: page.next } };
    },
  }),
  route({
    method: "post",
    path: "/businesses/:businessId/activities/retry",
    summary: "Send everything that is parked to the CRM again",
    guard: "business",
    handle: async ({ tx, businessId }) => {
      await resumeParked(app, tx, businessId);
      tx.notify({ kind: "connection", businessId });
      return { status: 204, body: undefined };
    },
  }),
  route({
    method: "post",
    path: "/businesses/:businessId/activities/:activityId/retry",
    summary: "Send a parked activity to the CRM again",
    guard: "business",
    handle: async ({ tx, businessId, params }) => ({
      status: 200,
      body: activityView(await retryActivity(tx, businessId, params.activityId ?? "")),
    }),
  }),
  route({
    method: "post",
    path: "/businesses/:businessId/activities/:activityId/discard",
    summary: "Let a parked activity be, and say why",
    guard: "business",
    body: postDiscard,
    handle: async ({ tx, businessId, params, body, principal }) => {
      const id = params.activityId ?? "";
      const row = await discardActivity(app, tx, actorOf(principal), businessId, id, body.reason ?? null);
      return { status: 200, body: activityView(row) };
    },
  }),
  route({
    method: "post",
    path: "/businesses/:businessId/activities/:activityId/move",
    summary: "Put this caller's calls and texts on another record of the CRM: all so far, and later ones",
    guard: "business",
    body: postMove,
    handle: async ({ tx, businessId, params, body, principal }) => {
      const id = params.activityId ?? "";
      const row = await moveActivity(app, tx, actorOf(principal), businessId, id, body.record);
      return { status: 200, body: activityView(row) };
    },
  }),
  route({
    method: "get",
    path: "/businesses/:businessId/conversations/:phone/record",
    summary: "On which record of the CRM this caller stands, why there, and which others have the number",
    guard: "business",
    handle: async ({ tx, businessId, params }) => ({
      status: 200,
      body: await callerRecord(app, tx, businessId, phoneIn(params, "phone")),
    }),
  }),
  route({
    method: "get",
    path: "/businesses/:businessId/moves",
    summary: "Whose history went from one record to another, and why, newest first",
    guard: "business",
    query: pageQuery,
    handle: async ({ tx, businessId, query: { limit, after } }) => {
      const page = await tx.recordMoves.list(businessId, { limit, after: after ?? null });
      return { status: 200, body: { items: page.items.map(recordMoveView), next: page.next } };
    },
  }),
  route({
    method: "post",
    path: "/businesses/:businessId/moves/:moveId/undo",
    summary: "Put back what a move took away, and what was logged since with it",
    guard: "business",
    handle: async ({ tx, businessId, params, principal }) => {
      await undoMove(app, tx, actorOf(principal), businessId, params.moveId ?? "");
      return { status: 204, body: undefined };
    },
  }),
];
