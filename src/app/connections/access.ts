/** Keeps what CRMs gave us access by alive: renewed when it is refused, before it expires, and when nobody uses it. */
import { type Connector, ConnectorError, type Credentials } from "../../crm/contract.ts";
import { inParallel } from "../in-parallel.ts";
import type { Clock, Logger } from "../ports/index.ts";
import type { CredentialKeeper, OAuthVendors } from "../ports/oauth.ts";

const DAY_MS = 24 * 3_600_000;

export interface Access {
  /** `null`: there is nothing to renew it by, as with a token that a person typed in. */
  refresherOf(
    businessId: string,
    connector: string,
    credentials: Credentials,
  ): ((refused: Credentials) => Promise<Credentials>) | null;
  isExpiring(connector: string, credentials: Credentials): boolean;
  /** Renews grants that would die of not being used. */
  renewQuiet(): Promise<void>;
}

export interface AccessNeeds {
  readonly vendors: OAuthVendors;
  readonly keeper: CredentialKeeper;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly clock: Clock;
  readonly log: Logger;
}

const AT_ONCE = 5;

export function accessOver({ vendors, keeper, connectors, clock, log }: AccessNeeds): Access {
  return {
    refresherOf: (businessId, connector, credentials) => {
      const vendor = vendors.get(connector);
      return vendor?.isRenewable(credentials) === true ? keeper.hook(businessId, vendor.renew) : null;
    },
    isExpiring: (connector, credentials) =>
      vendors.get(connector)?.isExpiring(credentials, clock.now()) ?? false,
    async renewQuiet() {
      for (const [id, vendor] of vendors) {
        const connect = connectors.get(id)?.manifest.connect;
        const days = connect?.method === "oauth" ? connect.oauth.renewAfterDays : undefined;
        if (days === undefined) continue;
        const quiet = await keeper.quietSince(id, new Date(clock.now().getTime() - days * DAY_MS));
        await inParallel(quiet, AT_ONCE, new AbortController().signal, async (businessId) => {
          await keeper.renew(businessId, vendor.renew).catch((error: unknown) => {
            // Whoever must connect again sees it at the connection; whatever passes is tried in an hour.
            if (!(error instanceof ConnectorError)) throw error;
            log.warn(
              { businessId, connector: id, kind: error.kind },
              "access that nobody uses was not renewed",
            );
          });
        });
      }
    },
  };
}
