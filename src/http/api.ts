/** The public API (/api/v1), as data. */

import { settingsOf } from "../app/connections/connection-settings.ts";
import type { App } from "../app/context.ts";
import { refuseOnDemo } from "../app/demos/refuse-on-demo.ts";
import { clearTexting } from "../app/lines/clear-texting.ts";
import {
  configureLine,
  connectCrm,
  createBusiness,
  createKey,
  type KeyMaker,
  setCarrier,
} from "../app/manage.ts";
import type { Call, ConversationItem, Page, PageRequest, Tx } from "../app/ports/index.ts";
import { type Attachments, attachmentsForReader } from "../app/privacy/media-links.ts";
import { requestText } from "../app/texts/request-text.ts";
import { DEFAULT_CONNECTION } from "../app/timeline/open-connector.ts";
import { learnVoicemailStart, suggestRingTimeout } from "../domain/answered-by.ts";
import { Refusal } from "../domain/errors.ts";
import { businessNotFound } from "./auth.ts";
import { given } from "./given.ts";
import { lineChangeOf } from "./line-change.ts";
import { phoneIn } from "./phone-in.ts";
import { type Route, route } from "./route.ts";
import { activityRoutes } from "./routes/activities.ts";
import { alertRoutes } from "./routes/alerts.ts";
import { backTestRoutes } from "./routes/back-test.ts";
import { callRoutes } from "./routes/calls.ts";
import { consoleRoutes } from "./routes/console.ts";
import { inboxRoutes } from "./routes/inbox.ts";
import { leadRoutes } from "./routes/leads.ts";
import { lineRoutes } from "./routes/lines.ts";
import { mediaRoutes } from "./routes/media.ts";
import { privacyRoutes } from "./routes/privacy.ts";
import { reportRoutes } from "./routes/reports.ts";
import * as schemas from "./schemas.ts";
import { businessView, callView, itemView, lineView, noticeView, standingView, textView } from "./views.ts";

const ok = (body: unknown) => ({ status: 200, body });
const pageOf = ({ limit, after }: { limit: number; after?: string | undefined }): PageRequest => ({
  limit,
  after: after ?? null,
});
const shown = <T, V>(page: Page<T>, view: (item: T) => V) =>
  ok({ items: page.items.map(view), next: page.next });
