/** The people of a business. */
import { provePhone, requestProof } from "../app/people/prove-phone.ts";
import { openSession, type SignInKit } from "../app/people/sign-in.ts";
import { changeUser, invite, removeUser, withdrawInvitation } from "../app/people/users.ts";
import { actorOf, type Principal } from "./auth.ts";
import { type Route, route } from "./route.ts";
import * as schemas from "./schemas.ts";
import { invitationView, userView } from "./views.ts";

const idOf = (principal: Principal): string | null => (principal.kind === "user" ? principal.userId : null);

export function userRoutes(kit: SignInKit): Route[] {
  return [
    route({
      method: "get",
      path: "/businesses/:businessId/users",
      summary: "The business's people",
      guard: "owner",
      handle: async ({ tx, businessId }) => ({
        status: 200,
        body: { items: (await tx.users.list(businessId)).map(userView), next: null },
      }),
    }),
    route({
      method: "patch",
      path: "/businesses/:businessId/users/:userId",
      summary: "Change a person's name, contact or role; a new role ends their sessions",
      guard: "owner",
      body: schemas.changeUser,
      handle: async ({ tx, businessId, params, principal, visitor, body }) => {
        const { name, email, phone, role } = body;
        const change = {
          ...(name === undefined ? {} : { name }),
          ...(email === undefined ? {} : { email }),
          ...(phone === undefined ? {} : { phone }),
          ...(role === undefined ? {} : { role }),
        };
        const id = params.userId ?? "";
        const { user, roleChanged } = await changeUser(kit, tx, businessId, id, change, actorOf(principal));
        const answer = { status: 200, body: userView(user) };
        if (!roleChanged || principal.kind !== "user" || principal.userId !== id) return answer;
        const { sessionToken } = await openSession(kit, tx, [user], visitor);
        return { ...answer, cookies: [{ name: "session", value: sessionToken }] };
      },
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/me/phone/code",
      summary: "Send a code to one's own phone, free of charge; `sent` false: nothing could bring it",
      guard: "business",
      handle: async ({ tx, businessId, principal, visitor }) => {
        const result = await requestProof(kit, tx, businessId, idOf(principal), visitor);
        if (!result.ok) return { status: 429, body: undefined, refusal: result.refusal };
        return {
          status: 202,
          body: undefined,
          cookies: [{ name: "ticket", value: result.ticket }],
          afterCommit: async () => ({ sent: await result.deliver() }),
        };
      },
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/me/phone/prove",
      summary: "Prove one's own phone with the code: from then on it gets codes to sign in",
      guard: "business",
      body: schemas.provePhone,
      handle: async ({ tx, businessId, principal, visitor, body }) => {
        const result = await provePhone(kit, tx, businessId, idOf(principal), body.code, visitor);
        if (!result.ok) return { status: 401, body: undefined, refusal: result.refusal };
        return { status: 200, body: userView(result.user), cookies: [{ name: "ticket", value: null }] };
      },
    }),
    route({
      method: "delete",
      path: "/businesses/:businessId/users/:userId",
      summary: "Remove a person; their sessions end",
      guard: "owner",
      handle: async ({ tx, businessId, params, principal }) => {
        await removeUser(kit, tx, businessId, params.userId ?? "", actorOf(principal));
        return { status: 204, body: undefined };
      },
    }),
    route({
      method: "post",
      path: "/businesses/:businessId/invitations",
      summary: "Invite a person: the link is sent where possible, and shown once",
      guard: "owner",
      body: schemas.invitation,
      handle: async ({ tx, businessId, principal, body }) => {
        const { invitation, url, deliver } = await invite(kit, tx, businessId, body, actorOf(principal));
        const view = invitationView(invitation);
        return {
          status: 201,
          body: { ...view, url },
          replay: { ...view, url: null },
          afterAnswer: deliver,
        };
      },
    }),
    route({
      method: "get",
      path: "/businesses/:businessId/invitations",
      summary: "Invitations that can still be accepted",
      guard: "owner",
      handle: async ({ tx, businessId }) => ({
        status: 200,
        body: {
          items: (await tx.invitations.list(businessId, kit.clock.now())).map(invitationView),
          next: null,
        },
      }),
    }),
    route({
      method: "delete",
      path: "/businesses/:businessId/invitations/:invitationId",
      summary: "Withdraw an invitation",
      guard: "owner",
      handle: async ({ tx, businessId, params, principal }) => {
        await withdrawInvitation(kit, tx, businessId, params.invitationId ?? "", actorOf(principal));
        return { status: 204, body: undefined };
      },
    }),
  ];
}
