/**
 * Signing in and out. Whoever asks learns nothing about who exists: a code for an unknown contact takes the
 * same steps, with the same answer, as one for an owner. What is refused still counts against the limits, so
 * refusals are values here: a throw would roll the count back.
 */

import { Refusal } from "../../domain/errors.ts";
import {
  CODE_DIGITS,
  CODE_LIVES_MS,
  type Contact,
  contactText,
  LIMIT_WINDOW_MS,
  LIMITS,
  LINK_LIVES_MS,
  MAX_GUESSES_PER_CODE,
} from "../../domain/sign-in.ts";
import type { Clock, Logger, NewId, Tx } from "../ports/index.ts";
import type { Embedding, Notifier, SignInSecrets, Tokens, User } from "../ports/sign-in.ts";

/** Where people open the links that we make: the page's own address, without a slash at the end. */
export interface LinkKit {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly tokens: Tokens;
  readonly publicUrl: string;
}

export interface SignInKit extends LinkKit {
  readonly tokens: SignInSecrets;
  readonly notifier: Notifier;
  readonly log: Logger;
}

/** The browser that asks. */
export interface Visitor {
  /** Its network address. */
  readonly address: string;
  readonly sessionToken: string | null;
  /** Given with a code, so that only who asked for the code can try it: nobody uses up another's guesses. */
  readonly ticket: string | null;
}

/** Tells a page's bearer token from a business's key. */
export const EMBEDDED_PREFIX = "tbe_";

export interface SignedIn {
  readonly ok: true;
  /** For the cookie, or the memory of a page inside a CRM; new at each sign-in, so that an id planted beforehand opens nothing. */
  readonly sessionToken: string;
}
export interface NotSignedIn {
  readonly ok: false;
  readonly refusal: Refusal;
}

const refused = (refusal: Refusal): NotSignedIn => ({ ok: false, refusal });
export const tooMany = (): NotSignedIn =>
  refused(new Refusal("too_many_attempts", "Too many attempts. Wait a quarter of an hour, then try again."));

/** Our log leaves out what stands behind the `?`, and no other site gets it as a referrer. */
const linkUrl = (kit: LinkKit, page: string, token: string): string =>
  `${kit.publicUrl}/${page}?token=${token}`;

export interface OneTimeLink {
  readonly url: string;
  readonly expiresAt: Date;
}

/** @param user `null`: for the operator */
export async function makeSignInLink(kit: LinkKit, tx: Tx, user: User | null): Promise<OneTimeLink> {
  const token = kit.tokens.newToken();
  const expiresAt = new Date(kit.clock.now().getTime() + LINK_LIVES_MS);
  await tx.signIn.addLink({ hash: kit.tokens.hashToken(token), userId: user?.id ?? null, expiresAt });
  return { url: linkUrl(kit, "sign-in", token), expiresAt };
}

/** A business that nobody signed in to yet gets its first owner here; the rest is filled in by that person. */
export async function makeOwnerLink(kit: LinkKit, tx: Tx, businessId: string): Promise<OneTimeLink> {
  const [owner] = await tx.users.lockOwners(businessId);
  if (owner !== undefined) return makeSignInLink(kit, tx, owner);
  const user: User = {
    id: kit.newId("user"),
    businessId,
    name: "Owner",
    email: null,
    phone: null,
    phoneProvenAt: null,
    role: "owner",
    createdAt: kit.clock.now(),
  };
  await tx.users.insert(user);
  return makeSignInLink(kit, tx, user);
}

export const invitationUrl = (kit: LinkKit, token: string): string => linkUrl(kit, "invitation", token);

export async function signInByLink(
  kit: SignInKit,
  tx: Tx,
  token: string,
  visitor: Visitor,
): Promise<SignedIn | NotSignedIn> {
  const link = await tx.signIn.useLink(kit.tokens.hashToken(token), kit.clock.now());
  const user = link === null || link.userId === null ? null : await tx.signIn.findLinkUser(link.userId);
  if (link === null || (link.userId !== null && user === null))
    return refused(
      new Refusal("link_expired", "This link was used already or is too old. Ask for a new one."),
    );
  return openSession(kit, tx, user === null ? "operator" : [user], visitor);
}

/** In every business. A phone is somebody's once a code has come back from it: anybody can type a stranger's in. */
const whoHas = async (tx: Tx, contact: Contact): Promise<readonly User[]> =>
  (await tx.users.listByContact(contact)).filter(
    ({ phoneProvenAt }) => contact.kind === "email" || phoneProvenAt !== null,
  );

/** @returns the ticket for the cookie, and how to bring the code: once the answer is out, since that takes its time. */
export async function requestCode(
  kit: SignInKit,
  tx: Tx,
  contact: Contact,
  visitor: Visitor,
): Promise<{ readonly ok: true; readonly ticket: string; deliver(): Promise<void> } | NotSignedIn> {
  const { tokens, clock } = kit;
  const users = await whoHas(tx, contact);
  const allowed = await isWithin(kit, tx, "codes", contact, users, visitor);
  if (!allowed) return tooMany();
  const ticket = tokens.newToken();
  const code = tokens.newCode(CODE_DIGITS);
  await tx.signIn.addCode({
    ...codeKeys(kit, ticket, contact, code),
    expiresAt: new Date(clock.now().getTime() + CODE_LIVES_MS),
  });
  return { ok: true, ticket, deliver: () => deliverCode(kit, contact, users, code) };
}

