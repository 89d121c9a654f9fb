/** The people of a business: invitations, roles, leaving. Somebody who may change the roles always remains. */
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import { type Contact, INVITATION_LIVES_MS, type Role } from "../../domain/sign-in.ts";
import type { Tx } from "../ports/index.ts";
import type { Invitation, User } from "../ports/sign-in.ts";
import { invitationUrl, openSession, type SignedIn, type SignInKit, type Visitor } from "./sign-in.ts";

export interface Person {
  readonly name: string;
  readonly email: string | null;
  readonly phone: E164 | null;
  readonly role: Role;
}

export interface Invited {
  readonly invitation: Invitation;
  /** Shown once, for whoever would rather hand it over than have it sent. */
  readonly url: string;
  deliver(): Promise<void>;
}

/** @param invitedBy a user's id, or who else it was */
export async function invite(
  kit: SignInKit,
  tx: Tx,
  businessId: string,
  person: Person,
  invitedBy: string,
): Promise<Invited> {
  const { tokens, clock, newId } = kit;
  const now = clock.now();
  for (const contact of contactsOf(person))
    if ((await tx.users.listByContact(contact)).some((user) => user.businessId === businessId))
      throw new Refusal(
        "contact_taken",
        "Somebody of this business has this e-mail address or phone already.",
      );
  const token = tokens.newToken();
  const invitation: Invitation = {
    id: newId("inv"),
    businessId,
    ...person,
    createdAt: now,
    expiresAt: new Date(now.getTime() + INVITATION_LIVES_MS),
  };
  await tx.invitations.insert({ ...invitation, hash: tokens.hashToken(token), invitedBy });
  const business = await tx.businesses.find(businessId);
  const url = invitationUrl(kit, token);
  await audit(kit, tx, businessId, invitedBy, "invited", { invitationId: invitation.id, role: person.role });
  return {
    invitation,
    url,
    deliver: async () => {
      const [contact] = contactsOf(person);
      if (contact === undefined) return;
      const result = await kit.notifier.notify({
        contact,
        businessId,
        subject: `${business?.name ?? "A business"} invites you to textback`,
        body: `${business?.name ?? "A business"} invites you to its missed calls and texts. This link is yours alone and works once, for 7 days:\n\n${url}\n`,
        text: `${business?.name ?? "A business"} invites you to its missed calls and texts: ${url}`,
      });
      if (result === "not_configured")
        kit.log.info({ businessId, channel: contact.kind }, "an invitation is to be handed over by hand");
    },
  };
}

const contactsOf = ({ email, phone }: Person): Contact[] => [
  ...(email === null ? [] : [{ kind: "email", email } as const]),
  ...(phone === null ? [] : [{ kind: "phone", phone } as const]),
];

/** Makes the user and signs them in. */
export async function acceptInvitation(
  kit: SignInKit,
  tx: Tx,
  token: string,
  visitor: Visitor,
): Promise<SignedIn> {
  const now = kit.clock.now();
  const accepted = await tx.invitations.accept(kit.tokens.hashToken(token), now);
  if (accepted === null)
    throw new Refusal("link_expired", "This invitation was used already or is too old. Ask for a new one.");
  const { businessId, name, email, phone, role } = accepted;
  const user: User = {
    id: kit.newId("user"),
    businessId,
    name,
    email,
    phone,
    // The link may have been handed over by whoever invited them.
    phoneProvenAt: null,
    role,
    createdAt: now,
  };
  await tx.users.insert(user);
  await audit(kit, tx, businessId, user.id, "joined", { invitationId: accepted.id, role });
  return openSession(kit, tx, [user], visitor);
}

export async function withdrawInvitation(kit: SignInKit, tx: Tx, businessId: string, id: string, by: string) {
  if (!(await tx.invitations.withdraw(businessId, id)))
    throw new Refusal("invitation_not_found", "There is no such invitation, or it was accepted.");
  await audit(kit, tx, businessId, by, "invitation_withdrawn", { invitationId: id });
}

/**
 * A new role ends every session of that user: what was signed in under the old role is worth nothing under
 * the new one. Who changes their own goes on with a new session.
 */
export async function changeUser(
  kit: SignInKit,
  tx: Tx,
  businessId: string,
  id: string,
  change: Partial<Person>,
  by: string,
): Promise<{ readonly user: User; readonly roleChanged: boolean }> {
  const owners = await tx.users.lockOwners(businessId);
  const before = await tx.users.find(businessId, id);
  if (before === null) throw userNotFound();
  const roleChanged = change.role !== undefined && change.role !== before.role;
  if (roleChanged && before.role === "owner") mustLeaveAnOwner(owners);
  const user = await tx.users.update(businessId, id, change);
  if (user === null) throw userNotFound();
  if (roleChanged) await tx.sessions.revokeOfUsers([id], kit.clock.now());
  await audit(kit, tx, businessId, by, "user_changed", { userId: id, fields: Object.keys(change) });
  return { user, roleChanged };
}

/** Their sessions end with them. */
export async function removeUser(
  kit: SignInKit,
  tx: Tx,
  businessId: string,
  id: string,
  by: string,
): Promise<void> {
  const owners = await tx.users.lockOwners(businessId);
  if (owners.some((owner) => owner.id === id)) mustLeaveAnOwner(owners);
  if (!(await tx.users.remove(businessId, id))) throw userNotFound();
  await audit(kit, tx, businessId, by, "user_removed", { userId: id });
}

const userNotFound = (): Refusal => new Refusal("user_not_found", "There is no such user.");

function mustLeaveAnOwner(owners: readonly User[]): void {
  if (owners.length <= 1)
    throw new Refusal("last_owner", "This is the business's last owner. Make somebody else an owner first.");
}

const audit = (
  { clock }: SignInKit,
  tx: Tx,
  businessId: string,
  actor: string,
  action: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> => tx.audit.write({ businessId, actor, action, detail, at: clock.now() });
