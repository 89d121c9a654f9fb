/** What HubSpot tells us by itself: verify, parse, store the batch in one transaction, answer. Nothing is asked back. */
import { Router, raw } from "express";
import type { App } from "../../app/context.ts";
import { acceptCrmEvents } from "../../app/timeline/crm-events.ts";
import { rawBodyOf } from "../raw-body.ts";
import { readEvents } from "./events.ts";
import { signedByHubspot } from "./signature.ts";

const PATH = "/webhooks/hubspot";
const MAX_BODY = "1mb";

/**
 * HubSpot repeats whatever is not answered 2xx, for a day; trouble that passes is answered 503. Of portals that are
 * not connected, or no more, nothing is kept.
 *
 * @param clientSecret our app's at HubSpot
 */
export function hubspotWebhook(app: App, clientSecret: string): Router {
  const router = Router();
  const { publicUrl, clock } = app;
  router.post(
    PATH,
    raw({ type: () => true, limit: MAX_BODY }),
    signedByHubspot({ publicUrl, clientSecret, clock }),
    async (req, res) => {
      const { events, unread } = readEvents(rawBodyOf(req));
      if (unread > 0) app.log.warn({ unread }, "events of HubSpot's that could not be read");
      if (events.length > 0) await app.store.transaction((tx) => acceptCrmEvents(app, tx, "hubspot", events));
      res.status(204).end();
    },
  );
  return router;
}
