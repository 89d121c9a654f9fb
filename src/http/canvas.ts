/** `/crm/salesforce/canvas`: Salesforce shows our page in a tab of its own, and says who looks. */
import { Router, urlencoded } from "express";
import { REMOVED } from "../app/connections/install.ts";
import { crmPerson, type LaunchKit, launchUrl, makeLaunch } from "../app/connections/launch.ts";
import type { App } from "../app/context.ts";
import { readSignedRequest } from "./canvas-request.ts";
import { html, type PlainPage, sendPlainPage } from "./plain-page.ts";

const CONNECTOR = "salesforce";
/** The context of a record page is a few kB. */
const MAX_BODY = "64kb";

export interface CanvasOptions {
  readonly app: App;
  readonly kit: LaunchKit;
  /** Our app's consumer secret there; `null`: the operator has no app. */
  readonly secret: string | null;
}

export function canvasRouter({ app, kit, secret }: CanvasOptions): Router {
  const router = Router();
  const base = new URL(kit.publicUrl).pathname.replace(/\/+$/, "");
  const frames = app.connectors.get(CONNECTOR)?.manifest.frames ?? [];
  const parser = urlencoded({ extended: false, limit: MAX_BODY, parameterLimit: 20 });

  const installFirst: PlainPage = {
    status: 409,
    title: "Connect textback first",
    frames,
    body: html`<p>This org is not connected to textback yet. An administrator connects it once, in a new tab; then open this page again.</p>
<p><a class="button" href="${base}/install/${CONNECTOR}" target="_blank" rel="noopener">Connect this org</a></p>`,
  };
  const removed: PlainPage = {
    status: 403,
    title: "You were removed from this business",
    frames,
    body: html`<p>${REMOVED}</p>
<p><a class="button" href="${base}/install/${CONNECTOR}" target="_blank" rel="noopener">Connect once more</a></p>`,
  };
  const refused: PlainPage = {
    status: 403,
    title: "Open this page in Salesforce",
    frames,
    body: html`<p>Salesforce vouches for who opens this page, and its word holds once, for five minutes. Open the textback tab again.</p>`,
  };

  if (secret === null) return router;
  router.post(
    "/crm/salesforce/canvas",
    (req, res, next) => (req.body === undefined ? parser(req, res, next) : next()),
    async (req, res) => {
      const signed: unknown = (req.body as { signed_request?: unknown } | undefined)?.signed_request;
      const asked = typeof signed === "string" ? readSignedRequest(signed, secret, app.clock.now()) : null;
      if (asked === null) return sendPlainPage(res, base, refused);
      const account = { connector: CONNECTOR, accountId: asked.organizationId };
      const token = await app.store.transaction(async (tx) => {
        // It is posted by the browser: whoever sees it there must not come in by it after that.
        const isNew = await tx.installs.useSignature(kit.tokens.hashToken(String(signed)), asked.expiresAt);
        if (!isNew) return "used";
        const user = await crmPerson(kit, tx, {
          ...account,
          crmUserId: asked.userId,
          name: asked.userName,
        });
        return user === null || user === "removed" ? user : makeLaunch(kit, tx, user, account);
      });
      if (token === "used") return sendPlainPage(res, base, refused);
      if (token === "removed") return sendPlainPage(res, base, removed);
      if (token === null) return sendPlainPage(res, base, installFirst);
      res.setHeader("Cache-Control", "no-store");
      // A policy holds for the answer that a frame ends up with: this one has nothing to show.
      res.redirect(303, launchUrl(kit, CONNECTOR, token));
    },
  );
  return router;
}
