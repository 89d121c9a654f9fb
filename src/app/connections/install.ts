/**
 * Connecting a CRM by OAuth, from its marketplace or from our own page. Who comes back from the vendor must be
 * the browser that left for it, once, within minutes; only then is the vendor asked for anything. The account that
 * access was given for decides which business it is: a new one is made, a known one is updated, and one that
 * another business has connected is refused.
 */
import { ConnectorError } from "../../crm/contract.ts";
import { Refusal } from "../../domain/errors.ts";
import type { App } from "../context.ts";
import { openBusiness, resumeConnection } from "../manage.ts";
import { openSession, type SignInKit, type Visitor } from "../people/sign-in.ts";
import type { Connection, Tx } from "../ports/index.ts";
import type { Grant, InstallState, OAuthVendor } from "../ports/oauth.ts";
import type { Membership, User } from "../ports/sign-in.ts";
import { openWith } from "../timeline/open-connector.ts";
import { endGrantOf } from "./disconnect.ts";

export const STATE_LIVES_MS = 10 * 60_000;
const WINDOW_MS = 15 * 60_000;
/** Whoever walks in without being signed in: a hand would do with far less. */
const MAX_BEGUN_PER_WINDOW = 60;
const DEFAULT_TIME_ZONE = "America/New_York";
const DEFAULT_COUNTRY = "US";
const MAX_NAME = 100;

export interface InstallKit extends SignInKit {
  readonly redirectUri: (connector: string) => string;
}

/** The code verifier (RFC 7636) is made from the state: only who has our secret can make it, and it is kept nowhere. */
const verifierOf = ({ tokens }: InstallKit, state: string): string =>
  tokens.keyed("pkce", state).toString("base64url");

export interface Departure {
  /** Where the browser goes. */
  readonly url: string;
  /** For the browser's cookie. */
  readonly browserToken: string;
}

/** @throws Refusal `too_many_attempts`, `owner_only` */
export async function beginInstall(
  kit: InstallKit,
  tx: Tx,
  vendor: OAuthVendor,
  ask: { connector: string; host: string; businessId: string | null; browserToken: string | null },
  visitor: Visitor,
): Promise<Departure> {
  if (ask.businessId !== null && !(await mayConnect(kit, tx, ask.businessId, visitor)))
    throw new Refusal("owner_only", "Sign in as an owner of this business first, then connect it.");
  return depart(kit, tx, vendor, { ...ask, purpose: "install", returnTo: null }, visitor);
}

/**
 * Sends a browser to the vendor, and remembers that it was this one.
 *
 * @throws Refusal `too_many_attempts`
 */
export async function depart(
  kit: InstallKit,
  tx: Tx,
  vendor: OAuthVendor,
  ask: Omit<InstallState, "expiresAt"> & { readonly browserToken: string | null },
  visitor: Visitor,
): Promise<Departure> {
  const { tokens, clock } = kit;
  const now = clock.now();
  const from = tokens.keyed("address", visitor.address).toString("base64url");
  if ((await tx.signIn.count(`installs:from:${from}`, WINDOW_MS, now)) > MAX_BEGUN_PER_WINDOW)
    throw new Refusal("too_many_attempts", "Too many attempts. Wait a quarter of an hour, then try again.");
  const state = tokens.newToken();
  const browserToken = ask.browserToken ?? tokens.newToken();
  await tx.installs.addState({
    hash: tokens.hashToken(state),
    browser: tokens.hashToken(browserToken),
    connector: ask.connector,
    host: ask.host,
    purpose: ask.purpose,
    businessId: ask.businessId,
    returnTo: ask.returnTo,
    expiresAt: new Date(now.getTime() + STATE_LIVES_MS),
  });
  const url = vendor.authorizeUrl({
    purpose: ask.purpose,
    host: ask.host,
    state,
    verifier: verifierOf(kit, state),
    redirectUri: kit.redirectUri(ask.connector),
  });
  return { url, browserToken };
}

async function sessionOf({ tokens, clock }: SignInKit, tx: Tx, { sessionToken }: Visitor) {
  return sessionToken === null ? null : tx.sessions.find(tokens.hashToken(sessionToken), clock.now());
}

async function mayConnect(kit: SignInKit, tx: Tx, businessId: string, visitor: Visitor): Promise<boolean> {
  const session = await sessionOf(kit, tx, visitor);
  return session?.operator === true || memberOf(session?.members ?? [], businessId)?.role === "owner";
}

