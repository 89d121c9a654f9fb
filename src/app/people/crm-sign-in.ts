/**
 * Signing in by the CRM that a business has connected. The CRM says who it is and of which account; whether that is
 * one of the business's people stands here alone: nobody is let in who was not let in before. What the CRM granted
 * for it is forgotten: the connection's own access is neither replaced nor renewed.
 */
import { ConnectorError } from "../../crm/contract.ts";
import { Refusal } from "../../domain/errors.ts";
import { parseEmail } from "../../domain/sign-in.ts";
import { type Departure, depart, type InstallKit, trade } from "../connections/install.ts";
import type { App } from "../context.ts";
import type { Tx } from "../ports/index.ts";
import type { Grant, InstallState, OAuthVendor } from "../ports/oauth.ts";
import type { User } from "../ports/sign-in.ts";
import { openSession, type SignedIn, type Visitor } from "./sign-in.ts";

const MAX_RETURN_TO = 300;

/** An address of our own page, without what browsers read as another host; else `null`. */
export const insideAddress = (given: string | null): string | null =>
  given !== null && given.length <= MAX_RETURN_TO && /^\/(?!\/)[\w\-.~%+/]*(?:\?[\w\-.~%+=&]*)?$/.test(given)
    ? given
    : null;

/** @throws Refusal `too_many_attempts` */
export const beginCrmSignIn = (
  kit: InstallKit,
  tx: Tx,
  vendor: OAuthVendor,
  ask: { connector: string; host: string; returnTo: string | null; browserToken: string | null },
  visitor: Visitor,
): Promise<Departure> =>
  depart(
    kit,
    tx,
    vendor,
    { ...ask, purpose: "sign_in", businessId: null, returnTo: insideAddress(ask.returnTo) },
    visitor,
  );

/** @throws Refusal `not_connected`, `not_a_member`, `connection_refused` */
export async function finishCrmSignIn(
  app: App,
  kit: InstallKit,
  vendor: OAuthVendor,
  begun: InstallState,
  back: { readonly code: string; readonly state: string },
  visitor: Visitor,
): Promise<SignedIn> {
  const { connector } = begun;
  const label = app.connectors.get(connector)?.manifest.label ?? connector;
  const grant = await trade(kit, vendor, begun, back).catch(asRefusal(app, connector));
  const businessId = await app.store.read.installs.businessOf(connector, grant.accountId);
  if (businessId === null) {
    await giveBack(app, vendor, connector, grant);
    throw new Refusal(
      "not_connected",
      `No business here has connected this ${label} account. Sign in with a code, or connect ${label} first.`,
    );
  }
  // Only who is not known yet is asked for.
  const email = (await isLinked(app.store.read, connector, grant, businessId))
    ? null
    : await vendor.emailOf(grant.credentials).catch(asRefusal(app, connector));
  return app.store.transaction(async (tx) => {
    const user = await memberWith(tx, connector, grant, businessId, email);
    if (user === null)
      throw new Refusal(
        "not_a_member",
        `Your ${label} account belongs to a business here, but you are not among its people. Ask its owner to invite you at the e-mail address that you have in ${label}.`,
      );
    return openSession(kit, tx, [user], visitor);
  });
}

const isLinked = async (tx: Tx, connector: string, grant: Grant, businessId: string): Promise<boolean> =>
  (await linkedUser(tx, connector, grant))?.businessId === businessId;

const linkedUser = async (
  tx: Tx,
  connector: string,
  { accountId, crmUserId }: Grant,
): Promise<User | null> => (crmUserId === null ? null : tx.installs.userOf(connector, accountId, crmUserId));

/** Known from an installation or an earlier sign-in; else by the e-mail address that the CRM has proven. */
async function memberWith(
  tx: Tx,
  connector: string,
  grant: Grant,
  businessId: string,
  email: string | null,
): Promise<User | null> {
  // Disconnected meanwhile: then the account says nothing any more about who belongs to the business.
  if ((await tx.installs.businessOf(connector, grant.accountId)) !== businessId) return null;
  const linked = await linkedUser(tx, connector, grant);
  if (linked?.businessId === businessId) return linked;
  const address = email === null ? null : parseEmail(email);
  if (address === null) return null;
  const users = await tx.users.listByContact({ kind: "email", email: address });
  const user = users.find((each) => each.businessId === businessId) ?? null;
  if (user !== null && grant.crmUserId !== null)
    await tx.installs.linkUser({
      connector,
      accountId: grant.accountId,
      crmUserId: grant.crmUserId,
      businessId,
      userId: user.id,
    });
  return user;
}

/** At some CRMs to say yes is to install: nobody here would ever end that. */
async function giveBack(
  app: App,
  vendor: OAuthVendor,
  connector: string,
  { credentials }: Grant,
): Promise<void> {
  await vendor.end(credentials).catch((error: unknown) => {
    if (!(error instanceof ConnectorError)) throw error;
    app.log.warn({ connector, err: error }, "what was granted for a sign-in could not be given back");
  });
}

const asRefusal =
  (app: App, connector: string) =>
  (error: unknown): never => {
    if (!(error instanceof ConnectorError)) throw error;
    app.log.warn({ connector, kind: error.kind, err: error }, "a sign-in was refused by the CRM");
    throw new Refusal(
      "connection_refused",
      "The CRM did not say who you are. Try again, or sign in with a code.",
    );
  };
