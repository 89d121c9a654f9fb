/** The record of the CRM on which a caller's history stands: how it was found, which others there are, where to see it. */
import type { Credentials, RecordName } from "../../crm/contract.ts";
import type { Manifest } from "../../crm/manifest.ts";
import { recordIdIn, recordUrl } from "../../crm/record-address.ts";
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import type { App } from "../context.ts";
import type { Connection, Tx } from "../ports/index.ts";
import { DEFAULT_CONNECTION } from "./open-connector.ts";

export interface RecordSeen extends RecordName {
  /** Where the CRM shows it. */
  readonly url: string | null;
}

export interface CallerRecord {
  readonly connector: string;
  /** Whether the CRM lets us take calls and texts from one record to another. */
  readonly canMove: boolean;
  readonly isMoving: boolean;
  readonly record: (RecordSeen & { readonly matchedBy: string }) | null;
  readonly others: readonly RecordSeen[];
}

export async function callerRecord(app: App, tx: Tx, businessId: string, phone: E164): Promise<CallerRecord> {
  const connection = (await tx.connections.find(businessId)) ?? DEFAULT_CONNECTION;
  const { connector } = connection;
  const manifest = app.connectors.get(connector)?.manifest;
  const [known, isMoving, credentials] = await Promise.all([
    tx.records.find(businessId, connector, phone),
    tx.recordMoves.isUnderWay(businessId, phone),
    credentialsFor(app, businessId, manifest, connection),
  ]);
  const seen = ({ recordId, name }: RecordName): RecordSeen => ({
    recordId,
    name,
    url: manifest === undefined ? null : recordUrl(manifest, credentials, recordId),
  });
  return {
    connector,
    canMove: manifest?.abilities.includes("move") === true,
    isMoving,
    record: known === null ? null : { ...seen(known), matchedBy: known.matchedBy },
    others: (known?.others ?? []).map(seen),
  };
}

/**
 * @param typed an id, or the address of a record's page in the CRM
 * @throws Refusal `invalid_input`
 */
export async function namedRecord(
  app: App,
  businessId: string,
  connection: Connection,
  typed: string,
): Promise<string> {
  const manifest = app.connectors.get(connection.connector)?.manifest;
  if (manifest === undefined) return typed;
  const credentials = await credentialsFor(app, businessId, manifest, connection);
  const recordId = recordIdIn(manifest, credentials, typed);
  if (recordId !== null) return recordId;
  const message = `must be the id or the address of a record in ${manifest.label}, of the connected account`;
  throw new Refusal("invalid_input", `This ${message}.`, [{ field: "record", message }]);
}

async function credentialsFor(
  app: App,
  businessId: string,
  manifest: Manifest | undefined,
  { sealedCredentials }: Connection,
): Promise<Credentials> {
  // What needs no address is not unsealed.
  if (manifest?.records === undefined || sealedCredentials === null) return {};
  return JSON.parse(await app.sealer.open(sealedCredentials, `connection:${businessId}`)) as Credentials;
}
