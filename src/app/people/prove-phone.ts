/**
 * A phone is proven by the code that was sent to it: from then on it gets codes to sign in. Who asks is signed in
 * already, and is told what is wrong. A wrong guess counts, so it is a value and no throw.
 */
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import { CODE_DIGITS, CODE_LIVES_MS, MAX_GUESSES_PER_CODE } from "../../domain/sign-in.ts";
import type { Tx } from "../ports/index.ts";
import type { User } from "../ports/sign-in.ts";
import { isWithin, type NotSignedIn, type SignInKit, tooMany, type Visitor } from "./sign-in.ts";

type WithPhone = User & { readonly phone: E164 };

/** @throws Refusal `invalid_input` */
async function ownPhone(tx: Tx, businessId: string, userId: string | null): Promise<WithPhone> {
  const user = userId === null ? null : await tx.users.find(businessId, userId);
  if (user?.phone == null)
    throw new Refusal("invalid_input", "There is no phone to prove. An owner enters it first.", [
      { field: "phone", message: "must be entered first" },
    ]);
  return { ...user, phone: user.phone };
}

const keysOf = ({ tokens }: SignInKit, { id, phone }: WithPhone, ticket: string, code: string) => ({
  ticket: tokens.hashToken(ticket),
  // Of this purpose alone: a code to sign in proves nothing here, nor this one there.
  contactKey: tokens.keyed("prove-phone", id, phone),
  codeHash: tokens.keyed("code", ticket, code),
});

/** @returns the ticket for the cookie, and how to bring the code: `false`, nothing here could. */
export async function requestProof(
  kit: SignInKit,
  tx: Tx,
  businessId: string,
  userId: string | null,
  visitor: Visitor,
): Promise<{ readonly ok: true; readonly ticket: string; deliver(): Promise<boolean> } | NotSignedIn> {
  const user = await ownPhone(tx, businessId, userId);
  const contact = { kind: "phone", phone: user.phone } as const;
  if (!(await isWithin(kit, tx, "codes", contact, [user], visitor)))
    return { ok: false, refusal: tooMany().refusal };
  const ticket = kit.tokens.newToken();
  const code = kit.tokens.newCode(CODE_DIGITS);
  const expiresAt = new Date(kit.clock.now().getTime() + CODE_LIVES_MS);
  await tx.signIn.addCode({ ...keysOf(kit, user, ticket, code), expiresAt });
  const minutes = CODE_LIVES_MS / 60_000;
  const words = `${code} proves to textback that this phone is yours. It works once, for ${minutes} minutes. We never ask for it.`;
  return {
    ok: true,
    ticket,
    deliver: async () =>
      (await kit.notifier.notify({ contact, businessId, subject: words, body: words, text: words })) ===
      "sent",
  };
}

export async function provePhone(
  kit: SignInKit,
  tx: Tx,
  businessId: string,
  userId: string | null,
  code: string,
  visitor: Visitor,
): Promise<{ readonly ok: true; readonly user: User } | NotSignedIn> {
  const user = await ownPhone(tx, businessId, userId);
  const contact = { kind: "phone", phone: user.phone } as const;
  if (!(await isWithin(kit, tx, "guesses", contact, [user], visitor)))
    return { ok: false, refusal: tooMany().refusal };
  const now = kit.clock.now();
  const keys = keysOf(kit, user, visitor.ticket ?? "", code);
  const right = await tx.signIn.guess(keys, MAX_GUESSES_PER_CODE, now);
  if (!right || !(await tx.users.provePhone(businessId, user.id, user.phone, now)))
    return {
      ok: false,
      refusal: new Refusal("wrong_code", "This code is wrong or too old. Check it, or ask for a new one."),
    };
  await tx.audit.write({ businessId, actor: user.id, action: "phone_proven", detail: {}, at: now });
  return { ok: true, user: { ...user, phoneProvenAt: now } };
}
