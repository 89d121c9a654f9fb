/** What owners and the operator set up: businesses, keys, lines, carrier accounts, connections, credits. */

import { checkCredentials, checkSettings } from "../crm/manifest.ts";
import { type Business, KEEP_ALL } from "../domain/business.ts";
import { MAX_GRANT } from "../domain/credits.ts";
import { isDemo, isFictional } from "../domain/demo.ts";
import { Refusal } from "../domain/errors.ts";
import { type E164, type ForwardTarget, parseForwardTarget } from "../domain/phone.ts";
import { type LineOptions, type LineSettings, optionsOf } from "../domain/settings.ts";
import { endGrantOf } from "./connections/disconnect.ts";
import type { App } from "./context.ts";
import { noteCreditsGranted } from "./credits/note-credits.ts";
import { lineDefaults } from "./overviews/console.ts";
import type { ApiKey, Line, Tx } from "./ports/index.ts";
import { resumeParked } from "./timeline/resume-parked.ts";

/** Makes keys; given from the edge, since chance and hashing are its business. */
export interface KeyMaker {
  make(): string;
  hash(key: string): Buffer;
  hint(key: string): string;
}

export async function createBusiness(
  app: App,
  tx: Tx,
  keys: KeyMaker,
  input: { name: string; timeZone: string; country: string },
): Promise<{ business: Business; apiKey: string }> {
  const business = await openBusiness(app, tx, { id: app.newId("biz"), ...input });
  const { secret } = await createKey(app, tx, keys, business.id, "First key");
  return { business, apiKey: secret };
}

/** Without a key: whoever it is for signs in. */
export async function openBusiness(
  app: App,
  tx: Tx,
  input: Pick<Business, "id" | "name" | "timeZone" | "country" | "demoEndsAt">,
): Promise<Business> {
  const business: Business = {
    ...input,
    leadForAnsweredCallers: false,
    retentionDays: KEEP_ALL,
    alerts: null,
    createdAt: app.clock.now(),
  };
  await tx.businesses.insert(business);
  await tx.ledger.open(business.id);
  return business;
}

export async function createKey(
  app: App,
  tx: Tx,
  keys: KeyMaker,
  businessId: string,
  label: string,
): Promise<{ key: ApiKey; secret: string }> {
  const secret = keys.make();
  const key: ApiKey = {
    id: app.newId("key"),
    businessId,
    label,
    hint: keys.hint(secret),
    createdAt: app.clock.now(),
  };
  await tx.apiKeys.insert({ ...key, hash: keys.hash(secret) });
  return { key, secret };
}

export interface LineChange {
  readonly enabled?: boolean | undefined;
  /** One, none, or several. */
  readonly forwardTo?: string | null | readonly string[] | undefined;
  readonly ringTimeoutSeconds?: number | undefined;
  readonly message?: string | undefined;
  readonly options?: Partial<LineOptions>;
}

/**
 * Changes the fields given; the others keep their value, or get the operator's default on a new line. Only the operator
 * assigns a new number: a business that could name any number would answer for somebody else's.
 */
export async function configureLine(
  app: App,
  tx: Tx,
  asker: "operator" | "business",
  businessId: string,
  number: E164,
  change: LineChange,
): Promise<{ line: Line; created: boolean }> {
  const existing = await tx.lines.find(businessId, number);
  if (existing === null) {
    const owner = await tx.lines.ownerOf(number);
    if (owner !== null) throw new Refusal("line_taken", `The line ${number} belongs to another business.`);
    const business = await tx.businesses.find(businessId);
    if (business !== null && isDemo(business) && !isFictional(number))
      throw new Refusal("demo_business", "A demo business has only lines that are kept for fiction.");
    if (asker === "business")
      throw new Refusal(
        "not_assigned",
        `The line ${number} is not assigned to this business. Ask the operator.`,
      );
  }
  const before = existing ?? { ...(await lineDefaults(tx)), forwardTo: [] };
  const settings = settingsAfter(before, change);
  await refuseLoop(tx, number, settings.forwardTo);
  const line = await tx.lines.upsert({
    ...settings,
    id: existing?.id ?? app.newId("line"),
    businessId,
    number,
  });
  tx.notify({ kind: "line", businessId });
  return { line, created: existing === null };
}

