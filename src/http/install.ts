/**
 * `/install/:connector`, `/oauth/:connector/sign-in` and `/oauth/:connector/callback`: pages that a browser walks
 * through, for people.
 */
import { type Request, type Response, Router } from "express";
import {
  beginInstall,
  type Departure,
  finishInstall,
  type Installed,
  type InstallKit,
  takeReturn,
} from "../app/connections/install.ts";
import type { App } from "../app/context.ts";
import { beginCrmSignIn, finishCrmSignIn, insideAddress } from "../app/people/crm-sign-in.ts";
import type { Visitor } from "../app/people/sign-in.ts";
import type { InstallState, OAuthPurpose, OAuthVendor } from "../app/ports/oauth.ts";
import type { Manifest, OAuthManifest } from "../crm/manifest.ts";
import { REFUSALS, Refusal } from "../domain/errors.ts";
import type { Cookies } from "./cookies.ts";
import type { OperatorFacts } from "./operator-facts.ts";
import { type Html, html, type PlainPage, sendPlainPage } from "./plain-page.ts";

export interface InstallOptions {
  readonly app: App;
  readonly kit: InstallKit;
  readonly cookies: Cookies;
  readonly operator: OperatorFacts;
}

/** Where the browser goes when it is done: by name, never by an address that came from outside. */
const AFTER = { new: "/welcome", known: "/connection" } as const;
const beginningOf: Readonly<Record<OAuthPurpose, (connector: string) => string>> = {
  install: (connector) => `/install/${connector}`,
  sign_in: (connector) => `/oauth/${connector}/sign-in`,
};
const failed: Readonly<Record<OAuthPurpose, (crm: string) => string>> = {
  install: (crm) => `${crm} was not connected`,
  sign_in: (crm) => `You were not signed in with ${crm}`,
};
const TOKEN = /^[\w-]{43}$/;
const MAX_CODE = 2_000;

interface Target {
  readonly manifest: Manifest;
  readonly oauth: OAuthManifest;
  readonly vendor: OAuthVendor;
}

