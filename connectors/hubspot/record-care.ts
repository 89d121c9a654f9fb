/** What is done with contacts beside finding, making and logging: moving, retiring, and writing consent. */
import {
  type ConnectorContext,
  ConnectorError,
  type MoveResult,
  type OpenConnector,
  type Retirement,
  type StandingActivity,
  type TextingConsent,
} from "../../src/crm/contract.ts";
import { type ActivityLog, BATCH } from "./activity-log.ts";
import type { ActivityType, HubspotClient } from "./client.ts";
import * as mapping from "./mapping.ts";
import type { PropertyVersion } from "./schemas.ts";

/** All that can stand on a contact by itself, and what each is called when it is why a contact is kept. */
const ASSOCIATED = {
  calls: "calls",
  communications: "texts",
  notes: "notes",
  tasks: "tasks",
  emails: "e-mails",
  meetings: "meetings",
  companies: "a company",
  deals: "a deal",
  tickets: "a ticket",
} as const;
/** What HubSpot writes by itself is nobody's edit. */
const OF_ITSELF = new Set(["CALCULATED", "ANALYTICS", "ENGAGEMENTS", "MIGRATION", "INTERNAL_PROCESSING"]);

/** @returns why HubSpot did not do all of it, or `null` */
const refusalOf = (doing: ReturnType<HubspotClient["associate"]>): Promise<string | null> =>
  doing.then(
    ({ errors = [] }) =>
      errors.length === 0 ? null : (errors[0]?.message ?? "HubSpot refused the association."),
    (error: unknown) => {
      if (!(error instanceof ConnectorError) || error.kind !== "rejected") throw error;
      return error.message;
    },
  );

type Care = Required<Pick<OpenConnector, "move" | "retire">> & Pick<OpenConnector, "setConsent">;

