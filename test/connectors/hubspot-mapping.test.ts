import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as mapping from "../../connectors/hubspot/mapping.ts";
import type { HubspotObject } from "../../connectors/hubspot/schemas.ts";
import type { CallActivity, TextActivity } from "../../src/crm/contract.ts";
import type { E164 } from "../../src/domain/phone.ts";
import { withoutCountryCode } from "../fakes/hubspot/phones.ts";

const call: CallActivity = {
  id: "act_0192f1e0c0de70008a1b3f9a0c1b2d4e",
  kind: "call",
  line: "+15550100001" as E164,
  phone: "+15125550142" as E164,
  occurredAt: new Date("2026-11-24T15:00:00.123Z"),
  direction: "in",
  outcome: "missed",
  reason: "no_answer",
  durationSeconds: null,
  title: "Missed call",
  summary: "Missed call to +15550100001: nobody picked up.",
};
const text: TextActivity = {
  id: "act_0192f1e0c0de70008a1b3f9a0c1b2d4f",
  kind: "text",
  line: call.line,
  phone: call.phone,
  occurredAt: call.occurredAt,
  direction: "out",
  body: "Sorry we missed your call!",
  state: "sent",
  title: "Text sent",
  summary: "Sorry we missed your call!",
};
const contact = (id: string, properties: Record<string, string>): HubspotObject => ({
  id,
  properties: { createdate: "2026-01-01T00:00:00Z", ...properties },
});

describe("searching by phone", () => {
  // What HubSpot calculates from what was typed: seen in real answers of its API.
  it.each([
    ["+33655555555", "655555555"],
    ["+5511999999999", "11999999999"],
    ["08180854296", "8180854296"],
    ["513-227-1572", "5132271572"],
    ["(877) 829-06966777", "87782906966777"],
    ["00004", "4"],
  ])("the fake calculates as HubSpot does: %s → %s", (typed, calculated) =>
    expect(withoutCountryCode(typed)).toBe(calculated),
  );

  it.each([
    ["+15125550142", ["5125550142", "5125550142", "15125550142", "15125550142", "+15125550142"]],
    ["+442079460109", ["2079460109", "2079460109", "442079460109", "442079460109", "+442079460109"]],
    ["+390655500111", ["655500111", "655500111", "390655500111", "390655500111", "0655500111"]],
  ])("%s is asked for by its national number, and with the country code left in", (phone, values) => {
    const { filterGroups } = mapping.searchByPhone(phone as E164);
    const filters = filterGroups.flatMap((group) => (group as { filters: { value: string }[] }).filters);
    expect(filters.map(({ value }) => value)).toEqual(values);
  });

  it.each([
    ["the same digits abroad", { phone: "+44 20 2555 0142" }, "+12025550142", []],
    ["a country code without a plus", { phone: "33655550110" }, "+33655550110", ["phone"]],
    ["a mobile number", { mobilephone: "(512) 555-0142" }, "+15125550142", ["mobilephone"]],
    ["an extension", { phone: "(512) 555-0142 ext. 7" }, "+15125550142", ["phone"]],
    ["words", { phone: "ask Jane" }, "+15125550142", []],
    ["nothing", {}, "+15125550142", []],
  ])("a candidate with %s", (_what, properties, phone, matchedBy) =>
    expect(
      mapping.matchesAmong([contact("1", properties)], phone as E164, "US").map((each) => each.matchedBy),
    ).toEqual(matchedBy),
  );

  it("the oldest comes first, of equals the lowest id, in whatever order they were found", () => {
    const found = [
      contact("900", { phone: "+15125550142", createdate: "2025-05-01T00:00:00Z" }),
      contact("1000", { phone: "512 555 0142", createdate: "2025-05-01T00:00:00Z" }),
      contact("50", { phone: "5125550142", createdate: "2025-06-01T00:00:00Z" }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(found, { minLength: 3 }), (shuffled) => {
        const matches = mapping.matchesAmong(shuffled, call.phone, "US");
        expect(matches.map(({ recordId }) => recordId)).toEqual(["900", "1000", "50"]);
        expect(matches[0]?.preferredBecause).toBe(
          "the oldest of 3 contacts with this number (others: 1000, 50)",
        );
      }),
    );
  });
});

