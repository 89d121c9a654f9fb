import type { Clock } from "../app/ports/index.ts";
import type { OAuthVendors } from "../app/ports/oauth.ts";
import type { Connector } from "../crm/contract.ts";
import { type OAuthApp, oauthVendor } from "./vendor.ts";

export type { OAuthApp } from "./vendor.ts";

/** One for each connector that is connected by OAuth, and at whose CRM the operator has an app. */
export const oauthVendors = (
  connectors: ReadonlyMap<string, Connector>,
  apps: Readonly<Record<string, OAuthApp>>,
  clock: Clock,
): OAuthVendors =>
  new Map(
    [...connectors].flatMap(([id, { manifest }]) => {
      const app = Object.hasOwn(apps, id) ? apps[id] : undefined;
      return manifest.connect.method === "oauth" && app !== undefined
        ? [[id, oauthVendor(manifest.connect.oauth, app, () => clock.now())] as const]
        : [];
    }),
  );
