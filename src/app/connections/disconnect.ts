/**
 * Disconnecting a CRM. Here it is done at once: the tokens leave the connection, the history stays, and leads go to
 * the built-in store. What the vendor has to be told is a row of its own, so that a vendor who is away hears it later.
 */
import { ConnectorError, type Credentials } from "../../crm/contract.ts";
import type { App } from "../context.ts";
import type { Tx } from "../ports/index.ts";
import type { OAuthVendors } from "../ports/oauth.ts";
import { resumeParked } from "../timeline/resume-parked.ts";

const RETRY_MS = [60_000, 600_000, 3_600_000, 6 * 3_600_000, 24 * 3_600_000] as const;

/** @returns whether there was a connection */
export async function disconnectCrm(app: App, tx: Tx, businessId: string, actor: string): Promise<boolean> {
  const removed = await tx.installs.removeConnection(businessId);
  if (removed === null) return false;
  await endGrantOf(app, tx, businessId, removed);
  await tx.audit.write({
    businessId,
    actor,
    action: "disconnected",
    detail: { connector: removed.connector },
    at: app.clock.now(),
  });
  // What waited for the CRM stands in the built-in store from now on.
  await resumeParked(app, tx, businessId);
  tx.notify({ kind: "connection", businessId });
  return true;
}

/** Only what OAuth gave can be given back; a token that a person made is theirs to take away. */
export async function endGrantOf(
  app: App,
  tx: Tx,
  businessId: string,
  { connector, sealedCredentials }: { connector: string; sealedCredentials: string | null },
): Promise<void> {
  if (sealedCredentials === null || !app.vendors.has(connector)) return;
  const id = app.newId("end");
  await tx.installs.insertEnding({
    id,
    businessId,
    connector,
    sealedCredentials,
    nextAttemptAt: app.clock.now(),
  });
  await tx.jobs.enqueue({ kind: "end_grant", businessId, endingId: id });
}

export async function endGrant(app: App, businessId: string, endingId: string): Promise<void> {
  const { installs, jobs } = app.store.read;
  const ending = await installs.findEnding(businessId, endingId);
  if (ending === null) return;
  const { connector, sealedCredentials, attempts } = ending;
  const credentials = JSON.parse(
    await app.sealer.open(sealedCredentials, `connection:${businessId}`),
  ) as Credentials;
  try {
    if (vendorIn(app.vendors, connector).isRenewable(credentials))
      await vendorIn(app.vendors, connector).end(credentials);
    await installs.finishEnding(businessId, endingId);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const waitMs = RETRY_MS[attempts];
    if (waitMs === undefined) {
      // The tokens go all the same: what is left is an entry in the CRM that its admin can remove.
      app.log.warn({ businessId, connector, err: error }, "the CRM was never told of a disconnection");
      await installs.finishEnding(businessId, endingId);
      return;
    }
    const at = new Date(app.clock.now().getTime() + waitMs);
    await installs.putOffEnding(businessId, endingId, error.message, at);
    await jobs.enqueue({ kind: "end_grant", businessId, endingId }, at);
  }
}

function vendorIn(vendors: OAuthVendors, connector: string) {
  const vendor = vendors.get(connector);
  if (vendor === undefined)
    throw new ConnectorError("unavailable", `There is no app of ours for ${connector} any more.`);
  return vendor;
}
