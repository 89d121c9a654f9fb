/** What anybody may read without signing in, marketplaces and their crawlers too: guides, prices, support, privacy, terms. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Response, Router } from "express";
import type { App } from "../app/context.ts";
import { documentOf } from "./markdown.ts";
import { factsOf, type OperatorFacts } from "./operator-facts.ts";
import { type Html, html, sendPlainPage } from "./plain-page.ts";

export interface PublicPagesOptions {
  readonly app: App;
  readonly publicUrl: string;
  readonly operator: OperatorFacts;
}

const PAGES = ["pricing", "support", "privacy", "terms"] as const;
const ROBOTS = "User-agent: *\nDisallow: /api/\nDisallow: /webhooks/\nDisallow: /media/\n";

export function publicPages({ app, publicUrl, operator }: PublicPagesOptions): Router {
  const router = Router();
  const base = new URL(publicUrl).pathname.replace(/\/+$/, "");
  const facts = factsOf(operator, publicUrl);

  async function show(res: Response, file: string, more: Readonly<Record<string, string>>, after?: Html) {
    const { title, body } = documentOf(await readFile(join(root, file), "utf8"), { ...facts, ...more }, base);
    sendPlainPage(res, base, {
      title,
      isPublic: true,
      body: html`${body}${after ?? null}`,
    });
  }

  for (const name of PAGES) router.get(`/${name}`, (_req, res) => show(res, `pages/${name}.md`, {}));

  router.get("/setup/reviewers", (_req, res) => show(res, "pages/reviewers.md", {}));

  router.get("/robots.txt", (_req, res) => {
    res.type("text/plain").send(ROBOTS);
  });

  /** Our own connectors have a guide beside their manifest; those of others bring their documentation themselves. */
  const guides = () => [...app.connectors.values()].filter(({ manifest }) => OWN.has(manifest.id));

  router.get("/setup", (_req, res) => {
    sendPlainPage(res, base, {
      title: "Setup guides",
      isPublic: true,
      body: html`<p>Install, connect, use and disconnect, step by step. Pick where your leads are kept.</p>
${guides().map(({ manifest: { id, label, summary } }) => html`<h2><a href="${base}/setup/${id}">${label}</a></h2><p>${summary}</p>`)}`,
    });
  });

  router.get("/setup/:connector", (req, res, next) => {
    const found = guides().find(({ manifest }) => manifest.id === req.params.connector);
    if (found === undefined) return next();
    const { id, label } = found.manifest;
    const vendor = app.vendors.get(id);
    const packageUrl = vendor?.packageUrl ?? `${publicUrl}/install/${id}`;
    const connect = html`<p><a class="button" href="${base}/install/${id}">Connect ${label}</a></p>`;
    return show(
      res,
      `manifests/${id}/guide.md`,
      { package_url: packageUrl },
      vendor === undefined ? undefined : connect,
    );
  });

  return router;
}

const OWN: ReadonlySet<string> = new Set(["builtin", "hubspot", "salesforce"]);

/** The package's folder: above these sources, or above what was compiled from them. */
const root = fileURLToPath(
  new URL(import.meta.url.includes("/dist/src/") ? "../../.." : "../..", import.meta.url),
);
