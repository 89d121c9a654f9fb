import type { App } from "../../app/context.ts";
import { type Route, route } from "../route.ts";

export const mediaRoutes = (app: App): Route[] => [
  route({
    method: "post",
    path: "/businesses/:businessId/media-links/revoke",
    summary:
      "Call back every link to recordings and pictures that stands in a CRM; what is logged later gets new ones",
    guard: "business",
    handle: async ({ tx, businessId, principal }) => {
      await tx.businesses.revokeMediaLinks(businessId);
      const at = app.clock.now();
      await tx.audit.write({
        businessId,
        actor: principal.kind,
        action: "media_links.revoke",
        detail: {},
        at,
      });
      return { status: 204, body: undefined };
    },
  }),
];