async function deliverCode(
  kit: SignInKit,
  contact: Contact,
  [user]: readonly User[],
  code: string,
): Promise<void> {
  if (user === undefined) return;
  const minutes = CODE_LIVES_MS / 60_000;
  const result = await kit.notifier.notify({
    contact,
    businessId: user.businessId,
    subject: `${code} is your textback code`,
    body: `${code} is your code to sign in to textback. It works once, for ${minutes} minutes.\n\nIf you did not ask for it, do nothing: without it nobody gets in. We never ask for it.`,
    text: `${code} is your textback code. It works once, for ${minutes} minutes. We never ask for it.`,
  });
  if (result === "not_configured")
    kit.log.warn(
      { businessId: user.businessId, channel: contact.kind },
      "a sign-in code was asked for, but nothing is configured that could bring it; `textback sign-in` makes a link",
    );
}

export async function signInByCode(
  kit: SignInKit,
  tx: Tx,
  contact: Contact,
  code: string,
  visitor: Visitor,
): Promise<SignedIn | NotSignedIn> {
  const users = await whoHas(tx, contact);
  if (!(await isWithin(kit, tx, "guesses", contact, users, visitor))) return tooMany();
  const keys = codeKeys(kit, visitor.ticket ?? "", contact, code);
  const right = await tx.signIn.guess(keys, MAX_GUESSES_PER_CODE, kit.clock.now());
  if (!right || users.length === 0)
    return refused(
      new Refusal("wrong_code", "This code is wrong or too old. Check it, or ask for a new one."),
    );
  return openSession(kit, tx, users, visitor);
}

const codeKeys = ({ tokens }: SignInKit, ticket: string, contact: Contact, code: string) => ({
  ticket: tokens.hashToken(ticket),
  contactKey: tokens.keyed("contact", contactText(contact)),
  codeHash: tokens.keyed("code", ticket, code),
});

/**
 * Strangers share one allowance per contact; an address from which this person signed in before has its own,
 * so that strangers can be locked out without locking out the owner.
 */
export async function isWithin(
  { tokens, clock }: SignInKit,
  tx: Tx,
  what: "codes" | "guesses",
  contact: Contact,
  users: readonly User[],
  visitor: Visitor,
): Promise<boolean> {
  const address = addressKey(tokens, visitor);
  const from = address.toString("base64url");
  const familiar = await tx.sessions.isFamiliar(
    users.map(({ id }) => id),
    address,
  );
  const whose = tokens.keyed("contact", contactText(contact)).toString("base64url");
  const limits =
    what === "codes"
      ? [LIMITS.codesPerContact, LIMITS.codesPerAddress]
      : [LIMITS.guessesPerContact, LIMITS.guessesPerAddress];
  const [perContact = 0, perAddress = 0] = limits;
  const now = clock.now();
  // The address first: whoever is over that limit uses up nothing of the contact's.
  if ((await tx.signIn.count(`${what}:from:${from}`, LIMIT_WINDOW_MS, now)) > perAddress) return false;
  const bucket = `${what}:of:${whose}${familiar ? `:${from}` : ""}`;
  return (await tx.signIn.count(bucket, LIMIT_WINDOW_MS, now)) <= perContact;
}

const addressKey = (tokens: SignInSecrets, { address }: Visitor): Buffer =>
  tokens.keyed("address", networkOf(address));

/** A home or an office has one IPv4 address, and the first 64 bits of an IPv6 one. */
export function networkOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (v4?.[1] !== undefined) return v4[1];
  const [head = "", tail = ""] = address.toLowerCase().split("%")[0]?.split("::") ?? [];
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const gap = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  return [...left, ...gap, ...right]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

/** Ends the session that the browser came with, and begins a new one. */
export async function openSession(
  kit: SignInKit,
  tx: Tx,
  who: "operator" | readonly User[],
  visitor: Visitor,
  embedding: Embedding | null = null,
): Promise<SignedIn> {
  const { tokens, clock, newId } = kit;
  const at = clock.now();
  if (visitor.sessionToken !== null) await tx.sessions.revoke(tokens.hashToken(visitor.sessionToken), at);
  const sessionToken = `${embedding === null ? "" : EMBEDDED_PREFIX}${tokens.newToken()}`;
  await tx.sessions.insert({
    id: newId("ses"),
    hash: tokens.hashToken(sessionToken),
    embedding,
    operator: who === "operator",
    userIds: who === "operator" ? [] : who.map(({ id }) => id),
    addressKey: addressKey(tokens, visitor),
    at,
  });
  const users = who === "operator" ? [null] : who;
  for (const user of users)
    await tx.audit.write({
      businessId: user?.businessId ?? null,
      actor: user?.id ?? "operator",
      action: "signed_in",
      detail: embedding === null ? {} : { inside: embedding.connector },
      at,
    });
  return { ok: true, sessionToken };
}

export async function signOut(kit: SignInKit, tx: Tx, visitor: Visitor): Promise<void> {
  if (visitor.sessionToken === null) return;
  const hash = kit.tokens.hashToken(visitor.sessionToken);
  await tx.sessions.revoke(hash, kit.clock.now());
  // What nobody is signed in to says nothing on its screen.
  await tx.push.removeOfSession(hash);
}

/** On every device. */
export async function signOutEverywhere(
  kit: SignInKit,
  tx: Tx,
  who: "operator" | readonly string[],
): Promise<void> {
  const now = kit.clock.now();
  if (who === "operator") await tx.sessions.revokeOfOperator(now);
  else {
    await tx.sessions.revokeOfUsers(who, now);
    await tx.push.removeOfUsers(who);
  }
}
