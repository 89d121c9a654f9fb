/** HubSpot's authorization server for one app: its consent page is one click, its dated endpoints are the real ones. */
import { randomBytes } from "node:crypto";
import type { Answer } from "./answers.ts";

export const CLIENT_ID = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
export const CLIENT_SECRET = "f6e94c08-85d0-4608-bcc6-e1850176e7b8";
const TOKEN = "/oauth/2026-09/token";
const REVOKE = "/oauth/2026-09/token/revoke";
const INTROSPECT = "/oauth/2026-09/token/introspect";
const UNINSTALL = "/appinstalls/2026-09/external-install";
const EXPIRES_IN = 1_800;
export const REQUIRED_SCOPES = ["oauth", "crm.objects.contacts.read", "crm.objects.contacts.write"];

export interface SeenOAuth {
  readonly method: string;
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
}

const refused = (error: string, description: string, status: string): Answer => ({
  status: 400,
  body: { error, error_description: description, status, message: description },
});

export function oauth(now: () => Date) {
  const codes = new Map<string, { portalId: number; userId: number; redirectUri: string }>();
  const refreshTokens = new Map<string, { portalId: number; userId: number }>();
  const access = new Map<string, { portalId: number; userId: number; until: number }>();
  /** The e-mail addresses of people, by their ids. */
  const people = new Map<number, string>();
  const seen: SeenOAuth[] = [];
  const chance = () => randomBytes(18).toString("base64url");

  function answerFor(portalId: number, userId: number, refreshToken: string): Answer {
    const accessToken = `CJ${chance()}`;
    access.set(accessToken, { portalId, userId, until: now().getTime() + EXPIRES_IN * 1_000 });
    return {
      status: 200,
      body: {
        token_type: "bearer",
        access_token: accessToken,
        refresh_token: refreshToken,
        expires_in: EXPIRES_IN,
        hub_id: portalId,
        user_id: userId,
        scopes: [...REQUIRED_SCOPES],
      },
    };
  }

  function token(form: Readonly<Record<string, string>>): Answer {
    if (form.client_id !== CLIENT_ID || form.client_secret !== CLIENT_SECRET)
      return refused("invalid_client", "missing or invalid client id or secret", "BAD_CLIENT_ID");
    if (form.grant_type === "refresh_token") {
      const grant = refreshTokens.get(form.refresh_token ?? "");
      return grant === undefined
        ? refused("invalid_grant", "refresh token is invalid, expired or revoked", "BAD_REFRESH_TOKEN")
        : answerFor(grant.portalId, grant.userId, form.refresh_token ?? "");
    }
    const code = codes.get(form.code ?? "");
    codes.delete(form.code ?? "");
    if (code === undefined || code.redirectUri !== form.redirect_uri)
      return refused("invalid_grant", "missing or unknown auth code", "BAD_AUTH_CODE");
    const refreshToken = `na1-${chance()}`;
    refreshTokens.set(refreshToken, code);
    return answerFor(code.portalId, code.userId, refreshToken);
  }

  function introspect(form: Readonly<Record<string, string>>): Answer {
    if (form.client_id !== CLIENT_ID || form.client_secret !== CLIENT_SECRET)
      return refused("invalid_client", "missing or invalid client id or secret", "BAD_CLIENT_ID");
    const grant = access.get(form.token ?? "");
    if (grant === undefined || grant.until <= now().getTime())
      return { status: 200, body: { active: false } };
    const { portalId, userId } = grant;
    const user = people.get(userId);
    return {
      status: 200,
      body: {
        active: true,
        token_use: "access_token",
        hub_id: portalId,
        user_id: userId,
        ...(user === undefined ? {} : { user }),
      },
    };
  }

  const uninstall = (portalId: number) => {
    for (const [name, grant] of refreshTokens) if (grant.portalId === portalId) refreshTokens.delete(name);
    for (const [name, grant] of access) if (grant.portalId === portalId) access.delete(name);
  };

  return {
    seen,
    people,
    /** How many grants of this portal could be renewed. */
    renewable: (portalId: number): number =>
      [...refreshTokens.values()].filter((grant) => grant.portalId === portalId).length,
    uninstall,
    expireAccess: () => access.clear(),
    accepts: (authorization: string | undefined): boolean => {
      const grant = access.get(authorization?.replace(/^Bearer /, "") ?? "");
      return grant !== undefined && grant.until > now().getTime();
    },
    portalOf: (authorization: string | undefined): number | null =>
      access.get(authorization?.replace(/^Bearer /, "") ?? "")?.portalId ?? null,

    /** A person presses "Connect app" on the page that the address leads to. @returns where HubSpot sends them */
    consent(address: string, { portalId = 62515, userId = 4242 } = {}): string {
      const query = new URL(address).searchParams;
      const redirectUri = query.get("redirect_uri") ?? "";
      if (query.get("client_id") !== CLIENT_ID) throw new Error("HubSpot knows no such app");
      // "Couldn't complete the connection: authorization failed because there is a scope mismatch"
      if (query.get("scope") !== REQUIRED_SCOPES.join(" ")) throw new Error("scope mismatch");
      const code = chance();
      codes.set(code, { portalId, userId, redirectUri });
      const back = new URL(redirectUri);
      back.searchParams.set("code", code);
      back.searchParams.set("state", query.get("state") ?? "");
      return back.href;
    },

    /** `null`: not one of these endpoints. */
    respond(method: string, path: string, text: string, authorization: string | undefined): Answer | null {
      if (![TOKEN, REVOKE, INTROSPECT, UNINSTALL].includes(path)) return null;
      const form = Object.fromEntries(new URLSearchParams(text));
      seen.push({ method, path, form });
      if (method === "DELETE" && path === UNINSTALL) {
        const portalId = this.portalOf(authorization);
        if (portalId === null || !this.accepts(authorization))
          return { status: 401, body: { status: "error", message: "Authentication credentials not found" } };
        uninstall(portalId);
        return { status: 204, body: null };
      }
      if (method === "POST" && path === TOKEN) return token(form);
      if (method === "POST" && path === INTROSPECT) return introspect(form);
      if (method === "POST" && path === REVOKE) {
        const known = refreshTokens.delete(form.token ?? "");
        return known
          ? { status: 204, body: null }
          : refused("invalid_request", "token is unknown", "BAD_REFRESH_TOKEN");
      }
      return { status: 405, body: { status: "error", message: "Method not allowed" } };
    },
  };
}
