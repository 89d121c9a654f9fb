import type { Connection, Tx } from "../ports/index.ts";
import { RECONNECT } from "./open-connector.ts";

/** The CRM no longer accepts our access: nobody asks it again until a person has connected it anew. */
export async function needReconnect(tx: Tx, businessId: string, connection: Connection): Promise<void> {
  // Connected again or renewed meanwhile, it is the new access that counts, and it must not be written over.
  const { sealedCredentials } = connection;
  const found = { sealedCredentials, health: "needs_reconnect", healthDetail: RECONNECT } as const;
  await tx.connections.setHealth(businessId, found);
  tx.notify({ kind: "connection", businessId });
}
