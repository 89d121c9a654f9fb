/** The small world behind the page's tests: one business, its callers, their calls and texts. All in memory, all deterministic. */
import builtin from "../../../manifests/builtin/connector.json" with { type: "json" };
import hubspot from "../../../manifests/hubspot/connector.json" with { type: "json" };
import salesforce from "../../../manifests/salesforce/connector.json" with { type: "json" };
import { checkSettings, readManifest } from "../../../src/crm/manifest.ts";
import type { E164 } from "../../../src/domain/phone.ts";
import { DEFAULT_OPTIONS } from "../../../src/domain/settings.ts";
import type { Receipt } from "../../../src/domain/text-back.ts";
import type { Scene } from "../../../src/sandbox/scene.ts";
import type {
  Activity,
  Alerts,
  AvailableNumber,
  BackTest,
  BackTestChange,
  Business,
  Call,
  CallerRecord,
  CallProgress,
  Connection,
  ConnectorChoice,
  Conversation,
  CreditOffer,
  Credits,
  Invitation,
  Lead,
  LeadNote,
  Line,
  LineDefaults,
  LiveTest,
  Notice,
  OwnNumber,
  Purchase,
  SentAlert,
  Session,
  Text,
  TimelineItem,
  Transfer,
  User,
  WayToSignIn,
} from "../../../src/web/api/shapes.ts";

/** As the service shows a manifest where the operator has no app at the CRM, and tokens may be pasted. */
function choiceOf(raw: unknown): ConnectorChoice {
  const { id, label, summary, connect, credentials, settings } = readManifest(raw, "ours");
  return {
    id,
    label,
    summary,
    method: connect.method,
    installUrl: null,
    settings,
    credentials: Object.fromEntries(
      Object.entries(credentials)
        .filter(([, { from }]) => from === "person")
        .map(([name, { help, ...each }]) => [name, { ...each, ...(help === undefined ? {} : { help }) }]),
    ),
  };
}

export const LINE = "+15125550100" as E164;
export const FORWARD = "+15125550199" as E164;
export const NOW = new Date("2026-11-24T20:15:00Z");
const MINUTE_MS = 60_000;

export const CONNECTED_TO_NONE: Connection = {
  connector: "builtin",
  health: "ok",
  detail: null,
  pending: 0,
  failed: 0,
  waitingSince: null,
  account: null,
  settings: {},
};
/** HubSpot or Salesforce, as it is when nobody has changed a setting. */
export const connectedTo = (
  manifest: "hubspot" | "salesforce",
  change: Partial<Connection> = {},
): Connection => ({
  ...CONNECTED_TO_NONE,
  connector: manifest,
  account: manifest === "hubspot" ? "Acme HVAC (62515)" : "Acme HVAC",
  settings: checkSettings(readManifest(manifest === "hubspot" ? hubspot : salesforce, "ours"), {})
    .values as Connection["settings"],
  ...change,
});

export interface World {
  session: Session | null;
  /** The operator's apps at the CRMs, as far as people sign in by them. */
  readonly waysToSignIn: WayToSignIn[];
  readonly businesses: Business[];
  readonly lines: Line[];
  readonly lineDefaults: LineDefaults;
  readonly conversations: Conversation[];
  readonly timelines: Map<string, TimelineItem[]>;
  readonly leads: Lead[];
  readonly notes: Map<string, LeadNote[]>;
  credits: Credits;
  offer: CreditOffer;
  readonly purchases: Purchase[];
  backTest: BackTest;
  readonly transfers: Transfer[];
  readonly connectors: ConnectorChoice[];
  connection: Connection;
  readonly activities: Activity[];
  /** Every caller's. */
  record: CallerRecord;
  readonly notices: Notice[];
  alerts: Alerts;
  readonly sentAlerts: SentAlert[];
  readonly users: User[];
  readonly invitations: Invitation[];
  liveTest: LiveTest | null;
  /** The business's own Twilio account, when it has connected one. */
  carrier: { readonly numbers: OwnNumber[]; readonly available: AvailableNumber[] } | null;
  /** The call that was asked for, as far as it has come. */
  calling: CallProgress | null;
  /** At a demo's simulated phones. */
  scene: Scene | null;
}

export const at = (minutesAgo: number): string =>
  new Date(NOW.getTime() - minutesAgo * MINUTE_MS).toISOString();

