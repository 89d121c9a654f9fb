/** What a connection does, changed without connecting anew: access that was given by OAuth cannot be typed in again. */
import { checkSettings } from "../crm/manifest.ts";
import { Refusal } from "../domain/errors.ts";
import type { App } from "./context.ts";
import { resumeParked } from "./manage.ts";
import type { Connection, Tx } from "./ports.ts";

/** `null`: back to what the manifest says. */
export type SettingsChange = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Changes the settings given; the others keep their value. What was parked is sent again: that is often why.
 *
 * @throws Refusal `invalid_input`, naming each setting that does not fit the manifest
 */
export async function changeConnectionSettings(
  app: App,
  tx: Tx,
  businessId: string,
  change: SettingsChange,
  actor: string,
): Promise<Readonly<Record<string, unknown>>> {
  const connection = await tx.connections.find(businessId);
  const connector = connection === null ? undefined : app.connectors.get(connection.connector);
  if (connection === null || connector === undefined)
    throw new Refusal("invalid_input", "No CRM is connected whose settings could be changed.");
  const { manifest } = connector;
  const merged = Object.entries({ ...connection.settings, ...change }).filter(([, value]) => value !== null);
  const settings = Object.fromEntries(merged);
  const { problems } = checkSettings(manifest, settings);
  if (problems.length > 0)
    throw new Refusal("invalid_input", `${manifest.label} cannot be set like this.`, problems);
  await tx.connections.changeSettings(businessId, settings);
  await tx.audit.write({
    businessId,
    actor,
    action: "connection.settings",
    detail: { connector: manifest.id, changed: Object.keys(change) },
    at: app.clock.now(),
  });
  await resumeParked(app, tx, businessId);
  tx.notify({ kind: "connection", businessId });
  return settingsOf(app, { ...connection, settings });
}

/** With the manifest's defaults for what was never set. */
export function settingsOf(app: App, { connector, settings }: Connection): Readonly<Record<string, unknown>> {
  const manifest = app.connectors.get(connector)?.manifest;
  return manifest === undefined ? settings : checkSettings(manifest, settings).values;
}