export function installRouter({ app, kit, cookies, operator }: InstallOptions): Router {
  const router = Router();
  const base = new URL(kit.publicUrl).pathname.replace(/\/+$/, "");
  const show = (res: Response, page: PlainPage) => sendPlainPage(res, base, page);

  const targetOf = (req: Request): Target | null => {
    const id = String(req.params.connector);
    const manifest = app.connectors.get(id)?.manifest;
    const vendor = app.vendors.get(id);
    return manifest?.connect.method === "oauth" && vendor !== undefined
      ? { manifest, oauth: manifest.connect.oauth, vendor }
      : null;
  };
  const visitorOf = (req: Request): Visitor => ({
    address: req.ip ?? "",
    sessionToken: cookies.read(req, "session"),
    ticket: null,
  });
  const browserOf = (req: Request): string | null => {
    const token = cookies.read(req, "install");
    return token !== null && TOKEN.test(token) ? token : null;
  };

  const again = ({ manifest }: Target, purpose: OAuthPurpose): Html =>
    html`<p><a class="button" href="${base}${beginningOf[purpose](manifest.id)}">Start again</a></p>${
      purpose === "sign_in" ? html`<p><a href="${base}/sign-in">Sign in with a code instead</a></p>` : html``
    }`;
  const help = (): Html =>
    operator.supportEmail === null
      ? html``
      : html`<p class="soft">Stuck? Write to <a href="mailto:${operator.supportEmail}">${operator.supportEmail}</a>.</p>`;

  const unknown = (res: Response) =>
    show(res, {
      status: 404,
      title: "Nothing to connect here",
      body: html`<p>This service is not set up to connect to that CRM. The <a href="${base}/setup">setup guides</a> name those it knows.</p>`,
    });

  const refuse = (res: Response, target: Target, purpose: OAuthPurpose, refusal: Refusal) =>
    show(res, {
      status: REFUSALS[refusal.code],
      title: failed[purpose](target.manifest.label),
      body: html`<p>${refusal.message}</p>${again(target, purpose)}${help()}`,
    });

  const packageNeeded = (res: Response, target: Target) =>
    show(res, {
      status: 409,
      title: "Install the package first",
      body: html`<p>${target.manifest.label} does not know our app in this org yet: its package has to be installed once, by an administrator. Then connect.</p>
${packageLink(target)}${again(target, "install")}${help()}`,
    });

  const packageLink = ({ vendor, manifest }: Target): Html =>
    vendor.packageUrl === null
      ? html`<p>Ask whoever runs this service for the link to the package.</p>`
      : html`<p><a class="button" href="${vendor.packageUrl}" rel="noopener">Install the package in ${manifest.label}</a></p>`;

  /** Where several hosts serve accounts, a person chooses. */
  const choose = (
    res: Response,
    target: Target,
    purpose: OAuthPurpose,
    wrongDomain: boolean,
    kept: { readonly name: "business" | "next"; readonly value: string | null },
  ) => {
    const { manifest, oauth } = target;
    const hosts = oauth.hosts;
    if (hosts === undefined) return unknown(res);
    const more = kept.value === null ? "" : `&${kept.name}=${encodeURIComponent(kept.value)}`;
    const action = `${base}${beginningOf[purpose](manifest.id)}`;
    const choices = Object.entries(hosts.choices).map(
      ([name, { label }]) => html`<p><a class="button" href="${action}?host=${name}${more}">${label}</a></p>`,
    );
    const custom =
      hosts.custom === undefined
        ? html``
        : html`<form method="get" action="${action}">
<input type="hidden" name="host" value="custom">
${kept.value === null ? html`` : html`<input type="hidden" name="${kept.name}" value="${kept.value}">`}
<label for="domain">${hosts.custom.label}</label>
${hosts.custom.help === undefined ? html`` : html`<span class="soft">${hosts.custom.help}</span>`}
<input id="domain" name="domain" required autocomplete="off" spellcheck="false" ${wrongDomain ? html`aria-invalid="true" aria-describedby="wrong"` : html``}>
${wrongDomain ? html`<p id="wrong" role="alert">This is not an address of ${manifest.label}.</p>` : html``}
<button type="submit">${purpose === "install" ? "Connect" : "Sign in"}</button>
</form>`;
    show(res, {
      status: wrongDomain ? 422 : 200,
      title: purpose === "install" ? `Connect ${manifest.label}` : `Sign in with ${manifest.label}`,
      formTargets: allowedTargets(oauth),
      body: html`${
        oauth.packageFirst === undefined || purpose === "sign_in"
          ? html``
          : html`<h2>1. Install the package</h2>
<p>It brings the fields by which nothing is ever written twice. An administrator installs it once.</p>
${packageLink(target)}
<h2>2. Connect</h2>`
      }
<p>Where do you sign in to ${manifest.label}?</p>
${choices}${custom}${help()}`,
    });
  };

  const leave = (res: Response, { url, browserToken }: Departure) => {
    cookies.write(res, { name: "install", value: browserToken });
    res.setHeader("Cache-Control", "no-store");
    res.redirect(303, url);
  };

  router.get("/install/:connector", async (req, res) => {
    const target = targetOf(req);
    if (target === null) return unknown(res);
    const { manifest, oauth, vendor } = target;
    const choice = textOf(req.query.host);
    const businessId = textOf(req.query.business);
    const kept = { name: "business", value: businessId } as const;
    if (oauth.hosts !== undefined && choice === null) return choose(res, target, "install", false, kept);
    const host = vendor.hostFor(choice, textOf(req.query.domain));
    if (host === null) return choose(res, target, "install", true, kept);
    const ask = { connector: manifest.id, host, businessId, browserToken: browserOf(req) };
    try {
      leave(res, await app.store.transaction((tx) => beginInstall(kit, tx, vendor, ask, visitorOf(req))));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(res, target, "install", error);
    }
  });

  router.get("/oauth/:connector/sign-in", async (req, res) => {
    const target = targetOf(req);
    if (target === null || !target.vendor.knowsPeople) return unknown(res);
    const { manifest, oauth, vendor } = target;
    const choice = textOf(req.query.host);
    const returnTo = insideAddress(textOf(req.query.next));
    const kept = { name: "next", value: returnTo } as const;
    if (oauth.hosts !== undefined && choice === null) return choose(res, target, "sign_in", false, kept);
    const host = vendor.hostFor(choice, textOf(req.query.domain));
    if (host === null) return choose(res, target, "sign_in", true, kept);
    const ask = { connector: manifest.id, host, returnTo, browserToken: browserOf(req) };
    try {
      leave(res, await app.store.transaction((tx) => beginCrmSignIn(kit, tx, vendor, ask, visitorOf(req))));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(res, target, "sign_in", error);
    }
  });

  router.get("/oauth/:connector/callback", async (req, res) => {
    const target = targetOf(req);
    if (target === null) return unknown(res);
    const { manifest, oauth } = target;
    // One parameter each: whoever sends two means to be read in two ways.
    const state = tokenOf(req.query.state);
    const code = textOf(req.query.code);
    const refused = [textOf(req.query.error), textOf(req.query.error_description)].join(" ");
    const begun = await app.store.transaction((tx) =>
      takeReturn(kit, tx, { connector: manifest.id, state, browserToken: browserOf(req) }),
    );
    if (oauth.packageFirst?.refusals.some((words) => refused.includes(words)) === true)
      return packageNeeded(res, target);
    if (begun === null || state === null)
      return show(res, {
        status: 400,
        title: failed.install(manifest.label),
        body: html`<p>This page does not belong to a connection that was begun in this browser within the last ten minutes. Nothing was changed.</p>${again(target, "install")}${help()}`,
      });
    const { purpose } = begun;
    if (refused.trim() !== "" || code === null || code.length > MAX_CODE)
      return show(res, {
        status: 400,
        title: failed[purpose](manifest.label),
        body: html`<p>${
          refused.includes("access_denied")
            ? `You said no in ${manifest.label}, so nothing was done.`
            : `${manifest.label} did not let you in. Nothing was changed.`
        }</p>${again(target, purpose)}${help()}`,
      });
    try {
      const done = await finish(target, begun, { code, state }, visitorOf(req));
      if (done.sessionToken !== null) cookies.write(res, { name: "session", value: done.sessionToken });
      cookies.write(res, { name: "install", value: null });
      res.setHeader("Cache-Control", "no-store");
      res.redirect(303, `${kit.publicUrl}${done.goOn}`);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(res, target, purpose, error);
    }
  });

  /** @throws Refusal */
  async function finish(
    { vendor }: Target,
    begun: InstallState,
    back: { readonly code: string; readonly state: string },
    visitor: Visitor,
  ): Promise<Pick<Installed, "sessionToken"> & { readonly goOn: string }> {
    if (begun.purpose === "sign_in") {
      const { sessionToken } = await finishCrmSignIn(app, kit, vendor, begun, back, visitor);
      return { sessionToken, goOn: begun.returnTo ?? "/" };
    }
    const { sessionToken, isNew } = await finishInstall(app, kit, vendor, begun, back, visitor);
    return { sessionToken, goOn: isNew ? AFTER.new : AFTER.known };
  }

  return router;
}

const textOf = (value: unknown): string | null =>
  typeof value === "string" && value !== "" && value.length <= MAX_CODE ? value : null;

const tokenOf = (value: unknown): string | null =>
  typeof value === "string" && TOKEN.test(value) ? value : null;

/** Browsers hold the redirect that follows a form to the page's own policy. */
const allowedTargets = (oauth: OAuthManifest): readonly string[] => [
  ...new Set(
    Object.values(oauth.hosts?.choices ?? {}).flatMap(({ host }) => [
      `https://${host}`,
      `https://*.${host.split(".").slice(1).join(".")}`,
    ]),
  ),
];
