/** Our own lead store as a CRM: the reference implementation of the contract. */
import manifest from "../../manifests/builtin/connector.json" with { type: "json" };
import {
  type Activity,
  type Connector,
  type ConnectorContext,
  ConnectorError,
  type Match,
  type OpenConnector,
} from "../../src/crm/contract.ts";
import { readManifest } from "../../src/crm/manifest.ts";
import { FIRST_STAGE } from "../../src/domain/lead-stages.ts";
import type { Lead, LeadActivity, LeadStore } from "./lead-store.ts";

const matchOf = (lead: Lead): Match => ({
  recordId: lead.id,
  name: lead.name,
  matchedBy: "phone",
  // Numbers are unique here: there is never another.
  preferredBecause: null,
});

const noteOf = (activity: Activity): LeadActivity => ({
  activityId: activity.id,
  kind: activity.kind,
  title: activity.title,
  body: activity.summary,
  occurredAt: activity.occurredAt,
});

export const builtinConnector = (leads: LeadStore): Connector => ({
  manifest: readManifest(manifest, "builtin"),
  open: ({ businessId, newId }: ConnectorContext): OpenConnector => ({
    async findByPhone(phone) {
      const lead = await leads.findByPhone(businessId, phone);
      return lead === null ? [] : [matchOf(lead)];
    },
    async log({ target, activities }, onRecord) {
      const lead =
        target.kind === "record"
          ? await leads.find(businessId, target.recordId)
          : await leads.findOrCreate({
              id: newId("lead"),
              businessId,
              phone: target.draft.phone,
              name: target.draft.name,
              stage: FIRST_STAGE,
              source: target.draft.source,
              createdAt: target.draft.createdAt,
            });
      if (lead === null) throw new ConnectorError("record_gone", "The lead no longer exists.");
      await onRecord(matchOf(lead));
      await leads.putActivities(businessId, lead.id, activities.map(noteOf));
      return activities.map(({ id }) => ({ activityId: id, kind: "logged", externalId: id }) as const);
    },
    async amend(activity) {
      await leads.amendActivity(businessId, noteOf(activity));
    },
    async move({ activities, to }) {
      if ((await leads.find(businessId, to)) === null)
        throw new ConnectorError("record_gone", "The lead no longer exists.");
      const ids = activities.map(({ activityId }) => activityId);
      const there = new Set(await leads.moveActivities(businessId, to, ids));
      return activities.map(({ activityId, externalId }) =>
        there.has(activityId)
          ? { activityId, kind: "moved", externalId }
          : ({ activityId, kind: "gone" } as const),
      );
    },
    async describe() {
      return { health: "ok", detail: null, account: null };
    },
  }),
});
