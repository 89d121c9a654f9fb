import type { ConnectorContext } from "../../src/crm/contract.ts";
import type { Fields, SalesforceClient } from "./client.ts";
import { refusedFields } from "./errors.ts";
import type { SalesforceSettings } from "./mapping.ts";
import type { OrgCache } from "./org.ts";

/** What everything that one job does for one business shares. */
export interface Job {
  readonly context: ConnectorContext;
  readonly client: SalesforceClient;
  readonly orgs: OrgCache;
  readonly settings: SalesforceSettings;
  readonly country: string;
}

export const omit = (fields: Fields, names: ReadonlySet<string>): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));

/** Notes which fields to go without, when it is such that Salesforce refused. What we knew of the org is stale then. */
export function dropsRefused(
  { context, client, orgs }: Job,
  error: unknown,
  optional: readonly string[],
  dropped: Set<string>,
): boolean {
  const refused = refusedFields(error).filter((name) => optional.includes(name) && !dropped.has(name));
  if (refused.length === 0) return false;
  context.log.warn({ fields: refused }, "Salesforce refused fields that we can do without");
  for (const name of refused) dropped.add(name);
  orgs.forget(client);
  return true;
}
