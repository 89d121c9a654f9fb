/** The inbox, and what the owner does in it. */
import { z } from "zod";
import { textBackAnyway } from "../../app/calls/text-back-anyway.ts";
import type { App } from "../../app/context.ts";
import {
  type ConversationSummary,
  INBOX_FILTERS,
  markRead,
  readSearch,
  setHandled,
  summaryOf,
} from "../../app/overviews/inbox.ts";
import type { Tx } from "../../app/ports/index.ts";
import { attachmentsForReader } from "../../app/privacy/media-links.ts";
import { answerConsent } from "../../app/texts/answer-consent.ts";
import { actorOf, businessNotFound } from "../auth.ts";
import { phoneIn } from "../phone-in.ts";
import { type Route, route } from "../route.ts";
import { pageQuery } from "../schemas.ts";
import { callView, conversationView } from "../views.ts";

const MAX_SEARCH_CHARACTERS = 100;
/** A cursor names the conversations that moved within two seconds before the list was begun. */
const MAX_CURSOR_CHARACTERS = 20_000;

const inboxQuery = pageQuery.extend({
  filter: z.enum(INBOX_FILTERS, `must be one of ${INBOX_FILTERS.join(", ")}`).default("all"),
  q: z
    .string()
    .max(MAX_SEARCH_CHARACTERS, `must be at most ${MAX_SEARCH_CHARACTERS} characters long`)
    .default(""),
  after: z.string().max(MAX_CURSOR_CHARACTERS).optional(),
});

const postConsent = z.strictObject({
  optsOut: z.boolean("must be true (they want no more texts) or false (they did not mean that)"),
});
const postHandled = z.strictObject({ handled: z.boolean("must be true or false") });

export function inboxRoutes(app: App): Route[] {
  const views = async (tx: Tx, businessId: string, items: readonly ConversationSummary[]) => {
    const calls = items.flatMap(({ last }) => (last?.type === "call" ? last.call : []));
    const attachments = await attachmentsForReader(app, tx, businessId, calls);
    return items.map((each) => conversationView(each, attachments));
  };
  const shownOne = async (tx: Tx, businessId: string, each: ConversationSummary) => ({
    status: 200,
    body: (await views(tx, businessId, [each]))[0],
  });

  return [
    route({
      method: "get",
      path: "/businesses/:businessId/conversations",
      summary: "The inbox, newest first; pages go on as the list stood when it was begun",
      guard: "business",
      query: inboxQuery,
      handle: async ({ tx, businessId, query }) => {
        const { filter, q, limit, after } = query;
        const business = await tx.businesses.find(businessId);
        if (business === null) throw businessNotFound();
        const search = readSearch(q, business.country);
        const page = await tx.inbox.list(businessId, { filter, search }, { limit, after: after ?? null });
        return { status: 200, body: { items: await views(tx, businessId, page.items), next: page.next } };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/conversations/counts",
      summary: "How many conversations each filter of the inbox has, and how many are unread",
      guard: "business",
      handle: async ({ tx, businessId }) => ({ status: 200, body: await tx.inbox.counts(businessId) }),
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/conversations/:phone/summary",
      summary: "One conversation as the inbox lists it",
      guard: "business",
      handle: async ({ tx, businessId, params }) =>
        shownOne(tx, businessId, await summaryOf(tx, businessId, phoneIn(params, "phone"))),
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/conversations/:phone/read",
      summary: "Mark a conversation as read",
      guard: "business",
      handle: async ({ tx, businessId, params }) =>
        shownOne(tx, businessId, await markRead(tx, businessId, phoneIn(params, "phone"))),
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/conversations/:phone/handled",
      summary: "Mark a conversation as handled, until the caller calls or texts again",
      guard: "business",
      body: postHandled,
      handle: async ({ tx, businessId, params, body }) =>
        shownOne(
          tx,
          businessId,
          await setHandled(app, tx, businessId, phoneIn(params, "phone"), body.handled),
        ),
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/conversations/:phone/consent",
      summary:
        "Say whether this person wants no more texts; only they can take an opt-out back, by texting START",
      guard: "business",
      body: postConsent,
      handle: async ({ tx, businessId, principal, params, body }) => {
        const phone = phoneIn(params, "phone");
        const events = await answerConsent(app, tx, businessId, phone, body.optsOut, actorOf(principal));
        return {
          ...(await shownOne(tx, businessId, await summaryOf(tx, businessId, phone))),
          afterCommit: async () => {
            for (const event of events) app.emit(event);
          },
        };
      },
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/calls/:callId/text-back",
      summary: "Send the text-back of a missed call that was not texted, where that is allowed; one credit",
      guard: "business",
      handle: async ({ tx, businessId, params }) => {
        const call = await textBackAnyway(app, tx, businessId, params.callId ?? "");
        return { status: 202, body: callView(call, await attachmentsForReader(app, tx, businessId, [call])) };
      },
    }),
  ];
}
