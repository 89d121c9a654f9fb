/** Signing in and out, as data like the rest of the API. */

import {
  makeOwnerLink,
  type NotSignedIn,
  requestCode,
  type SignedIn,
  type SignInKit,
  signInByCode,
  signInByLink,
  signOut,
  signOutEverywhere,
  type Visitor,
} from "../app/people/sign-in.ts";
import { acceptInvitation } from "../app/people/users.ts";
import type { Tx } from "../app/ports/index.ts";
import type { Membership } from "../app/ports/sign-in.ts";
import { CODE_LIVES_MS } from "../domain/sign-in.ts";
import type { Principal } from "./auth.ts";
import { type Answer, type Route, route } from "./route.ts";
import * as schemas from "./schemas.ts";
import { userView } from "./views.ts";

/** The operator's console pages through the rest. */
const BUSINESSES_SHOWN = 200;

/** The operator and a business's key are signed in without being a person. */
const NO_PERSON = { id: null, name: null, email: null, phone: null };

export function sessionRoutes(kit: SignInKit): Route[] {
  const membersOf = async (tx: Tx, { sessionToken }: Visitor): Promise<readonly Membership[]> =>
    sessionToken === null
      ? []
      : ((await tx.sessions.find(kit.tokens.hashToken(sessionToken), kit.clock.now()))?.members ?? []);

  /** Who is signed in, and in which businesses. */
  const view = async (tx: Tx, principal: Principal, members: readonly Membership[]) => {
    if (principal.kind === "operator") {
      const { items } = await tx.businesses.list({ limit: BUSINESSES_SHOWN, after: null });
      return { user: NO_PERSON, role: "operator", businesses: items.map(({ id, name }) => ({ id, name })) };
    }
    if (principal.kind === "user") {
      const user = await tx.users.find(principal.businessId, principal.userId);
      if (members.length > 0 || user === null)
        return {
          user: user === null ? NO_PERSON : userView(user),
          role: principal.role,
          businesses: members.map(({ businessId, businessName, role }) => ({
            id: businessId,
            name: businessName,
            role,
          })),
        };
      const own = await tx.businesses.find(principal.businessId);
      return { user: userView(user), role: principal.role, businesses: own === null ? [] : [shown(own)] };
    }
    const own = await tx.businesses.find(principal.businessId);
    return { user: NO_PERSON, role: "owner", businesses: own === null ? [] : [shown(own)] };
  };
  const shown = ({ id, name }: { id: string; name: string }) => ({ id, name });

  const answer = async (tx: Tx, visitor: Visitor, result: SignedIn | NotSignedIn): Promise<Answer> => {
    if (!result.ok) return { status: 401, body: undefined, refusal: result.refusal };
    const members = await membersOf(tx, { ...visitor, sessionToken: result.sessionToken });
    const [first] = members;
    const principal: Principal = first === undefined ? { kind: "operator" } : { kind: "user", ...first };
    return {
      status: 200,
      body: await view(tx, principal, members),
      cookies: [
        { name: "session", value: result.sessionToken },
        { name: "ticket", value: null },
      ],
    };
  };

  return [
    route({
      method: "post",
      path: "/session/link",
      summary: "Sign in with a one-time link's token",
      guard: "public",
      body: schemas.useToken,
      handle: async ({ tx, visitor, body }) =>
        answer(tx, visitor, await signInByLink(kit, tx, body.token, visitor)),
    }),
    route({
      method: "post",
      path: "/session/code/request",
      summary: "Ask for a code by e-mail or text; the answer is the same whoever it is for",
      guard: "public",
      body: schemas.requestCode,
      handle: async ({ tx, visitor, body }) => {
        const result = await requestCode(kit, tx, body.contact, visitor);
        if (!result.ok) return { status: 429, body: undefined, refusal: result.refusal };
        return {
          status: 202,
          body: { expiresInSeconds: CODE_LIVES_MS / 1_000 },
          cookies: [{ name: "ticket", value: result.ticket }],
          afterAnswer: result.deliver,
        };
      },
    }),
    route({
      method: "post",
      path: "/session/code/verify",
      summary: "Sign in with the code, from the browser that asked for it",
      guard: "public",
      body: schemas.verifyCode,
      handle: async ({ tx, visitor, body }) =>
        answer(tx, visitor, await signInByCode(kit, tx, body.contact, body.code, visitor)),
    }),
    route({
      method: "post",
      path: "/invitations/accept",
      summary: "Join a business with an invitation's token",
      guard: "public",
      body: schemas.useToken,
      handle: async ({ tx, visitor, body }) =>
        answer(tx, visitor, await acceptInvitation(kit, tx, body.token, visitor)),
    }),
    route({
      method: "get",
      path: "/session",
      summary: "Who is signed in",
      guard: "business",
      handle: async ({ tx, principal, visitor }) => ({
        status: 200,
        body: await view(tx, principal, principal.kind === "user" ? await membersOf(tx, visitor) : []),
        // In use, it lives on: the browser's copy too.
        ...(visitor.sessionToken === null
          ? {}
          : { cookies: [{ name: "session", value: visitor.sessionToken }] }),
      }),
    }),
    route({
      method: "delete",
      path: "/session",
      summary: "Sign out here",
      guard: "public",
      handle: async ({ tx, visitor }) => {
        await signOut(kit, tx, visitor);
        return { status: 204, body: undefined, cookies: [{ name: "session", value: null }] };
      },
    }),
    route({
      method: "delete",
      path: "/sessions",
      summary: "Sign out everywhere",
      guard: "business",
      handle: async ({ tx, principal, visitor }) => {
        if (principal.kind === "operator") await signOutEverywhere(kit, tx, "operator");
        if (principal.kind === "user") {
          const members = await membersOf(tx, visitor);
          await signOutEverywhere(kit, tx, [principal.userId, ...members.map(({ userId }) => userId)]);
        }
        return { status: 204, body: undefined, cookies: [{ name: "session", value: null }] };
      },
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/sign-in-links",
      summary: "Make a one-time link for the business's owner, shown once",
      guard: "operator",
      handle: async ({ tx, businessId }) => {
        const { url, expiresAt } = await makeOwnerLink(kit, tx, businessId);
        const view = { expiresAt: expiresAt.toISOString() };
        return { status: 201, body: { ...view, url }, replay: { ...view, url: null } };
      },
    }),
  ];
}
