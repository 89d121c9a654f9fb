/**
 * Looks the caller up in the CRM while the phone rings, so that name and record are known when the text goes out.
 * Nothing waits for it: in trouble it gives up, and the caller's drain looks for itself.
 */
import { ConnectorError } from "../../crm/contract.ts";
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { LineInUse, Tx } from "../ports/index.ts";
import { firstLookAt } from "./heal-record.ts";
import { needReconnect } from "./need-reconnect.ts";
import { openConnector } from "./open-connector.ts";

/** Whether looking while the phone rings finds anything out that is not at hand here. */
export const isElsewhere = (app: App, { connector }: LineInUse): boolean =>
  connector != null && app.connectors.get(connector)?.manifest.connect.method !== "none";

export async function wantRecordFound(app: App, tx: Tx, lineInUse: LineInUse, phone: E164): Promise<void> {
  if (isElsewhere(app, lineInUse))
    await tx.jobs.enqueue({ kind: "find_record", businessId: lineInUse.business.id, phone });
}

export async function findRecord(
  app: App,
  businessId: string,
  phone: E164,
  signal: AbortSignal,
): Promise<void> {
  const { connection, known } = await app.store.read.connections.findFor(businessId, phone);
  if (connection === null || known !== null || connection.health === "needs_reconnect") return;
  try {
    const opened = await openConnector(app, businessId, connection, signal);
    const [best, ...rest] = await opened.findByPhone(phone);
    const now = app.clock.now();
    await app.store.transaction(async (tx) => {
      // The row is made here, since it is the caller's name that the text will use.
      await tx.callers.lock(businessId, phone, now);
      const { connector } = connection;
      if ((await tx.records.find(businessId, connector, phone)) !== null) return;
      if (best === undefined) return tx.records.keepNobody(businessId, connector, phone, now);
      const { recordId, name, matchedBy } = best;
      const others = rest.map((each) => ({ recordId: each.recordId, name: each.name }));
      const record = { recordId, name, matchedBy, others };
      tx.notify({ kind: "conversation", businessId, phone });
      if ((await tx.records.remember(businessId, connector, phone, record, firstLookAt(app, record))) > 0)
        await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone });
    });
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    app.log.info({ businessId, connector: connection.connector, kind: error.kind }, "caller not looked up");
    if (error.kind === "auth_expired") await needReconnect(app.store.read, businessId, connection);
  }
}
