import { ConnectorError, type Credentials, type OpenConnector } from "../../crm/contract.ts";
import { checkSettings } from "../../crm/manifest.ts";
import type { App } from "../context.ts";
import type { Connection } from "../ports/index.ts";

const CRM_TIMEOUT_MS = 10_000;
const DEFAULT_COUNTRY = "US";
export const RECONNECT =
  "The CRM no longer accepts our access. Connect it again; everything waiting will be sent then.";

/** A connection without a row is the built-in store: the product works before anything is connected. */
export const DEFAULT_CONNECTION: Connection = {
  connector: "builtin",
  sealedCredentials: null,
  settings: {},
  health: "ok",
  healthDetail: null,
};

/** A living link to the business's CRM, with access that lasts for this job. */
export async function openConnector(
  app: App,
  businessId: string,
  connection: Connection,
  signal: AbortSignal,
): Promise<OpenConnector> {
  // Nothing but a person helps: asking on would only be counted against us.
  if (connection.health === "needs_reconnect") throw new ConnectorError("auth_expired", RECONNECT);
  const stored =
    connection.sealedCredentials === null
      ? null
      : (JSON.parse(
          await app.sealer.open(connection.sealedCredentials, `connection:${businessId}`),
        ) as Credentials);
  const refresh = stored === null ? null : app.access.refresherOf(businessId, connection.connector, stored);
  // Requests that are refused for their age count against us at the CRM.
  const credentials =
    stored !== null && refresh !== null && app.access.isExpiring(connection.connector, stored)
      ? await refresh(stored)
      : stored;
  return openWith(app, businessId, { ...connection, credentials, refresh }, signal);
}

/** @param link credentials as they are, before anything of them is kept */
export async function openWith(
  app: App,
  businessId: string,
  link: {
    readonly connector: string;
    readonly settings: Readonly<Record<string, unknown>>;
    readonly credentials: Credentials | null;
    readonly refresh: ((refused: Credentials) => Promise<Credentials>) | null;
  },
  signal: AbortSignal,
): Promise<OpenConnector> {
  const connector = app.connectors.get(link.connector);
  if (connector === undefined)
    throw new ConnectorError("unavailable", `The connector "${link.connector}" is not installed here.`);
  // One more read, and only for a CRM elsewhere: the built-in store keeps numbers as we do.
  const business = link.credentials === null ? null : await app.store.read.businesses.find(businessId);
  return connector.open({
    businessId,
    country: business?.country ?? DEFAULT_COUNTRY,
    settings: checkSettings(connector.manifest, link.settings).values,
    credentials: link.credentials,
    refreshCredentials: link.refresh,
    records: { find: (phone) => app.store.read.records.find(businessId, link.connector, phone) },
    claims: app.claims,
    http: { timeoutMs: CRM_TIMEOUT_MS, userAgent: "textback" },
    log: app.log,
    now: () => app.clock.now(),
    newId: app.newId,
    signal,
  });
}
