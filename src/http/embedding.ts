/** The way in for pages that a CRM shows within its own. */
import { type LaunchKit, openLaunched } from "../app/connections/launch.ts";
import { type Route, route } from "./route.ts";
import * as schemas from "./schemas.ts";

export const embeddingRoutes = (kit: LaunchKit): Route[] => [
  route({
    method: "post",
    path: "/session/launch",
    summary: "Open a page inside a CRM by its launch token: a bearer token for this page alone",
    guard: "public",
    body: schemas.useLaunch,
    handle: async ({ tx, visitor, body }) => {
      const opened = await openLaunched(kit, tx, body, visitor);
      if (!opened.ok) return { status: 401, body: undefined, refusal: opened.refusal };
      return {
        status: 200,
        body: {
          token: opened.sessionToken,
          expiresAt: opened.expiresAt.toISOString(),
          businessId: opened.businessId,
        },
      };
    },
  }),
];
