/** Salesforce's token endpoint with rotation: a refresh token works once, and using it again revokes the grant. */
import { createHash, randomBytes } from "node:crypto";
import type { Answer } from "./answers.ts";

export interface Grant {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export const CLIENT_ID = "3MVG9_of_our_app";
export const CLIENT_SECRET = "secret-of-our-app";

const refused = (error: string, description: string): Answer => ({
  status: 400,
  body: { error, error_description: description },
});

const ALL = "id api refresh_token";
const INSTALLER = "0055e0000000001AAA";

export function tokens(instanceUrl: () => string) {
  let family: { refreshToken: string; revoked: boolean } | null = null;
  const spent = new Set<string>();
  const codes = new Map<string, { redirectUri: string; challenge: string; scope: string; userId: string }>();
  const working = new Set<string>();
  /** `scopes`: those by which something was let through. */
  const seen = { refreshes: 0, reuses: 0, requests: 0, scopes: new Set<string>() };
  const revocations: (string | null)[] = [];
  let settings: { rotates: boolean } = { rotates: true };
  let callsLeft = Number.POSITIVE_INFINITY;
  const chance = () => randomBytes(18).toString("base64url");

  const newAccess = () => {
    const token = `00D5e000000000001!${chance()}`;
    working.add(token);
    return token;
  };

  /** Access that tells who somebody is, and does nothing else. */
  const identities = new Map<string, string>();
  /** What the identity service says of people, by their ids. */
  const people = new Map<string, { email: string; email_verified: boolean }>();
  const granted = (
    { accessToken, refreshToken }: Partial<Grant>,
    scope = ALL,
    userId = INSTALLER,
  ): Answer => ({
    status: 200,
    body: {
      access_token: accessToken,
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
      instance_url: instanceUrl(),
      id: `https://login.salesforce.com/id/00D5e0000000001AAA/${userId}`,
      token_type: "Bearer",
      issued_at: "1700000000000",
      scope,
      signature: "c2lnbmF0dXJl",
    },
  });

  return {
    seen,
    revocations,
    /** Called when new tokens are on their way out: what happens to who asked is the test's. */
    onGranted: null as (() => void) | null,
    set rotates(rotates: boolean) {
      settings = { rotates };
    },
    accepts(authorization: string | undefined): boolean {
      if (callsLeft-- === 0) working.clear();
      const accepted = working.has(authorization?.replace(/^Bearer /, "") ?? "");
      if (accepted) seen.scopes.add("api");
      return accepted;
    },

    /** A person said yes: a new grant. */
    authorize(): Grant {
      const grant = { accessToken: newAccess(), refreshToken: `5Aep861${chance()}` };
      family = { refreshToken: grant.refreshToken, revoked: false };
      return grant;
    },
    expireAccess: () => working.clear(),
    /** An administrator removes or blocks the app: neither access nor refresh tokens count any more. */
    uninstall() {
      if (family !== null) family.revoked = true;
      working.clear();
    },
    /** In the middle of somebody's work: the session ends after so many requests more. */
    expireAccessAfter(requests: number): void {
      callsLeft = requests;
    },

    /** A person says yes on the page that the address leads to. @returns where Salesforce sends them */
    consent(address: string, userId = INSTALLER): string {
      const query = new URL(address).searchParams;
      const challenge = query.get("code_challenge") ?? "";
      if (query.get("client_id") !== CLIENT_ID || challenge === "" || query.get("response_type") !== "code")
        throw new Error("Salesforce shows an error page");
      const code = chance();
      const redirectUri = query.get("redirect_uri") ?? "";
      codes.set(code, { redirectUri, challenge, scope: query.get("scope") ?? "", userId });
      const back = new URL(redirectUri);
      back.searchParams.set("code", code);
      back.searchParams.set("state", query.get("state") ?? "");
      return back.href;
    },
    people,
    /** `null`: this is not the identity service's address. */
    identity(path: string, authorization: string | undefined): Answer | null {
      const userId = /^\/id\/00D\w+\/(005\w+)$/.exec(path)?.[1];
      if (userId === undefined) return null;
      const whose = identities.get(authorization?.replace(/^Bearer /, "") ?? "");
      if (whose !== userId) return { status: 403, body: "Bad_OAuth_Token" };
      seen.scopes.add("id");
      return { status: 200, body: { user_id: userId, ...people.get(userId) } };
    },
    revoke(form: URLSearchParams): Answer {
      revocations.push(form.get("token"));
      if (family?.refreshToken !== form.get("token"))
        return refused("unsupported_token_type", "this token type is not supported");
      family.revoked = true;
      working.clear();
      return { status: 200, body: null };
    },

    exchange(form: URLSearchParams): Answer {
      seen.requests++;
      if (form.get("client_id") !== CLIENT_ID || form.get("client_secret") !== CLIENT_SECRET)
        return refused("invalid_client", "invalid client credentials");
      if (form.get("grant_type") === "authorization_code") {
        const code = codes.get(form.get("code") ?? "");
        codes.delete(form.get("code") ?? "");
        const verifier = form.get("code_verifier") ?? "";
        const isProven = createHash("sha256").update(verifier).digest("base64url") === code?.challenge;
        if (code?.redirectUri !== form.get("redirect_uri") || !isProven)
          return refused("invalid_grant", "invalid code verifier");
        const scopes = code.scope.split(" ");
        // Whoever does not ask for a refresh token gets none, and pushes none out.
        const grant = scopes.includes("refresh_token")
          ? this.authorize()
          : { accessToken: `00D5e000000000001!${chance()}` };
        if (!scopes.includes("api")) working.delete(grant.accessToken);
        if (scopes.includes("id")) identities.set(grant.accessToken, code.userId);
        return granted(grant, code.scope, code.userId);
      }
      if (form.get("grant_type") !== "refresh_token")
        return refused("unsupported_grant_type", "grant type not supported");
      const given = form.get("refresh_token") ?? "";
      if (spent.has(given)) {
        // "The current refresh token and all its access tokens are revoked" (help 005316711).
        seen.reuses++;
        if (family !== null) family.revoked = true;
        working.clear();
      }
      if (family === null || family.revoked || family.refreshToken !== given)
        return refused("invalid_grant", "expired access/refresh token");
      seen.refreshes++;
      seen.scopes.add("refresh_token");
      const accessToken = newAccess();
      if (settings.rotates) {
        spent.add(given);
        family.refreshToken = `5Aep861${chance()}`;
      }
      this.onGranted?.();
      return granted({ accessToken, ...(settings.rotates ? { refreshToken: family.refreshToken } : {}) });
    },
  };
}
