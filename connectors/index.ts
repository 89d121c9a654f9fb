/** The connectors that come with the service. */
import type { Connector } from "../src/crm/contract.ts";
import { builtinConnector } from "./builtin/connector.ts";
import type { LeadStore } from "./builtin/lead-store.ts";
import { hubspotConnector } from "./hubspot/connector.ts";

export { STAGES } from "./builtin/lead-store.ts";

export interface ConnectorNeeds {
  readonly leads: LeadStore;
  /** Another base address than HubSpot's own, for a proxy or a test. */
  readonly hubspotApiUrl: string | undefined;
}

export const ownConnectors = ({ leads, hubspotApiUrl }: ConnectorNeeds): readonly Connector[] => [
  builtinConnector(leads),
  hubspotConnector({ apiUrl: hubspotApiUrl }),
];
