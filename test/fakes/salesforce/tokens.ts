/** Salesforce's token endpoint with rotation: a refresh token works once, and using it again revokes the grant. */
import { randomBytes } from "node:crypto";
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

export function tokens(instanceUrl: () => string) {
  let family: { refreshToken: string; revoked: boolean } | null = null;
  const spent = new Set<string>();
  const working = new Set<string>();
  const seen = { refreshes: 0, reuses: 0, requests: 0 };
  let settings: { rotates: boolean } = { rotates: true };
  const chance = () => randomBytes(18).toString("base64url");

  const newAccess = () => {
    const token = `00D5e000000000001!${chance()}`;
    working.add(token);
    return token;
  };

  return {
    seen,
    set rotates(rotates: boolean) {
      settings = { rotates };
    },
    accepts: (authorization: string | undefined): boolean =>
      working.has(authorization?.replace(/^Bearer /, "") ?? ""),

    /** A person said yes: a new grant. */
    authorize(): Grant {
      const grant = { accessToken: newAccess(), refreshToken: `5Aep861${chance()}` };
      family = { refreshToken: grant.refreshToken, revoked: false };
      return grant;
    },
    expireAccess: () => working.clear(),

    exchange(form: URLSearchParams): Answer {
      seen.requests++;
      if (form.get("client_id") !== CLIENT_ID || form.get("client_secret") !== CLIENT_SECRET)
        return refused("invalid_client", "invalid client credentials");
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
      const accessToken = newAccess();
      if (settings.rotates) {
        spent.add(given);
        family.refreshToken = `5Aep861${chance()}`;
      }
      return {
        status: 200,
        body: {
          access_token: accessToken,
          ...(settings.rotates ? { refresh_token: family.refreshToken } : {}),
          instance_url: instanceUrl(),
          id: "https://login.salesforce.com/id/00D5e000000000001AAA/0055e000000000001AAA",
          token_type: "Bearer",
          issued_at: "1700000000000",
          scope: "id api refresh_token",
          signature: "c2lnbmF0dXJl",
        },
      };
    },
  };
}