const memberOf = (members: readonly Membership[], businessId: string): Membership | undefined =>
  members.find((each) => each.businessId === businessId);

export interface Return {
  readonly connector: string;
  readonly state: string | null;
  readonly browserToken: string | null;
}

/**
 * Uses the state up, whatever comes of it.
 *
 * @returns `null`: this is not somebody who left from here
 */
export async function takeReturn(
  kit: InstallKit,
  tx: Tx,
  { connector, state, browserToken }: Return,
): Promise<InstallState | null> {
  const { tokens, clock } = kit;
  if (state === null) return null;
  const taken = await tx.installs.takeState(tokens.hashToken(state));
  if (taken === null || taken.connector !== connector || taken.expiresAt <= clock.now()) return null;
  if (browserToken === null) return null;
  return taken.browser.equals(tokens.hashToken(browserToken)) ? taken : null;
}

/** @throws ConnectorError */
export const trade = (
  kit: InstallKit,
  vendor: OAuthVendor,
  { purpose, connector, host }: InstallState,
  { code, state }: { readonly code: string; readonly state: string },
): Promise<Grant> =>
  vendor.exchange({
    purpose,
    host,
    code,
    verifier: verifierOf(kit, state),
    redirectUri: kit.redirectUri(connector),
  });

/** Said to whoever an owner has removed. */
export const REMOVED =
  "An owner removed you from this business at textback. Ask them to invite you again; sign in by that invitation, then connect once more.";

export interface Installed {
  readonly businessId: string;
  readonly isNew: boolean;
  /** `null`: the browser stays signed in as it is. */
  readonly sessionToken: string | null;
}

/**
 * Trades the code, looks whose account it is, and connects it.
 *
 * @throws Refusal `account_taken`, `owner_only`, `removed_here`, `connection_refused`
 */
export async function finishInstall(
  app: App,
  kit: InstallKit,
  vendor: OAuthVendor,
  begun: InstallState,
  back: { readonly code: string; readonly state: string },
  visitor: Visitor,
): Promise<Installed> {
  const { connector } = begun;
  try {
    const grant = await trade(kit, vendor, begun, back);
    const { read } = app.store;
    const known =
      (await read.installs.businessOf(connector, grant.accountId)) ??
      (await leftBefore(read, connector, grant));
    const businessId = begun.businessId ?? known ?? app.newId("biz");
    // Asked once, so that access which does not work is not stored as if it did.
    const link = { connector, settings: {}, credentials: grant.credentials, refresh: null };
    const opened = await openWith(app, businessId, link, AbortSignal.timeout(20_000));
    const about = await opened.describe();
    if (about.health === "needs_reconnect") throw new ConnectorError("auth_expired", about.detail ?? "");
    return await app.store.transaction((tx) =>
      connectAccount(app, kit, tx, begun, grant, { ...about, businessId }, visitor),
    );
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    app.log.warn({ connector, kind: error.kind, err: error }, "an installation was refused by the CRM");
    throw new Refusal("connection_refused", "The CRM did not give access. Nothing was changed; try again.");
  }
}

/**
 * Whose owner comes back with an account that is connected to nobody now finds the business as they left it. Others
 * of that account do not: an owner's disconnecting is not theirs to undo.
 */
async function leftBefore(
  tx: Tx,
  connector: string,
  { accountId, crmUserId }: Grant,
): Promise<string | null> {
  const user = crmUserId === null ? null : await tx.installs.userOf(connector, accountId, crmUserId);
  if (user?.role !== "owner" || (await tx.connections.find(user.businessId)) !== null) return null;
  return user.businessId;
}

interface About {
  readonly businessId: string;
  readonly account: string | null;
  readonly business?: { readonly name?: string | undefined; readonly timeZone?: string | undefined };
}