/** The fields given change; the others keep their value. */
export const settingsAfter = (before: LineSettings, change: LineChange): LineSettings => ({
  ...optionsOf(before),
  ...change.options,
  enabled: change.enabled ?? before.enabled,
  forwardTo:
    change.forwardTo === undefined
      ? before.forwardTo
      : [change.forwardTo ?? []].flat().flatMap((text) => parseForwardTarget(text) ?? []),
  ringTimeoutSeconds: change.ringTimeoutSeconds ?? before.ringTimeoutSeconds,
  message: change.message ?? before.message,
});

/** @throws Refusal `forward_loop` */
export async function refuseLoop(tx: Tx, number: E164, forwardTo: readonly ForwardTarget[]): Promise<void> {
  for (const [i, target] of forwardTo.entries()) {
    if (target.kind !== "phone") continue;
    if (target.number === number || (await tx.lines.ownerOf(target.number)) !== null) {
      const field = forwardTo.length > 1 ? `forwardTo.${i}` : "forwardTo";
      throw new Refusal(
        "forward_loop",
        "A line cannot forward to one of our own lines: the call would go in circles.",
        [{ field, message: "must be a phone of yours, not a line that textback answers" }],
      );
    }
  }
}

export async function setCarrier(
  app: App,
  tx: Tx,
  businessId: string,
  account: { accountSid: string; authToken: string },
): Promise<void> {
  const sealed = await app.sealer.seal(account.authToken, `carrier:${businessId}`);
  await tx.carriers.put(businessId, account.accountSid, sealed);
}

export interface NewConnection {
  readonly connector: string;
  readonly credentials?: Readonly<Record<string, string>> | undefined;
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}

/** What the connector needs is in its manifest. With a connection that works again, what was parked goes on. */
export async function connectCrm(app: App, tx: Tx, businessId: string, input: NewConnection): Promise<void> {
  const connector = app.connectors.get(input.connector);
  if (connector === undefined) {
    const known = [...app.connectors.keys()].join(", ");
    throw new Refusal(
      "unknown_connector",
      `There is no connector "${input.connector}" here; known: ${known}.`,
      [{ field: "connector", message: `must be one of ${known}` }],
    );
  }
  const { manifest } = connector;
  if (app.isMarketplace && manifest.connect.method === "oauth")
    throw new Refusal(
      "connection_refused",
      `${manifest.label} is connected by pressing Connect: tokens are not pasted here.`,
    );
  const given = checkCredentials(manifest, input.credentials ?? {});
  const settings = input.settings ?? {};
  const problems = [...given.problems, ...checkSettings(manifest, settings).problems];
  if (problems.length > 0)
    throw new Refusal("invalid_input", `${manifest.label} cannot be connected like this.`, problems);
  const sealedCredentials =
    Object.keys(given.values).length === 0
      ? null
      : await app.sealer.seal(JSON.stringify(given.values), `connection:${businessId}`);
  tx.notify({ kind: "connection", businessId });
  // What OAuth gave is given back, and is not left behind in the CRM.
  const before = await tx.connections.find(businessId);
  if (before !== null) await endGrantOf(app, tx, businessId, before);
  await tx.connections.put(businessId, {
    connector: input.connector,
    sealedCredentials,
    settings,
    health: "ok",
    healthDetail: null,
  });
  await resumeConnection(app, tx, businessId);
}

/** What was parked goes on, consent is told where it is now to be told, and the CRM is asked whether all is well. */
export async function resumeConnection(app: App, tx: Tx, businessId: string): Promise<void> {
  await resumeParked(app, tx, businessId);
  for (const phone of await tx.activities.tellConsentAgain(businessId))
    await tx.jobs.enqueue({ kind: "drain_caller", businessId, phone });
  await tx.jobs.enqueue({ kind: "check_connection", businessId });
}

/** The operator gives credits: bought elsewhere, or as a present. */
export async function grantCredits(
  app: App,
  tx: Tx,
  businessId: string,
  grant: { credits: number; reason: string },
): Promise<{ transferId: string }> {
  if (!Number.isSafeInteger(grant.credits) || grant.credits < 1 || grant.credits > MAX_GRANT)
    throw new Refusal("invalid_input", `A grant is a whole number of credits from 1 to ${MAX_GRANT}.`);
  const transferId = app.newId("tr");
  const request = { businessId, key: `grant:${transferId}`, kind: "grant", textId: null, ...grant } as const;
  const result = await tx.ledger.transfer(request, transferId, app.clock.now());
  tx.notify({ kind: "credits", businessId });
  if (result !== "done") throw new Error(`A grant with a new key was answered ${result}`);
  await noteCreditsGranted(app, tx, businessId);
  return { transferId };
}
