/** Which CRMs there are, how each is connected, and disconnecting. */
import { changeConnectionSettings } from "../../app/connections/connection-settings.ts";
import { disconnectCrm } from "../../app/connections/disconnect.ts";
import type { App } from "../../app/context.ts";
import type { Manifest } from "../../crm/manifest.ts";
import { actorOf } from "../auth.ts";
import { type Route, route } from "../route.ts";
import * as schemas from "../schemas.ts";

export function connectionRoutes(app: App, publicUrl: string): Route[] {
  /** What the settings page is made from. Where tokens are not pasted, none is asked for. */
  const view = (manifest: Manifest) => {
    const { id, label, summary, connect, credentials, settings, abilities } = manifest;
    const isPasted = connect.method !== "oauth" || !app.isMarketplace;
    return {
      id,
      label,
      summary,
      method: connect.method,
      abilities,
      settings,
      installUrl: app.vendors.has(id) ? `${publicUrl}/install/${id}` : null,
      packageUrl: app.vendors.get(id)?.packageUrl ?? null,
      credentials: isPasted
        ? Object.fromEntries(Object.entries(credentials).filter(([, { from }]) => from === "person"))
        : {},
    };
  };

  return [
    route({
      method: "get",
      path: "/session/ways",
      summary: "The CRMs by which people can sign in here, beside a code or a link",
      guard: "public",
      handle: async () => ({
        status: 200,
        body: {
          items: [...app.connectors.values()]
            .filter(({ manifest: { id } }) => app.vendors.get(id)?.knowsPeople === true)
            .map(({ manifest: { id, label } }) => ({ id, label, url: `${publicUrl}/oauth/${id}/sign-in` })),
          next: null,
        },
      }),
    }),
    route({
      method: "get",
      path: "/connectors",
      summary: "The CRMs that can be connected, and what each asks for",
      guard: "business",
      handle: async () => ({
        status: 200,
        body: { items: [...app.connectors.values()].map(({ manifest }) => view(manifest)), next: null },
      }),
    }),
    route({
      method: "patch",
      path: "/businesses/:businessId/connection",
      summary: "Change the connection's settings; its access stays as it is. null: back to the default",
      guard: "owner",
      body: schemas.patchConnection,
      handle: async ({ tx, businessId, principal, body }) => {
        const actor = actorOf(principal);
        const settings = await changeConnectionSettings(app, tx, businessId, body.settings, actor);
        return { status: 200, body: { settings } };
      },
    }),
    route({
      method: "delete",
      path: "/businesses/:businessId/connection",
      summary: "Disconnect the CRM: access is given back there and erased here; the history stays",
      guard: "owner",
      handle: async ({ tx, businessId, principal }) => {
        await disconnectCrm(app, tx, businessId, actorOf(principal));
        return { status: 204, body: undefined };
      },
    }),
  ];
}
