import { RECONNECT } from "./open-connector.ts";
import type { Connection, Tx } from "./ports.ts";

/** The CRM no longer accepts our access: nobody asks it again until a person has connected it anew. */
export async function needReconnect(tx: Tx, businessId: string, connection: Connection): Promise<void> {
  // Connected again meanwhile, it is the new access that counts.
  const current = await tx.connections.find(businessId);
  if (current === null || current.sealedCredentials !== connection.sealedCredentials) return;
  await tx.connections.put(businessId, { ...current, health: "needs_reconnect", healthDetail: RECONNECT });
  tx.notify({ kind: "connection", businessId });
}