export function apiRoutes(app: App, keys: KeyMaker, linesChanged: () => Promise<void>): Route[] {
  /** A page with links to what hangs on its calls and texts. */
  const shownWithMedia = async <T, V>(
    tx: Tx,
    businessId: string,
    page: Page<T>,
    callOf: (item: T) => Call | null,
    view: (item: T, attachments: Attachments) => V,
  ) => {
    const calls = page.items.flatMap((item) => callOf(item) ?? []);
    const attachments = await attachmentsForReader(app, tx, businessId, calls);
    return shown(page, (item) => view(item, attachments));
  };
  const callIn = (item: ConversationItem | null): Call | null => (item?.type === "call" ? item.call : null);

  return [
    ...activityRoutes(app),
    ...callRoutes(app),
    ...inboxRoutes(app),
    ...leadRoutes(app),
    ...lineRoutes(app, linesChanged),
    ...backTestRoutes(app),
    ...mediaRoutes(app),
    ...privacyRoutes(app),
    ...alertRoutes(app),
    ...reportRoutes(app),
    ...consoleRoutes(app),
    route({
      method: "post",
      path: "/businesses",
      summary: "Create a business; its first API key is shown once",
      guard: "operator",
      body: schemas.createBusiness,
      handle: async ({ tx, body }) => {
        const { business, apiKey } = await createBusiness(app, tx, keys, body);
        return {
          status: 201,
          body: { ...businessView(business), apiKey },
          replay: { ...businessView(business), apiKey: null },
        };
      },
    }),
    route({
      method: "get",
      path: "/businesses",
      summary: "List businesses: all for the operator, its own for a business",
      guard: "business",
      query: schemas.pageQuery,
      handle: async ({ tx, principal, query }) => {
        if (principal.kind === "operator")
          return shown(await tx.businesses.list(pageOf(query)), businessView);
        const own = await tx.businesses.find(principal.businessId);
        return ok({ items: own === null ? [] : [businessView(own)], next: null });
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId",
      summary: "One business",
      guard: "business",
      handle: async ({ tx, businessId }) => {
        const business = await tx.businesses.find(businessId);
        if (business === null) throw businessNotFound();
        return ok(businessView(business));
      },
    }),
    route({
      method: "patch",
      path: "/businesses/:businessId",
      summary: "Change a business",
      guard: "owner",
      body: schemas.changeBusiness,
      handle: async ({ tx, businessId, body }) => {
        const { name, timeZone, country, leadForAnsweredCallers, retentionDays } = body;
        const business = await tx.businesses.update(businessId, {
          ...(name === undefined ? {} : { name }),
          ...(timeZone === undefined ? {} : { timeZone }),
          ...(country === undefined ? {} : { country }),
          ...(leadForAnsweredCallers === undefined ? {} : { leadForAnsweredCallers }),
          ...(retentionDays === undefined ? {} : { retentionDays: given(retentionDays) }),
        });
        if (business === null) throw businessNotFound();
        return { ...ok(businessView(business)), afterCommit: linesChanged };
      },
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/keys",
      summary: "Make another API key, shown once",
      guard: "owner",
      body: schemas.createKey,
      handle: async ({ tx, businessId, body }) => {
        const { key, secret } = await createKey(app, tx, keys, businessId, body.label);
        const view = { id: key.id, label: key.label, hint: key.hint, createdAt: key.createdAt.toISOString() };
        return { status: 201, body: { ...view, apiKey: secret }, replay: { ...view, apiKey: null } };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/keys",
      summary: "List API keys, without their secrets",
      guard: "owner",
      handle: async ({ tx, businessId }) =>
        ok({
          items: (await tx.apiKeys.list(businessId)).map(({ id, label, hint, createdAt }) => ({
            id,
            label,
            hint,
            createdAt: createdAt.toISOString(),
          })),
          next: null,
        }),
    }),
    route({
      method: "delete",
      path: "/businesses/:businessId/keys/:keyId",
      summary: "Revoke an API key",
      guard: "owner",
      handle: async ({ tx, businessId, params }) => {
        if (!(await tx.apiKeys.revoke(businessId, params.keyId ?? "", app.clock.now())))
          throw new Refusal("key_not_found", "There is no such key.");
        return { status: 204, body: undefined };
      },
    }),
    route({
      method: "put",
      path: "/businesses/:businessId/lines/:number",
      summary: "Configure a line: the fields given change, the others keep their value",
      guard: "owner",
      body: schemas.putLine,
      handle: async ({ tx, businessId, principal, params, body }) => {
        const number = phoneIn(params, "number");
        const asker = principal.kind === "operator" ? "operator" : "business";
        const { line, created } = await configureLine(app, tx, asker, businessId, number, lineChangeOf(body));
        return {
          status: created ? 201 : 200,
          body: lineView(line, app.clock.now()),
          afterCommit: linesChanged,
        };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/lines",
      summary: "List lines",
      guard: "business",
      handle: async ({ tx, businessId }) =>
        ok({
          items: (await tx.lines.list(businessId)).map((line) => lineView(line, app.clock.now())),
          next: null,
        }),
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/lines/:number",
      summary: "One line",
      guard: "business",
      handle: async ({ tx, businessId, params }) => {
        const line = await tx.lines.find(businessId, phoneIn(params, "number"));
        if (line === null) throw new Refusal("line_not_found", "There is no such line.");
        const voicemailStartSeconds = learnVoicemailStart(
          await tx.calls.answerSamples(businessId, line.number),
        );
        return ok({
          ...lineView(line, app.clock.now()),
          voicemailStartSeconds,
          ringTimeoutAdvice: suggestRingTimeout(voicemailStartSeconds, line.ringTimeoutSeconds),
        });
      },
    }),
    route({
      method: "delete",
      path: "/businesses/:businessId/lines/:number",
      summary: "Remove a line; its history stays",
      guard: "owner",
      handle: async ({ tx, businessId, params }) => {
        if (!(await tx.lines.delete(businessId, phoneIn(params, "number"))))
          throw new Refusal("line_not_found", "There is no such line.");
        tx.notify({ kind: "line", businessId });
        return { status: 204, body: undefined, afterCommit: linesChanged };
      },
    }),
    route({
      method: "put",
      path: "/businesses/:businessId/carrier",
      summary: "Use the business's own Twilio account or subaccount",
      guard: "owner",
      body: schemas.putCarrier,
      handle: async ({ tx, businessId, body }) => {
        await refuseOnDemo(tx, businessId, "its line is simulated, and it has no account at a carrier");
        await setCarrier(app, tx, businessId, body);
        return { ...ok({ accountSid: body.accountSid }), afterCommit: linesChanged };
      },
    }),
    route({
      method: "put",
      path: "/businesses/:businessId/connection",
      summary: "Choose where leads are kept",
      guard: "owner",
      body: schemas.putConnection,
      handle: async ({ tx, businessId, body }) => {
        await connectCrm(app, tx, businessId, body);
        return { ...ok({ connector: body.connector, health: "ok" }), afterCommit: linesChanged };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/connection",
      summary: "How the link to the CRM is",
      guard: "business",
      handle: async ({ tx, businessId }) => {
        const connection = (await tx.connections.find(businessId)) ?? DEFAULT_CONNECTION;
        const { pending, failed, waitingSince } = await tx.activities.counts(businessId);
        const { connector, health, healthDetail: detail, accountName: account = null } = connection;
        const settings = settingsOf(app, connection);
        const since = waitingSince?.toISOString() ?? null;
        return ok({ connector, account, health, detail, pending, failed, waitingSince: since, settings });
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/calls",
      summary: "Calls with their outcome and receipt, newest first",
      guard: "business",
      query: schemas.callsQuery,
      handle: async ({ tx, businessId, query }) =>
        shownWithMedia(
          tx,
          businessId,
          await tx.calls.list(
            businessId,
            { phone: query.phone ?? null, outcome: query.outcome ?? null },
            pageOf(query),
          ),
          (call) => call,
          callView,
        ),
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/texts",
      summary: "Texts, newest first",
      guard: "business",
      query: schemas.pageQuery,
      handle: async ({ tx, businessId, query }) =>
        shownWithMedia(tx, businessId, await tx.texts.list(businessId, pageOf(query)), () => null, textView),
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/texts",
      summary: "Send a text to somebody who called or texted; one credit",
      guard: "business",
      body: schemas.postText,
      handle: async ({ tx, businessId, body }) => {
        const { id, state } = await requestText(app, tx, businessId, body);
        return { status: 202, body: { id, state } };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/texts/:textId",
      summary: "One text",
      guard: "business",
      handle: async ({ tx, businessId, params }) => {
        const text = await tx.texts.find(businessId, params.textId ?? "");
        if (text === null) throw new Refusal("text_not_found", "There is no such text.");
        return ok(textView(text, await attachmentsForReader(app, tx, businessId, [])));
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/consents",
      summary: "Opt-outs and opt-ins with their evidence, newest first",
      guard: "business",
      query: schemas.pageQuery,
      handle: async ({ tx, businessId, query }) =>
        shown(await tx.consentEvents.list(businessId, pageOf(query)), (event) => ({
          ...event,
          occurredAt: event.occurredAt.toISOString(),
        })),
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/lines/:number/texting/clear",
      summary: "Let a line whose texts were paused text again",
      guard: "owner",
      handle: async ({ tx, businessId, params }) => {
        const line = await clearTexting(app, tx, businessId, phoneIn(params, "number"));
        return { ...ok(lineView(line, app.clock.now())), afterCommit: linesChanged };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/notices",
      summary: "What the owner has to know or do, newest first",
      guard: "business",
      query: schemas.pageQuery,
      handle: async ({ tx, businessId, query }) =>
        shown(await tx.notices.list(businessId, pageOf(query)), noticeView),
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/blocked",
      summary:
        "Numbers that this business does not want: their calls are logged, never texted, and make no lead",
      guard: "business",
      handle: async ({ tx, businessId }) =>
        ok({ items: await tx.callers.listBlocked(businessId), next: null }),
    }),
    route({
      method: "put",
      path: "/businesses/:businessId/blocked/:phone",
      summary: "Block a number",
      guard: "business",
      handle: async ({ tx, businessId, params }) => {
        const phone = phoneIn(params, "phone");
        await tx.callers.setBlocked(businessId, phone, true, app.clock.now());
        tx.notify({ kind: "conversation", businessId, phone });
        return ok({ phone });
      },
    }),
    route({
      method: "delete",
      path: "/businesses/:businessId/blocked/:phone",
      summary: "Unblock a number",
      guard: "business",
      handle: async ({ tx, businessId, params }) => {
        const phone = phoneIn(params, "phone");
        await tx.callers.setBlocked(businessId, phone, false, app.clock.now());
        tx.notify({ kind: "conversation", businessId, phone });
        return { status: 204, body: undefined };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/conversations/:phone",
      summary: "One caller's timeline of calls and texts, oldest first",
      guard: "business",
      query: schemas.pageQuery,
      handle: async ({ tx, businessId, params, query }) => {
        const page = await tx.conversations.items(businessId, phoneIn(params, "phone"), pageOf(query));
        const sources = page.items.map((item) => (item.type === "call" ? item.call.id : item.text.id));
        const outbox = await tx.activities.ofSources(businessId, sources);
        return shownWithMedia(tx, businessId, page, callIn, (item, attachments) => ({
          ...itemView(item, attachments),
          activity: standingView(item, outbox),
        }));
      },
    }),
  ];
}
