/** The connectors that come with the service. */
import type { Connector } from "../src/crm/contract.ts";
import { builtinConnector } from "./builtin/connector.ts";
import type { LeadStore } from "./builtin/lead-store.ts";
import { hubspotConnector } from "./hubspot/connector.ts";
import { salesforceConnector } from "./salesforce/connector.ts";

export interface ConnectorNeeds {
  readonly leads: LeadStore;
  /** Another base address than HubSpot's own, for a proxy or a test. */
  readonly hubspotApiUrl: string | undefined;
  /** An address that is trusted beside Salesforce's own, for a proxy or a test. */
  readonly salesforceUrl: string | undefined;
}

export const ownConnectors = (needs: ConnectorNeeds): readonly Connector[] => [
  builtinConnector(needs.leads),
  hubspotConnector({ apiUrl: needs.hubspotApiUrl }),
  salesforceConnector({ ownUrl: needs.salesforceUrl }),
];