const texted: Receipt = {
  decision: "text",
  reason: null,
  summary: "The caller was texted back.",
  checks: [
    { check: "line_enabled", passed: true, detail: "The text-back is switched on for this line." },
    { check: "caller_textable", passed: true, detail: "The caller's number can be texted." },
    { check: "consent", passed: true, detail: "The caller has not opted out." },
    { check: "credits", passed: true, detail: "1 credit was set aside for the text." },
  ],
};
const noCredits: Receipt = {
  decision: "skip",
  reason: "no_credits",
  summary: "No text was sent. There were no credits left. Buy credits and later callers get their text.",
  checks: [
    ...texted.checks.slice(0, 3),
    {
      check: "credits",
      passed: false,
      detail: "There were no credits left. Buy credits and later callers get their text.",
    },
  ],
};

let serial = 0;
export const call = (phone: string, minutesAgo: number, change: Partial<Call> = {}): TimelineItem => ({
  type: "call",
  id: `call_${++serial}`,
  phone: phone as E164,
  line: LINE,
  test: false,
  direction: "in",
  outcome: "missed",
  reason: "no_answer",
  occurredAt: at(minutesAgo),
  durationSeconds: null,
  callerName: null,
  callSid: `CA${serial}`,
  receipt: texted,
  answeredBy: null,
  recoveredAt: null,
  hungUpBy: null,
  recordings: [],
  ...change,
});
export const text = (
  phone: string,
  minutesAgo: number,
  body: string,
  change: Partial<Text> = {},
): TimelineItem => ({
  type: "text",
  id: `text_${++serial}`,
  phone: phone as E164,
  line: LINE,
  direction: "in",
  body,
  state: change.direction === "out" ? "delivered" : "received",
  occurredAt: at(minutesAgo),
  purpose: change.direction === "out" ? "api" : "inbound",
  callId: null,
  segments: 1,
  messageSid: `SM${serial}`,
  errorCode: null,
  errorMessage: null,
  media: [],
  bodyErasedAt: null,
  problem: null,
  ...change,
});

const SORRY =
  "Sorry we missed you! This is Mike from Acme HVAC. Reply here and I'll get back to you in a few minutes.";

/** A lead that came from a list, and moved so long ago. */
export const lead = (id: string, minutesAgo: number, stage = "New"): Lead => ({
  id,
  phone: `+1512555${id.padStart(4, "0")}` as Lead["phone"],
  name: `Lead ${id}`,
  stage,
  source: "import",
  createdAt: at(10_000),
  movedAt: at(minutesAgo),
  lastActivity: null,
  waiting: false,
});

/** A missed call with the text it earned. */
const missed = (phone: string, minutesAgo: number, change: Partial<Text> = {}): TimelineItem[] => {
  const ring = call(phone, minutesAgo);
  return [
    ring,
    text(phone, minutesAgo, SORRY, { direction: "out", purpose: "text_back", callId: ring.id, ...change }),
  ];
};

const NAMED: readonly [phone: string, name: string | null, items: (phone: string) => TimelineItem[]][] = [
  [
    "+15125550142",
    "Maria Lopez Garcia",
    (phone) => [
      call(phone, 60 * 24 * 3, { outcome: "answered", reason: null, durationSeconds: 185, receipt: null }),
      ...missed(phone, 34),
      text(phone, 31, "Hi Mike! The furnace is making that noise again. Could you stop by tomorrow?"),
      text(phone, 22, "Sure, tomorrow at 9 works. I'll bring the new blower motor.", { direction: "out" }),
      text(phone, 4, "Perfect, thank you! Gate code is 4471."),
    ],
  ],
  ["+15125550143", "Dan Whitaker", (phone) => missed(phone, 12)],
  ["+15125550144", null, (phone) => missed(phone, 47, { state: "undelivered", errorCode: 30006 })],
  [
    "+15125550145",
    "Priya Raman",
    (phone) => [...missed(phone, 130), text(phone, 125, "How much is a yearly service?")],
  ],
  [
    "+15125550146",
    "Bob’s Auto Body & Paint",
    (phone) => [call(phone, 200, { receipt: noCredits, reason: "busy" })],
  ],
  ["+15125550147", "Ann Chu", (phone) => [...missed(phone, 60 * 26), text(phone, 60 * 25, "STOP")]],
  [
    "+442071838750",
    null,
    (phone) => [
      call(phone, 60 * 50, { outcome: "answered", reason: null, durationSeconds: 42, receipt: null }),
    ],
  ],
  [
    "+15125550149",
    "Alexandria Montgomery-Featherstonehaugh",
    (phone) => [
      ...missed(phone, 60 * 24 * 4),
      text(phone, 60 * 24 * 4 - 9, "Please call me back when you can."),
    ],
  ],
];