async function connectAccount(
  app: App,
  kit: InstallKit,
  tx: Tx,
  begun: InstallState,
  grant: Grant,
  about: About,
  visitor: Visitor,
): Promise<Installed> {
  const { connector } = begun;
  const label = app.connectors.get(connector)?.manifest.label ?? connector;
  const owner = await tx.installs.lockAccount(connector, grant.accountId);
  if (begun.businessId !== null && owner !== null && owner !== begun.businessId)
    throw new Refusal(
      "account_taken",
      `This ${label} account is connected to another business here. Disconnect it there first, or choose another account in ${label}.`,
    );
  if (begun.businessId !== null && !(await mayConnect(kit, tx, begun.businessId, visitor)))
    throw new Refusal("owner_only", "You are no longer signed in as an owner of this business.");
  const known = begun.businessId ?? owner ?? (await leftBefore(tx, connector, grant));
  const isNew = known === null;
  const businessId = known ?? about.businessId;
  const name = (about.business?.name ?? about.account ?? label).slice(0, MAX_NAME);
  if (isNew)
    await openBusiness(app, tx, {
      id: businessId,
      name,
      timeZone: validTimeZone(about.business?.timeZone) ?? DEFAULT_TIME_ZONE,
      country: DEFAULT_COUNTRY,
    });
  await putConnection(app, tx, businessId, grant, { connector, name });
  const user = await personOf(kit, tx, businessId, connector, grant, begun, visitor);
  await tx.audit.write({
    businessId,
    actor: user?.id ?? "operator",
    action: "connected",
    detail: { connector, accountId: grant.accountId, isNew },
    at: app.clock.now(),
  });
  await resumeConnection(app, tx, businessId);
  tx.notify({ kind: "connection", businessId });
  const signedIn = begun.businessId === null && user !== null;
  return {
    businessId,
    isNew,
    sessionToken: signedIn ? (await openSession(kit, tx, [user], visitor)).sessionToken : null,
  };
}

async function putConnection(
  app: App,
  tx: Tx,
  businessId: string,
  grant: Grant,
  { connector, name }: { connector: string; name: string },
): Promise<void> {
  const before: Connection | null = await tx.connections.find(businessId);
  const isSame = before?.connector === connector;
  if (before !== null && !(isSame && (before.accountId ?? grant.accountId) === grant.accountId))
    await endGrantOf(app, tx, businessId, before);
  await tx.connections.put(businessId, {
    connector,
    sealedCredentials: await app.sealer.seal(JSON.stringify(grant.credentials), `connection:${businessId}`),
    settings: isSame ? before.settings : {},
    health: "ok",
    healthDetail: null,
    accountId: grant.accountId,
    accountName: name,
  });
}

/**
 * Who said yes, as one of ours. Who comes for the first time to a business that has an owner joins as a member:
 * being let in by the CRM does not make anybody the owner here.
 *
 * @returns `null`: the operator
 */
async function personOf(
  kit: InstallKit,
  tx: Tx,
  businessId: string,
  connector: string,
  { accountId, crmUserId }: Grant,
  begun: InstallState,
  visitor: Visitor,
): Promise<User | null> {
  const link = async (user: User): Promise<User> => {
    if (crmUserId !== null)
      await tx.installs.linkUser({ connector, accountId, crmUserId, businessId, userId: user.id });
    return user;
  };
  if (begun.businessId !== null) {
    const session = await sessionOf(kit, tx, visitor);
    const member = memberOf(session?.members ?? [], businessId);
    const user = member === undefined ? null : await tx.users.find(businessId, member.userId);
    return user === null ? null : link(user);
  }
  const known = crmUserId === null ? null : await tx.installs.userOf(connector, accountId, crmUserId);
  if (known !== null && known.businessId === businessId) return known;
  if (crmUserId !== null && (await tx.installs.wasRemoved(businessId, { connector, accountId, crmUserId }))) {
    const session = await sessionOf(kit, tx, visitor);
    const again = memberOf(session?.members ?? [], businessId);
    const user = again === undefined ? null : await tx.users.find(businessId, again.userId);
    if (user === null) throw new Refusal("removed_here", REMOVED);
    return link(user);
  }
  const owners = await tx.users.lockOwners(businessId);
  const user: User = {
    id: kit.newId("user"),
    businessId,
    name: owners.length === 0 ? "Owner" : "Team member",
    email: null,
    phone: null,
    phoneProvenAt: null,
    role: owners.length === 0 ? "owner" : "member",
    createdAt: kit.clock.now(),
  };
  await tx.users.insert(user);
  return link(user);
}

function validTimeZone(name: string | undefined): string | null {
  if (name === undefined) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    // An old or private name: the owner chooses.
    return null;
  }
}