export function recordCare(
  context: ConnectorContext,
  client: HubspotClient,
  timeline: ActivityLog,
  settings: mapping.HubspotSettings,
): Care {
  /** @returns why HubSpot refused, or `null`. On the new contact first, so that at no moment it stands on none. */
  async function reassociate(
    type: ActivityType,
    ids: readonly string[],
    from: string,
    to: string,
  ): Promise<string | null> {
    const kept = await refusalOf(client.associate(type, ids, to));
    if (kept !== null) {
      await timeline.assertStillThere(to);
      return kept;
    }
    const stuck = await refusalOf(client.dissociate(type, ids, from));
    if (stuck === null) return null;
    // From a contact that is gone nothing can be taken away, and nothing needs to be.
    return (await client.readContact(from, ["phone"]))?.id === from ? stuck : null;
  }

  async function moveBatch(
    type: ActivityType,
    batch: readonly StandingActivity[],
    from: string,
    to: string,
  ): Promise<readonly MoveResult[]> {
    const ids = batch.map(({ externalId }) => externalId);
    const message = await reassociate(type, ids, from, to);
    const there = message === null ? null : await living(type, ids);
    return batch.map(({ activityId, externalId }): MoveResult => {
      if (message === null) return { activityId, kind: "moved", externalId };
      return there?.has(externalId) === true
        ? { activityId, kind: "rejected", message }
        : { activityId, kind: "gone" };
    });
  }

  async function living(type: ActivityType, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { results } = await client.readActivities(type, ids, []);
    return new Set(results.map(({ id }) => id));
  }

  /** One that was deleted in HubSpot, or may not be moved, is told apart from those beside it. */
  async function moveAll(
    type: ActivityType,
    batch: readonly StandingActivity[],
    from: string,
    to: string,
  ): Promise<readonly MoveResult[]> {
    const results = await moveBatch(type, batch, from, to);
    if (batch.length === 1 || results.every(({ kind }) => kind === "moved")) return results;
    const alone: MoveResult[] = [];
    for (const each of batch) alone.push(...(await moveBatch(type, [each], from, to)));
    return alone;
  }

  /** @returns what stands on the contact, in words; `null`: nothing */
  async function standsOn(contactId: string): Promise<string | null> {
    for (const [type, words] of Object.entries(ASSOCIATED)) {
      const { results } = await client.associated(type, contactId, null);
      if (results.some(({ to }) => to.length > 0)) return words;
    }
    return null;
  }

  /** Whether anybody but us gave it a value that can be given. */
  async function isEdited(contactId: string): Promise<boolean> {
    const { results: all } = await client.contactProperties();
    const names = all
      .filter(({ calculated, modificationMetadata }) => !calculated && !modificationMetadata?.readOnlyValue)
      .map(({ name }) => name);
    const { results } = await client.contactHistory(contactId, names);
    const histories = results[0]?.propertiesWithHistory ?? {};
    // We made it, with its phone number: whoever wrote that first is we.
    const ours = (histories.phone ?? []).toSorted((a, b) => a.timestamp.localeCompare(b.timestamp))[0];
    const isForeign = ({ sourceType, sourceId }: PropertyVersion) =>
      !OF_ITSELF.has(sourceType) &&
      (sourceType !== ours?.sourceType || (sourceId ?? null) !== (ours.sourceId ?? null));
    return ours === undefined || Object.values(histories).flat().some(isForeign);
  }

  async function retire(contactId: string): Promise<Retirement> {
    const contact = await client.readContact(contactId, ["phone"]);
    // Gone, or gone into another one by merging.
    if (contact?.id !== contactId) return { kind: "retired" };
    const kept = (because: string): Retirement => ({ kind: "kept", because });
    try {
      const standing = await standsOn(contactId);
      if (standing !== null) return kept(`In HubSpot the contact has ${standing}.`);
      if (await isEdited(contactId)) return kept("Somebody edited the contact in HubSpot.");
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== "rejected") throw error;
      return kept(`HubSpot does not let us see whether it is empty: ${error.message}`);
    }
    await client.archiveContact(contactId);
    context.log.info({ contactId }, "an empty contact of ours was archived");
    return { kind: "retired" };
  }

  async function setConsent(contactId: string, consent: TextingConsent): Promise<void> {
    const value = consent === "opted_out" ? settings.consentOptedOut : settings.consentOptedIn;
    try {
      await client.updateContact(contactId, { [settings.consentProperty]: value });
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== "rejected") throw error;
      await timeline.assertStillThere(contactId);
      throw error;
    }
  }

  return {
    async move({ activities, from, to }) {
      const results: MoveResult[] = [];
      for (const kind of ["call", "text"] as const) {
        const those = activities.filter((each) => each.kind === kind);
        for (let i = 0; i < those.length; i += BATCH)
          results.push(...(await moveAll(mapping.typeOf({ kind }), those.slice(i, i + BATCH), from, to)));
      }
      return results;
    },
    retire,
    ...(settings.consentProperty === "" ? {} : { setConsent }),
  };
}

/** Why opt-outs cannot be written where the customer chose, and what to do; `null`: they can, or no place was chosen. */
export async function consentProblem(
  client: HubspotClient,
  { consentProperty: name, consentOptedOut, consentOptedIn }: mapping.HubspotSettings,
): Promise<string | null> {
  if (name === "") return null;
  const property = await client.contactProperty(name);
  if (property === null || property.archived === true)
    return `HubSpot has no contact property "${name}", so opt-outs are not written there. Choose another one, or create it.`;
  if (property.calculated === true || property.modificationMetadata?.readOnlyValue === true)
    return `HubSpot lets nobody write the contact property "${name}". Choose another one for opt-outs.`;
  const options = (property.options ?? []).map(({ value }) => value);
  const missing = [consentOptedOut, consentOptedIn].filter((value) => !options.includes(value));
  return options.length === 0 || missing.length === 0
    ? null
    : `The contact property "${name}" has no option "${missing.join('" and "')}"; it has "${options.join('", "')}".`;
}