const wentOtherwise = (
  callId: string,
  minutesAgo: number,
  change: Partial<BackTestChange>,
): BackTestChange => ({
  callId,
  phone: "+15125550143" as E164,
  occurredAt: at(minutesAgo),
  was: {
    outcome: "missed",
    decision: "skip",
    reason: "texted_recently",
    waits: false,
    why: "We texted this caller 4 min ago; one is sent every 10 min at most.",
  },
  would: { outcome: "missed", decision: "text", reason: null, waits: false, why: null },
  unknown: null,
  ...change,
});
const tried: BackTest = {
  calls: 84,
  cut: false,
  was: { missed: 63, texted: 52, credits: 52 },
  would: { missed: 70, texted: 61, credits: 61 },
  changed: 9,
  unknown: { longer_ring: 12 },
  items: [
    wentOtherwise("call_90", 75, {}),
    wentOtherwise("call_91", 3_000, {
      phone: null,
      was: { outcome: "answered", decision: null, reason: null, waits: false, why: null },
      would: {
        outcome: "missed",
        decision: "skip",
        reason: "caller_withheld",
        waits: false,
        why: "The caller's number was withheld, so there is no number to text.",
      },
    }),
    ...Array.from({ length: 7 }, (_, index) => wentOtherwise(`call_${92 + index}`, 4_000 + 700 * index, {})),
  ],
  next: null,
};

/** A line that can text. */
export const ABLE: Line["texting"] = {
  status: "ready",
  headline: "This line can text.",
  whatToDo: "Nothing to do.",
  errorCode: null,
  resumesAt: null,
  registration: { brand: null, campaign: null, toll_free: null },
};

