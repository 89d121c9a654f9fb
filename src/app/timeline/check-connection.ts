/** Asks the CRM whether the connection does what it was set up for, and tells the owner in words when it does not. */
import { type ConnectorDescription, ConnectorError } from "../../crm/contract.ts";
import type { App } from "../context.ts";
import type { Connection } from "../ports/index.ts";
import { openConnector } from "./open-connector.ts";

const BATCH = 500;

/** Each hour: what was wrong may have been put right in the CRM. */
export async function checkDegraded(app: App): Promise<void> {
  const { connections, jobs } = app.store.read;
  for (const businessId of await connections.degraded(BATCH))
    await jobs.enqueue({ kind: "check_connection", businessId });
}

export async function checkConnection(app: App, businessId: string, signal: AbortSignal): Promise<void> {
  const { read } = app.store;
  const connection = await read.connections.find(businessId);
  if (connection === null || connection.health === "needs_reconnect") return;
  const about = await describe(app, businessId, connection, signal);
  if (about === null) return;
  const { sealedCredentials } = connection;
  const { health, detail, account } = about;
  // Connected anew meanwhile, it has a job of its own.
  await read.connections.setHealth(businessId, {
    sealedCredentials,
    health,
    healthDetail: detail,
    accountName: account,
  });
  read.notify({ kind: "connection", businessId });
}

/** `null`: the CRM cannot be asked now. */
async function describe(
  app: App,
  businessId: string,
  connection: Connection,
  signal: AbortSignal,
): Promise<ConnectorDescription | null> {
  try {
    return await (await openConnector(app, businessId, connection, signal)).describe();
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return error.kind === "auth_expired"
      ? { health: "needs_reconnect", detail: error.message, account: null }
      : null;
  }
}
