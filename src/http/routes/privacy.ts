/** What a person may ask a business about themselves: all that is kept, and its erasure. */
import type { App } from "../../app/context.ts";
import type { ConversationItem, Tx } from "../../app/ports/index.ts";
import { eraseCaller } from "../../app/privacy/erase-caller.ts";
import { attachmentsForReader } from "../../app/privacy/media-links.ts";
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import { phoneIn } from "../phone-in.ts";
import { type Route, route } from "../route.ts";
import { callView, textView } from "../views.ts";

const PAGE = 200;

async function wholeConversation(tx: Tx, businessId: string, phone: E164): Promise<ConversationItem[]> {
  const items: ConversationItem[] = [];
  for (let after: string | null = null; ; ) {
    const page = await tx.conversations.items(businessId, phone, { limit: PAGE, after });
    items.push(...page.items);
    if (page.next === null) return items;
    after = page.next;
  }
}

export const privacyRoutes = (app: App): Route[] => [
  route({
    method: "get",
    path: "/businesses/:businessId/conversations/:phone/export",
    summary: "All that is kept about one caller; links to recordings and pictures hold for an hour",
    guard: "business",
    handle: async ({ tx, businessId, params }) => {
      const phone = phoneIn(params, "phone");
      const file = await tx.privacy.callerFile(businessId, phone);
      if (file.caller === null)
        throw new Refusal("conversation_not_found", "There is no conversation with this number.");
      const items = await wholeConversation(tx, businessId, phone);
      const calls = items.flatMap((item) => (item.type === "call" ? item.call : []));
      const texts = items.flatMap((item) => (item.type === "text" ? item.text : []));
      const attachments = await attachmentsForReader(app, tx, businessId, calls);
      return {
        status: 200,
        body: {
          phone,
          exportedAt: app.clock.now(),
          ...file,
          calls: calls.map((call) => callView(call, attachments)),
          texts: texts.map((text) => textView(text, attachments)),
        },
      };
    },
  }),
  route({
    method: "delete",
    path: "/businesses/:businessId/conversations/:phone",
    summary: "Erase one caller; an opt-out stays in force, and a record in an outside CRM is yours to erase",
    guard: "business",
    handle: async ({ tx, businessId, principal, params }) => ({
      status: 200,
      body: await eraseCaller(app, tx, principal.kind, businessId, phoneIn(params, "phone")),
    }),
  }),
];
