/** The settings of a connection, which change without its access: that belongs to whoever said yes in the CRM. */
import { type Checked, checkSettings } from "../../crm/manifest.ts";
import { Refusal } from "../../domain/errors.ts";
import type { App } from "../context.ts";
import { resumeConnection } from "../manage.ts";
import type { Connection, Tx } from "../ports/index.ts";

type Settings = Checked<Record<string, unknown>>;

/** With the manifest's defaults for what was never set. */
export const settingsOf = (app: App, { connector, settings }: Connection): Record<string, unknown> =>
  checked(app, connector, settings).values;

function checked(app: App, id: string, settings: Readonly<Record<string, unknown>>): Settings {
  const connector = app.connectors.get(id);
  if (connector === undefined)
    throw new Refusal("unknown_connector", `The connector "${id}" is not installed here.`);
  return checkSettings(connector.manifest, settings);
}

/**
 * What is left out keeps its value; `null` goes back to the manifest's default. What was parked is sent again: the
 * settings are often why.
 *
 * @throws Refusal `not_connected`, `invalid_input`
 */
export async function changeConnectionSettings(
  app: App,
  tx: Tx,
  businessId: string,
  change: Readonly<Record<string, unknown>>,
  actor: string,
): Promise<Record<string, unknown>> {
  const connection = await tx.connections.find(businessId);
  if (connection === null) throw new Refusal("not_connected", "No CRM is connected.");
  const { connector, settings } = connection;
  const merged = Object.entries({ ...settings, ...change }).filter(([, value]) => value !== null);
  const wanted = Object.fromEntries(merged);
  const { values, problems } = checked(app, connector, wanted);
  if (problems.length > 0) throw new Refusal("invalid_input", "These settings cannot be used.", problems);
  await tx.connections.setSettings(businessId, connector, wanted);
  await tx.audit.write({
    businessId,
    actor,
    action: "connection.settings",
    detail: { connector, changed: Object.keys(change) },
    at: app.clock.now(),
  });
  tx.notify({ kind: "connection", businessId });
  // What was refused for a setting goes on, and consent is told where it is to be told now.
  await resumeConnection(app, tx, businessId);
  return values;
}
