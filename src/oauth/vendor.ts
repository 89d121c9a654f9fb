/**
 * A CRM's authorization server as its manifest describes it: RFC 6749's code flow with PKCE (RFC 7636), written
 * by hand. The vendors' own clients speak endpoints that are being shut off (HubSpot), or lose rotated refresh
 * tokens (jsforce). Secrets go in bodies, never in addresses; redirects are not followed.
 */
import { createHash } from "node:crypto";
import type { Grant, OAuthPurpose, OAuthVendor } from "../app/ports/oauth.ts";
import { ConnectorError, type Credentials } from "../crm/contract.ts";
import type { OAuthManifest } from "../crm/manifest.ts";
import { type Answer, fieldsOf, limited, missingScopes, partOf } from "./answer.ts";

/** Our app at a CRM, as the operator registered it. */
export interface OAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Stands in for every address of the vendor: a proxy, or a test. */
  readonly baseUrl?: string | undefined;
  /** Where our package is installed, for CRMs that need one first. */
  readonly packageUrl?: string | undefined;
}

const TIMEOUT_MS = 10_000;
/** A job takes seconds; what ends within this is renewed first. */
const EXPIRES_SOON_MS = 90_000;

/** The grant is gone for good, whoever asks. */
const GONE = new Set(["invalid_grant", "inactive_user", "inactive_org"]);

