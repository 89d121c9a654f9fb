/** A business at which everything that can open on a page is there to be opened. */
import type { BusinessHours } from "../../../src/domain/business-hours.ts";
import type { Activity, Standing, TimelineItem } from "../../../src/web/api/shapes.ts";
import { at, call, connectedTo, FORWARD, inHubspot, LINE, text, type World } from "./world.ts";

const CALLER = "+15125550146" as Activity["phone"];

const OPEN: BusinessHours = {
  weekly: { monday: [{ from: "08:00", to: "17:00" }] },
  holidays: ["2026-12-25"],
};

const kept = (minutesAgo: number, change: Partial<Standing>): TimelineItem => ({
  ...call(CALLER, minutesAgo),
  activity: {
    id: `act_${minutesAgo}`,
    state: "done",
    recordId: "151",
    matchedBy: "phone",
    otherRecords: [{ recordId: "202", name: "Dana Whitaker" }],
    movingTo: null,
    problem: null,
    discardReason: null,
    ...change,
  },
});
const recordUrl = (id: string) => `https://app.hubspot.com/contacts/62515/record/0-1/${id}`;

/** In HubSpot, with one caller about whom there is something of everything. */
export function busyWorld(): World {
  const world = inHubspot();
  world.connection = connectedTo("hubspot", {
    health: "degraded",
    detail: "Too many requests at this moment.",
    pending: 2,
    failed: 2,
    waitingSince: at(90),
  });
  world.connectors.splice(
    0,
    world.connectors.length,
    ...world.connectors.map((each) => ({
      ...each,
      installUrl: each.id === "builtin" ? null : `/oauth/${each.id}/install`,
    })),
  );
  world.activities.push(...world.activities.map((each) => ({ ...each, id: "act_2", kind: "text" as const })));
  world.record = {
    connector: "hubspot",
    canMove: true,
    isMoving: false,
    record: { recordId: "151", name: "Dan Whitaker", matchedBy: "phone", url: recordUrl("151") },
    others: [{ recordId: "202", name: "Dana Whitaker", url: recordUrl("202") }],
  };
  world.timelines.set(CALLER, [
    kept(290, { state: "discarded", discardReason: "A wrong number" }),
    kept(280, { state: "parked", problem: "A required field is missing: Region" }),
    kept(270, { state: "pending", recordId: null, matchedBy: null, otherRecords: [] }),
    kept(260, { state: "waiting", recordId: null, matchedBy: null, otherRecords: [] }),
    kept(250, {}),
    text(CALLER, 240, "Please stop"),
    ...(world.timelines.get(CALLER) ?? []),
  ]);
  const conversation = world.conversations.findIndex(({ phone }) => phone === CALLER);
  const before = world.conversations[conversation];
  if (before !== undefined)
    world.conversations[conversation] = { ...before, consentQuestion: "“Please stop” may be an opt-out." };
  for (const line of world.lines)
    Object.assign(line, { forwardTo: [FORWARD, "+15125550198"], ring: "together", hours: OPEN });
  world.purchases.push({
    id: "pur_0",
    credits: 300,
    priceCents: 2_700,
    state: "failed",
    url: null,
    problem: null,
    requestedAt: at(3),
    settledAt: at(1),
  });
  world.alerts = {
    email: { to: ["mike@example.com"] },
    text: null,
    webhook: { url: "https://example.com/alerts", failingSince: at(60 * 20) },
    on: { missedCall: true, reply: true },
  };
  world.sentAlerts.push(
    {
      id: "a_1",
      channel: "email",
      about: "reply",
      phone: CALLER,
      state: "sent",
      problem: null,
      occurredAt: at(9),
    },
    {
      id: "a_2",
      channel: "webhook",
      about: "missed_call",
      phone: CALLER,
      state: "failed",
      problem: "The address answered 500.",
      occurredAt: at(12),
    },
  );
  if (world.session !== null)
    world.session = { ...world.session, user: { ...world.session.user, phoneProven: false } };
  world.invitations.push({
    id: "inv_0",
    name: "Ida Blau",
    email: "ida@example.com",
    phone: null,
    role: "member",
    createdAt: at(60),
    expiresAt: at(-60 * 24 * 6),
  });
  world.notices.push({
    id: "note_2",
    subject: `consent:${CALLER}`,
    headline: "(512) 555-0146 may have asked not to be texted.",
    whatToDo: "Read their text and decide.",
    times: 2,
    firstAt: at(240),
    lastAt: at(240),
    resolvedAt: null,
  });
  return world;
}

/** A demo, at whose line somebody calls at this moment. */
export function ringingDemo(world: World): World {
  const [business, ...others] = world.businesses;
  if (business !== undefined)
    world.businesses.splice(0, 1 + others.length, { ...business, demoEndsAt: at(-60 * 24 * 20) }, ...others);
  const from = "+15125550142";
  world.scene = {
    lines: [LINE],
    call: { from, line: LINE, stage: "ringing", phones: [FORWARD] },
    steps: ["(512) 555-0142 calls (512) 555-0100", "(512) 555-0199 rings"],
    texts: [
      { id: "t_1", from: LINE, to: from, body: "Sorry we missed you! Reply here.", at: at(2) },
      { id: "t_2", from, to: LINE, body: "Yes, can you come today?", at: at(1) },
    ],
  };
  return world;
}
