/** What our card on a contact and our settings page in HubSpot ask for. */
import type { Router } from "express";
import { z } from "zod";
import { changeConnectionSettings, settingsOf } from "../../app/connections/connection-settings.ts";
import { phonesOfRecord, readCard } from "../../app/connections/crm-card.ts";
import { REMOVED } from "../../app/connections/install.ts";
import { crmPerson, type LaunchKit, launchUrl, makeLaunch } from "../../app/connections/launch.ts";
import type { App } from "../../app/context.ts";
import { requestCall } from "../../app/outbound-calls/request-call.ts";
import type { Tx } from "../../app/ports/index.ts";
import { attachmentsForReader } from "../../app/privacy/media-links.ts";
import { requestText } from "../../app/texts/request-text.ts";
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import { parseOrRefuse } from "../problem.ts";
import { connectionSettings, phone } from "../schemas.ts";
import { type CardAsk, type CardOptions, cardRouter } from "./asks.ts";
import { cardView, lineView } from "./views.ts";

const NOT_CONNECTED = "This account is not connected to textback any more.";
const CONTACT = "/crm/hubspot/contacts/:recordId";
const SETTINGS = "/crm/hubspot/settings";

const key = z.string();
const postText = z.strictObject({ key, line: phone, to: phone, body: z.string().max(10_000) });
const postCall = z.strictObject({ key, line: phone, to: phone });
const putSettings = z.strictObject({ settings: connectionSettings });

export function hubspotCard(app: App, kit: LaunchKit, options: CardOptions): Router {
  const card = cardRouter(app, options);

  card.on("get", CONTACT, async ({ viewer, recordId, crmWithinMs }) => {
    const found = await phonesOfRecord(app, viewer, recordId, crmWithinMs);
    const shown = await readCard(app, viewer.businessId, found.phones[0] ?? null);
    const calls = shown.items.flatMap((item) => (item.type === "call" ? item.call : []));
    const attachments = await attachmentsForReader(app, app.store.read, viewer.businessId, calls);
    return cardView(found, shown, attachments, app.publicUrl);
  });

  card.on("post", `${CONTACT}/texts`, async (ask) => {
    const { line, to, body } = parseOrRefuse(postText, ask.body);
    await mustBeTheirs(app, ask, to);
    return ask.oncePerKey(async (tx) => {
      const { businessId } = ask.viewer;
      const text = await requestText(app, tx, businessId, { line, to, body, firstContact: false });
      await note(app, tx, ask, "card.text", { textId: text.id });
      return { id: text.id, state: text.state, segments: text.segments };
    });
  });

  card.on("post", `${CONTACT}/calls`, async (ask) => {
    const { line, to } = parseOrRefuse(postCall, ask.body);
    await mustBeTheirs(app, ask, to);
    return ask.oncePerKey(async (tx) => {
      const call = await requestCall(app, tx, ask.viewer.businessId, { line, to });
      await note(app, tx, ask, "card.call", { callId: call.id });
      return { id: call.id, state: call.state, ownerPhone: call.ownerPhone };
    });
  });

  card.on("post", `${CONTACT}/launch`, async (ask) => {
    const { portalId, userId } = ask.asker;
    const { phones } = await phonesOfRecord(app, ask.viewer, ask.recordId, ask.crmWithinMs);
    const account = { connector: "hubspot", accountId: portalId };
    return app.store.transaction(async (tx) => {
      const user = await crmPerson(kit, tx, { ...account, crmUserId: userId, name: "Team member" });
      if (user === null) throw new Refusal("not_connected", NOT_CONNECTED);
      if (user === "removed") throw new Refusal("removed_here", REMOVED);
      await note(app, tx, ask, "card.launch", { userId: user.id });
      const [phone] = phones;
      const page = phone === undefined ? "/inbox" : `/inbox/${encodeURIComponent(phone)}`;
      return { url: launchUrl(kit, "hubspot", await makeLaunch(kit, tx, user, account), page) };
    });
  });

  card.on("get", SETTINGS, async ({ viewer }) => settingsView(app, viewer));

  card.on("put", SETTINGS, async ({ viewer, body }) => {
    if (!viewer.isOwner)
      throw new Refusal("owner_only", "Only an owner of this business at textback may change its settings.");
    const { settings } = parseOrRefuse(putSettings, body);
    await app.store.transaction((tx) =>
      changeConnectionSettings(app, tx, viewer.businessId, settings, viewer.actor),
    );
    return settingsView(app, viewer);
  });

  return card.router;
}

/** The number that the card showed may have been changed meanwhile, or be anybody's. */
async function mustBeTheirs(app: App, ask: CardAsk, to: E164): Promise<void> {
  const { phones, trouble } = await phonesOfRecord(app, ask.viewer, ask.recordId, ask.crmWithinMs);
  if (phones.includes(to)) return;
  throw trouble === null
    ? new Refusal("invalid_input", "This is not a number of this contact. Reload the page.", [
        { field: "to", message: "must be a number of this contact" },
      ])
    : new Refusal("unavailable", trouble);
}

const note = (
  app: App,
  tx: Tx,
  { viewer: { businessId, actor }, recordId }: CardAsk,
  action: string,
  detail: object,
): Promise<void> =>
  tx.audit.write({ businessId, actor, action, detail: { recordId, ...detail }, at: app.clock.now() });

async function settingsView(app: App, { businessId, isOwner }: CardAsk["viewer"]) {
  const { read } = app.store;
  const [business, connection, lines, availableCredits, { pending, failed }] = await Promise.all([
    read.businesses.find(businessId),
    read.connections.find(businessId),
    read.lines.list(businessId),
    read.ledger.available(businessId),
    read.activities.counts(businessId),
  ]);
  if (business === null || connection === null) throw new Refusal("not_connected", NOT_CONNECTED);
  const values = settingsOf(app, connection);
  const asked = app.connectors.get(connection.connector)?.manifest.settings ?? {};
  return {
    business: business.name,
    health: connection.health,
    detail: connection.healthDetail,
    pending,
    failed,
    availableCredits,
    lines: lines.map(lineView),
    fields: Object.entries(asked).map(([name, { label, help = null, type }]) => ({
      name,
      label,
      help,
      type,
      value: values[name] ?? null,
    })),
    mayChange: isOwner,
    pageUrl: `${app.publicUrl}/connection`,
    connectUrl: `${app.publicUrl}/install/${connection.connector}`,
  };
}
