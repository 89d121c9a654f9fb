/** Every request that the page makes, by name. */
import { ask } from "./client.ts";
import type * as shapes from "./shapes.ts";

const at = (businessId: string, path = "") => `/businesses/${encodeURIComponent(businessId)}${path}`;
const id = encodeURIComponent;
type After = string | null;
type Signal = AbortSignal | undefined;
const until = (signal: Signal) => (signal === undefined ? {} : { signal });

export const api = {
  session: (signal?: AbortSignal) => ask<shapes.Session>("GET", "/session", until(signal)),
  signInByLink: (token: string) => ask<unknown>("POST", "/session/link", { body: { token } }),
  openInFrame: (body: { token: string; connector: string }) =>
    ask<{ token: string }>("POST", "/session/launch", { body }),
  acceptInvitation: (token: string) => ask<unknown>("POST", "/invitations/accept", { body: { token } }),
  requestCode: (contact: string) => ask<unknown>("POST", "/session/code/request", { body: { contact } }),
  verifyCode: (contact: string, code: string) =>
    ask<unknown>("POST", "/session/code/verify", { body: { contact, code } }),
  signOutEverywhere: () => ask<undefined>("DELETE", "/sessions"),
  signOut: () => ask<undefined>("DELETE", "/session"),

  businesses: (after: After, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.Business>>("GET", "/businesses", {
      query: { limit: 25, after },
      ...until(signal),
    }),
  createBusiness: (body: shapes.NewBusiness, idempotencyKey: string) =>
    ask<shapes.CreatedBusiness>("POST", "/businesses", { body, idempotencyKey }),
  business: (business: string, signal?: AbortSignal) =>
    ask<shapes.Business>("GET", at(business), until(signal)),
  changeBusiness: (business: string, body: shapes.BusinessChange) =>
    ask<shapes.Business>("PATCH", at(business), { body }),

  lines: (business: string, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.Line>>("GET", at(business, "/lines"), until(signal)),
  putLine: (business: string, number: string, body: shapes.LineChange) =>
    ask<shapes.Line>("PUT", at(business, `/lines/${id(number)}`), { body }),

  conversations: (
    business: string,
    query: { filter: shapes.InboxFilter; q: string; after?: After; limit?: number },
    signal?: AbortSignal,
  ) =>
    ask<shapes.Page<shapes.Conversation>>("GET", at(business, "/conversations"), { query, ...until(signal) }),
  timeline: (business: string, phone: string, after: After, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.TimelineItem>>("GET", at(business, `/conversations/${id(phone)}`), {
      query: { limit: 200, after },
      ...until(signal),
    }),
  markHandled: (business: string, phone: string) =>
    ask<unknown>("POST", at(business, `/conversations/${id(phone)}/handled`), { body: { handled: true } }),
  markRead: (business: string, phone: string) =>
    ask<unknown>("POST", at(business, `/conversations/${id(phone)}/read`)),
  sendText: (business: string, body: shapes.NewText, idempotencyKey: string) =>
    ask<{ id: string; state: string }>("POST", at(business, "/texts"), { body, idempotencyKey }),
  placeCall: (business: string, body: shapes.NewCall, idempotencyKey: string) =>
    ask<unknown>("POST", at(business, "/calls"), { body, idempotencyKey }),

  leadOf: (business: string, phone: string, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.Lead>>("GET", at(business, "/leads"), {
      query: { phone, limit: 1 },
      ...until(signal),
    }),
  changeLead: (business: string, lead: string, body: shapes.LeadChange) =>
    ask<shapes.Lead>("PATCH", at(business, `/leads/${id(lead)}`), { body }),

  credits: (business: string, signal?: AbortSignal) =>
    ask<shapes.Credits>("GET", at(business, "/credits"), until(signal)),
  transfers: (business: string, query: { after: After; limit: number }, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.Transfer>>("GET", at(business, "/credits/transfers"), { query, ...until(signal) }),
  grantCredits: (business: string, body: shapes.Grant, idempotencyKey: string) =>
    ask<shapes.Credits>("POST", at(business, "/credits/grants"), { body, idempotencyKey }),
  buyCredits: (business: string, credits: number, idempotencyKey: string) =>
    ask<{ url: string }>("POST", at(business, "/credits/purchases"), { body: { credits }, idempotencyKey }),
  text: (business: string, text: string, signal?: AbortSignal) =>
    ask<shapes.Text>("GET", at(business, `/texts/${id(text)}`), until(signal)),

  connectors: (signal?: AbortSignal) =>
    ask<shapes.Page<shapes.ConnectorChoice>>("GET", "/connectors", until(signal)),
  connection: (business: string, signal?: AbortSignal) =>
    ask<shapes.Connection>("GET", at(business, "/connection"), until(signal)),
  putConnection: (business: string, body: shapes.NewConnection) =>
    ask<shapes.Connection>("PUT", at(business, "/connection"), { body }),
  parkedActivities: (business: string, after: After, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.Activity>>("GET", at(business, "/activities"), {
      query: { state: "parked", limit: 50, after },
      ...until(signal),
    }),
  settleActivity: (business: string, activity: string, what: "retry" | "discard") =>
    ask<unknown>("POST", at(business, `/activities/${id(activity)}/${what}`), { body: {} }),
  moveActivity: (business: string, activity: string, recordId: string) =>
    ask<unknown>("POST", at(business, `/activities/${id(activity)}/move`), { body: { recordId } }),

  calls: (business: string, after: After, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.Call>>("GET", at(business, "/calls"), {
      query: { limit: 200, after },
      ...until(signal),
    }),
  texts: (business: string, after: After, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.Text>>("GET", at(business, "/texts"), {
      query: { limit: 200, after },
      ...until(signal),
    }),
} as const;
