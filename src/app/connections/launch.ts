/**
 * Our pages inside a CRM's. The CRM says who looks, by a signed request of its own; then the page gets a launch
 * token, trades it once for a session, and keeps that in memory: browsers give frames no cookies.
 */
import { Refusal } from "../../domain/errors.ts";
import { EMBEDDED_SESSION_LIVES_MS, LAUNCH_LIVES_MS } from "../../domain/sign-in.ts";
import { type NotSignedIn, openSession, type Visitor } from "../people/sign-in.ts";
import type { Tx } from "../ports/index.ts";
import type { LaunchTokens } from "../ports/oauth.ts";
import type { Embedding, User } from "../ports/sign-in.ts";
import type { InstallKit } from "./install.ts";

export interface LaunchKit extends InstallKit {
  readonly launches: LaunchTokens;
}

/**
 * Who this person of a CRM's account is here. Whoever comes for the first time joins as a member: whom the CRM
 * lets open our page is its administrator's to say, and being let in makes nobody an owner. Whom an owner of ours has
 * removed stays out until they are invited again, and have connected as who they are then.
 *
 * @returns `null`: no business has connected this account
 */
export async function crmPerson(
  kit: InstallKit,
  tx: Tx,
  {
    connector,
    accountId,
    crmUserId,
    name,
  }: Embedding & { readonly crmUserId: string; readonly name: string },
): Promise<User | "removed" | null> {
  // Locked: two first looks of one person at once make one member.
  const businessId = await tx.installs.lockAccount(connector, accountId);
  if (businessId === null) return null;
  const known = await tx.installs.userOf(connector, accountId, crmUserId);
  if (known !== null && known.businessId === businessId) return known;
  if (await tx.installs.wasRemoved(businessId, { connector, accountId, crmUserId })) return "removed";
  const user: User = {
    id: kit.newId("user"),
    businessId,
    name,
    email: null,
    phone: null,
    phoneProvenAt: null,
    role: "member",
    createdAt: kit.clock.now(),
  };
  await tx.users.insert(user);
  await tx.installs.linkUser({ connector, accountId, crmUserId, businessId, userId: user.id });
  return user;
}

/** @returns the token. It belongs in a form or behind a `#`, never where an address is logged. */
export async function makeLaunch(
  kit: LaunchKit,
  tx: Tx,
  user: Pick<User, "id" | "businessId">,
  { connector, accountId }: Embedding,
): Promise<string> {
  const id = kit.tokens.newToken();
  const launch = {
    connector,
    accountId,
    businessId: user.businessId,
    userId: user.id,
    expiresAt: new Date(kit.clock.now().getTime() + LAUNCH_LIVES_MS),
  };
  await tx.installs.addLaunch({ ...launch, hash: kit.tokens.hashToken(id) });
  return kit.launches.sign({ ...launch, id });
}

/** Where the page for a frame begins, and with which of its pages. What stands behind the `#` stays in the browser. */
export const launchUrl = (
  { publicUrl }: InstallKit,
  connector: string,
  token: string,
  page?: string,
): string =>
  `${publicUrl}/embed/${connector}#launch=${token}${page === undefined ? "" : `&page=${encodeURIComponent(page)}`}`;

export interface Opened {
  readonly ok: true;
  /** For the `Authorization` header of this page, and nowhere else. */
  readonly sessionToken: string;
  readonly expiresAt: Date;
  readonly businessId: string;
}

/** Uses the token up, whatever comes of it. */
export async function openLaunched(
  kit: LaunchKit,
  tx: Tx,
  { token, connector }: { readonly token: string; readonly connector: string },
  visitor: Visitor,
): Promise<Opened | NotSignedIn> {
  const now = kit.clock.now();
  const id = await kit.launches.read(token, connector, now);
  const launch = id === null ? null : await tx.installs.useLaunch(kit.tokens.hashToken(id), now);
  const user =
    launch === null || launch.connector !== connector
      ? null
      : await tx.users.find(launch.businessId, launch.userId);
  // In the minutes between, the account may have been disconnected.
  const isConnected =
    launch !== null && (await tx.installs.businessOf(connector, launch.accountId)) === launch.businessId;
  if (launch === null || user === null || !isConnected)
    return {
      ok: false,
      refusal: new Refusal(
        "launch_expired",
        "This page was opened too long ago, or twice. Reload it where you opened it.",
      ),
    };
  const { sessionToken } = await openSession(kit, tx, [user], { ...visitor, sessionToken: null }, launch);
  return {
    ok: true,
    sessionToken,
    expiresAt: new Date(now.getTime() + EMBEDDED_SESSION_LIVES_MS),
    businessId: user.businessId,
  };
}
