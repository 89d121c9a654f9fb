/** The fake HubSpot as the promises look at it and make it misbehave. */
import type { FarActivity, FarSide, Trouble } from "../../../src/crm/testkit.ts";
import * as answers from "./answers.ts";
import type { Hubspot, Mishap } from "./index.ts";

/** Each kind of trouble comes in every form that HubSpot has for it, one after the other. */
const THROTTLES = [answers.tenSecondly, answers.secondly, answers.daily, answers.locked];
const AWAY: readonly Mishap[] = [
  { on: "any", answer: answers.unavailable },
  { on: "any", answer: answers.badGateway },
  { on: "any", answer: "reset" },
];
const LOST: readonly Mishap[] = [
  { on: "write", answer: "lost" },
  { on: "write", answer: "lost_behind_gateway" },
];
const times = <T>(n: number, forms: readonly T[]): T[] =>
  Array.from({ length: n }, (_, i) => forms[i % forms.length] as T);

/** A property of this portal's own that says who has opted out. */
export const CONSENT_PROPERTY = "sms_opt_out";

export function farSideOf(hubspot: Hubspot): FarSide {
  const { portal } = hubspot;
  portal.rules.customProperties.set(CONSENT_PROPERTY, ["true", "false"]);
  return {
    async addRecord({ phone, name, createdAt }) {
      const properties = { phone, ...(name === undefined ? {} : { firstname: name }) };
      return portal.make("contacts", properties, createdAt).id;
    },
    records: async () =>
      portal.living("contacts").map(({ id, properties: { firstname, lastname } }) => ({
        id,
        name: [firstname, lastname].filter((each) => each !== undefined).join(" ") || null,
      })),
    timeline: async (id) =>
      [...portal.living("calls"), ...portal.living("communications")]
        .filter(({ contacts }) => contacts.has(id))
        .map(
          ({ type, properties: p }): FarActivity => ({
            kind: type === "calls" ? "call" : "text",
            text:
              type === "calls"
                ? `${p.hs_call_title}\n${asSeen(p.hs_call_body ?? "")}`
                : asSeen(p.hs_communication_body ?? ""),
            occurredAt: new Date(p.hs_timestamp ?? ""),
          }),
        )
        .sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime()),
    deleteRecord: async (id) => portal.archive(id),
    mergeRecords: async (loser, winner) => portal.merge(loser, winner),
    editRecord: async (id) => {
      const contact = portal.find("contacts", id);
      if (contact !== null) portal.change(contact, { hs_lead_status: "IN_PROGRESS" });
    },
    addNote: async (id) => {
      portal.make("notes", { hs_note_body: "Called back" }).contacts.add(id);
    },
    consentOn: async (id) => {
      const said = portal.find("contacts", id)?.properties[CONSENT_PROPERTY];
      return said === undefined ? null : said === "true" ? "opted_out" : "opted_in";
    },
    trouble: async (trouble) => misbehave(hubspot, trouble),
  };
}

function misbehave(hubspot: Hubspot, trouble: Trouble): void {
  const { settings } = hubspot.portal;
  switch (trouble.kind) {
    case "search_lags":
      settings.searchLagMs = trouble.ms;
      return;
    case "access_expires":
      hubspot.expireToken();
      return;
    case "throttles":
      for (const answer of times(trouble.requests, THROTTLES)) hubspot.mishaps.push({ on: "any", answer });
      return;
    case "is_away":
      hubspot.mishaps.push(...times(trouble.requests, AWAY));
      return;
    case "loses_answers":
      hubspot.mishaps.push(...times(trouble.writes, LOST));
      return;
    case "refuses_activities":
      settings.refuseActivities = trouble.message;
      return;
    case "is_mended":
      settings.refuseActivities = null;
      return;
  }
}

/** What a person sees of a body: HubSpot shows it as HTML, without what could do something. */
function asSeen(html: string): string {
  return html
    .replaceAll(/<br\s*\/?>/g, "\n")
    .replaceAll(/<(script|style)[^>]*>.*?<\/\1>/gs, "")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
