import { type ConnectorContext, ConnectorError } from "../../src/crm/contract.ts";
import type { Fields, SalesforceClient } from "./client.ts";
import { refusedFields } from "./errors.ts";
import type { Org, OrgCache } from "./org.ts";
import { type SalesforceSettings, settingsProblems } from "./settings.ts";

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

/**
 * What is known of the org, once the customer's settings were found to fit it.
 *
 * @throws ConnectorError `rejected`, in words for whoever typed the settings
 */
export async function orgThatFits(
  { client, orgs, settings }: Job,
  objects: readonly ("Lead" | "Task")[],
): Promise<Org> {
  const known = await orgs.learn(client);
  if (settingsProblems(known, settings, objects).length === 0) return known;
  // The administrator may have made the field since we looked.
  orgs.forget(client);
  const org = await orgs.learn(client);
  const problems = settingsProblems(org, settings, objects);
  if (problems.length === 0) return org;
  throw new ConnectorError("rejected", `${problems.join(" ")} Correct it in the settings of Salesforce.`);
}

/** Notes which fields to go without, when it is such that Salesforce refused. What we knew of the org is stale then. */
export function dropsRefused(
  { context, client, orgs }: Job,
  error: unknown,
  optional: readonly string[],
  dropped: Set<string>,
): boolean {
  const named = refusedFields(error);
  if (named.length > 0) orgs.forget(client);
  const refused = named.filter((name) => optional.includes(name) && !dropped.has(name));
  if (refused.length === 0) return false;
  context.log.warn({ fields: refused }, "Salesforce refused fields that we can do without");
  for (const name of refused) dropped.add(name);
  return true;
}