describe("a new contact", () => {
  const settings = { lifecycleStage: "lead", leadStatus: "NEW", ownerId: "77", country: "" };
  const draft = { phone: call.phone, source: "missed call", createdAt: call.occurredAt };
  it.each([
    [null, undefined, undefined],
    ["", undefined, undefined],
    ["Cher", "Cher", undefined],
    ["Pat Miller", "Pat", "Miller"],
    ["Maria del Carmen Ruiz", "Maria del Carmen", "Ruiz"],
  ])("of the name %j", (name, firstname, lastname) => {
    const { properties } = mapping.contactOf({ ...draft, name }, settings);
    expect([properties.firstname, properties.lastname]).toEqual([firstname, lastname]);
  });
  it("has what the business chose, and nothing where it chose nothing", () => {
    expect(mapping.contactOf({ ...draft, name: null }, settings).properties).toEqual({
      phone: call.phone,
      lifecyclestage: "lead",
      hs_lead_status: "NEW",
      hubspot_owner_id: "77",
    });
    const bare = { lifecycleStage: "", leadStatus: "", ownerId: "", country: "" };
    expect(mapping.contactOf({ ...draft, name: null }, bare).properties).toEqual({ phone: call.phone });
  });
});

describe("a call", () => {
  it.each([
    ["nobody picked up", { reason: "no_answer" }, "NO_ANSWER", "73a0d17f-1163-4015-bdd5-ec830791da20"],
    ["busy", { reason: "busy" }, "BUSY", "9d9162e7-6cf3-4944-bf63-4dff82258764"],
    ["could not be reached", { reason: "failed" }, "FAILED", "73a0d17f-1163-4015-bdd5-ec830791da20"],
    ["hung up first", { reason: "caller_hung_up" }, "CANCELED", "73a0d17f-1163-4015-bdd5-ec830791da20"],
    ["answered", { outcome: "answered", reason: null }, "COMPLETED", "f240bbac-87c9-4f6e-bf70-924b57d47db7"],
  ] as const)("%s", (_what, change, status, disposition) =>
    expect(mapping.propertiesOf({ ...call, ...change })).toMatchObject({
      hs_call_status: status,
      hs_call_disposition: disposition,
    }),
  );

  it("has its duration in milliseconds, and its ends by direction", () => {
    const properties = mapping.propertiesOf({ ...call, direction: "out", durationSeconds: 61 });
    expect(properties).toMatchObject({
      hs_call_duration: "61000",
      hs_call_direction: "OUTBOUND",
      hs_call_from_number: call.line,
      hs_call_to_number: call.phone,
      hs_timestamp: "2026-11-24T15:00:00.123Z",
    });
  });

  it("is associated with its contact in HubSpot's direction", () =>
    expect(mapping.activityOf(call, "501", null)).toMatchObject({
      associations: [
        {
          to: { id: "501" },
          types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 194 }],
        },
      ],
    }));
});

describe("recognising what an earlier attempt has made", () => {
  const bodyOf = (activity: TextActivity) =>
    contact("9", { hs_communication_body: mapping.propertiesOf(activity).hs_communication_body ?? "" });

  it("a call by its external id, a text by the reference at its end", () => {
    const there = [contact("8", { hs_call_external_id: call.id }), bodyOf(text)];
    expect(mapping.recognisedAmong(there, [call, text])).toEqual([
      { activityId: call.id, kind: "logged", externalId: "8" },
      { activityId: text.id, kind: "logged", externalId: "9" },
    ]);
  });

  it("not by a reference that somebody wrote into another text", () => {
    const other = { ...text, id: `${text.id.slice(0, -1)}0`, summary: `see [ref ${text.id.slice(-12)}]` };
    expect(mapping.recognisedAmong([bodyOf(other)], [text])).toEqual([]);
  });

  it("whatever the text says", () =>
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (summary) => {
        const odd = { ...text, summary };
        expect(mapping.recognisedAmong([bodyOf(odd)], [odd])).toHaveLength(1);
      }),
    ));
});