export function smallWorld(change: { conversations?: number } = {}): World {
  serial = 0;
  const timelines = new Map(NAMED.map(([phone, , items]) => [phone, items(phone)]));
  const names = new Map(NAMED.map(([phone, name]) => [phone, name]));
  for (let each = NAMED.length; each < (change.conversations ?? 24); each++) {
    const phone = `+1737${String(5_550_000 + each).padStart(7, "0")}`;
    timelines.set(phone, missed(phone, 60 * 24 * 5 + each * 37));
    names.set(phone, each % 3 === 0 ? `Caller Number ${each}` : null);
  }
  const conversations = [...timelines].map(([phone, items]): Conversation => {
    const last = items.at(-1) ?? null;
    return {
      phone: phone as E164,
      name: names.get(phone) ?? null,
      consent: phone === "+15125550147" ? "opted_out" : "unknown",
      consentQuestion: null,
      blocked: false,
      lastActivityAt: last?.occurredAt ?? at(0),
      last,
      unread: ["+15125550142", "+15125550145"].includes(phone),
      waiting: last?.direction === "in" && (last.type === "text" || last.outcome === "missed"),
      handledAt: null,
    };
  });
  return {
    session: {
      user: { id: "user_mike", name: "Mike Miller", phone: FORWARD, email: null },
      role: "owner",
      businesses: [{ id: "biz_acme", name: "Acme HVAC" }],
    },
    businesses: [
      {
        id: "biz_acme",
        name: "Acme HVAC",
        timeZone: "America/Chicago",
        country: "US",
        leadForAnsweredCallers: false,
        retentionDays: { bodies: null, recordings: null },
        createdAt: at(60 * 24 * 200),
        demoEndsAt: null,
      },
    ],
    lines: [
      {
        number: LINE,
        enabled: true,
        forwardTo: FORWARD,
        ringTimeoutSeconds: 22,
        message:
          "Sorry we missed you, {{caller_first_name}}! This is Mike from {{business_name}}. Reply here.",
        ...DEFAULT_OPTIONS,
        repeatWindowMinutes: 10,
        texting: ABLE,
      },
    ],
    lineDefaults: {
      ...DEFAULT_OPTIONS,
      enabled: true,
      ringTimeoutSeconds: 20,
      message: "Sorry we missed your call! This is {{business_name}}.",
    },
    conversations,
    timelines,
    leads: NAMED.filter(([, name]) => name !== null).map(([phone, name], index) => ({
      id: `lead_${index}`,
      phone: phone as E164,
      name,
      stage: index === 2 ? "Scheduled" : "New",
      source: "missed call",
      createdAt: at(60 * 24 * 3),
      movedAt: conversations.find((each) => each.phone === phone)?.lastActivityAt ?? at(0),
      lastActivity: { title: "Text received", at: at(4 + index) },
      waiting: index === 0,
    })),
    notes: new Map([
      [
        "lead_0",
        [{ id: "note_1", body: "Gate code 4471\nHas a dog", author: "Mike Miller", createdAt: at(90) }],
      ],
    ]),
    credits: { available: 74, held: 1, spent: 325 },
    transfers: [...Array(60).keys()].map((index): Transfer => {
      const kind = index === 59 ? "grant" : index % 2 === 0 ? "post" : "hold";
      return {
        id: `tr_${index}`,
        kind,
        credits: kind === "grant" ? 100 : 1,
        textId: kind === "grant" ? null : `text_${3 + Math.floor(index / 2)}`,
        reason: kind === "grant" ? "Paid by invoice 1042" : "",
        occurredAt: at(30 + Math.floor(index / 2) * 400),
      };
    }),
    offer: {
      byCard: false,
      packs: [
        { credits: 100, priceCents: 900 },
        { credits: 300, priceCents: 2_700 },
        { credits: 1_000, priceCents: 9_000 },
      ],
      seller: { name: "Acme Telecom", email: "help@acme.example" },
    },
    purchases: [],
    backTest: tried,
    waysToSignIn: [
      { id: "hubspot", label: "HubSpot", url: "/oauth/hubspot/sign-in" },
      { id: "salesforce", label: "Salesforce", url: "/oauth/salesforce/sign-in" },
    ],
    connectors: [builtin, hubspot, salesforce].map(choiceOf),
    connection: CONNECTED_TO_NONE,
    activities: [],
    record: { connector: "builtin", canMove: true, isMoving: false, record: null, others: [] },
    notices: [
      {
        id: "note_1",
        subject: "credits",
        headline: "Fewer than 20 credits are left.",
        whatToDo: "Buy credits: without them callers get no text.",
        times: 1,
        firstAt: at(300),
        lastAt: at(300),
        resolvedAt: at(200),
      },
    ],
    alerts: { email: null, webhook: null, text: null, on: { missedCall: false, reply: false } },
    sentAlerts: [],
    users: [
      {
        id: "user_mike",
        name: "Mike Miller",
        email: null,
        phone: FORWARD,
        phoneProven: true,
        role: "owner",
        createdAt: at(60 * 24 * 200),
      },
      {
        id: "user_jo",
        name: "Jo Ortiz",
        email: "jo@example.com",
        phone: null,
        phoneProven: false,
        role: "member",
        createdAt: at(60 * 24 * 20),
      },
    ],
    invitations: [],
    liveTest: null,
    carrier: null,
    calling: null,
    scene: null,
  };
}

export const ofAnOperator = (): World => ({
  ...smallWorld(),
  session: { user: { name: "Olga" }, role: "operator", businesses: [] },
});

/** Whose CRM refused a call, and whose credits are running out where they can be bought. */
export function inHubspot(): World {
  const world = smallWorld();
  world.connection = connectedTo("hubspot", { pending: 2, failed: 1, waitingSince: at(90) });
  world.credits = { available: 12, held: 0, spent: 88 };
  world.offer = { ...world.offer, byCard: true };
  world.activities.push({
    id: "act_1",
    phone: "+15125550142" as E164,
    kind: "call",
    sourceId: "call_1",
    state: "parked",
    recordId: null,
    matchedBy: null,
    otherRecords: [],
    movingTo: null,
    discardReason: null,
    attempts: 3,
    problem: 'Property "hs_call_status" does not exist',
    occurredAt: at(75),
  });
  return world;
}
