import type { Request } from "express";
import type { App } from "../app/context.ts";
import { EMBEDDED_PREFIX } from "../app/people/sign-in.ts";
import type { Tokens } from "../app/ports/sign-in.ts";
import { Refusal } from "../domain/errors.ts";
import { type Role, SESSION_NOTED_EVERY_MS } from "../domain/sign-in.ts";
import { hashApiKey, sameSecret } from "../secrets/sealer.ts";
import type { Cookies } from "./cookies.ts";
import { mayChangeSomething, sentByUs } from "./same-origin.ts";

/** Who asks: the operator, one business by its key, or one of its people. */
export type Principal =
  | { readonly kind: "operator" }
  | { readonly kind: "business"; readonly businessId: string }
  | {
      readonly kind: "user";
      readonly userId: string;
      readonly businessId: string;
      readonly role: Role;
    };

/** As the audit knows them. */
export const actorOf = (principal: Principal): string =>
  principal.kind === "user" ? principal.userId : principal.kind;

/** A host application's own way to say who asks; `null` falls through to the bearer keys and the cookie. */
export type Authenticate = (req: Request) => Promise<Principal | null>;

export interface AuthOptions {
  readonly adminKey: string | null;
  readonly own: Authenticate | null;
  readonly cookies: Cookies;
  readonly tokens: Tokens;
  readonly publicUrl: string;
}

export function authenticator(app: App, options: AuthOptions): Authenticate {
  const { adminKey, own, cookies, tokens, publicUrl } = options;

  const byKey = async (authorization: string): Promise<Principal | null> => {
    const [scheme, key] = authorization.split(" ");
    if (scheme?.toLowerCase() !== "bearer" || key === undefined || key === "") return null;
    if (adminKey !== null && sameSecret(key, adminKey)) return { kind: "operator" };
    if (key.startsWith(EMBEDDED_PREFIX)) return byPage(key);
    const found = await app.store.read.apiKeys.findByHash(hashApiKey(key));
    return found === null ? null : { kind: "business", businessId: found.businessId };
  };

  /** A page inside a CRM: no other site can make a browser send this, so where it comes from is not asked. */
  const byPage = async (token: string): Promise<Principal | null> => {
    const member = await app.store.read.sessions.findEmbedded(tokens.hashToken(token), app.clock.now());
    if (member === null) return null;
    const { userId, businessId, role } = member;
    return { kind: "user", userId, businessId, role };
  };

  const byCookie = async (req: Request): Promise<Principal | null> => {
    const token = cookies.read(req, "session");
    if (token === null) return null;
    const now = app.clock.now();
    const session = await app.store.read.sessions.find(tokens.hashToken(token), now);
    if (session === null) return null;
    // Only now: who has no session learns that, wherever the request comes from.
    if (mayChangeSomething(req) && sentByUs(req, publicUrl) !== true) throw crossSite();
    if (now.getTime() - session.lastSeenAt.getTime() >= SESSION_NOTED_EVERY_MS)
      await app.store.read.sessions.note(session.id, now);
    if (session.operator) return { kind: "operator" };
    // Of one person's businesses, the one that is asked for.
    const asked = session.members.find(({ businessId }) => businessId === req.params.businessId);
    const member = asked ?? session.members[0];
    if (member === undefined) return null;
    const { userId, businessId, role } = member;
    return { kind: "user", userId, businessId, role };
  };

  return async (req) => {
    const given = own === null ? null : await own(req);
    if (given !== null) return given;
    // A browser sends the cookie by itself; whoever names a key means the key.
    const authorization = req.get("authorization");
    return authorization === undefined ? byCookie(req) : byKey(authorization);
  };
}

/** Where nobody needs to be signed in: no other site's page may sign its visitors in or out here. */
export function refuseCrossSite(req: Request, { cookies, publicUrl }: AuthOptions): void {
  const ours = sentByUs(req, publicUrl);
  const isBrowser = cookies.read(req, "session") !== null || cookies.read(req, "ticket") !== null;
  if (ours === false || (ours === null && isBrowser)) throw crossSite();
}

const crossSite = (): Refusal =>
  new Refusal("cross_site", "This came from another site's page. Open textback itself and try again there.");

/** Another business's id is answered exactly as one that does not exist. */
export function mayTouch(principal: Principal, businessId: string): void {
  if (principal.kind !== "operator" && principal.businessId !== businessId) throw businessNotFound();
}

export const businessNotFound = (): Refusal =>
  new Refusal("business_not_found", "There is no such business, or this key is not for it.");

export function operatorOnly(principal: Principal): void {
  if (principal.kind !== "operator") throw new Refusal("operator_only", "Only the operator may do this.");
}

export function ownerOnly(principal: Principal): void {
  if (principal.kind === "user" && principal.role !== "owner")
    throw new Refusal("owner_only", "Only an owner of this business may do this.");
}
