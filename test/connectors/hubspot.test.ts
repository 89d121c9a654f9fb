import { describe, expect, it } from "vitest";
import { hubspotConnector } from "../../connectors/hubspot/connector.ts";
import manifest from "../../manifests/hubspot/connector.json" with { type: "json" };
import { type Connector, ConnectorError, type OpenConnector } from "../../src/crm/contract.ts";
import { memoryClaims } from "../../src/crm/memory-claims.ts";
import {
  connectorPromises,
  connectorWorld,
  type PromiseName,
  type World,
  type WorldOptions,
  worldClock,
} from "../../src/crm/testkit.ts";
import { CONSENT_PROPERTY, farSideOf } from "../fakes/hubspot/far-side.ts";
import { type Hubspot, startHubspot } from "../fakes/hubspot/index.ts";
import { keepsItsPromises } from "../support/promises.ts";

/** A HubSpot of one's own, and what the service would open the connector with. */
async function inHubspotWorld(
  use: (world: World, hubspot: Hubspot) => Promise<void>,
  change: (given: WorldOptions, hubspot: Hubspot) => Partial<WorldOptions> = () => ({}),
): Promise<void> {
  const clock = worldClock();
  const hubspot = await startHubspot({ now: () => clock.now(), limited: true });
  try {
    const connector = hubspotConnector({ apiUrl: hubspot.url });
    const credentials = { accessToken: hubspot.token };
    const settings = { consentProperty: CONSENT_PROPERTY };
    const given = { connector, far: farSideOf(hubspot), clock, credentials, settings };
    await use(connectorWorld({ ...given, ...change(given, hubspot) }), hubspot);
  } finally {
    await hubspot.stop();
  }
}

keepsItsPromises("HubSpot", manifest, (use) => inHubspotWorld(use));

describe("the promises notice", () => {
  const altered = (
    connector: Connector,
    alter: (open: OpenConnector) => Partial<OpenConnector>,
  ): Connector => ({
    ...connector,
    open: (context) => {
      const open = connector.open(context);
      return { ...open, ...alter(open) };
    },
  });
  const faults: readonly [
    string,
    PromiseName,
    (given: WorldOptions, hubspot: Hubspot) => Partial<WorldOptions>,
  ][] = [
    [
      "when nothing is locked",
      "makes one record of fifty concurrent events for one new number",
      ({ clock }) => {
        const claims = memoryClaims({ now: clock.now, wait: async (ms) => clock.pass(ms) });
        return { claims: { ...claims, hold: (_key, _leaseMs, work) => work() } };
      },
    ],
    [
      "when a create is repeated blindly",
      "leaves one of an activity whose answer was lost",
      ({ connector }) => ({
        connector: altered(connector, ({ log }) => ({
          log: (request, onRecord) => log({ ...request, earlierAttemptAt: null }, onRecord),
        })),
      }),
    ],
    [
      "when numbers are compared as they were typed",
      "finds a person however the number was typed",
      ({ connector }, { portal }) => ({
        connector: altered(connector, ({ findByPhone }) => ({
          findByPhone: async (phone) =>
            (await findByPhone(phone)).filter(
              ({ recordId }) => portal.find("contacts", recordId)?.properties.phone === phone,
            ),
        })),
      }),
    ],
    [
      "when a 401 is swallowed",
      "reports an expired access as auth_expired, never as an unknown caller",
      ({ connector }) => ({
        connector: altered(connector, ({ findByPhone }) => ({
          findByPhone: (phone) =>
            findByPhone(phone).catch((error: unknown) => {
              if (error instanceof ConnectorError && error.kind === "auth_expired") return [];
              throw error;
            }),
        })),
      }),
    ],
  ];

  it.each(faults)("%s: %s", async (_what, name, change) => {
    const promise = connectorPromises.find((each) => each.name === name);
    await inHubspotWorld(
      (world) =>
        expect(promise?.run(world)).rejects.toThrow(expect.objectContaining({ name: "AssertionError" })),
      change,
    );
  });
});