export function oauthVendor(oauth: OAuthManifest, app: OAuthApp, now: () => Date): OAuthVendor {
  const own = app.baseUrl === undefined ? null : new URL(app.baseUrl);
  const custom = oauth.hosts?.custom === undefined ? null : new RegExp(`^(?:${oauth.hosts.custom.pattern})$`);
  const choices = Object.values(oauth.hosts?.choices ?? {}).map(({ host }) => host);
  const nameOf = (field: string): string | undefined =>
    Object.entries(oauth.credentials).find(([, from]) => from === field)?.[0];
  const accessName = nameOf("access_token") ?? "";
  const refreshName = nameOf("refresh_token") ?? "";
  const expiresName = nameOf("expires_at");

  const isKnownHost = (host: string): boolean =>
    host === own?.host || choices.includes(host) || (custom?.test(host) ?? false);

  /** The manifest's address, at the host where this account is served. */
  function at(address: string, host: string): URL {
    const url = new URL(address);
    if (own !== null) return new URL(`${url.pathname}${url.search}`, own);
    if (oauth.hosts !== undefined) url.host = host;
    return url;
  }

  /** @throws ConnectorError when the credentials name a host that is none of the vendor's */
  function hostOf(credentials: Credentials): string {
    if (oauth.hosts === undefined) return "";
    const host = URL.parse(credentials[oauth.hosts.credential] ?? "")?.host ?? "";
    if (!isKnownHost(host))
      throw new ConnectorError("auth_expired", "The address that access was given for is not the CRM's.");
    return host;
  }

  async function ask(url: URL, init: RequestInit): Promise<Answer> {
    try {
      const response = await fetch(url, {
        ...init,
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return { status: response.status, fields: fieldsOf(await limited(response)) };
    } catch (error) {
      throw new ConnectorError("unavailable", "The CRM could not be reached.", { cause: error });
    }
  }

  const post = (url: URL, form: Record<string, string>): Promise<Answer> =>
    ask(url, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        ...form,
        client_id: app.clientId,
        client_secret: app.clientSecret,
      }).toString(),
    });

  async function token(host: string, form: Record<string, string>): Promise<Answer> {
    const answer = await post(at(oauth.tokenUrl, host), form);
    if (answer.status === 200 && typeof answer.fields.access_token === "string") return answer;
    const { error, error_description: words } = answer.fields;
    const message = String(words ?? error ?? `The CRM answered ${answer.status}.`);
    if (GONE.has(String(error))) throw new ConnectorError("auth_expired", message);
    // Anything else is the vendor's trouble, or the operator's: no reason for a customer to connect again.
    throw new ConnectorError("unavailable", `No access was given: ${message}`);
  }

  const credentialsOf = ({ fields }: Answer): Record<string, string> => {
    const seconds = Number(fields.expires_in);
    const all: Readonly<Record<string, unknown>> = {
      ...fields,
      ...(seconds > 0 ? { expires_at: new Date(now().getTime() + seconds * 1_000).toISOString() } : {}),
    };
    return Object.fromEntries(
      Object.entries(oauth.credentials).flatMap(([name, field]) =>
        typeof all[field] === "string" || typeof all[field] === "number" ? [[name, String(all[field])]] : [],
      ),
    );
  };

  const scopesFor = (purpose: OAuthPurpose): readonly string[] =>
    (purpose === "sign_in" ? oauth.signIn?.scopes : undefined) ?? oauth.scopes;

  async function personIn(
    credentials: Credentials,
    identity: NonNullable<OAuthManifest["signIn"]>["identity"],
  ): Promise<Answer> {
    const { [accessName]: accessToken = "" } = credentials;
    const host = hostOf(credentials);
    if (identity.how === "introspect")
      return post(at(identity.url, host), { token: accessToken, token_type_hint: "access_token" });
    // At the account's own host: the general one sends on to it, and redirects are not followed.
    return ask(at(credentials[identity.credential] ?? "", host), {
      headers: { accept: "application/json", authorization: `Bearer ${accessToken}` },
    });
  }

  const renew = async (stored: Credentials): Promise<Credentials> => {
    const refreshToken = stored[refreshName];
    if (refreshToken === undefined)
      throw new ConnectorError("auth_expired", "The access expired, and there is nothing to renew it by.");
    const host = hostOf(stored);
    const fresh = credentialsOf(
      await token(host, { grant_type: "refresh_token", refresh_token: refreshToken }),
    );
    // An account may move; what names a stranger's host is not worth losing the new tokens for.
    const { hosts } = oauth;
    const address = hosts === undefined ? undefined : fresh[hosts.credential];
    if (hosts !== undefined && address !== undefined && !isKnownHost(URL.parse(address)?.host ?? ""))
      delete fresh[hosts.credential];
    return { ...stored, ...fresh };
  };

  return {
    packageUrl: app.packageUrl ?? null,
    knowsPeople: oauth.signIn !== undefined,

    hostFor(choice, domain) {
      if (oauth.hosts === undefined) return choice === null ? "" : null;
      if (choice === "custom") {
        const host = (domain ?? "")
          .trim()
          .toLowerCase()
          .replace(/^https:\/\//, "")
          .replace(/\/$/, "");
        return custom?.test(host) === true ? host : null;
      }
      return Object.hasOwn(oauth.hosts.choices, choice ?? "")
        ? (oauth.hosts.choices[choice ?? ""]?.host ?? null)
        : null;
    },

    authorizeUrl({ purpose, host, state, verifier, redirectUri }) {
      const url = at(oauth.authorizeUrl, host);
      const query = {
        response_type: "code",
        client_id: app.clientId,
        redirect_uri: redirectUri,
        scope: scopesFor(purpose).join(" "),
        state,
        ...(oauth.pkce
          ? {
              code_challenge: createHash("sha256").update(verifier).digest("base64url"),
              code_challenge_method: "S256",
            }
          : {}),
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return url.href;
    },

    async exchange({ purpose, host, code, verifier, redirectUri }): Promise<Grant> {
      const answer = await token(host, {
        grant_type: "authorization_code",
        code,
        redirect_uri: redirectUri,
        ...(oauth.pkce ? { code_verifier: verifier } : {}),
      });
      const credentials = credentialsOf(answer);
      const accountId = partOf(answer, oauth.account);
      if (accountId === null)
        throw new ConnectorError("rejected", "The CRM did not say for which account access was given.");
      // Also says whether the host that the answer names is the CRM's.
      hostOf(credentials);
      const missing = missingScopes(answer, scopesFor(purpose));
      if (missing.length > 0)
        throw new ConnectorError(
          "rejected",
          `The CRM did not grant all that was asked for: ${missing.join(", ")}.`,
        );
      return {
        credentials,
        accountId,
        crmUserId: oauth.user === undefined ? null : partOf(answer, oauth.user),
      };
    },

    async emailOf(credentials) {
      const { signIn } = oauth;
      if (signIn === undefined) return null;
      const { status, fields } = await personIn(credentials, signIn.identity);
      if (status === 429 || status >= 500)
        throw new ConnectorError("unavailable", `Who it is was answered ${status}.`);
      const { [signIn.email]: email } = fields;
      const isProven = signIn.verified === undefined || fields[signIn.verified] === true;
      return status === 200 && fields.active !== false && isProven && typeof email === "string"
        ? email
        : null;
    },

    renew,

    isExpiring(credentials, at) {
      const until = expiresName === undefined ? undefined : credentials[expiresName];
      return until !== undefined && Date.parse(until) - at.getTime() < EXPIRES_SOON_MS;
    },

    isRenewable: (credentials) => credentials[refreshName] !== undefined,

    async end(stored) {
      try {
        if (oauth.uninstallUrl !== undefined) await uninstall(stored, oauth.uninstallUrl);
        const ended = stored[refreshName] ?? stored[accessName];
        if (oauth.revokeUrl === undefined || ended === undefined) return;
        const { status } = await post(at(oauth.revokeUrl, hostOf(stored)), {
          token: ended,
          ...(stored[refreshName] === undefined ? {} : { token_type_hint: "refresh_token" }),
        });
        // RFC 7009: an invalid token is revoked already. Of the rest only what may pass is worth another try.
        if (status >= 500 || status === 429)
          throw new ConnectorError("unavailable", `Taking the access back was answered ${status}.`);
      } catch (error) {
        // There is nothing left to give back.
        if (!(error instanceof ConnectorError) || error.kind !== "auth_expired") throw error;
      }
    },
  };

  async function uninstall(stored: Credentials, address: string): Promise<void> {
    // The access token lives for minutes, and this may come days later.
    const { [accessName]: accessToken = "" } =
      stored[refreshName] === undefined ? stored : await renew(stored);
    const { status } = await ask(at(address, hostOf(stored)), {
      method: "DELETE",
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const isGone = status === 401 || status === 403 || status === 404;
    if (status >= 300 && !isGone)
      throw new ConnectorError("unavailable", `Uninstalling was answered ${status}.`);
  }
}
