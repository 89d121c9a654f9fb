/** Which connectors there are: our own, and the packages that the operator named. Checked before anything starts. */
import { CONTRACT_VERSION, type Connector } from "./contract.ts";
import { ManifestError, readManifest } from "./manifest.ts";

/** A connector whose manifest fits the schema and which was written for this contract. */
function checkConnector(raw: unknown, whose: string): Connector {
  const connector = raw as Partial<Connector> | null | undefined;
  if (typeof connector !== "object" || connector === null || typeof connector.open !== "function")
    throw new ManifestError(whose, ["it exports no `connector` with a manifest and an open function"]);
  const manifest = readManifest(connector.manifest, whose);
  if (manifest.contractVersion !== CONTRACT_VERSION) {
    const newer = manifest.contractVersion > CONTRACT_VERSION;
    throw new ManifestError(whose, [
      `contractVersion: it was written for ${manifest.contractVersion}, and this is ${CONTRACT_VERSION}: ` +
        (newer ? "use a newer textback" : "it has to be brought up to date"),
    ]);
  }
  const open = connector.open.bind(connector);
  return { manifest, open };
}

/** @throws ManifestError that says whose fault it is, and what. */
export function connectorRegistry(connectors: readonly Connector[]): ReadonlyMap<string, Connector> {
  const registry = new Map<string, Connector>();
  for (const each of connectors) {
    const checked = checkConnector(each, `"${each.manifest.id}"`);
    const { id } = checked.manifest;
    if (registry.has(id)) throw new ManifestError(`"${id}"`, ["another connector has this id already"]);
    registry.set(id, checked);
  }
  return registry;
}

/**
 * Loads the packages named in TEXTBACK_CONNECTORS. Each exports `connector`, with its manifest.
 *
 * @throws ManifestError that names the package
 */
export async function loadConnectors(
  packages: readonly string[],
  load: (name: string) => Promise<unknown>,
): Promise<readonly Connector[]> {
  const connectors: Connector[] = [];
  for (const name of packages) {
    const module = await load(name).catch((error: unknown) => {
      throw new ManifestError(`package ${name}`, [error instanceof Error ? error.message : String(error)]);
    });
    connectors.push(checkConnector((module as { connector?: unknown }).connector, `package ${name}`));
  }
  return connectors;
}
