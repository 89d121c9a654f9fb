/** Every request that the page makes, by name. */
import { ask } from "./client.ts";
import { saveCsv } from "./save-file.ts";
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
  sendProof: (business: string) =>
    ask<{ sent: boolean }>("POST", at(business, "/me/phone/code"), { body: {} }),
  provePhone: (business: string, code: string) =>
    ask<shapes.User>("POST", at(business, "/me/phone/prove"), { body: { code } }),
  pushKey: (business: string) => ask<{ publicKey: string }>("GET", at(business, "/me/devices/key")),
  putDevice: (business: string, body: shapes.Device) =>
    ask<undefined>("PUT", at(business, "/me/devices"), { body }),
  forgetDevice: (business: string, endpoint: string) =>
    ask<undefined>("POST", at(business, "/me/devices/forget"), { body: { endpoint } }),
  waysToSignIn: (signal?: AbortSignal) =>
    ask<shapes.Page<shapes.WayToSignIn>>("GET", "/session/ways", until(signal)),
  signOutEverywhere: () => ask<undefined>("DELETE", "/sessions"),
  signOut: () => ask<undefined>("DELETE", "/session"),

  businessesAtAGlance: (q: string, after: After, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.BusinessHealth>>("GET", "/operator/businesses", {
      query: { q, limit: 50, after },
      ...until(signal),
    }),
  lineDefaults: (signal?: AbortSignal) =>
    ask<shapes.LineDefaults>("GET", "/operator/line-defaults", until(signal)),
  putLineDefaults: (body: shapes.LineDefaultsChange) =>
    ask<shapes.LineDefaults>("PUT", "/operator/line-defaults", { body }),
  makeSignInLink: (business: string, idempotencyKey: string) =>
    ask<{ url: string | null; expiresAt: string }>("POST", at(business, "/sign-in-links"), {
      body: {},
      idempotencyKey,
    }),
  createDemo: (idempotencyKey: string) =>
    ask<shapes.CreatedDemo>("POST", "/operator/demos", { body: {}, idempotencyKey }),
  createBusiness: (body: shapes.NewBusiness, idempotencyKey: string) =>
    ask<shapes.CreatedBusiness>("POST", "/businesses", { body, idempotencyKey }),
  business: (business: string, signal?: AbortSignal) =>
    ask<shapes.Business>("GET", at(business), until(signal)),
  changeBusiness: (business: string, body: shapes.BusinessChange) =>
    ask<shapes.Business>("PATCH", at(business), { body }),

  lines: (business: string, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.Line>>("GET", at(business, "/lines"), until(signal)),
  line: (business: string, number: string, signal?: AbortSignal) =>
    ask<shapes.LineDetail>("GET", at(business, `/lines/${id(number)}`), until(signal)),
  backTest: (business: string, number: string, body: shapes.LineChange, after: After, signal?: AbortSignal) =>
    ask<shapes.BackTest>("POST", at(business, `/lines/${id(number)}/back-test`), {
      body,
      query: { limit: 50, after },
      ...until(signal),
    }),
  putLine: (business: string, number: string, body: shapes.LineChange) =>
    ask<shapes.Line>("PUT", at(business, `/lines/${id(number)}`), { body }),

  putCarrier: (business: string, body: shapes.NewCarrier) =>
    ask<unknown>("PUT", at(business, "/carrier"), { body }),
  ownNumbers: (business: string, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.OwnNumber>>("GET", at(business, "/carrier/numbers"), until(signal)),
  availableNumbers: (business: string, query: { country: string; areaCode: string }, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.AvailableNumber>>("GET", at(business, "/carrier/available-numbers"), {
      query,
      ...until(signal),
    }),
  buyNumber: (business: string, phoneNumber: string) =>
    ask<shapes.Line>("POST", at(business, "/carrier/numbers"), { body: { phoneNumber } }),
  connectNumber: (business: string, number: string) =>
    ask<shapes.Line>("POST", at(business, `/lines/${id(number)}/connect`), { body: {} }),
  startLiveTest: (business: string, number: string) =>
    ask<shapes.LiveTest>("POST", at(business, `/lines/${id(number)}/live-test`), { body: {} }),
  liveTest: (business: string, number: string, signal?: AbortSignal) =>
    ask<shapes.LiveTest>("GET", at(business, `/lines/${id(number)}/live-test`), until(signal)),

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
  conversation: (business: string, phone: string, signal?: AbortSignal) =>
    ask<shapes.Conversation>("GET", at(business, `/conversations/${id(phone)}/summary`), until(signal)),
  inboxCounts: (business: string, signal?: AbortSignal) =>
    ask<shapes.InboxCounts>("GET", at(business, "/conversations/counts"), until(signal)),
  setHandled: (business: string, phone: string, handled: boolean) =>
    ask<unknown>("POST", at(business, `/conversations/${id(phone)}/handled`), { body: { handled } }),
  markRead: (business: string, phone: string) =>
    ask<unknown>("POST", at(business, `/conversations/${id(phone)}/read`)),
  answerConsent: (business: string, phone: string, optsOut: boolean) =>
    ask<unknown>("POST", at(business, `/conversations/${id(phone)}/consent`), { body: { optsOut } }),
  exportCaller: (business: string, phone: string) =>
    ask<object>("GET", at(business, `/conversations/${id(phone)}/export`)),
  eraseCaller: (business: string, phone: string) =>
    ask<shapes.Erased>("DELETE", at(business, `/conversations/${id(phone)}`)),
  textAnyway: (business: string, call: string, idempotencyKey: string) =>
    ask<unknown>("POST", at(business, `/calls/${id(call)}/text-back`), { body: {}, idempotencyKey }),
  blocked: (business: string, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.Blocked>>("GET", at(business, "/blocked"), until(signal)),
  block: (business: string, phone: string) => ask<unknown>("PUT", at(business, `/blocked/${id(phone)}`)),
  unblock: (business: string, phone: string) =>
    ask<undefined>("DELETE", at(business, `/blocked/${id(phone)}`)),
  sendText: (business: string, body: shapes.NewText, idempotencyKey: string) =>
    ask<{ id: string; state: string }>("POST", at(business, "/texts"), { body, idempotencyKey }),
  placeCall: (business: string, body: shapes.NewCall, idempotencyKey: string) =>
    ask<{ id: string }>("POST", at(business, "/calls"), { body, idempotencyKey }),
  call: (business: string, call: string, signal?: AbortSignal) =>
    ask<shapes.CallProgress>("GET", at(business, `/calls/${id(call)}`), until(signal)),

  leadOf: (business: string, phone: string, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.Lead>>("GET", at(business, "/leads"), {
      query: { phone, limit: 1 },
      ...until(signal),
    }),
  leadBoard: (business: string, query: shapes.LeadQuery & { limit: number }, signal?: AbortSignal) =>
    ask<shapes.Board>("GET", at(business, "/leads/board"), { query: { ...query }, ...until(signal) }),
  leadsOf: (business: string, query: shapes.LeadQuery & { stage: string; after: After; limit: number }) =>
    ask<shapes.Page<shapes.Lead>>("GET", at(business, "/leads"), { query: { ...query, sort: "moved" } }),
  lead: (business: string, lead: string, signal?: AbortSignal) =>
    ask<shapes.LeadDetails>("GET", at(business, `/leads/${id(lead)}`), until(signal)),
  addNote: (business: string, lead: string, body: string, idempotencyKey: string) =>
    ask<shapes.LeadNote>("POST", at(business, `/leads/${id(lead)}/notes`), {
      body: { body },
      idempotencyKey,
    }),
  removeNote: (business: string, lead: string, note: string) =>
    ask<undefined>("DELETE", at(business, `/leads/${id(lead)}/notes/${id(note)}`)),
  exportLeads: (business: string, query: shapes.LeadQuery) =>
    saveCsv(at(business, "/leads/export"), "leads.csv", { ...query }),
  previewImport: (business: string, csv: string, columns: string | null, signal?: AbortSignal) =>
    ask<shapes.ImportPreview>("POST", at(business, "/leads/import/preview"), {
      csv,
      query: { columns },
      ...until(signal),
    }),
  importLeads: (business: string, csv: string, columns: string, idempotencyKey: string) =>
    ask<shapes.ImportResult>("POST", at(business, "/leads/import"), {
      csv,
      query: { columns, badRows: "skip" },
      idempotencyKey,
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
    ask<shapes.Purchase>("POST", at(business, "/credits/purchases"), { body: { credits }, idempotencyKey }),
  purchase: (business: string, purchase: string, signal?: AbortSignal) =>
    ask<shapes.Purchase>("GET", at(business, `/credits/purchases/${id(purchase)}`), until(signal)),
  creditOffer: (business: string, signal?: AbortSignal) =>
    ask<shapes.CreditOffer>("GET", at(business, "/credits/offer"), until(signal)),
  creditUsage: (business: string, days: number, signal?: AbortSignal) =>
    ask<shapes.CreditUsage>("GET", at(business, "/credits/usage"), { query: { days }, ...until(signal) }),
  saveTransfers: (business: string, fileName: string) =>
    saveCsv(at(business, "/credits/transfers"), fileName),
  text: (business: string, text: string, signal?: AbortSignal) =>
    ask<shapes.Text>("GET", at(business, `/texts/${id(text)}`), until(signal)),

  notices: (business: string, after: After, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.Notice>>("GET", at(business, "/notices"), {
      query: { limit: 50, after },
      ...until(signal),
    }),
  settleNotice: (business: string, notice: string) =>
    ask<shapes.Notice>("POST", at(business, `/notices/${id(notice)}/done`), { body: {} }),
  alerts: (business: string, signal?: AbortSignal) =>
    ask<shapes.Alerts>("GET", at(business, "/alerts"), until(signal)),
  putAlerts: (business: string, body: shapes.AlertChange) =>
    ask<shapes.Alerts & { webhookSecret: string | null }>("PUT", at(business, "/alerts"), { body }),
  renewAlertSecret: (business: string) =>
    ask<{ webhookSecret: string | null }>("POST", at(business, "/alerts/secret"), { body: {} }),
  sentAlerts: (business: string, after: After, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.SentAlert>>("GET", at(business, "/alerts/sent"), {
      query: { limit: 25, after },
      ...until(signal),
    }),
  users: (business: string, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.User>>("GET", at(business, "/users"), until(signal)),
  changeUser: (business: string, user: string, body: shapes.UserChange) =>
    ask<shapes.User>("PATCH", at(business, `/users/${id(user)}`), { body }),
  removeUser: (business: string, user: string) =>
    ask<undefined>("DELETE", at(business, `/users/${id(user)}`)),
  invitations: (business: string, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.Invitation>>("GET", at(business, "/invitations"), until(signal)),
  invite: (business: string, body: shapes.NewInvitation, idempotencyKey: string) =>
    ask<shapes.Invitation & { url: string | null }>("POST", at(business, "/invitations"), {
      body,
      idempotencyKey,
    }),
  withdrawInvitation: (business: string, invitation: string) =>
    ask<undefined>("DELETE", at(business, `/invitations/${id(invitation)}`)),
  revokeMediaLinks: (business: string) =>
    ask<undefined>("POST", at(business, "/media-links/revoke"), { body: {} }),

  connectors: (signal?: AbortSignal) =>
    ask<shapes.Page<shapes.ConnectorChoice>>("GET", "/connectors", until(signal)),
  connection: (business: string, signal?: AbortSignal) =>
    ask<shapes.Connection>("GET", at(business, "/connection"), until(signal)),
  putConnection: (business: string, body: shapes.NewConnection) =>
    ask<shapes.Connection>("PUT", at(business, "/connection"), { body }),
  changeSettings: (business: string, settings: shapes.SettingsChange) =>
    ask<unknown>("PATCH", at(business, "/connection"), { body: { settings } }),
  disconnect: (business: string) => ask<undefined>("DELETE", at(business, "/connection")),
  callerRecord: (business: string, phone: string, signal?: AbortSignal) =>
    ask<shapes.CallerRecord>("GET", at(business, `/conversations/${id(phone)}/record`), until(signal)),
  parkedActivities: (business: string, after: After, signal?: AbortSignal) =>
    ask<shapes.Page<shapes.Activity>>("GET", at(business, "/activities"), {
      query: { state: "parked", limit: 50, after },
      ...until(signal),
    }),
  retryActivity: (business: string, activity: string) =>
    ask<unknown>("POST", at(business, `/activities/${id(activity)}/retry`), { body: {} }),
  retryAll: (business: string) => ask<undefined>("POST", at(business, "/activities/retry"), { body: {} }),
  /** @param reason empty: none is given */
  discardActivity: (business: string, activity: string, reason: string) =>
    ask<unknown>("POST", at(business, `/activities/${id(activity)}/discard`), {
      body: reason === "" ? {} : { reason },
    }),
  moveActivity: (business: string, activity: string, record: string) =>
    ask<unknown>("POST", at(business, `/activities/${id(activity)}/move`), { body: { record } }),

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
