/** Businesses that are there to be shown: the operator makes one, a reviewer is handed a link, and it ends by itself. */
import {
  DEMO_CREDITS,
  DEMO_LASTS_MS,
  isDemo,
  isFictional,
  isSimulatedAccount,
  simulatedAccount,
} from "../../domain/demo.ts";
import { Refusal } from "../../domain/errors.ts";
import type { E164 } from "../../domain/phone.ts";
import { disconnectCrm } from "../connections/disconnect.ts";
import type { App } from "../context.ts";
import { configureLine, grantCredits, openBusiness, setCarrier } from "../manage.ts";
import { type LinkKit, makeOwnerLink, makeSignInLink, type OneTimeLink } from "../people/sign-in.ts";
import type { DemoAccount, DemoPhone } from "../ports/demos.ts";
import type { Tx } from "../ports/index.ts";
import type { User } from "../ports/sign-in.ts";

/** The owner's phone. It rings on the page. */
const OWNERS_PHONE = "+15555550100";
const LINES_TRIED = 50;

export interface NewDemo {
  readonly name: string;
  /** With it the reviewer can sign in again, by a code. */
  readonly email: string | null;
}

export interface Demo {
  readonly id: string;
  readonly name: string;
  readonly line: E164;
  readonly endsAt: Date;
  readonly signIn: OneTimeLink;
}

/** @throws Refusal `demo_unavailable` */
export async function createDemo(app: App, kit: LinkKit, tx: Tx, { name, email }: NewDemo): Promise<Demo> {
  if (app.demoCarrier === null)
    throw new Refusal("demo_unavailable", "This service has no simulated carrier for demo businesses.");
  const now = app.clock.now();
  const endsAt = new Date(now.getTime() + DEMO_LASTS_MS);
  const id = app.newId("biz");
  const about = { id, name, timeZone: "America/New_York", country: "US" };
  await openBusiness(app, tx, { ...about, demoEndsAt: endsAt });
  const accountSid = simulatedAccount(id.replaceAll(/[^0-9a-f]/g, ""));
  await setCarrier(app, tx, id, { accountSid, authToken: kit.tokens.newToken() });
  const line = await freeLine(app, tx);
  await configureLine(app, tx, "operator", id, line, { enabled: true, forwardTo: OWNERS_PHONE });
  await grantCredits(app, tx, id, { credits: DEMO_CREDITS, reason: "demo" });
  const signIn = await linkFor(app, kit, tx, id, email);
  await tx.audit.write({ businessId: id, actor: "operator", action: "demo.create", detail: {}, at: now });
  return { id, name, line, endsAt, signIn };
}

async function linkFor(
  app: App,
  kit: LinkKit,
  tx: Tx,
  businessId: string,
  email: string | null,
): Promise<OneTimeLink> {
  if (email === null) return makeOwnerLink(kit, tx, businessId);
  const who = { name: "Reviewer", email, phone: null, phoneProvenAt: null, role: "owner" } as const;
  const user: User = { id: app.newId("user"), businessId, ...who, createdAt: app.clock.now() };
  await tx.users.insert(user);
  return makeSignInLink(kit, tx, user);
}

async function freeLine(app: App, tx: Tx): Promise<E164> {
  for (let i = 0; i < LINES_TRIED; i++) {
    const chance = Number.parseInt(app.newId("line").slice(-8), 16) % 100_000;
    const number = `+155501${String(chance).padStart(5, "0")}` as E164;
    if ((await tx.lines.ownerOf(number)) === null) return number;
  }
  throw new Error("No fictional number is free");
}

/** Nobody gets in any more, nothing rings, and the CRM is given back. What was said stays. */
export async function endDemo(app: App, tx: Tx, businessId: string, actor: string): Promise<void> {
  const business = await tx.businesses.find(businessId);
  if (business === null || !isDemo(business))
    throw new Refusal("demo_not_found", "There is no such demo business.");
  const at = app.clock.now();
  await disconnectCrm(app, tx, businessId, actor);
  const users = await tx.users.list(businessId);
  await tx.sessions.revokeOfUsers(
    users.map(({ id }) => id),
    at,
  );
  for (const { id } of users) await tx.users.remove(businessId, id);
  for (const { number } of await tx.lines.list(businessId)) await tx.lines.delete(businessId, number);
  await tx.demos.end(businessId, at);
  await tx.audit.write({ businessId, actor, action: "demo.end", detail: {}, at });
}

/** For the hourly work. */
export async function endDueDemos(app: App): Promise<void> {
  for (const businessId of await app.store.read.demos.due(app.clock.now()))
    await app.store.transaction((tx) => endDemo(app, tx, businessId, "expiry"));
}

/** The simulated account of a business; `null`: it has none. */
export async function demoAccount(app: App, tx: Tx, businessId: string): Promise<DemoAccount | null> {
  const carrier = await tx.carriers.find(businessId);
  if (carrier === null || !isSimulatedAccount(carrier.accountSid)) return null;
  const lines = await tx.lines.list(businessId);
  return {
    businessId,
    accountSid: carrier.accountSid,
    authToken: await app.sealer.open(carrier.sealedAuthToken, `carrier:${businessId}`),
    numbers: lines.map(({ number }) => number),
  };
}

/** @throws Refusal `demo_not_found`, also once it has ended */
export async function demoPhone(app: App, tx: Tx, businessId: string): Promise<DemoPhone> {
  const account = await demoAccount(app, tx, businessId);
  if (app.demoCarrier === null || account === null || account.numbers.length === 0)
    throw new Refusal("demo_not_found", "This business has no simulated line.");
  return app.demoCarrier.phoneOf(account);
}

/** Somebody who calls or texts a simulated line. @throws Refusal `invalid_input` */
export function fictionalCaller(from: string): string {
  if (from === "anonymous" || isFictional(from)) return from;
  throw new Refusal("invalid_input", "Only numbers that are kept for fiction call a demo line.", [
    { field: "from", message: "must be a number kept for fiction, such as +15125550142, or anonymous" },
  ]);
}
