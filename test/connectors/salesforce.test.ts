import { salesforceConnector } from "../../connectors/salesforce/connector.ts";
import manifest from "../../manifests/salesforce/connector.json" with { type: "json" };
import { connectorWorld, type Departure, type World, worldClock } from "../../src/crm/testkit.ts";
import { CONSENT_FIELD, farSideOf } from "../fakes/salesforce/far-side.ts";
import { spec } from "../fakes/salesforce/fields.ts";
import { type Salesforce, startSalesforce } from "../fakes/salesforce/index.ts";
import { keepsItsPromises } from "../support/promises.ts";

/** "About 15 minutes or more" (…/salesforce_large_data_volumes_bp, search architecture). */
const INDEX_LAG_MS = 15 * 60_000;

/** An org of one's own, its index late all the time, and what the service would open the connector with. */
async function inSalesforceWorld(
  use: (world: World, salesforce: Salesforce) => Promise<void>,
  packaged: boolean,
): Promise<void> {
  const clock = worldClock();
  const salesforce = await startSalesforce({ now: () => clock.now() });
  salesforce.org.features.packaged = packaged ? "textback" : null;
  salesforce.org.rules.searchLagMs = INDEX_LAG_MS;
  for (const type of ["Lead", "Contact"])
    salesforce.org.features.custom.set(`${type}.${CONSENT_FIELD}`, spec("boolean"));
  try {
    const connector = salesforceConnector({ ownUrl: salesforce.url });
    const { accessToken } = salesforce.tokens.authorize();
    const credentials = { instanceUrl: salesforce.url, accessToken };
    const settings = { consentField: CONSENT_FIELD };
    const far = farSideOf(salesforce);
    await use(connectorWorld({ connector, far, clock, credentials, settings }), salesforce);
  } finally {
    await salesforce.stop();
  }
}

const departures: readonly Departure[] = [
  {
    promise: "invents no name for a caller who has none",
    because: "Lead.LastName is required: it says Unknown caller, and is never taken for a name",
  },
  {
    promise: "tells of a record before anything is appended to it",
    because:
      "the Lead and its first Tasks are made in one request, all or nothing: there is no moment between",
  },
];

keepsItsPromises(
  "Salesforce (with our package)",
  manifest,
  (use) => inSalesforceWorld(use, true),
  departures,
);
keepsItsPromises(
  "Salesforce (without our package)",
  manifest,
  (use) => inSalesforceWorld(use, false),
  departures,
);
